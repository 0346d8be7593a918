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


def test_every_report_is_reached_from_the_navigation_by_choice(office, clerk) -> None:
    assert '<a href="/reports/"' in clerk.get("/").content.decode()
    for asked, address in {
        "report=quarter&quarter=2026-Q4": "/reports/ocse34/2026-Q4/",
        "report=retained&quarter=2026-Q4": "/reports/retained/2026-Q4/",
        f"report=undistributed&day={FIRST_NIGHT}": f"/undistributed/{FIRST_NIGHT}/",
        "report=month&month=2026-10": "/reports/months/2026-10/",
    }.items():
        assert clerk.get(f"/reports/?{asked}")["Location"] == address
    for asked in (
        "report=quarter&quarter=x/y",
        "report=month&month=2026-13",
        "report=retained",
    ):
        assert clerk.get(f"/reports/?{asked}").status_code == 404


def test_an_open_month_says_what_hinders_its_close_and_how_it_stands(office, clerk) -> None:
    page = text_of(clerk.get("/reports/months/2026-10/"))
    assert "The month is open. 2026-10-05 is still to be closed in October 2026." in page
    assert "What is carried on adds up to zero, to the cent" in page
    answer = clerk.get("/reports/months/2026-10/accounts.csv")
    header, *rows = csv.reader(answer.content.decode().splitlines())
    assert header[2:] == ["carried_forward", "debits", "credits", "carried_on"]
    assert sum(round(100 * float(row[5])) for row in rows) == 0


def test_what_was_kept_is_told_for_the_quarter_and_the_fiscal_year(office, clerk) -> None:
    page = text_of(clerk.get("/reports/retained/2026-Q4/"))
    assert "Kept by the State in 2026-Q4" in page
    assert "Oct 1, 2026 to Dec 31, 2026" in page
