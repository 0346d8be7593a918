"""What the pages of income withholding show: a parent's payors, orders, and what hinders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from posse.apps.cases.models import Case
from posse.apps.people.models import Employer
from posse.apps.withholding.choices import NonComplianceState, OrderKind
from posse.apps.withholding.models import (
    IncomeSource,
    LumpSum,
    NonCompliance,
    OrderRefusal,
    OtherFamily,
    WithholdingOrder,
)
from posse.services.withholding.awards import AwardShared, award_shared, is_benefit
from posse.services.withholding.other_family import told_of_other_family
from posse.services.withholding.sources import SourceTold, sources_of_obligor

LISTED_MAX = 200
COUNTED_DAYS = 30
PAID = {
    "weekly": "a week", "biweekly": "every two weeks", "semimonthly": "twice a month",
    "monthly": "a month",
}  # fmt: skip


@dataclass(frozen=True)
class SourceRow(SourceTold):
    """A source with the award that stands there, where it is a benefit."""

    award: AwardShared | None

    @property
    def is_benefit(self) -> bool:
        """Whether an agency awards it."""
        return is_benefit(self.source.kind)

    @property
    def frequency_words(self) -> str:
        """How often the award is paid, in words."""
        return "" if self.award is None else PAID[self.award.award.frequency]


@dataclass(frozen=True)
class CaseIncome:
    """All that a case's page tells of the paying parent's income."""

    sources: list[SourceRow]
    orders: list[WithholdingOrder]
    lump_sums: list[LumpSum]
    refusals: list[OrderRefusal]
    troubles: list[NonCompliance]
    other_family: OtherFamily | None


@dataclass(frozen=True)
class OrderCount:
    """How many orders of a kind went out lately."""

    words: str
    count: int


def income_for_case(case: Case, *, on: date) -> CaseIncome:
    """A case's payors, the orders that went to them, and what keeps others back."""
    orders = case.withholding_orders.select_related("income_source__employer", "letter")
    sums = LumpSum.objects.filter(income_source__obligor=case.obligor_id)
    troubles = case.non_compliances.select_related("employer")
    return CaseIncome(
        sources=_sources(case.obligor_id, on=on) if case.obligor_id else [],
        orders=list(orders),
        lump_sums=list(sums.select_related("income_source__employer")),
        refusals=list(_refusals().filter(case=case)),
        troubles=list(troubles),
        other_family=told_of_other_family(case.obligor_id, on=on) if case.obligor_id else None,
    )


def _sources(obligor: int, *, on: date) -> list[SourceRow]:
    return [
        SourceRow(
            each.source, each.remedy, each.order_due_on, each.why,
            award=award_shared(each.source, on=on) if is_benefit(each.source.kind) else None,
        )
        for each in sources_of_obligor(obligor, on=on)
    ]  # fmt: skip


def orders_in_force(employer: Employer, *, hidden: Collection[int]) -> list[WithholdingOrder]:
    """The latest order of each case that a payor has to follow, without cases hidden."""
    rows = (
        WithholdingOrder.objects.filter(income_source__employer=employer)
        .exclude(kind=OrderKind.ONE_TIME)
        .exclude(case__in=hidden)
        .order_by("case_id", "income_source_id", "-id")
        .distinct("case_id", "income_source_id")
        .select_related("case", "income_source", "letter")
    )
    return [row for row in rows[:LISTED_MAX] if row.kind != OrderKind.TERMINATION]


def troubles_with(employer: Employer, *, hidden: Collection[int]) -> QuerySet[NonCompliance]:
    """What a payor did not do, the latest first, without cases hidden."""
    rows = employer.non_compliances.exclude(case__in=hidden).select_related("case")
    return rows.order_by("-opened_on", "-id")[:LISTED_MAX]


def order_counts(*, on: date) -> list[OrderCount]:
    """How many orders of each kind went out in the last thirty days."""
    since = on - timedelta(days=COUNTED_DAYS)
    rows = WithholdingOrder.objects.filter(issued_on__gt=since, issued_on__lte=on)
    told = dict(rows.order_by().values_list("kind").annotate(n=Count("id")))
    return [OrderCount(str(kind.label), told.get(kind.value, 0)) for kind in OrderKind]


def refusals_open(*, hidden: Collection[int]) -> QuerySet[OrderRefusal]:
    """Cases in which an order should go out and cannot, the oldest first."""
    return _refusals().exclude(case__in=hidden).order_by("refused_on", "id")[:LISTED_MAX]


def troubles_open(*, hidden: Collection[int]) -> QuerySet[NonCompliance]:
    """Payors who do not do what an order says, the oldest first."""
    rows = NonCompliance.objects.exclude(state=NonComplianceState.CLOSED)
    return rows.exclude(case__in=hidden).select_related("employer", "case")[:LISTED_MAX]


def lump_sums_waiting(*, hidden: Collection[int]) -> QuerySet[LumpSum]:
    """Lump sums told of for which no order went out, the first payable first."""
    asked = WithholdingOrder.objects.filter(lump_sum=OuterRef("pk"))
    theirs = Case.objects.filter(pk__in=hidden).values("obligor")
    rows = LumpSum.objects.filter(~Exists(asked)).exclude(income_source__obligor__in=theirs)
    return rows.order_by("payable_on", "id").select_related("income_source__employer")[
        :LISTED_MAX
    ]


def trouble_by_id(number: int) -> NonCompliance | None:
    """A payor's non-compliance, or None."""
    rows = NonCompliance.objects.select_related("case", "employer", "income_source")
    return rows.filter(pk=number).first()


def source_by_id(number: int) -> IncomeSource | None:
    """A source of income, or None."""
    return IncomeSource.objects.select_related("employer", "end").filter(pk=number).first()


def case_of_source(source: IncomeSource) -> Case | None:
    """The parent's latest case, by whose door the source is opened."""
    return Case.objects.filter(obligor=source.obligor_id).order_by("-opened_on", "-id").first()


def _refusals() -> QuerySet[OrderRefusal]:
    """The latest word on each case and source, where something hinders."""
    latest = OrderRefusal.objects.order_by("case_id", "income_source_id", "-id")
    return (
        OrderRefusal.objects.filter(
            pk__in=latest.distinct("case_id", "income_source_id").values("pk")
        )
        .exclude(code="")
        .select_related("case", "income_source__employer")
    )
