"""What the pages of closing show: one case's reasons, and the worklist of the office."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from posse.apps.cases.models import Case
from posse.apps.closure.models import (
    CaseClosure,
    ClosureCandidate,
    ClosureFact,
    ClosureNotice,
    LocateTry,
)
from posse.services.closure.closing import waiting_proposal
from posse.services.closure.findings import (
    CaseFindings,
    closure_terms,
    findings_for_case,
    test_words,
)
from posse.services.closure.reopening import refusal_of_destruction

ROWS_MAX = 2_000


@dataclass(frozen=True)
class FactRow:
    """What a worker recorded for a test, in words."""

    fact: ClosureFact
    words: str


@dataclass(frozen=True)
class NoticeRow:
    """A notice, why it was sent, and what became of it."""

    notice: ClosureNotice
    reason: str
    standing: str
    days_left: int

    @property
    def is_waiting(self) -> bool:
        """Whether an answer may still be recorded."""
        return self.standing in {"Waits", "The wait is over"}


@dataclass(frozen=True)
class CaseClosing:
    """All that a case's page tells of closing it."""

    findings: CaseFindings
    facts: list[FactRow]
    tries: list[LocateTry]
    notices: list[NoticeRow]
    closures: list[CaseClosure]
    proposal: int | None
    destruction_refusal: str


@dataclass(frozen=True)
class CandidateRow:
    """A case that a reason could close; ``closes_on`` once its notice waits. Units: cents."""

    case_number: str
    reason: str
    words: str
    cite: str
    needs_notice: bool
    is_mandatory: bool
    assigned_cents: int
    found_on: date
    closes_on: date | None = None


@dataclass(frozen=True)
class Worklist:
    """Who could be closed, and which notices wait."""

    candidates: list[CandidateRow]
    counts: list[tuple[str, str, int]]
    notices: list[NoticeRow]
    found_on: date | None


def closing_for_case(case: Case, *, on: date) -> CaseClosing:
    """How far a case is from being closed, and what was done about it."""
    words = test_words(on=on)
    facts = ClosureFact.objects.filter(case=case).select_related("document")
    proposal = waiting_proposal(case)
    return CaseClosing(
        findings=findings_for_case(case, on=on),
        facts=[
            FactRow(fact, words[fact.test].words if fact.test in words else fact.test)
            for fact in facts
        ],
        tries=list(LocateTry.objects.filter(case=case)),
        notices=notice_rows(case=case, on=on),
        closures=list(
            CaseClosure.objects.filter(case=case).select_related("reopening", "release")
        ),
        proposal=proposal.pk if proposal else None,
        destruction_refusal=refusal_of_destruction(case, on=on),
    )


def notice_rows(
    *,
    on: date,
    case: Case | None = None,
    is_waiting: bool = False,
    hidden_cases: Collection[int] = (),
) -> list[NoticeRow]:
    """Notices of a case or of all, those whose wait ends first at the head."""
    rows = ClosureNotice.objects.select_related("case", "letter", "closure")
    rows = rows.filter(case=case) if case else rows.exclude(case__in=hidden_cases)
    if is_waiting:
        rows = rows.filter(closure__isnull=True).exclude(answers__keeps_open=True)
    terms = {reason.name: reason.words for reason in closure_terms(on=on).reasons}
    found = rows.prefetch_related("answers").order_by("closes_on", "id")[:ROWS_MAX]
    return [
        NoticeRow(
            notice,
            terms.get(notice.reason, notice.reason),
            _standing(notice, on=on),
            max(0, (notice.closes_on - on).days),
        )
        for notice in found
    ]


def _standing(notice: ClosureNotice, *, on: date) -> str:
    if hasattr(notice, "closure"):
        return "The case was closed"
    if any(answer.keeps_open for answer in notice.answers.all()):
        return "Answered; the case stays open"
    return "Waits" if on < notice.closes_on else "The wait is over"


def notice_by_id(notice_id: int) -> ClosureNotice | None:
    """A notice; nobody's permission is asked here."""
    return ClosureNotice.objects.select_related("case", "letter").filter(pk=notice_id).first()


def candidate_counts(
    *, on: date, hidden_cases: Collection[int] = ()
) -> list[tuple[str, str, int]]:
    """How many candidates each reason has: its name, its words, and the number."""
    rows = ClosureCandidate.objects.exclude(case__in=hidden_cases).order_by()
    counts = dict(rows.values_list("reason").annotate(Count("pk")))
    return [
        (reason.name, reason.words, counts[reason.name])
        for reason in closure_terms(on=on).reasons
        if reason.name in counts
    ]


def worklist_of_closing(
    *, on: date, reason: str = "", hidden_cases: Collection[int] = ()
) -> Worklist:
    """The candidates that were found last, perhaps of one reason, and what waits."""
    terms = {each.name: each for each in closure_terms(on=on).reasons}
    known = ClosureCandidate.objects.select_related("case").exclude(case__in=hidden_cases)
    rows = list(known[:ROWS_MAX])
    chosen = [row for row in rows if row.reason in terms and reason in {"", row.reason}]
    notices = notice_rows(on=on, is_waiting=True, hidden_cases=hidden_cases)
    waits = {(row.notice.case_id, row.notice.reason): row.notice.closes_on for row in notices}
    return Worklist(
        candidates=[
            CandidateRow(
                row.case.number,
                row.reason,
                terms[row.reason].words,
                terms[row.reason].cite,
                bool(terms[row.reason].wait),
                terms[row.reason].is_mandatory,
                row.assigned_cents,
                row.found_on,
                waits.get((row.case_id, row.reason)),
            )
            for row in chosen
        ],
        counts=candidate_counts(on=on, hidden_cases=hidden_cases),
        notices=notices,
        found_on=rows[0].found_on if rows else None,
    )
