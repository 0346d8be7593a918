"""Ledgers: every posting of a debt, what was owed after it, and the fact behind it."""

import csv
import re

import pytest
from tests.office import CASE, OTHER_CASE

from posse.apps.cases.models import Case
from posse.services.books.as_of import balances_for_case, balances_for_obligor

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(response.content.decode().splitlines()))


def test_the_latest_row_ends_at_the_balance_of_the_case(office, clerk) -> None:
    case = Case.objects.get(number=CASE)
    rows = rows_of(clerk.get(f"/cases/{CASE}/postings.csv"))
    day = {"as_of": "2026-10-02", "known_on": "2026-10-02"}
    owed = balances_for_case(case.pk, **day).total_cents
    assert rows[0]["Owed after"] == f"{owed // 100}.{owed % 100:02d}"
    changes = [round(float(row["Change"]) * 100) for row in rows]
    assert sum(changes) == owed
    assert len({row["Because"] for row in rows}) > 2


def test_the_ledger_of_a_paying_parent_adds_all_cases_up(office, clerk) -> None:
    obligor = Case.objects.get(number=CASE).obligor_id
    rows = rows_of(clerk.get(f"/obligors/{obligor}/postings.csv"))
    assert {row["Case"] for row in rows} == {CASE, OTHER_CASE}
    day = {"as_of": "2026-10-02", "known_on": "2026-10-02"}
    owed = balances_for_obligor(obligor, **day).total_cents
    assert rows[0]["Owed after"] == f"{owed // 100}.{owed % 100:02d}"
    only = Case.objects.get(number=OTHER_CASE).pk
    narrowed = rows_of(clerk.get(f"/obligors/{obligor}/postings.csv?case={only}"))
    assert {row["Case"] for row in narrowed} == {OTHER_CASE}
    assert narrowed[0]["Owed after"] == "33.33"


def test_one_debt_has_a_running_balance_of_its_own(office, clerk) -> None:
    rows = rows_of(clerk.get(f"/cases/{CASE}/postings.csv?account=1002"))
    assert {row["Kind"] for row in rows} <= {"Balance brought over or corrected", "A receipt"}
    assert rows[-1]["Owed after"] == "200.00"


def test_a_kind_of_fact_and_a_period_narrow_the_rows_and_not_the_balance(office, clerk) -> None:
    every = {row["Because"]: row for row in rows_of(clerk.get(f"/cases/{CASE}/postings.csv"))}
    terms = rows_of(clerk.get(f"/cases/{CASE}/postings.csv?kind=1"))
    assert [row["Kind"] for row in terms] == ["Support fell due"]
    assert terms[0] == every[terms[0]["Because"]]
    assert rows_of(clerk.get(f"/cases/{CASE}/postings.csv?first=2026-10-03")) == []


def test_what_was_not_known_yet_is_left_out(office, clerk) -> None:
    assert rows_of(clerk.get(f"/cases/{CASE}/postings.csv?known_on=2026-09-30")) == []
    page = text_of(clerk.get(f"/cases/{CASE}/ledger/?known_on=2026-09-30"))
    assert "No posting fits" in page


def test_every_row_leads_to_the_fact_behind_it_in_one_click(office, clerk) -> None:
    page = clerk.get(f"/cases/{CASE}/ledger/").content.decode()
    links = set(re.findall(rf'href="(/cases/{CASE}/facts/[\d/]+|/receipts/\d+/)"', page))
    assert len(links) >= 3
    for link in links:
        assert clerk.get(link).status_code == 200, link
    term = next(link for link in links if "/facts/1/" in link)
    told = text_of(clerk.get(term))
    assert "Child support fell due under order" in told
    assert "$400.00 monthly" in told
    assert "1 posting on 1 business date" in told


def test_a_fact_of_another_case_is_not_shown_here(office, clerk) -> None:
    page = clerk.get(f"/cases/{CASE}/ledger/").content.decode()
    link = re.search(r"/facts/1/\d+/", page).group()
    assert clerk.get(f"/cases/{OTHER_CASE}{link}").status_code == 404
    assert clerk.get(f"/cases/{CASE}/facts/99/1/").status_code == 404


def test_nonsense_in_the_address_narrows_nothing(office, clerk) -> None:
    asked = "kind=x&account=7&first=no&as_of=2026-99-99&page=0&case=%00"
    answer = clerk.get(f"/cases/{CASE}/ledger/?{asked}")
    assert answer.status_code == 200
    assert "Support fell due" in text_of(answer) or "fell due under" in text_of(answer)


def test_a_page_beyond_the_last_shows_the_first(office, clerk) -> None:
    assert text_of(clerk.get(f"/cases/{CASE}/ledger/?page=99")) == text_of(
        clerk.get(f"/cases/{CASE}/ledger/")
    ).replace("&amp;page=99", "")


def test_while_one_filters_only_the_rows_are_sent(office, clerk) -> None:
    part = clerk.get(f"/cases/{CASE}/ledger/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "Table of postings" in part.content.decode()


def test_a_long_ledger_shows_its_latest_months_and_all_when_asked(office, clerk) -> None:
    from datetime import date

    from posse.apps.books.models import Posting

    posting = Posting.objects.filter(case__number=CASE, cause=1).get()
    for year in range(2020, 2025):
        for month in range(1, 13):
            day = date(year, month, 1)
            Posting.objects.create(
                obligor=posting.obligor, case=posting.case, cause=1, cause_id=posting.cause_id,
                effective_on=day, posted_on=day, debit=1000, credit=400, amount_cents=100,
                run=posting.run,
            )  # fmt: skip
    page = text_of(clerk.get(f"/cases/{CASE}/?tab=money"))
    assert "36 shown" in page
    assert "January 2020" not in page
    assert "January 2020" in text_of(clerk.get(f"/cases/{CASE}/?tab=money&months=all"))
    assert "January 2020" in text_of(clerk.get(f"/cases/{CASE}/?tab=money&month=2020-01-01"))
