"""What stands on a letter: its head, its title, its parts, and the law it rests on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.notices.days_in_words import day_in
from posse.notices.letter.composing import blocks_of
from posse.notices.letter.forms import NoticeForm
from posse.notices.letter.laws import law_named
from posse.notices.typesetting import typeset
from posse.rules.texts import filled, words

FOLDER = "letter"
FRAME = ("case", "date", "protected", "page", "questions")


@dataclass(frozen=True)
class LetterHead:
    """To whom a letter goes, about which case, from which office, on which day.

    ``address`` is empty where it is kept private; ``office`` is the lines of the sender.
    """

    name: str
    address: tuple[str, ...]
    is_address_protected: bool
    case_number: str
    office: tuple[str, ...]
    issued_on: date
    language: str = "en"


def letter_words(
    form: NoticeForm, head: LetterHead, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The letter as its template reads it. Raises: LawError for values that do not fit."""
    language = head.language
    written = {
        **{name: words(f"letters.{name}", language=language) for name in FRAME},
        "title": words(form.key("title"), language=language),
        "law": filled(
            words("letters.law", language=language), {"cites": "; ".join(law_named(form.cites))}
        ),
        "name": head.name,
        "address": list(head.address),
        "is_address_protected": head.is_address_protected,
        "case_number": head.case_number,
        "office": list(head.office),
        "issued_on": day_in(head.issued_on, language=language),
        "issued": [head.issued_on.year, head.issued_on.month, head.issued_on.day],
        "language": language,
        "blocks": blocks_of(form, values, language=language),
    }
    plain = json.dumps(written, sort_keys=True)
    return {**written, "sha256": hashlib.sha256(plain.encode()).hexdigest()}


def letter_pdf(form: NoticeForm, head: LetterHead, values: Mapping[str, Any]) -> bytes:
    """The letter as an accessible PDF; the same letter gives the same bytes."""
    return typeset(FOLDER, letter_words(form, head, values))
