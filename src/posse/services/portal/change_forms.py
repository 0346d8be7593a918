"""What is asked when a parent tells of a change, and what is wrong with the answers.

Faults name sentences of ``policy/texts/portal_talk.yaml``, so that each reads in the parent's
language. Nothing is asked of the other parent's whereabouts, so nothing of them is kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date

from posse.apps.portal.choices import ChangeKind

LONGEST_PAST, LONGEST_AHEAD = timedelta(days=730), timedelta(days=90)
COUNTRY = "US"


@dataclass(frozen=True)
class Asked:
    """One question of a form; ``autocomplete`` is what a phone may fill in by itself."""

    key: str
    kind: str
    length_max: int = 80
    is_needed: bool = True
    choices: tuple[str, ...] = ()
    autocomplete: str = "off"
    has_hint: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer, by the sentence that says it."""

    key: str
    length_max: int = 0


SINCE = Asked("since", "day", 10)
FORMS: Mapping[str, tuple[Asked, ...]] = MappingProxyType({
    ChangeKind.ADDRESS: (
        Asked("address_kind", "choice", choices=("residence", "mailing")),
        Asked("line_1", "text", 60, autocomplete="address-line1"),
        Asked("line_2", "text", 60, is_needed=False, autocomplete="address-line2"),
        Asked("city", "text", 40, autocomplete="address-level2"),
        Asked("state", "state", 2, autocomplete="address-level1", has_hint=True),
        Asked("zip_code", "zip", 10, autocomplete="postal-code"),
        SINCE,
    ),
    ChangeKind.PHONE: (
        Asked("phone_kind", "choice", choices=("mobile_phone", "home_phone")),
        Asked("number", "phone", 20, autocomplete="tel", has_hint=True),
    ),
    ChangeKind.EMAIL: (Asked("email", "email", 254, autocomplete="email"),),
    ChangeKind.EMPLOYER: (
        Asked("job", "choice", choices=("began", "ended")),
        Asked("employer", "text", 60, autocomplete="organization"),
        Asked("employer_place", "text", 80, is_needed=False, has_hint=True),
        Asked("employer_phone", "phone", 20, is_needed=False),
        SINCE,
    ),
    ChangeKind.CUSTODY: (
        Asked("lives_with", "choice", choices=("me", "other_parent", "somebody", "alone")),
        SINCE,
        Asked("words", "words", 1_000, is_needed=False, has_hint=True),
    ),
    ChangeKind.INCOME: (
        Asked("income_change", "choice", choices=("more", "less", "none")),
        Asked("monthly", "dollars", 9, is_needed=False, has_hint=True),
        SINCE,
        Asked("review", "choice", choices=("yes", "no")),
        Asked("words", "words", 1_000, is_needed=False, has_hint=True),
    ),
    ChangeKind.OTHER: (Asked("words", "words", 1_000, has_hint=True),),
})  # fmt: skip


def answers_and_faults(
    kind: str, typed: Mapping[str, str], *, on: date
) -> tuple[dict[str, str], dict[str, Fault]]:
    """The answers in one form of writing, and what is wrong by the field's key."""
    answers, faults = {}, {}
    for asked in FORMS[kind]:
        text = typed.get(asked.key, "").replace("\r\n", "\n").strip()
        fault = _fault(asked, text, on=on)
        if fault is not None:
            faults[asked.key] = fault
        elif text:
            answers[asked.key] = WRITTEN.get(asked.kind, _as_typed)(text)
    return answers, faults


def _fault(asked: Asked, text: str, *, on: date) -> Fault | None:
    if not text:
        return Fault("e_missing") if asked.is_needed else None
    if len(text) > asked.length_max:
        return Fault("e_long", asked.length_max)
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        return Fault("r_signs")
    if asked.choices and text not in asked.choices:
        return Fault("e_missing")
    key = CHECKS.get(asked.kind, _nothing)(text, on)
    return Fault(key) if key else None


def _nothing(_text: str, _on: date) -> str:
    return ""


def _day(text: str, on: date) -> str:
    day = _day_of(text)
    if day is None:
        return "e_day"
    if day > on + LONGEST_AHEAD:
        return "e_day_ahead"
    return "e_day_past" if day < on - LONGEST_PAST else ""


def _state(text: str, _on: date) -> str:
    return "" if re.fullmatch(r"[A-Za-z]{2}", text) else "e_state"


def _zip(text: str, _on: date) -> str:
    return "" if re.fullmatch(r"[0-9]{5}(-?[0-9]{4})?", text) else "e_zip"


def _phone(text: str, _on: date) -> str:
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return "e_phone"
    return "" if phonenumbers.is_valid_number(number) else "e_phone"


def _email(text: str, _on: date) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return "e_email"
    return ""


def _dollars(text: str, _on: date) -> str:
    return "" if re.fullmatch(r"[0-9]{1,6}", _digits(text)) else "e_dollars"


def _day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _digits(text: str) -> str:
    return text.replace("$", "").replace(",", "").strip()


def _as_typed(text: str) -> str:
    return text


def _written_phone(text: str) -> str:
    number = phonenumbers.parse(text, COUNTRY)
    style = phonenumbers.PhoneNumberFormat
    is_own = number.country_code == 1
    return phonenumbers.format_number(number, style.NATIONAL if is_own else style.INTERNATIONAL)


CHECKS: Mapping[str, Callable[[str, date], str]] = {
    "day": _day, "state": _state, "zip": _zip, "phone": _phone, "email": _email,
    "dollars": _dollars,
}  # fmt: skip
WRITTEN: Mapping[str, Callable[[str], str]] = {
    "state": str.upper, "phone": _written_phone, "dollars": _digits,
}  # fmt: skip
