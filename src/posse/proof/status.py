"""What a case is on a day: its type, its terms, and the law."""

from collections.abc import Sequence
from datetime import date

from posse.proof.due_days import monthly_amount
from posse.proof.facts import Circumstance, FactRows, LawPeriod, Suppression

# The federal fiscal year begins in October.
FISCAL_MONTH = 10


def is_on(facts: FactRows, family: int, program: str, *, on: date) -> bool:
    """Whether a family is on a program on a day."""
    return any(
        row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
        for row in facts.periods
        if (row.family, row.program) == (family, program)
    )


def case_type(facts: FactRows, family: int, *, on: date) -> str:
    """The type of a family's cases on a day: 45 CFR 302.51(a), 302.52, CS-IRG-F16."""
    if is_on(facts, family, "iv_e", on=on):
        return "iv_e"
    if is_on(facts, family, "power", on=on):
        return "current"
    begun = {
        row.program for row in facts.periods if row.family == family and row.starts_on <= on
    }
    if begun & {"power", "iv_e"}:
        return "former"
    return "medicaid_only" if is_on(facts, family, "medicaid", on=on) else "never"


def whose_current(facts: FactRows, family: int, obligation: str, *, on: date) -> str:
    """Whose support it is that falls due on a day: the family's own, or assigned.

    Medical support is not assigned for cash assistance while Medicaid pays for care:
    42 CFR 433.146.
    """
    if obligation == "medical" and is_on(facts, family, "medicaid", on=on):
        return "own"
    return {"iv_e": "iv_e", "current": "power"}.get(case_type(facts, family, on=on), "own")


def monthly(facts: FactRows, case: int, obligation: str, *, on: date) -> int:
    """The monthly amount that orders set for an obligation on a day."""
    return sum(
        monthly_amount(term)
        for term in facts.terms
        if (term.case, term.obligation) == (case, obligation)
        and term.starts_on <= on
        and (term.ends_on is None or on <= term.ends_on)
    )


def count_of(rows: Sequence[Circumstance], case: int, kind: str, *, on: date) -> int:
    """How many of a kind a case has on a day: children, requests, reasons."""
    return sum(
        row.change
        for row in rows
        if (row.case, row.kind) == (case, kind) and row.effective_on <= on
    )


def law_on(law: Sequence[LawPeriod], day: date) -> LawPeriod | None:
    """The law's period in force on a day; None before the first."""
    known = [period for period in law if period.effective_from <= day]
    return known[-1] if known else None


def is_suppressed(rows: Sequence[Suppression], case: int, kind: str, *, on: date) -> bool:
    """Whether a case is charged no interest, or no penalty, on a day."""
    return any(
        row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
        for row in rows
        if (row.case, row.kind) == (case, kind)
    )


def fiscal_year(day: date) -> int:
    """The federal fiscal year of a day, named by the year in which it ends."""
    return day.year + (day.month >= FISCAL_MONTH)
