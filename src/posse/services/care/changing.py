"""Changes that families report: kept with their day and channel, and acted on.

Source: CC-1501-A, CC-1502-A.1, CC-1504-A, CC-1507-A.
"""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareCase
from posse.apps.proofs.models import Evidence
from posse.apps.subsidy.choices import ChangeKind, ChangeOutcome, GoodCause
from posse.apps.subsidy.models import CareChange, CareChangeOutcome
from posse.services.care.authorizing import Refused
from posse.services.care.proving import unproved_of
from posse.services.care.redetermining import Redetermined, do_redetermine
from posse.services.law import current_law
from posse.units.days import add_months

REPORT_DAYS = "childcare.notices.report_days"


@transaction.atomic
def do_report_change(  # noqa: PLR0913 - one argument a column
    *,
    care_case: CareCase,
    kind: str,
    channel: str,
    happened_on: date,
    learned_on: date,
    words: str,
    on: date,
    by: str,
    told_on: date | None = None,
) -> CareChange:
    """Keep a change with the channel and the day on which it reached the agency.

    It is late after ten days from when the family knew of it.
    Raises: ValueError in words. Source: CC-1501-A, CC-1502-A.1, CC-1507-A-1.
    """
    received = told_on or on
    if learned_on < happened_on - timedelta(days=366) or received < learned_on:
        raise ValueError("a change is learned of before it is told, and not a year before")
    if received > on:
        raise ValueError("a change that was told was told today or earlier")
    if not words.strip():
        raise ValueError("say what changed")
    days = int(current_law().value(REPORT_DAYS, on=received))
    return CareChange.objects.create(
        care_case=care_case,
        kind=ChangeKind(kind),
        channel=CareChannel(channel),
        happened_on=happened_on,
        learned_on=learned_on,
        words=words.strip()[:1000],
        is_late=received > learned_on + timedelta(days=days),
        effective_on=received,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_grant_good_cause(
    *,
    change: CareChange,
    cause: str,
    words: str,
    proof: Evidence | None,
    on: date,
    by: str,
) -> CareChange:
    """Let a late report count as in time, for one of five causes that is proved.

    It is out of reach once the first day of the benefit month is past that the change would
    have touched. The report is kept again with its cause. Raises: ValueError in words.
    Source: CC-1507-A-2, CC-1507-A-3, CC-1507-A-4, CC-1507-A-5.
    """
    if not change.is_late:
        raise ValueError("this report came in time, so no cause is needed")
    if GoodCause(cause) == GoodCause.NONE or proof is None:
        raise ValueError("good cause is one of five, and the family proves it (CC-1507-A)")
    if change.effective_on > latest_day_for_cause(change.happened_on):
        raise ValueError(
            "the report came after the first of the benefit month it would have touched"
            " (CC-1507-A-5)"
        )
    return CareChange.objects.create(
        care_case=change.care_case,
        kind=change.kind,
        channel=change.channel,
        happened_on=change.happened_on,
        learned_on=change.learned_on,
        words=change.words,
        is_late=False,
        good_cause=GoodCause(cause),
        cause_words=words.strip()[:300],
        cause_proof=proof,
        effective_on=change.effective_on,
        recorded_on=on,
        recorded_by=by,
    )


def latest_day_for_cause(happened_on: date) -> date:
    """The first day of the benefit month after a change. Source: CC-1507-A-5."""
    return add_months(happened_on.replace(day=1), 1)


def effective_day(change: CareChange) -> date:
    """From which day a change counts: its own where it was told in time, else the report's.

    Source: CC-1504-C-1, CC-1507-A-1, CC-1507-A-3.
    """
    return change.effective_on if change.is_late else change.happened_on


@transaction.atomic
def do_work_change(change: CareChange, *, on: date, by: str) -> list[Redetermined]:
    """Determine the case again for a change, act on what may act, and keep what came of it.

    The facts themselves are recorded before, and proved anew. Raises: Refused in words.
    Source: CC-301-A-1, CC-1500-A, CC-1501-B-4, CC-1504-A.
    """
    against = unproved_of(change.care_case, on=on)
    if against:
        raise Refused("; ".join(against))
    done = do_redetermine(change.care_case, from_day=effective_day(change), on=on, by=by)
    for each in done:
        CareChangeOutcome.objects.create(
            care_case=change.care_case,
            change=change,
            outcome=each.outcome,
            determination=each.determination,
            words=f"{each.words} ({', '.join(each.cites)})"[:1000],
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
    if not done:
        CareChangeOutcome.objects.create(
            care_case=change.care_case,
            change=change,
            outcome=ChangeOutcome.NO_ACTION,
            words="No period runs, so nothing is authorized that could change",
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
    return done
