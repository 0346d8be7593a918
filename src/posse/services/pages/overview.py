"""The first page of the day: one run in figures, what waits, the last cases."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Count, Sum

from posse.apps.cases.models import Case
from posse.apps.payments.choices import SuspenseReason
from posse.apps.payments.models import Disbursement, Receipt
from posse.apps.runs.models import Run
from posse.services.money_in.suspense import suspense_on
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
    rows = (
        suspense_on(date.max)
        .group_by("reason")
        .agg(
            pl.len().alias("count"),
            pl.col("amount_cents").sum(),
            oldest_on=pl.min("received_on"),
        )
    )
    return [
        SuspenseSum(words=str(SuspenseReason(row["reason"]).label), **row)
        for row in rows.sort("amount_cents", descending=True).iter_rows(named=True)
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
