"""The paper of a signed application says what its sample must say, in both languages."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from tests.unit.test_payment_record_page import text_of

from posse.notices.signed_application.data import SignedApplicationData, Told, page_words
from posse.notices.typesetting import typeset

FOLDER = files("posse.notices") / "signed_application"
SIGNED = SignedApplicationData(
    number="A10000111",
    pages=(
        Told("Your name", 0, (("First name", "Casey"), ("Last name", "Larkthimble"))),
        Told("The child", 1, (("First name", "Robin"), ("Date of birth", "May 4, 2018"))),
    ),
    declaration="What I told is true as far as I know.",
    cites=("45 CFR 303.2(a)(3)",),
    signature="Casey Larkthimble",
    signed_on=date(2026, 10, 1),
    signed_at="October 1, 2026, 9:30 AM",
    answers_sha256="0f" * 32,
)


def test_the_sample_application_reads_as_it_was_read_over_by_eye() -> None:
    sample = json.loads((FOLDER / "sample.json").read_text("utf-8"))
    text = text_of(typeset("signed_application", sample))
    assert text == (FOLDER / "sample.txt").read_text("utf-8")
    assert sample == page_words(SIGNED)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_same_application_gives_the_same_accessible_bytes(language) -> None:
    signed = replace(SIGNED, language=language)
    content = signed.to_pdf()
    assert content == signed.to_pdf()
    assert b"pdfuaid:part" in content
    assert f"/Lang({language}-US)".encode() in content
