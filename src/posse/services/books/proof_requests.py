"""A proof that somebody asks for: of everybody, or of the paying parents of some cases."""

from collections.abc import Callable, Sequence
from datetime import date

from posse.apps.books.models import ClosingBalance, FoldMark
from posse.apps.cases.models import Case
from posse.services.books.proof_findings import do_keep_proof
from posse.services.books.proving import ProofOutcome, proof_for_obligors, silent
from posse.services.business_dates import last_closed_day
from posse.services.runs import exclusive_job


class ProofRefused(Exception):  # noqa: N818 - the name says what is wrong
    """The books cannot be proven for what was asked; nothing was done."""


def do_prove(
    *,
    case_numbers: Sequence[str] = (),
    on: date | None = None,
    by: str,
    progress: Callable[[int, int], None] = silent,
) -> ProofOutcome:
    """Prove the books as of a closed day, the last one if none is named.

    Only what holds as of the last closed day is kept, since only that decides about
    payments to come. Without case numbers everybody's books are proven.

    Raises: ProofRefused, posse.services.runs.AnotherJobRuns.
    """
    with exclusive_job():
        last = last_closed_day()
        day = _closed_day(on, last=last)
        outcome = proof_for_obligors(_obligors(case_numbers), on=day, progress=progress)
        if day == last:
            do_keep_proof(outcome, by=by)
    return outcome


def _closed_day(on: date | None, *, last: date | None) -> date:
    """The day asked for, or the last one closed; only a closed day has complete books."""
    if last is None:
        raise ProofRefused("No business day is closed yet, so there are no books to prove.")
    day = on or last
    if not ClosingBalance.objects.filter(business_date=day).exists():
        raise ProofRefused(f"{day} is no closed business day; the last one is {last}.")
    return day


def _obligors(case_numbers: Sequence[str]) -> list[int]:
    """The paying parents of cases, or all whose books are folded."""
    if not case_numbers:
        return list(FoldMark.objects.order_by("pk").values_list("pk", flat=True))
    found = dict(Case.objects.filter(number__in=case_numbers).values_list("number", "obligor"))
    for number in case_numbers:
        if number not in found:
            raise ProofRefused(f"There is no case {number}.")
        if found[number] is None:
            raise ProofRefused(f"The paying parent of case {number} is not known yet.")
    return [obligor for obligor in found.values() if obligor is not None]
