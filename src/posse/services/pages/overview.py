"""The first page of the day: one run in figures, what waits, the last cases."""

from dataclasses import dataclass

from django.db.models import Count, Min, Sum

from posse.apps.cases.models import Case
from posse.apps.payments.choices import SuspenseReason
from posse.apps.payments.models import Disbursement, Receipt
from posse.apps.runs.models import Run
from posse.services.search.hits import identities_for_participants


@dataclass(frozen=True)
class DayFigures:
    """What came in and went out on a run's business date. Units: cents."""

    receipt_count: int
    receipt_cents: int
    paid_count: int
    paid_cents: int
    rejected_count: int


@dataclass(frozen=True)
class SuspenseSum:
    """What waits in suspense for one reason. Units: cents."""

    reason: str
    words: str
    count: int
    amount_cents: int
    oldest_on: object


@dataclass(frozen=True)
class NamedCase:
    """A case with the names of its two parents."""

    number: str
    payer: str
    custodian: str


def day_for_run(run: Run) -> DayFigures:
    """What came in and went out on the business date of a run."""
    received = Receipt.objects.filter(recorded_on=run.business_date).aggregate(
        count=Count("id"), cents=Sum("amount_cents", default=0)
    )
    paid = Disbursement.objects.filter(run=run).aggregate(
        count=Count("id"), cents=Sum("amount_cents", default=0)
    )
    return DayFigures(
        receipt_count=received["count"],
        receipt_cents=received["cents"],
        paid_count=paid["count"],
        paid_cents=paid["cents"],
        rejected_count=run.steps.aggregate(count=Sum("rejected_count", default=0))["count"],
    )


def suspense_by_reason() -> list[SuspenseSum]:
    """What waits in suspense, by reason, the largest sum first."""
    waiting = Receipt.objects.filter(obligor__isnull=True, identification__isnull=True)
    rows = waiting.values("suspense_reason").annotate(
        count=Count("id"), cents=Sum("amount_cents"), oldest_on=Min("recorded_on")
    )
    return [
        SuspenseSum(
            reason=row["suspense_reason"],
            words=str(SuspenseReason(row["suspense_reason"]).label),
            count=row["count"],
            amount_cents=row["cents"],
            oldest_on=row["oldest_on"],
        )
        for row in rows.order_by("-cents")
    ]


def cases_with_names(numbers: list[str]) -> list[NamedCase]:
    """Cases with the names of their parents, in the given order."""
    cases = {case.number: case for case in Case.objects.filter(number__in=numbers)}
    parents = {case.obligor_id for case in cases.values()}
    parents |= {case.obligee_id for case in cases.values()}
    found = identities_for_participants(person for person in parents if person is not None)
    names = {person: identities[0].full_name for person, identities in found.items()}
    return [
        NamedCase(
            number=number,
            payer=names.get(cases[number].obligor_id or 0, "Not yet known"),
            custodian=names.get(cases[number].obligee_id, "Not yet known"),
        )
        for number in numbers
        if number in cases
    ]
