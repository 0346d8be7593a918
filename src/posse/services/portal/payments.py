"""Payments of a case as its parents may know them: what came in, where it went, what was sent.

Everything is read from the decisions and payments as they were kept. What is told of money
names neither who paid it over nor out of which account, since the other parent reads it too;
where it came from is told to the paying parent alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.db.models import Prefetch, Sum

from posse.apps.books.models import Distribution, DistributionLine, Posting
from posse.apps.cases.models import Case
from posse.apps.instruments.choices import MONEY_BACK
from posse.apps.payments.models import Disbursement, DisbursementLine, Receipt
from posse.apps.recovery.models import RecoveryLine
from posse.ledger.accounts import (
    CURRENT,
    FUTURES,
    HELD_BUCKET,
    HOLD,
    OBLIGATIONS,
    OBLIGOR,
    PAYABLE_BASE,
    PAYEES,
    REFUND,
    SUPPORT_OBLIGATIONS,
)

OF_PAYER = {PAYEES[OBLIGOR].name, PAYEES[HOLD].name}
WHEN = {CURRENT: "current", FUTURES: "ahead"}


@dataclass(frozen=True)
class Part:
    """A part of money: what it was for, and to whom it went. Units: cents.

    ``kind`` and ``payee`` are coded words, such as ``child_support_past`` and ``family``.
    """

    kind: str
    payee: str
    amount_cents: int


@dataclass(frozen=True)
class Payment:
    """Money that came in, as far as it is of one case. Units: cents.

    ``total_cents`` is the whole receipt, which may be shared with other cases of the paying
    parent and is told to nobody else. Without parts it waits to be worked on, or, where
    ``is_taken_back``, it did not stay.
    """

    receipt: int
    day: date
    source: str
    total_cents: int
    amount_cents: int
    parts: tuple[Part, ...]
    is_taken_back: bool = False


@dataclass(frozen=True)
class Sent:
    """Money that was sent to a parent out of one case. Units: cents.

    ``parts`` are empty where the kept decisions do not add up to the amount, as after a
    payment in two steps. ``kept_cents`` was kept to get back what was paid by mistake.
    """

    disbursement: int
    sent_on: date
    arrives_on: date
    method: str
    amount_cents: int
    parts: tuple[Part, ...]
    kept_cents: int
    came_back: bool


def payments_for_case(case: Case, *, first: date, last: date, is_paying: bool) -> list[Payment]:
    """What came in for a case from ``first`` through ``last``, the latest first.

    What went back to the paying parent, or waits before it is applied, is told to that
    parent alone.
    """
    named = Posting.objects.filter(case=case, receipt__isnull=False)
    of_case = set(named.values_list("receipt", flat=True).distinct())
    of_case |= set(Receipt.objects.filter(case=case).values_list("pk", flat=True))
    receipts = Receipt.objects.filter(pk__in=of_case, effective_on__range=(first, last))
    found = list(receipts.order_by("-effective_on", "-pk"))
    lines = lines_for_receipts([receipt.pk for receipt in found], case)
    payments = (_payment(receipt, lines[receipt.pk], case) for receipt in found)
    told = (each if is_paying or each is None else _of_family(each) for each in payments)
    return [payment for payment in told if payment is not None]


def _of_family(payment: Payment) -> Payment | None:
    """A payment as the receiving parent may know it; nothing where it was never the case's."""
    parts = tuple(part for part in payment.parts if part.payee not in OF_PAYER)
    if payment.parts and not parts:
        return None
    amount_cents = _sum(parts) if parts else payment.amount_cents
    return replace(payment, parts=parts, amount_cents=amount_cents)


def _payment(receipt: Receipt, lines: Sequence[DistributionLine], case: Case) -> Payment | None:
    """One receipt; nothing where it is no longer, or not yet known to be, of the case."""
    told = partial(
        Payment, receipt.pk, receipt.effective_on, receipt.source, receipt.amount_cents
    )
    parts = parts_of(lines)
    if parts:
        return told(_sum(parts), parts)
    came = sum(line.amount_cents for line in lines if line.amount_cents > 0)
    if came:
        return told(came, (), is_taken_back=True)
    if receipt.case_id == case.pk and not receipt.suspense_reason and not lines:
        return told(receipt.amount_cents, ())
    return None


