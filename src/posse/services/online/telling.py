"""How questions and answers of the online application are said to a family."""

from collections.abc import Mapping
from datetime import date

from posse.notices.days_in_words import day_in
from posse.rules.answer_checks import digits_of
from posse.rules.forms import Field
from posse.rules.texts import load_texts, words
from posse.services.doors.addresses import REACHED_BY
from posse.services.online.stops import Stop
from posse.services.pages.intake import WHEREABOUTS


def title_key(step: Stop) -> str:
    """The sentence that heads a page."""
    return f"apply.page_{step.key}"


def label_key(of: str, field: Field) -> str:
    """The question in plain words; a group of persons may have words of its own."""
    own = f"apply.q_{of}_{field.key}"
    return own if own in load_texts() else f"apply.q_{field.key}"


def choice_key(field: Field, choice: str) -> str:
    """One of the answers to choose from."""
    if field.kind == "yes_no":
        return f"site.{choice}"
    return f"apply.c_{field.key}_{choice.lower()}"


def is_kept_private(of: str, field: Field) -> bool:
    """Whether an answer tells where a family in danger lives or how it is reached.

    Source: CS-6.3-FV-2.
    """
    is_whereabouts = field.goes_to in WHEREABOUTS or field.key in REACHED_BY
    return of != "other_parents" and (is_whereabouts or field.key == "safe_contact")


def in_words(field: Field, text: str, *, language: str, counties: Mapping[str, str]) -> str:
    """An answer as it is read: days written out, numbers in part, choices in words."""
    if field.kind == "ssn":
        digits = digits_of({"ssn": text})
        return f"***-**-{digits[-4:]}" if digits else "***"
    if field.kind == "county":
        return counties.get(text, text)
    if field.kind in {"choice", "yes_no"}:
        return _choice(field, text, language=language)
    if field.kind == "date":
        return _day(text, language=language)
    return text


def _choice(field: Field, text: str, *, language: str) -> str:
    is_one = text in field.choices or (field.kind == "yes_no" and text in {"yes", "no"})
    key = choice_key(field, text)
    return words(key, language=language) if is_one and key in load_texts() else text


def _day(text: str, *, language: str) -> str:
    try:
        return day_in(date.fromisoformat(text), language=language)
    except ValueError:
        return text
