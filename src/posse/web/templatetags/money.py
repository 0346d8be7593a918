"""How pages write money, days, accounts and numbers that must not be shown in full."""

from datetime import date

from django import template

from posse.ledger.accounts import account_words
from posse.services.pages.masking import masked_record, masked_ssn
from posse.units.days import day_words
from posse.units.money import format_dollars

register = template.Library()

register.filter("masked_ssn", masked_ssn)
register.filter("masked_record", masked_record)
register.filter("account_words", account_words)


@register.filter
def dollars(amount_cents: int | None) -> str:
    """``$1,234.50``; a negative is a credit; nothing where nothing is known."""
    return "" if amount_cents is None else format_dollars(amount_cents)


@register.filter
def dollars_signed(amount_cents: int) -> str:
    """Dollars with a minus where something was taken back, for a column of parts."""
    sign = "−" if amount_cents < 0 else ""  # noqa: RUF001 - a minus is meant
    return f"{sign}{format_dollars(abs(amount_cents))}"


@register.filter
def unsigned_dollars(amount_cents: int) -> str:
    """How much, where the words beside it say which way."""
    return format_dollars(abs(amount_cents))


@register.filter
def dollars_or_dash(amount_cents: int) -> str:
    """Dollars, and a dash for zero, so that a wide table shows where money is."""
    return format_dollars(amount_cents) if amount_cents else "–"  # noqa: RUF001 - a dash is meant


# A moment is told by the office's own clock, its day as well as its hour.
@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """``Mar 10, 2026``."""
    return day_words(value) if value else ""


@register.filter(expects_localtime=True)
def weekday(value: date | None) -> str:
    """``Tue, Mar 10, 2026``: where a deadline hangs on the day."""
    return f"{value:%a}, {day(value)}" if value else ""


@register.filter
def month(value: date | None) -> str:
    """``March 2026``."""
    return f"{value:%B %Y}" if value else ""


@register.filter
def debit_or_credit(amount_cents: int) -> str:
    """A balance of the books in words: which side it stands on."""
    if amount_cents == 0:
        return "$0.00"
    return f"{format_dollars(abs(amount_cents))} {'debit' if amount_cents > 0 else 'credit'}"


@register.filter
def lower_first(words: str) -> str:
    """Words as they stand inside a sentence; an abbreviation such as SSN keeps its capitals."""
    is_abbreviation = words[1:2].isupper()
    return words if is_abbreviation else f"{words[:1].lower()}{words[1:]}"


STEPS = {
    "receive": "Took in a file",
    "suspense": "Booked what nobody is identified for",
    "holds": "Held what has to wait and released what has waited",
    "fold": "Posted what fell due and how receipts were applied",
    "prove": "Derived books a second time and compared them",
    "returns": "Took back deposits that were returned",
    "stale": "Ended warrants that nobody cashed in time",
    "stop_requested": "Asked the bank to stop a warrant",
    "stopped": "Took back a warrant that the bank stopped",
    "voided": "Voided a warrant",
    "undeliverable": "Took back a warrant that could not be delivered",
    "returned": "Took back a payment that was returned",
    "reissued": "Paid again what came back",
    "disburse": "Paid families, the State and paying parents",
    "write": "Wrote a file out",
    "reminders": "Reminded families by e-mail and text message",
    "referrals": "Took in referrals of other agencies",
    "answers": "Took in partners' answers",
    "remedies": "Judged remedies and wrote what parents are told",
    "withholding": "Sent withholding orders to payors",
    "closures": "Found cases to close and closed what was due",
    "reliability": "Scored the paternity data of cases that changed",
    "deadlines": "Opened what is due in cases and gave it to people",
    "close": "Closed the day and proved its balance",
    "caseload": "Made up people, cases and orders",
    "inbox": "Left a month of bank files in the inbox",
    "partners": "Left partners' answers in the inbox",
    "desk": "Did what people at desks do",
    "work": "Told what happened in cases and did what was due",
}


@register.filter
def step_words(name: str) -> str:
    """What a step of a run did; an unknown step shows its own name."""
    return STEPS.get(name, name)
