"""What waits for somebody: payments that are hindered, and the counts of each worklist."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from posse.apps.approvals.models import Proposal
from posse.apps.cases.models import Case
from posse.ledger.accounts import account_words
from posse.services.money_in.holds import open_holds
from posse.services.money_out.payments_due import HINDRANCES, due_for_day, hindrance_words
from posse.services.pages.receivables import receivables_for_office
from posse.services.search.hits import identities_for_participants


@dataclass(frozen=True)
class Hindered:
    """Payments that wait for one reason. Units: cents."""

    hindrance: str
    words: str
    count: int
    amount_cents: int


@dataclass(frozen=True)
class WaitingPayment:
    """One amount that waits to be paid. Units: cents."""

    receipt: int
    case_number: str
    words: str
    payee: str
    hindrance: str
    hindrance_words: str
    amount_cents: int


@dataclass(frozen=True)
class Worklist:
    """A worklist as the first page names it. Units: cents."""

    name: str
    title: str
    count: int
    amount_cents: int
    empty: str


def hindered_payments(*, on: date) -> list[Hindered]:
    """What waits to be paid on a date, by what hinders it, the largest first."""
    due = due_for_day(on).filter(pl.col("total_cents") > 0)
    summed = due.group_by("hindrance").agg(
        count=pl.len(), amount_cents=pl.col("total_cents").sum()
    )
    return [
        Hindered(words=HINDRANCES[row["hindrance"]] or "Ready to be paid", **row)
        for row in summed.sort("amount_cents", descending=True).iter_rows(named=True)
    ]


def waiting_payments(*, on: date, hindrance: str | None = None) -> list[WaitingPayment]:
    """Each amount that waits, by receipt; of one hindrance where it is named."""
    due = due_for_day(on).filter(pl.col("total_cents") > 0)
    chosen = due if hindrance is None else due.filter(pl.col("hindrance") == hindrance)
    numbers = dict(
        Case.objects.filter(pk__in=chosen["case"].unique().to_list()).values_list(
            "pk", "number"
        )
    )
    people = identities_for_participants(chosen["payee"].drop_nulls().unique().to_list())
    names = {person: rows[0].full_name for person, rows in people.items()}
    return [
        WaitingPayment(
            receipt=row["receipt"],
            case_number=numbers[row["case"]],
            words=account_words(row["account"]),
            payee="The State" if row["payee"] is None else names.get(row["payee"], "Not named"),
            hindrance=row["hindrance"],
            hindrance_words=_words(row["hindrance"], row["hold_reason"]),
            amount_cents=row["total_cents"],
        )
        for row in chosen.iter_rows(named=True)
    ]


def _words(hindrance: str, hold_reason: str) -> str:
    # A payment may be on hold and wait for something else before that.
    return hindrance_words(hindrance, hold_reason if hindrance == "on_hold" else "")


def worklists(*, on: date) -> list[Worklist]:
    """Holds, approvals and hindered payments with how many there are, for the first page."""
    holds = open_holds(on=on)
    asked = list(Proposal.objects.filter(decision__isnull=True, recorded_on__lte=on))
    stuck = [each for each in hindered_payments(on=on) if each.hindrance]
    owed = receivables_for_office(on=on)
    return [
        Worklist("holds", "On hold", len(holds), sum(h.amount_cents for h in holds),
                 "No money is on hold."),
        Worklist("approvals", "Waiting for a second person", len(asked),
                 sum(each.amount_cents for each in asked), "No correction waits for approval."),
        Worklist("waiting", "Payments that wait", sum(each.count for each in stuck),
                 sum(each.amount_cents for each in stuck), "No payment is hindered."),
        Worklist("receivables", "To be recovered", len(owed),
                 sum(each.owed_cents for each in owed), "No payee owes anything back."),
    ]  # fmt: skip
