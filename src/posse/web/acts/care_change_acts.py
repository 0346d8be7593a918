"""Changes that a family reports: taken in, granted good cause, worked and closed."""

from collections.abc import Mapping
from datetime import date

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareCase
from posse.apps.proofs.models import Evidence
from posse.apps.subsidy.models import CareChange
from posse.rules.childcare.changes import Cause
from posse.services.access import APPROVE_CARE, WORK_CARE, may
from posse.services.care.changing import (
    change_terms,
    do_close_change,
    do_grant_good_cause,
    do_refuse_good_cause,
    do_report_change,
    do_work_change,
    effective_day,
    proofs_to_choose,
)
from posse.services.care.proofs import Narrative
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Tick, Words

WORKERS = (WORK_CARE,)


class ReportForm(ActForm):
    """A change as it was told."""

    kind = Choice(label="What changed", choices=[])
    happened_on = Day(label="Since when")
    learned_on = Day(
        label="The family knew of it on", required=False,
        help_text="Where it learned of it later. The ten days run from then.",
    )  # fmt: skip
    told_on = Day(label="It told us on")
    channel = Choice(label="It came", choices=CareChannel.choices)
    is_passing = Tick(label="It is for a while only: the hours or the activity come back")
    words = Note(label="What the family said", length_max=1000)

    def prepare(self, subject: CareCase, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show what the law has families report."""
        rows = change_terms(on=on).reportable
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"), *((each.name, each.words) for each in rows)
        ]  # fmt: skip
        self.fields["told_on"].initial = on


class CauseForm(ActForm):
    """Why a late report counts as in time, and what proves it."""

    cause = Choice(label="Why it was late", choices=[])
    proof = Choice(label="Proved by a proof that stands in the record", choices=[])
    document_kind = Words(
        label="Or by this paper", length_max=80,
        help_text="Such as a discharge paper, or an envelope with its postmark.",
    )  # fmt: skip
    given_by = Words(label="Who gave it", length_max=80)
    obtained_on = Day(label="It came on", required=False)
    says = Words(label="What it says", length_max=300)
    words = Note(label="Why it is granted", length_max=300)

    def prepare(self, subject: CareChange, *, on: date) -> None:
        """Show the law's causes and what was recorded."""
        causes = change_terms(on=subject.effective_on).causes
        self.fields["cause"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *((row.name, _cause_words(row)) for row in causes),
        ]
        self.fields["proof"].choices = [  # type: ignore[attr-defined]
            ("", "None"), *proofs_to_choose(subject.care_case)
        ]  # fmt: skip
        self.fields["proof"].required = False
        self.fields["obtained_on"].initial = on


class RefuseForm(ActForm):
    """Why a late report stays late."""

    words = Note(label="Why it is refused")


class WorkForm(ActForm):
    """Nothing is asked."""


class CloseForm(ActForm):
    """What was done about a change."""

    words = Note(label="What was done about it", length_max=1000)


def _cause_words(cause: Cause) -> str:
    return f"{cause.words} (a supervisor grants it)" if cause.needs_supervisor else cause.words


def _report(care_case: CareCase, said: Said, doing: Doing) -> str:
    change = do_report_change(
        care_case=care_case, kind=said["kind"], channel=said["channel"],
        happened_on=said["happened_on"], learned_on=said["learned_on"] or said["happened_on"],
        told_on=said["told_on"], words=said["words"], is_passing=said["is_passing"],
        **doing.told,
    )  # fmt: skip
    late = "late, so it counts" if change.is_late else "in time, so it counts"
    return f"The change is kept. It was told {late} from {day_words(effective_day(change))}."


def _grant(change: CareChange, said: Said, doing: Doing) -> str:
    granted = do_grant_good_cause(
        change=change,
        cause=said["cause"],
        words=said["words"],
        proof=_proof(change, said, doing),
        is_supervisor=may(doing.user, APPROVE_CARE),
        **doing.told,
    )
    return f"Good cause is granted. The change counts from {day_words(effective_day(granted))}."


def _proof(change: CareChange, said: Said, doing: Doing) -> Evidence | Narrative | None:
    """The proof that was chosen, or the paper that was described."""
    if said["proof"]:
        return change.care_case.evidence.filter(pk=said["proof"]).first()
    if not said["document_kind"]:
        return None
    return Narrative(
        says=said["says"],
        obtained_on=said["obtained_on"] or doing.on,
        given_by=said["given_by"],
        document_kind=said["document_kind"],
    )


def _refuse(change: CareChange, said: Said, doing: Doing) -> str:
    do_refuse_good_cause(change=change, words=said["words"], **doing.told)
    return "Why good cause was refused stands in the record."


def _work(change: CareChange, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    is_supervisor = may(doing.user, APPROVE_CARE)
    done = do_work_change(change, is_supervisor=is_supervisor, **doing.told)
    if not done:
        return "No period runs, so nothing that is authorized changes."
    return " ".join(f"{each.words}." for each in done)


def _close(change: CareChange, said: Said, doing: Doing) -> str:
    do_close_change(change, words=said["words"], **doing.told)
    return "The change is closed, and what was done stands in the record."


REPORT = Act(
    "Report a change", "It is kept with its day and the way it came, and worked from the list.",
    "Keep the change", ReportForm, _report, WORKERS, guidance=("take_child_care_change",),
)  # fmt: skip
CHANGE_ACTS: Mapping[str, Act] = {
    "work": Act(
        "Work the change",
        "The case is determined with what is recorded now. It acts for the family's benefit,"
        " for other hours, or above the ceiling of income; otherwise nothing changes before the"
        " review.",
        "Determine and act", WorkForm, _work, WORKERS, guidance=("work_child_care_change",),
    ),
    "cause": Act(
        "Grant good cause", "The late report then counts as in time.",
        "Grant it", CauseForm, _grant, WORKERS, guidance=("weigh_good_cause",),
    ),
    "refuse": Act(
        "Refuse good cause", "The report stays late, and the record says why.",
        "Refuse it", RefuseForm, _refuse, WORKERS, guidance=("weigh_good_cause",),
    ),
    "close": Act(
        "Close without acting",
        "For what a specialist decides otherwise, such as by ending an authorization.",
        "Close it", CloseForm, _close, WORKERS, guidance=("care_record",),
    ),
}  # fmt: skip
