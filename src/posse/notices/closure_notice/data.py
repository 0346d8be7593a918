"""What a notice of closing says, in the language of the person it goes to.

Of the other parent it knows nothing at all, so it can tell nothing.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from posse.notices.typesetting import typeset
from posse.rules.texts import filled, words
from posse.units.days import day_words

FOLDER = "closure_notice"
MONTHS_ES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
    *("septiembre", "octubre", "noviembre", "diciembre"),
)
SENTENCES = (
    *("title", "case", "date", "protected", "stay_heading", "keeps_open", "nothing"),
    *("after_heading", "after", "again", "page"),
)


@dataclass(frozen=True)
class ClosureNoticeData:
    """Everything that the notice says; ``address`` is empty where it is kept private."""

    case_number: str
    name: str
    address: tuple[str, ...]
    is_address_protected: bool
    reason: str
    cite: str
    is_limited_service: bool
    issued_on: date
    closes_on: date
    language: str = "en"

    @property
    def sha256(self) -> str:
        """The hash of the notice's data, which the notice prints on itself."""
        plain = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def to_pdf(self) -> bytes:
        """The notice as an accessible PDF."""
        return typeset(FOLDER, page_words(self))


def page_words(notice: ClosureNoticeData) -> dict[str, Any]:
    """The notice as its template reads it: every sentence and day in its language."""
    language = notice.language
    values = {"closes_on": _day(notice.closes_on, language), "cite": notice.cite}

    def said(name: str) -> str:
        return filled(words(f"closure.{name}", language=language), values)

    return {
        **{name: said(name) for name in SENTENCES},
        "intro": said("intro"),
        "rule": said("rule"),
        "stay": said("stay"),
        "reason": said(f"reason_{notice.reason}"),
        "reapply": said("reapply") if notice.is_limited_service else "",
        "case_number": notice.case_number,
        "name": notice.name,
        "address": list(notice.address),
        "is_address_protected": notice.is_address_protected,
        "issued_on": _day(notice.issued_on, language),
        "issued": [notice.issued_on.year, notice.issued_on.month, notice.issued_on.day],
        "language": language,
        "sha256": notice.sha256,
    }


def _day(day: date, language: str) -> str:
    if language == "es":
        return f"{day.day} de {MONTHS_ES[day.month - 1]} de {day.year}"
    return day_words(day)
