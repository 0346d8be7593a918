"""The page of a notice of closing says what its sample must say, in both languages."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from tests.unit.test_payment_record_page import text_of

from posse.notices.closure_notice.data import ClosureNoticeData, page_words
from posse.notices.typesetting import typeset
from posse.rules.parameters import load_law
from posse.rules.support.closure import ClosureTerms

FOLDER = files("posse.notices") / "closure_notice"
NOTICE = ClosureNoticeData(
    case_number="C10000111",
    name="Casey Larkthimble",
    address=("12 Example Street", "Cheyenne, WY 82001"),
    is_address_protected=False,
    reason="b1",
    cite="45 CFR 303.11(b)(1)",
    is_limited_service=False,
    issued_on=date(2026, 10, 1),
    closes_on=date(2026, 11, 30),
)


def test_the_sample_notice_reads_as_it_was_read_over_by_eye() -> None:
    words = json.loads((FOLDER / "sample.json").read_text("utf-8"))
    text = text_of(typeset("closure_notice", words))
    assert text == (FOLDER / "sample.txt").read_text("utf-8")
    assert words == page_words(NOTICE)


def test_the_same_notice_gives_the_same_accessible_bytes() -> None:
    content = NOTICE.to_pdf()
    assert content == NOTICE.to_pdf()
    assert b"pdfuaid:part" in content
    assert b"/Lang(en-US)" in content
    assert b"/Lang(es-US)" in replace(NOTICE, language="es").to_pdf()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reason_that_is_told_to_a_recipient_has_its_sentence(language) -> None:
    terms = ClosureTerms.from_law(load_law("wyoming"), on=date(2026, 10, 1))
    for reason in terms.reasons:
        if reason.notice_to == "recipient":
            notice = replace(NOTICE, reason=reason.name, cite=reason.cite, language=language)
            assert len(page_words(notice)["reason"].split()) > 4, reason.name


@pytest.mark.cites("45 CFR 303.11(d)(4)")
def test_a_notice_of_limited_service_says_how_to_apply_again() -> None:
    limited = replace(NOTICE, reason="b13", is_limited_service=True)
    assert "you must apply again" in text_of(limited.to_pdf())
    assert "you must apply again" not in text_of(NOTICE.to_pdf())


def test_a_private_address_stands_nowhere_on_the_paper() -> None:
    hidden = replace(NOTICE, address=(), is_address_protected=True)
    text = text_of(hidden.to_pdf())
    assert "Example Street" not in text
    assert "the address that we keep private" in text
