"""The certified payment record of a case, built from its statement."""

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter

from django.conf import settings

from posse.apps.books.choices import Cause
from posse.apps.cases.models import Case
from posse.apps.orders.models import Order
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity, Participant
from posse.ledger.accounts import FUTURES, account_words, debt_parts
from posse.notices.payment_record.data import (
    Calculation,
    CourtOrder,
    Ground,
    Movement,
    Party,
    PaymentRecord,
)
from posse.services.books.as_of import PAST_DUE, owner_of
from posse.services.books.explanations import VALUE_WORDS
from posse.services.books.statements import (
    Cents,
    Statement,
    StatementRow,
    statement_for_case,
)
from posse.services.law import current_law
from posse.units.money import format_dollars

OWNER_WORDS = {
    "current": "current support",
    "family": "past due, owed to the family",
    "state": "past due, assigned to the State",
}
ELECTION = "support.distribution.election"

# What a row's cause counts as in the record; whatever else changes a debt adjusts it.
_KINDS = {
    Cause.TERM: "due",
    Cause.RECEIPT: "paid",
    Cause.IDENTIFICATION: "paid",
    Cause.MONTH_END: "moved",
    Cause.GRANT: "moved",
}

Column = tuple[int, str]


def payment_record_for_case(
    case: Case,
    *,
    first: date,
    last: date,
    known_on: date,
    issued_on: date,
    worded: Callable[[StatementRow], str] = attrgetter("words"),
) -> PaymentRecord:
    """The record of a period, as known on a business date.

    ``worded`` says what happened in a row; a parent's own view leaves out what is another's.
    """
    statement = statement_for_case(case.pk, first=first, last=last, known_on=known_on)
    columns = _columns(statement)
    closing = _by_column(statement.closing_cents, columns)
    law = current_law()
    return PaymentRecord(
        case_number=case.number,
        orders=tuple(
            CourtOrder(order.number, order.court, order.ordered_on)
            for order in Order.objects.filter(case=case, ordered_on__lte=known_on)
        ),
        obligor=_party(case.obligor, known_on=known_on),
        obligee=_party(case.obligee, known_on=known_on),
        first=first,
        last=last,
        known_on=known_on,
        issued_on=issued_on,
        columns=tuple(columns.values()),
        opening_cents=_by_column(statement.opening_cents, columns),
        movements=tuple(_movement(row, columns, worded(row)) for row in statement.rows),
        calculations=tuple(
            _calculation(statement, column, columns[column]) for column in columns
        ),
        past_due_cents=sum(
            cents
            for (_, owner), cents in zip(columns, closing, strict=True)
            if owner in PAST_DUE
        ),
        grounds=_grounds(columns, on=last),
        profile=settings.POSSE_PROFILE,
        law_fingerprint=law.fingerprint,
    )


def _party(person: Participant | None, *, known_on: date) -> Party:
    """A parent by the name known on a day; without one, who is not identified yet."""
    if person is None:
        return Party("Not identified", "")
    known = {"participant": person, "recorded_on__lte": known_on}
    name = Identity.objects.filter(**known).order_by("effective_on", "id").last()
    numbers = Identifier.objects.filter(kind=IdentifierKind.SSN, **known)
    number = numbers.order_by("effective_on", "id").last()
    return Party(
        name.full_name if name else "Name not recorded", number.number[-4:] if number else ""
    )


def _column(account: int) -> Column:
    """An obligation and whose its debt is; fees and money paid ahead are their own."""
    parts = debt_parts(account)
    assert parts is not None, "a statement holds debts alone"
    return parts[0].index, owner_of(account) or (
        "ahead" if parts[1].index == FUTURES else "fee"
    )


def _columns(statement: Statement) -> dict[Column, str]:
    """Every obligation and owner that the period touched, with their words."""
    accounts = set(statement.opening_cents) | set(statement.closing_cents)
    return {_column(account): _column_words(account) for account in sorted(accounts)}


def _column_words(account: int) -> str:
    parts = debt_parts(account)
    assert parts is not None, "a statement holds debts alone"
    owner = owner_of(account)
    ahead = "paid ahead" if parts[1].index == FUTURES else "set by the order"
    return f"{parts[0].words}: {OWNER_WORDS[owner] if owner else ahead}"


def _by_column(cents: Cents, columns: Mapping[Column, str]) -> tuple[int, ...]:
    sums = dict.fromkeys(columns, 0)
    for account, amount_cents in cents.items():
        sums[_column(account)] += amount_cents
    return tuple(sums.values())


def _movement(row: StatementRow, columns: Mapping[Column, str], words: str) -> Movement:
    kind = _KINDS.get(row.cause, "adjusted")
    return Movement(
        day=row.day,
        words=words + (_applied(row) if kind == "paid" else ""),
        due_cents=row.total_cents if kind == "due" else 0,
        adjusted_cents=row.total_cents if kind in {"adjusted", "moved"} else 0,
        paid_cents=-row.total_cents if kind == "paid" else 0,
        balances_cents=_by_column(row.balances_cents, columns),
    )


def _applied(row: StatementRow) -> str:
    """To which debts a payment went, with the amounts."""
    parts = [
        f"{format_dollars(-cents)} to {_lower(account_words(account))}"
        for account, cents in row.changes_cents.items()
    ]
    return f"; {', '.join(parts)}"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _calculation(statement: Statement, column: Column, words: str) -> Calculation:
    """How one debt went from its opening to its closing balance."""
    cents = dict.fromkeys(("due", "adjusted", "paid", "moved"), 0)
    for row in statement.rows:
        kind = _KINDS.get(row.cause, "adjusted")
        cents[kind] += _of_column(row.changes_cents, column)
    return Calculation(
        words=words,
        opening_cents=_of_column(statement.opening_cents, column),
        due_cents=cents["due"],
        moved_cents=cents["moved"],
        adjusted_cents=cents["adjusted"],
        paid_cents=-cents["paid"],
        closing_cents=_of_column(statement.closing_cents, column),
    )


def _of_column(cents: Cents, column: Column) -> int:
    return sum(each for account, each in cents.items() if _column(account) == column)


def _grounds(columns: Mapping[Column, str], *, on: date) -> tuple[Ground, ...]:
    """The rules on which this calculation rests, and no others."""
    grounds = [
        Ground(
            "A payment counts from the day on which the disbursement unit received it.",
            ("45 CFR 302.51(a)(4)",),
            "seen",
        ),
        Ground(
            "A payment meets current support first, then what is past due.",
            ("45 CFR 302.51(a)(1)",),
            "seen",
        ),
    ]
    if any(owner == "state" for _, owner in columns):
        election = current_law().dated(ELECTION, on=on)
        grounds += [
            Ground(
                "Support of a month on assistance is assigned to the State, up to the "
                "assistance paid.",
                ("42 USC 608(a)(3)",),
                "seen",
            ),
            Ground(
                f"After assistance ends, payments follow {VALUE_WORDS[election.value]}.",
                tuple(election.cites),
                election.sure,
            ),
        ]
    return tuple(grounds)
