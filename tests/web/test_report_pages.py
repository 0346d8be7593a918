"""The State's accounts on screen: sums that hold, and labels on what is not sure."""

import csv
import re

import pytest
from tests.office import FIRST_NIGHT

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_what_waits_is_told_with_its_sum_and_leads_to_the_quarter(office, clerk) -> None:
    page = text_of(clerk.get(f"/undistributed/{FIRST_NIGHT}/"))
    assert "The accounts say the same, to the cent" in page
    assert "Not identified" in page
    assert "See the collections of 2026-Q" in page


def test_a_line_from_memory_says_so_and_a_line_not_filled_says_why(office, clerk) -> None:
    page = text_of(clerk.get("/reports/ocse34/2026-Q4/"))
    assert re.search(r"6 Available for distribution from memory, not verified", page)
    assert "No case outside the IV-D program is on file" in page
    assert "Federal share: unverified" in page


def test_the_file_has_every_line_with_how_sure_it_is(office, clerk) -> None:
    answer = clerk.get("/reports/ocse34/2026-Q4/lines.csv")
    header, *rows = csv.reader(answer.content.decode().splitlines())
    assert header[:3] == ["line", "words", "sure"]
    assert {row[0]: row[2] for row in rows}["9a"] == "unverified"


def test_what_is_no_quarter_is_not_found(office, clerk) -> None:
    assert clerk.get("/reports/ocse34/2026-Q5/").status_code == 404
    assert clerk.get("/reports/ocse34/2013-Q1/").status_code == 404
