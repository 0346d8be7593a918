"""What an answer of a form may be, by its kind; whatever was typed is kept either way."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from posse.rules.forms import Field
from posse.units.money import read_cents

EARLIEST = date(1900, 1, 1)
DIGITS = re.compile(r"[0-9]+")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
# A hyphen, an apostrophe, a period and a blank may stand in a name beside letters.
NAME_MARKS = frozenset(" -.'\u2019`")


def reason_against(field: Field, text: str, *, on: date) -> str:
    """Why an answer cannot stand, in a sentence; empty when it may."""
    return _too_long(field, text) or _CHECKS[field.kind](text, field, on)


def cents_of(text: str) -> int:
    """An amount as people write it. Raises: ValueError for what is none. Units: cents."""
    return read_cents(re.sub(r"\s", "", text))


def digits_of(person: Mapping[str, str], field: str = "ssn") -> str:
    """The digits of a number, where it has nine and not all zeros. Source: CS-6.3-SEARCH-2."""
    digits = re.sub(r"[-\s]", "", person.get(field, ""))
    is_number = len(digits) == 9 and bool(DIGITS.fullmatch(digits)) and int(digits) > 0
    return digits if is_number else ""


def _too_long(field: Field, text: str) -> str:
    is_long = len(text) > field.longest and field.kind != "ssn"
    return f"At most {field.longest} characters fit here." if is_long else ""


def _name(text: str, _field: Field, _on: date) -> str:
    odd = next((mark for mark in text if not _is_in_names(mark)), "")
    return f"A name holds letters, blanks, hyphens and apostrophes, and no {odd}" if odd else ""


def _is_in_names(mark: str) -> bool:
    return _is_letter(mark) or mark in NAME_MARKS


def _is_letter(mark: str) -> bool:
    return mark.isalpha() or unicodedata.category(mark).startswith("M")


def _date(text: str, field: Field, on: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "Write a day that exists, as 2026-03-10."
    if field.kind == "date" and day > on:
        return f"{text} lies in the future."
    return f"{text} lies before {EARLIEST.year}." if day < EARLIEST else ""


def _ssn(text: str, _field: Field, _on: date) -> str:
    bad = "The Social Security number must be nine digits, not all zeros."
    return "" if digits_of({"ssn": text}) else bad


def _phone(text: str, _field: Field, _on: date) -> str:
    digits = "".join(DIGITS.findall(text))
    is_number = 7 <= len(digits) <= 15 and not re.search(r"[^0-9+() .x-]", text)
    return "" if is_number else "Write a telephone number with its area code."


def _email(text: str, _field: Field, _on: date) -> str:
    is_one = re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", text)
    return "" if is_one else "Write an e-mail address, such as name@example.org."


def _state(text: str, _field: Field, _on: date) -> str:
    is_one = len(text) == 2 and text.isascii() and text.isalpha()
    return "" if is_one else "Write the two letters of the state, such as WY."


def _zip(text: str, _field: Field, _on: date) -> str:
    is_one = re.fullmatch(r"\d{5}(-?\d{4})?", text)
    return "" if is_one else "A ZIP code has five or nine digits."


def _county(text: str, _field: Field, _on: date) -> str:
    return "" if re.fullmatch(r"\d{5}", text) else "Choose one of the list."


def _number(text: str, _field: Field, _on: date) -> str:
    return "" if DIGITS.fullmatch(text) else "Write a whole number."


def _choice(text: str, field: Field, _on: date) -> str:
    choices = field.choices or {"yes": "", "no": ""}
    return "" if text in choices else "Choose one of the list."


def _several(text: str, field: Field, _on: date) -> str:
    """Any of the choices, with commas between them."""
    is_odd = any(each not in field.choices for each in text.split(","))
    return "Choose one of the list, or several." if is_odd else ""


def _dollars(text: str, _field: Field, _on: date) -> str:
    """An amount as people write it: with commas, a dollar sign or a minus sign."""
    try:
        cents = cents_of(text)
    except ValueError:
        return "Write dollars and cents, such as 1,234.50."
    return "An amount cannot be less than nothing." if cents < 0 else ""


def _clock(text: str, _field: Field, _on: date) -> str:
    return "" if CLOCK.fullmatch(text) else "Write a time of day, such as 08:30."


def _any(_text: str, _field: Field, _on: date) -> str:
    return ""


_CHECKS: Mapping[str, Callable[[str, Field, date], str]] = MappingProxyType({
    "name": _name, "text": _any, "words": _any, "date": _date, "ssn": _ssn, "phone": _phone,
    "email": _email, "state": _state, "zip": _zip, "county": _county, "number": _number,
    "dollars": _dollars, "clock": _clock, "yes_no": _choice, "choice": _choice,
    "day": _date, "several": _several,
})  # fmt: skip