def lines_for_receipts(
    receipts: Collection[int], case: Case
) -> Mapping[int, list[DistributionLine]]:
    """The lines of each receipt in a case, by the latest decision for each paying parent."""
    decided = Distribution.objects.filter(receipt__in=receipts)
    latest = decided.order_by("receipt", "obligor", "-id").distinct("receipt", "obligor")
    ids = list(latest.values_list("pk", flat=True))
    rows = DistributionLine.objects.filter(distribution__in=ids, case=case)
    found: dict[int, list[DistributionLine]] = defaultdict(list)
    for line in rows.exclude(amount_cents=0).select_related("distribution").order_by("id"):
        found[line.distribution.receipt_id].append(line)
    return found


def parts_of(lines: Iterable[DistributionLine]) -> tuple[Part, ...]:
    """What lines come to by kind and payee, in the order in which the law was applied."""
    cents: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        cents[_kind(line), PAYEES[line.payee].name] += line.amount_cents
    return tuple(Part(*what, amount) for what, amount in cents.items() if amount > 0)


def _kind(line: DistributionLine) -> str:
    """What a line pays, as a coded word."""
    if line.bucket in {REFUND, HELD_BUCKET}:
        return "refund" if line.bucket == REFUND else "held"
    name = OBLIGATIONS[line.obligation].name
    if line.obligation >= SUPPORT_OBLIGATIONS:
        return name
    return f"{name}_{WHEN.get(line.bucket, 'past')}"


def sent_to(people: Collection[int], case: Case, *, first: date, last: date) -> list[Sent]:
    """What was sent to a person out of a case on the days given, the latest first."""
    lines = DisbursementLine.objects.filter(case=case).select_related("receipt")
    found = Disbursement.objects.filter(
        payee__in=people, lines__case=case, recorded_on__range=(first, last)
    )
    rows = found.distinct().order_by("-recorded_on", "-pk")
    sent = list(rows.prefetch_related("events", Prefetch("lines", lines, to_attr="of_case")))
    receipts = {line.receipt_id for row in sent for line in row.of_case}
    decided = lines_for_receipts(receipts, case)
    return [_sent(row, decided, case) for row in sent]


def _sent(row: Disbursement, lines: Mapping[int, list[DistributionLine]], case: Case) -> Sent:
    of_case: list[DisbursementLine] = row.of_case  # type: ignore[attr-defined]  # prefetched
    amount_cents = sum(line.amount_cents for line in of_case)
    paid = {(line.receipt_id, line.account - PAYABLE_BASE) for line in of_case}
    parts = parts_of(
        line
        for receipt in dict.fromkeys(each.receipt_id for each in of_case)
        for line in lines.get(receipt, ())
        if (receipt, line.payee) in paid
    )
    kept_cents = _kept_cents(row, [receipt for receipt, _ in paid], case)
    return Sent(
        disbursement=row.pk,
        sent_on=row.recorded_on,
        arrives_on=row.effective_on,
        method=row.method,
        amount_cents=amount_cents,
        parts=parts if _sum(parts) == amount_cents + kept_cents else (),
        kept_cents=kept_cents,
        came_back=any(event.kind in MONEY_BACK for event in row.events.all()),
    )


def _kept_cents(row: Disbursement, receipts: Collection[int], case: Case) -> int:
    """What was kept out of a payment to recover an earlier one."""
    kept = RecoveryLine.objects.filter(
        payee=row.payee, receipt__in=receipts, case=case, recovered_on=row.recorded_on
    )
    return int(kept.aggregate(total=Sum("amount_cents"))["total"] or 0)


def _sum(parts: Iterable[Part]) -> int:
    return sum(part.amount_cents for part in parts)
