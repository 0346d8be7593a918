"""Acts about the life of a case: a review ordered, more time for a license, an end."""

from collections.abc import Mapping

from posse.apps.care.models import CareApplication, CareCase
from posse.services.access import APPROVE_CARE
from posse.services.care.extending import do_give_license_time
from posse.services.care.reviewing import do_order_review
from posse.units.days import day_words
from posse.web.acts.care_endings import END_ALL
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Note


class WhyForm(ActForm):
    """Why it is done."""

    words = Note(label="Why")


def _order(care_case: CareCase, said: Said, doing: Doing) -> str:
    do_order_review(care_case, words=said["words"], **doing.told)
    return "The review is ordered. It stands among what is due until the case is determined."


def _more_time(application: CareApplication, said: Said, doing: Doing) -> str:
    clock = do_give_license_time(application, words=said["words"], **doing.told)
    until = f" until {day_words(clock.due_on)}" if clock.due_on else ""
    return f"The application waits for the license{until}."


REVIEW_ACTS: Mapping[str, Act] = {
    "review": Act(
        "Order a review",
        "An extra review or desk audit of a family whose months still run. What it finds acts"
        " only as a change does.",
        "Order it",
        WhyForm,
        _order,
        (APPROVE_CARE,),
        guidance=("order_care_review",),
    ),
    "end-all": END_ALL,
}
MORE_TIME = Act(
    "Give more time",
    "The application waits thirty days more for its provider's license, once. What the provider"
    " does within that time counts from the application on.",
    "Give thirty days more",
    WhyForm,
    _more_time,
    (APPROVE_CARE,),
    guidance=("extend_care_license",),
)
