"""Changes that families report: kept with their day and channel, and acted on.

Source: CC-1501-A, CC-1502-A.1, CC-1504-A, CC-1507-A.
"""

from datetime import date, timedelta

import numpy as np
from django.db import transaction

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade, EvidenceWay
from posse.apps.proofs.models import Evidence
from posse.apps.subsidy.choices import ChangeKind, ChangeOutcome, GoodCause
from posse.apps.subsidy.models import CareChange, CareChangeOutcome
from posse.rules.childcare.changes import ChangeTerms, Reports, Timing, timing
from posse.services.care.authorizing import Refused
from posse.services.care.cases import do_write_narrative
from posse.services.care.proofs import Narrative, Weight, do_record_evidence
from posse.services.care.proving import unproved_of
from posse.services.care.redetermining import Acting, Redetermined, do_redetermine
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number, day_words

CAUSE_TOPIC = "good cause of a late report"


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
    is_passing: bool = False,
) -> CareChange:
    """Keep a change with the channel and the day on which it reached the agency.

    It is late after ten days from when the family knew of it. ``is_passing`` is for hours or
    an activity that come back. Raises: ValueError in words.
    Source: CC-1501-A, CC-1502-A.1, CC-1507-A-1, CC-1101-C-4.
    """
    received = told_on or on
    if learned_on < happened_on - timedelta(days=366) or received < learned_on:
        raise ValueError("a change is learned of before it is told, and not a year before")
    if received > on:
        raise ValueError("a change that was told was told today or earlier")
    if not words.strip():
        raise ValueError("say what changed")
    change = CareChange(
        care_case=care_case,
        kind=ChangeKind(kind),
        channel=CareChannel(channel),
        happened_on=happened_on,
        learned_on=learned_on,
        words=words.strip()[:1000],
        is_passing=is_passing,
        effective_on=received,
        recorded_on=on,
        recorded_by=by,
    )
    change.is_late = bool(timing_of(change).is_late[0])
    change.save()
    return change


def timing_of(change: CareChange) -> Timing:
    """Whether a change was told in time, and from which day it counts; one row.

    Source: CC-1502-A.1, CC-1507-A-1, CC-1507-A-3, CC-1507-A-5.
    """
    reports = Reports(
        happened_days=np.array([day_number(change.happened_on)]),
        learned_days=np.array([day_number(change.learned_on)]),
        received_days=np.array([day_number(change.effective_on)]),
        has_cause=np.array([bool(change.good_cause)]),
    )
    return timing(reports, terms=change_terms(on=change.effective_on))


def change_terms(*, on: date) -> ChangeTerms:
    """The law of changes on a day."""
    return ChangeTerms.from_law(current_law(), on=on)


