"""The pages of a payee's statement say what its sample must say."""

import json
from importlib.resources import files

from tests.unit.test_payment_record_page import text_of

from posse.notices.typesetting import typeset

FOLDER = files("posse.notices") / "payee_statement"


def sample_pdf(**changes: object) -> bytes:
    """The sample, some of its words changed."""
    words = json.loads((FOLDER / "sample.json").read_text("utf-8"))
    return typeset("payee_statement", {**words, **changes})


def test_the_sample_statement_reads_as_it_was_read_over_by_eye() -> None:
    assert text_of(sample_pdf()) == (FOLDER / "sample.txt").read_text("utf-8")


def test_the_same_statement_gives_the_same_accessible_bytes() -> None:
    content = sample_pdf()
    assert content == sample_pdf()
    assert b"pdfuaid:part" in content
    assert b"/Lang(en-US)" in content


def test_a_month_without_payments_says_so_in_words() -> None:
    text = text_of(sample_pdf(payments=[], came_back=[]))
    assert "Nothing was paid to you in this month" in text
    assert "What came back to us" not in text


def test_a_payment_of_many_lines_goes_on_over_pages() -> None:
    [payment, *_] = json.loads((FOLDER / "sample.json").read_text("utf-8"))["payments"]
    content = sample_pdf(payments=[{**payment, "lines": payment["lines"] * 60}])
    assert text_of(content).count("Income withholding from Acme Anvils") == 60


def test_what_was_kept_for_a_debt_is_told_with_its_terms() -> None:
    row = {
        "day": "Oct 12, 2026", "case_number": "C10000111", "why": "25 percent of each payment",
        "due": "$40.00", "amount": "$10.00",
    }  # fmt: skip
    text = text_of(sample_pdf(withheld=[row]))
    assert "What was kept for money you owe back" in text
    assert "25 percent of each payment" in text
    assert "What was kept" not in text_of(sample_pdf())
