"""The pages of a payment record say what its sample must say."""

import json
from importlib.resources import files

import pypdfium2

from posse.notices.typesetting import typeset

FOLDER = files("posse.notices") / "payment_record"


def sample_pdf(**changes: object) -> bytes:
    """The sample, some of its words changed."""
    words = json.loads((FOLDER / "sample.json").read_text("utf-8"))
    return typeset("payment_record", {**words, **changes})


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    lines = [
        line.rstrip()
        for page in pages
        for line in page.get_textpage().get_text_range().splitlines()
    ]
    return "\n".join(lines) + "\n"


def test_the_sample_reads_as_it_was_read_over_by_eye() -> None:
    assert text_of(sample_pdf()) == (FOLDER / "sample.txt").read_text("utf-8")


def test_the_same_data_give_the_same_bytes() -> None:
    assert sample_pdf() == sample_pdf()


def test_the_record_says_that_it_is_accessible_and_in_english() -> None:
    content = sample_pdf()
    assert b"pdfuaid:part" in content
    assert b"/StructTreeRoot" in content
    assert b"/Lang(en-US)" in content


def test_a_case_without_order_or_debts_is_still_a_page() -> None:
    text = text_of(sample_pdf(orders=[], calculations=[], movements=[], columns=[]))
    assert "No order is recorded in this case" in text
    assert "Nothing was owed in this period" in text
