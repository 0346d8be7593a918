"""Pages of supplements for children with special needs: those of a month, and one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posse.apps.supplements.models import (
    Supplement,
    SupplementDecision,
    SupplementEnd,
    SupplementPayment,
    SupplementShown,
)
from posse.rules.childcare.special_needs import Condition
from posse.services.access import Visitor
from posse.services.care.letters import names_of
from posse.services.care.supplementing import (
    BY_DECISION,
    DueSupplement,
    decision_of,
    lacking,
    supplements_of_month,
    terms_of,
)
from posse.services.pages.care.lists import cases_open_to
from posse.units.days import add_months
from posse.units.money import format_dollars

ROWS = 200
HEADER = ("Month", "Case", "Child", "Provider", "Provider's number", "Amount", "Paid on",
          "Number in WOLFS", "Why not")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A supplement of a month with the child's name."""

    due: DueSupplement
    child: str


@dataclass(frozen=True)
class MonthPage:
    """What is paid by hand for a month, and what still waits for a decision. Units: cents."""

    first: date
    lines: tuple[Line, ...]
    open_ones: tuple[tuple[Supplement, str, int], ...]

    @property
    def earlier(self) -> date:
        """The month before."""
        return add_months(self.first, -1)

    @property
    def later(self) -> date:
        """The month after."""
        return add_months(self.first, 1)

    @property
    def unpaid_cents(self) -> int:
        """What is still to be paid."""
        left = (each.due for each in self.lines if not each.due.payment)
        return sum(each.amount_cents for each in left if not each.why_not)


@dataclass(frozen=True)
class SupplementPage:
    """One supplement: each condition with what shows it, the decision, what was paid."""

    supplement: Supplement
    child: str
    conditions: tuple[tuple[Condition, SupplementShown | None], ...]
    is_ready: bool
    most_cents: int
    decision: SupplementDecision | None
    end: SupplementEnd | None
    payments: tuple[SupplementPayment, ...]


def month_page(first: date, *, user: Visitor, on: date) -> MonthPage:
    """The supplements of a month; cases closed to a user are left out. Source: CC-1101-O-5."""
    cases = set(cases_open_to(user, on=on).values_list("pk", flat=True))
    dues = [
        each for each in supplements_of_month(first) if each.supplement.care_case_id in cases
    ]
    waiting = Supplement.objects.filter(decision__isnull=True, care_case__in=cases)
    rows = list(waiting.select_related("care_case", "provider")[:ROWS])
    people = {each.supplement.child_id for each in dues} | {row.child_id for row in rows}
    names = names_of(list(people), on=on)
    return MonthPage(
        first=first,
        lines=tuple(Line(each, names.get(each.supplement.child_id, "")) for each in dues),
        open_ones=tuple((row, names.get(row.child_id, ""), len(lacking(row))) for row in rows),
    )


def supplement_page(supplement: Supplement, *, on: date) -> SupplementPage:
    """Everything on one supplement. Source: CC-1101-O, CC-A1-C-10-d."""
    terms = terms_of(supplement)
    shown = {each.condition: each for each in supplement.shown.select_related("document")}
    names = names_of([supplement.child_id], on=on)
    return SupplementPage(
        supplement=supplement,
        child=names.get(supplement.child_id, ""),
        conditions=tuple(
            (each, shown.get(each.name))
            for each in terms.conditions
            if each.name != BY_DECISION
        ),
        is_ready=not lacking(supplement),
        most_cents=terms.most_cents,
        decision=decision_of(supplement),
        end=SupplementEnd.objects.filter(supplement=supplement).first(),
        payments=tuple(supplement.payments.all()),
    )


def month_cells(page: MonthPage) -> Iterator[tuple[object, ...]]:
    """The lines of a month as cells under HEADER."""
    for line in page.lines:
        row, paid = line.due.supplement, line.due.payment
        yield (
            f"{page.first:%Y-%m}", row.care_case.number, line.child, row.provider.name,
            row.provider.number, format_dollars(line.due.amount_cents).replace("$", ""),
            paid.effective_on if paid else "", paid.reference if paid else "",
            line.due.why_not,
        )  # fmt: skip
