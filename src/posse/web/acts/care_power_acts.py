"""POWER: that an adult applied for it, what became of that, and child care meanwhile."""

from posse.apps.care.choices import PowerStep
from posse.apps.care.models import CareApplication, PowerApplication
from posse.services.access import WORK_CARE
from posse.services.care.power import do_apply_for_power, do_authorize_days, do_tell_power
from posse.units.days import day_words
from posse.web.acts.care_forms import CarePerson
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Tick, Words

GUIDANCE = ("work_programme",)


class PowerForm(ActForm):
    """An application for POWER."""

    applied_on = Day(label="Applied for POWER on")
    must_work = Tick(label="The work requirements apply to this person")
    needs_care = Tick(label="Child care is needed to meet them")
    manager = Words(label="Case manager of the work programme", length_max=80)


class PowerStepForm(ActForm):
    """What became of an application for POWER."""

    what = Choice(label="What happened", choices=PowerStep.choices)
    happened_on = Day(label="On")
    words = Note(
        label="How it is known, or how it was sent", length_max=300,
        help_text="Who told it, or to whom a copy of the request went and which way.",
    )  # fmt: skip


class DaysForm(ActForm):
    """Nothing is asked."""


def _apply(subject: CarePerson, said: Said, doing: Doing) -> str:
    row = do_apply_for_power(**said, **subject.at, **doing.told)
    if row.must_work and row.needs_care:
        return "It is kept. Send a copy of the request for child care to the work programme."
    return "It is kept."


def _tell(row: PowerApplication, said: Said, doing: Doing) -> str:
    do_tell_power(row, **said, **doing.told)
    return "It stands in the record."


def _days(application: CareApplication, said: Said, doing: Doing) -> str:  # noqa: ARG001
    rows = do_authorize_days(application, **doing.told)
    return f"Child care is authorized through {day_words(max(row.ends_on for row in rows))}."


WORKERS = (WORK_CARE,)
APPLIED = Act(
    "Applied for POWER",
    "Child care can be authorized for up to thirty days from that day on, while POWER is"
    " decided and its work requirements are met.",
    "Keep it", PowerForm, _apply, WORKERS, guidance=GUIDANCE,
)  # fmt: skip
TELL_POWER = Act(
    "Say how POWER stands",
    "A decision ends the days of child care that rest on the application. Unmet work"
    " requirements end them after the days of a notice.",
    "Keep it", PowerStepForm, _tell, WORKERS, guidance=GUIDANCE,
)  # fmt: skip
DAYS = Act(
    "Authorize while POWER is decided",
    "Child care is authorized from the application on through the thirtieth day after POWER was"
    " applied for. It begins no twelve months and uses up no presumed payment.",
    "Authorize the days", DaysForm, _days, WORKERS, guidance=GUIDANCE,
)  # fmt: skip