@transaction.atomic
def do_grant_good_cause(
    *,
    change: CareChange,
    cause: str,
    words: str,
    proof: Evidence | Narrative | None,
    on: date,
    by: str,
    is_supervisor: bool = False,
) -> CareChange:
    """Let a late report count as in time, for one of five causes that is proved.

    It is out of reach once the first day of the benefit month is past that the change would
    have touched. The report is kept again with its cause, in place of the first; what the law
    leaves open a supervisor grants, for reasons in writing. ``proof`` is one of the record, or
    what a paper says that is recorded with it. Raises: ValueError in words.
    Source: CC-1507-A-2, CC-1507-A-3, CC-1507-A-4, CC-1507-A-5, ambiguity 2.07.
    """
    change = _open(change)
    against = refusal_of_cause(change)
    if against:
        raise ValueError(against)
    if isinstance(proof, Narrative):
        proof = _do_record_proof(change.care_case, proof, on=on, by=by)
    if not cause or proof is None or proof.care_case_id != change.care_case_id:
        raise ValueError("good cause is one of five, and the family proves it (CC-1507-A)")
    known = change_terms(on=change.effective_on).cause(cause)
    if known.needs_supervisor and not is_supervisor:
        raise ValueError(f"a supervisor grants this cause ({', '.join(known.cites)})")
    if not words.strip():
        raise ValueError("say why the cause is granted (CC-1507-A-4)")
    granted = CareChange.objects.create(
        care_case=change.care_case,
        kind=change.kind,
        channel=change.channel,
        happened_on=change.happened_on,
        learned_on=change.learned_on,
        words=change.words,
        is_passing=change.is_passing,
        is_late=False,
        good_cause=GoodCause(cause),
        cause_words=words.strip()[:300],
        cause_proof=proof,
        replaces=change,
        effective_on=change.effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    _do_say(change, f"Good cause was granted: {known.words}. {words.strip()}", on=on, by=by)
    return granted


@transaction.atomic
def do_refuse_good_cause(*, change: CareChange, words: str, on: date, by: str) -> None:
    """Keep in the record why a late report stays late. Raises: ValueError in words.

    Source: CC-1507-A-4.
    """
    change = _open(change)
    if not change.is_late:
        raise ValueError("this report came in time, so no cause is needed")
    if not words.strip():
        raise ValueError("say why the cause is refused (CC-1507-A-4)")
    _do_say(change, f"Good cause was refused: {words.strip()}", on=on, by=by)


def refusal_of_cause(change: CareChange) -> str:
    """Why good cause is out of reach for a report, in words; empty where it is not.

    Source: CC-1507-A-1, CC-1507-A-5.
    """
    if not change.is_late:
        return "this report came in time, so no cause is needed"
    if not bool(timing_of(change).can_have_cause[0]):
        return (
            "the report came after the first of the benefit month it would have touched"
            " (CC-1507-A-5)"
        )
    return ""


def effective_day(change: CareChange) -> date:
    """From which day a change counts: its own where it was told in time, else the report's.

    Source: CC-1504-C-1, CC-1507-A-1, CC-1507-A-3.
    """
    return day_from_number(int(timing_of(change).counts_days[0]))


@transaction.atomic
def do_work_change(
    change: CareChange, *, on: date, by: str, is_supervisor: bool = False
) -> list[Redetermined]:
    """Determine the case again for a change, act on what may act, and keep what came of it.

    The facts themselves are recorded before, and proved anew. What waits for somebody may be
    worked again. Raises: Refused in words.
    Source: CC-301-A-1, CC-1500-A, CC-1501-B-4, CC-1504-A.
    """
    change = _open(change)
    latest = change.outcomes.order_by("-id").first()
    if latest is not None and latest.outcome != ChangeOutcome.WAITING:
        raise Refused("this change was worked already")
    against = unproved_of(change.care_case, on=on)
    if against:
        raise Refused("; ".join(against))
    done = do_redetermine(
        change.care_case,
        from_day=effective_day(change),
        on=on,
        by=by,
        acting=Acting(is_supervisor=is_supervisor, is_passing=change.is_passing),
    )
    # What waits is kept last, so that the latest row says how the change stands.
    for each in sorted(done, key=lambda row: row.outcome == ChangeOutcome.WAITING):
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
        _do_close(change, "No period runs, so nothing is authorized that could change",
                  on=on, by=by)  # fmt: skip
    return done


@transaction.atomic
def do_close_change(change: CareChange, *, words: str, on: date, by: str) -> CareChangeOutcome:
    """Keep that a change asks for nothing more, and why; what was recorded stays.

    Raises: ValueError in words. Source: CC-1501-B-4, CC-1316-A.
    """
    change = _open(change)
    latest = change.outcomes.order_by("-id").first()
    if latest is not None and latest.outcome != ChangeOutcome.WAITING:
        raise ValueError("this change was worked already")
    if not words.strip():
        raise ValueError("say what was done about the change (CC-1501-B-4)")
    return _do_close(change, words.strip(), on=on, by=by)


def _do_close(change: CareChange, words: str, *, on: date, by: str) -> CareChangeOutcome:
    return CareChangeOutcome.objects.create(
        care_case=change.care_case,
        change=change,
        outcome=ChangeOutcome.NO_ACTION,
        words=words[:1000],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def _do_record_proof(care_case: CareCase, shown: Narrative, *, on: date, by: str) -> Evidence:
    """A paper that proves no factor of anybody, but why a report was late."""
    weight = Weight(way=EvidenceWay.DOCUMENT, grade=EvidenceGrade.PRIMARY)
    return do_record_evidence(
        care_case, proves=[], weight=weight, narrative=shown, on=on, by=by
    )


def proofs_to_choose(care_case: CareCase) -> list[tuple[str, str]]:
    """Proofs of a case that were not rejected, by what they are."""
    rows = care_case.evidence.filter(rejection__isnull=True)
    return [
        (str(row.pk), f"{row.document_kind or row.get_way_display()}, {row.says[:60]}")
        for row in rows
    ]


def _open(change: CareChange) -> CareChange:
    """A change under a lock. Raises: Refused where a later row took its place."""
    found = CareChange.objects.select_for_update().get(pk=change.pk)
    if CareChange.objects.filter(replaces=found).exists():
        raise Refused("this report was kept again with good cause; see there")
    return found


def _do_say(change: CareChange, words: str, *, on: date, by: str) -> None:
    do_write_narrative(
        care_case=change.care_case, topic=CAUSE_TOPIC,
        text=f"Change of {day_words(change.happened_on)}: {words}", on=on, by=by,
    )  # fmt: skip
