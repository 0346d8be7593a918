"""What an applicant signed, in the language in which it was signed.

Of a Social Security number it shows the last four digits, and of a family in danger nothing
that tells where it lives; the hash stands for all that was told.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.notices.typesetting import typeset
from posse.rules.texts import filled, words

FOLDER = "signed_application"
SENTENCES = ("paper_title", "paper_number", "paper_declares", "paper_law", "paper_signature",
             "paper_moment", "paper_page", "paper_hash")  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One page of answers: its title, which person it is about, and questions with answers."""

    title: str
    place: int
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SignedApplicationData:
    """Everything that the paper says."""

    number: str
    pages: tuple[Told, ...]
    declaration: str
    cites: tuple[str, ...]
    signature: str
    signed_on: date
    signed_at: str
    answers_sha256: str
    language: str = "en"
    title_key: str = "apply.paper_title"

    def to_pdf(self) -> bytes:
        """The application as an accessible PDF."""
        return typeset(FOLDER, page_words(self))


def page_words(signed: SignedApplicationData) -> dict[str, Any]:
    """The paper as its template reads it."""
    language = signed.language
    said = {name: filled(words(f"apply.{name}", language=language), {}) for name in SENTENCES}
    return {
        **said,
        "paper_title": words(signed.title_key, language=language),
        "number": signed.number,
        "pages": [
            {
                "title": page.title + (f" ({page.place})" if page.place else ""),
                "rows": [list(row) for row in page.rows],
            }
            for page in signed.pages
        ],
        "declaration": signed.declaration,
        "cites": "; ".join(signed.cites),
        "signature": signed.signature,
        "signed_at": signed.signed_at,
        "signed_on": [signed.signed_on.year, signed.signed_on.month, signed.signed_on.day],
        "language": language,
        "sha256": signed.answers_sha256,
    }
