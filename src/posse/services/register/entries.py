"""What a person may not enter: checks shared by the writers of people, cases and orders.

Each check raises ValueError in words for the person at the screen; a file's records are
checked by :mod:`posse.formats` instead, which gives findings.
"""

from datetime import date

from stdnum.us import ssn as ssn_format

from posse.formats.identifiers import is_routing_number
from posse.services.business_dates import refusal_of_closed_day
from posse.units.money import format_dollars

# Far above any real installment or debt: they catch a slip of typing, not a rule of law.
INSTALLMENT_CENTS_MAX = 10_000_000
BALANCE_CENTS_MAX = 1_000_000_000
EARLIEST_DATE = date(1900, 1, 1)


def required(text: str, *, what: str, length_max: int) -> str:
    """``text`` without blanks around it, neither empty nor too long for its column."""
    text = text.strip()
    if not text:
        raise ValueError(f"{what} is missing")
    if len(text) > length_max:
        raise ValueError(f"{what} is longer than {length_max} characters")
    return text


def checked_ssn(ssn: str) -> str:
    """The nine digits of a Social Security number written with or without dashes.

    Whether it was ever issued is not asked: the made-up people have numbers that never
    will be. The number itself never stands in the error.
    """
    digits = ssn_format.compact(ssn)
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit() or not int(digits):
        raise ValueError("the Social Security number must be nine digits, not all zeros")
    return digits


def checked_routing_number(number: str) -> str:
    """A bank's routing number, whose last digit must fit the others."""
    number = number.strip()
    if not is_routing_number(number):
        raise ValueError(f"routing number {number!r} has a wrong check digit or length")
    return number


def check_amount(amount_cents: int, *, what: str, cents_max: int, cents_min: int = 0) -> None:
    """An amount within the limits of what can be meant."""
    if amount_cents < cents_min:
        raise ValueError(f"{what} must be at least {format_dollars(cents_min)}")
    if amount_cents > cents_max:
        raise ValueError(f"{what} is more than {format_dollars(cents_max)}; is it in cents?")


def check_order_of_dates(
    earlier: date | None, later: date | None, *, earlier_what: str, later_what: str
) -> None:
    """Two dates that may not run backwards; an empty one is not known and not checked."""
    for day, what in ((earlier, earlier_what), (later, later_what)):
        if day is not None and day < EARLIEST_DATE:
            raise ValueError(f"{what} {day} lies before {EARLIEST_DATE.year}")
    if earlier is not None and later is not None and later < earlier:
        raise ValueError(f"{later_what} {later} lies before {earlier_what} {earlier}")


def check_open_day(on: date) -> None:
    """A business date that is not closed: what is known on a closed day never changes."""
    refusal = refusal_of_closed_day(on)
    if refusal:
        raise ValueError(refusal)


def share_a_day(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two spans, first and last day included and the last perhaps open, overlap."""
    (first, last), (other_first, other_last) = one, other
    return first <= (other_last or date.max) and other_first <= (last or date.max)
