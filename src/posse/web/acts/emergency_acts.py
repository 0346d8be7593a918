"""Acts on cases that a conflict of interest closes."""

from dataclasses import dataclass

from django import forms

from posse.apps.cases.models import Case
from posse.apps.doors.models import BrokenGlass
from posse.services.access import BREAK_GLASS, REVIEW_GLASS
from posse.services.doors.emergencies import do_break_glass, do_review_glass
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import MISSING, Note


@dataclass(frozen=True)
class ClosedCase:
    """A case that may be closed to whoever acts; ``page`` is where it is asked for."""

    case: Case
    page: str


class EmergencyForm(ActForm):
    """What cannot wait."""

    reason = Note(label="What cannot wait", help_text="Kept for good and read by a reviewer.")


class ReviewForm(ActForm):
    """What a reviewer found."""

    was_justified = forms.ChoiceField(
        label="The opening was",
        choices=[("", "Choose"), ("yes", "justified"), ("no", "not justified")],
        widget=forms.Select(attrs={"class": "usa-select"}),
        error_messages=MISSING,
    )
    note = Note()


def _open(subject: ClosedCase, said: Said, doing: Doing) -> str:
    opened = do_break_glass(
        user=doing.user,
        case=subject.case,
        reason=said["reason"],
        page=subject.page,
        on=doing.on,
    )
    return f"Case {opened.case.number} is open to you for a while; another person reviews it."


def _review(opening: BrokenGlass, said: Said, doing: Doing) -> str:
    do_review_glass(
        opening=opening,
        reviewer=doing.user,
        was_justified=said["was_justified"] == "yes",
        note=said["note"],
    )
    return "The review is kept."


EMERGENCY = Act(
    title="Open a closed case in an emergency",
    consequence=(
        "The case opens to you for a while. That you opened it, when and why is kept for good,"
        " and another person reviews it."
    ),
    button="Open the case",
    form=EmergencyForm,
    perform=_open,
    permissions=(BREAK_GLASS,),
)
REVIEW = Act(
    title="Review an emergency opening",
    consequence="What you found is kept for good beside the opening.",
    button="Keep the review",
    form=ReviewForm,
    perform=_review,
    permissions=(REVIEW_GLASS,),
)
