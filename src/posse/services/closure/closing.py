"""Closing a case once every test is met, the notice has waited, and nobody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction

from posse.apps.approvals.choices import Correction
from posse.apps.approvals.models import Proposal
from posse.apps.cases.choices import CaseState, Service
from posse.apps.cases.models import Case, CaseStatus
from posse.apps.closure.models import CaseClosure, ClosureCandidate, ClosureNotice
from posse.rules.support.closure import ClosureTerms, Reason
from posse.rules.support.deadlines import deadlines
from posse.services.closure.findings import (
    CaseFindings,
    check_tests,
    closure_terms,
    findings_for_case,
)
from posse.services.law import current_law
from posse.services.register.cases import do_set_case_status
from posse.services.register.entries import check_open_day
from posse.services.work.events import do_record_event
from posse.units.days import day_from_number, day_number, day_words
from posse.units.money import format_dollars

RETENTION = "TF074"


@dataclass(frozen=True)
class Due:
    """What became of the cases whose time had come: closed, or why not, by case number."""

    closed: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


def status_of(case: Case, *, on: date) -> CaseStatus | None:
    """How a case stands on a day."""
    rows = CaseStatus.objects.filter(case=case, effective_on__lte=on)
    return rows.order_by("effective_on", "id").last()


def open_notice(case: Case, reason: str) -> ClosureNotice | None:
    """The latest notice of a reason, unless it closed the case or was answered for good."""
    notice = ClosureNotice.objects.filter(case=case, reason=reason).first()
    if notice is None or hasattr(notice, "closure"):
        return None
    return None if notice.answers.filter(keeps_open=True).exists() else notice


@transaction.atomic
def do_close_case(
    *, case: Case, reason: str, on: date, by: str, proposal: Proposal | None = None
) -> CaseClosure:
    """Close a case for a reason of the law.

    Every test is evaluated here and now. Arrears assigned to the State need a proposal
    that the director approves. Raises: ValueError in words.
    Source: 45 CFR 303.11, Wyoming Policy 12.2.
    """
    # Two who close one case go one after the other; the second finds it closed.
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    terms, findings = closure_terms(on=on), findings_for_case(case, on=on)
    chosen = terms.reason(reason)
    check_may_close(case, chosen, findings, on=on)
    needs_director = terms.does_director_approve and findings.assigned_cents > 0
    if needs_director and proposal is None:
        raise ValueError(
            f"{format_dollars(findings.assigned_cents)} of arrears are assigned to the State,"
            " so the director must approve closing the case in writing; propose it"
        )
    return _do_close(case, chosen, findings, on=on, by=by, proposal=proposal)


def check_may_close(case: Case, reason: Reason, findings: CaseFindings, *, on: date) -> None:
    """Refuse what may not be closed, whoever approves. Raises: ValueError in words."""
    check_open_day(on)
    status = status_of(case, on=on)
    if status is None or status.state != CaseState.OPEN:
        raise ValueError("the case is closed already")
    if status.service != Service.IV_D:
        raise ValueError("only a IV-D case is closed under 45 CFR 303.11")
    check_tests(findings, reason, at_closing=True)
    if not reason.wait:
        return
    notice = open_notice(case, reason.name)
    if notice is None:
        raise ValueError(
            f"no notice stands for {reason.cite}: none was sent, or it was answered and the"
            " case stays open"
        )
    if on < notice.closes_on:
        raise ValueError(
            f"the notice of {day_words(notice.effective_on)} must wait; the case may be closed"
            f" from {day_words(notice.closes_on)} on"
        )


def _do_close(
    case: Case,
    reason: Reason,
    findings: CaseFindings,
    *,
    on: date,
    by: str,
    proposal: Proposal | None,
) -> CaseClosure:
    closure = CaseClosure.objects.create(
        case=case,
        reason=reason.name,
        notice=open_notice(case, reason.name) if reason.wait else None,
        proposal=proposal,
        tests=[
            {"test": row.name, "words": row.words, "outcome": row.outcome}
            for row in findings.outcome(reason.name).tests
        ],
        assigned_cents=findings.assigned_cents,
        keep_through=retention_end(on),
        law_fingerprint=current_law().fingerprint,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    do_set_case_status(case=case, service=Service.IV_D, state=CaseState.CLOSED, on=on, by=by)
    do_record_event(
        case=case, kind="case_closed", effective_on=on, on=on, by=by,
        source="closure", source_id=closure.pk, note=f"{reason.cite}: {reason.words}"[:300],
    )  # fmt: skip
    ClosureCandidate.objects.filter(case=case).delete()
    return closure


def retention_end(closed_on: date) -> date:
    """The last day through which the record of a closed case is kept.

    Source: 45 CFR 303.11(e).
    """
    days = np.array([day_number(closed_on)], dtype=np.int64)
    return day_from_number(int(deadlines([RETENTION], days, law=current_law()).due_days[0]))


def waiting_proposal(case: Case) -> Proposal | None:
    """The proposal to close a case that waits for the director."""
    rows = Proposal.objects.filter(kind=Correction.CLOSE, case=case, decision__isnull=True)
    return rows.order_by("id").last()


def do_close_due(*, on: date, by: str) -> Due:
    """Close what is due on a day: notices that waited unanswered, and what must be closed.

    Whatever a person has to decide is left, with the reason. Each case is its own
    transaction, so that a run that is killed goes on where it stopped.
    """
    terms = closure_terms(on=on)
    closed, kept = [], []
    for case, reason in [*_due_notices(on=on), *_mandatory(terms)]:
        try:
            do_close_case(case=case, reason=reason, on=on, by=by)
        except ValueError as refusal:
            kept.append((case.number, str(refusal)))
        else:
            closed.append(case.number)
    return Due(tuple(closed), tuple(kept))


def _due_notices(*, on: date) -> Sequence[tuple[Case, str]]:
    rows = ClosureNotice.objects.filter(closes_on__lte=on, closure__isnull=True)
    rows = rows.exclude(answers__keeps_open=True).exclude(case__closures__isnull=False)
    found = rows.select_related("case").order_by("closes_on", "id")
    return list({(row.case, row.reason): None for row in found})


def _mandatory(terms: ClosureTerms) -> Sequence[tuple[Case, str]]:
    """Source: 45 CFR 303.11(c)."""
    names = [reason.name for reason in terms.reasons if reason.is_mandatory]
    rows = ClosureCandidate.objects.filter(reason__in=names).select_related("case")
    return [(row.case, row.reason) for row in rows]
