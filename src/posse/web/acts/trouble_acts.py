"""What can be done about a payor who does not do what an order says."""

from collections.abc import Mapping
from datetime import date

from posse.apps.withholding.choices import NonComplianceState
from posse.apps.withholding.models import NonCompliance
from posse.services.access import WORK_WITHHOLDING
from posse.services.withholding.non_compliance import (
    SERVED_BY,
    VIOLATIONS,
    Hearing,
    do_close_non_compliance,
    do_record_penalty,
    do_record_service,
    do_tell_payor,
    first_hearing_day,
    penalty_most_cents,
)
from posse.units.days import day_words
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, DollarsOrNothing, Note, Words

CAME = [("yes", "The payor came"), ("no", "The payor stayed away")]


class NoticeForm(ActForm):
    """What the payor did, and when the court hears of it."""

    violation = Choice(label="What the payor did", choices=list(VIOLATIONS.items()))
    hearing_on = Day(label="Hearing on")
    at = Words(label="At what time", length_max=40, is_needed=True)
    place = Words(label="Court and room", length_max=120, is_needed=True)

    def prepare(self, subject: NonCompliance, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Say which day is the first that is far enough away."""
        first = day_words(first_hearing_day(on=on))
        self.fields["hearing_on"].help_text = f"{first} at the earliest."


class ServiceForm(ActForm):
    """How the notice reached the payor."""

    served_on = Day(label="Served on")
    served_by = Choice(label="How", choices=list(SERVED_BY.items()))


class PenaltyForm(ActForm):
    """What the court ordered."""

    decided_on = Day(label="Decided on")
    payor_came = Choice(label="Who came", choices=CAME)
    penalty_cents = DollarsOrNothing(label="Civil penalty")
    liable_cents = DollarsOrNothing(label="To be paid for what was not sent")

    def prepare(self, subject: NonCompliance, *, on: date) -> None:
        """Say the limits."""
        most = format_dollars(penalty_most_cents(on=on))
        self.fields["penalty_cents"].help_text = f"At most {most}; 0 for none."
        whole = format_dollars(subject.liable_cents)
        self.fields["liable_cents"].help_text = f"Of {whole} that was not sent."


class CloseForm(ActForm):
    """Why it is over."""

    text = Note(label="Why it is over")


def _tell(found: NonCompliance, said: Said, doing: Doing) -> str:
    hearing = Hearing(on=said["hearing_on"], at=said["at"], place=said["place"])
    do_tell_payor(found=found, violation=said["violation"], hearing=hearing, **doing.told)
    return "The notice is written and waits for the post. It must be served before the hearing."


def _served(found: NonCompliance, said: Said, doing: Doing) -> str:
    do_record_service(found=found, **said, **doing.told)
    return "The service is kept; the court hears of it."


def _penalty(found: NonCompliance, said: Said, doing: Doing) -> str:
    decided = {**said, "payor_came": said["payor_came"] == "yes"}
    do_record_penalty(found=found, **decided, **doing.told)
    return "What the court ordered is kept."


def _close(found: NonCompliance, said: Said, doing: Doing) -> str:
    do_close_non_compliance(found=found, **said, **doing.told)
    return "It is over, with the reason."


_MAY = (WORK_WITHHOLDING,)
_TELL = Act(
    "Write the notice of violation",
    "The payor is told what it did, and when and where the court hears of it.",
    "Write it",
    NoticeForm,
    _tell,
    _MAY,
    ("answer_payor",),
)
_SERVED = Act(
    "Record how the notice was served",
    "Without service by certified mail or in person the court sets no penalty.",
    "Keep it",
    ServiceForm,
    _served,
    _MAY,
    ("answer_payor",),
)
_PENALTY = Act(
    "Record what the court ordered",
    "The penalty and what the payor owes are kept as the court set them.",
    "Keep it",
    PenaltyForm,
    _penalty,
    _MAY,
    ("answer_payor",),
)
_CLOSE = Act(
    "It is over",
    "Nothing more is asked of the payor for what was late until now.",
    "Close it",
    CloseForm,
    _close,
    _MAY,
    ("answer_payor",),
)
TROUBLE_ACTS: Mapping[str, Act] = {
    "tell": _TELL,
    "served": _SERVED,
    "penalty": _PENALTY,
    "close": _CLOSE,
}
_NEXT: Mapping[str, str] = {
    NonComplianceState.FOUND: "tell",
    NonComplianceState.NOTICED: "served",
    NonComplianceState.HEARING: "penalty",
}


def acts_for(found: NonCompliance) -> dict[str, Act]:
    """What can be done now: the next step, and to end it; nothing once it is over."""
    if found.closed_on:
        return {}
    following = _NEXT.get(found.state)
    return {name: TROUBLE_ACTS[name] for name in (following, "close") if name}
