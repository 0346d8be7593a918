"""What the pages say: cases, receipts, runs, files and the day's balance."""

import csv
import re

import pytest
from django.test import Client
from tests.office import (
    CASE,
    EMPTY_CASE,
    FIRST_NIGHT,
    OBLIGOR_SSN,
    OTHER_CASE,
    SECOND_NIGHT,
    STRANGER_SSN,
)
from tests.web.addresses import page_addresses

from posse.apps.books.models import ProofFinding
from posse.apps.cases.models import Case

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    """The text of a page with its blanks made even."""
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def table(client: Client, address: str) -> list[list[str]]:
    """The rows of a CSV download."""
    response = client.get(address)
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(response.content.decode().splitlines()))


def test_no_page_and_no_download_shows_a_whole_social_security_number(office, clerk) -> None:
    addresses = page_addresses(office)
    addresses |= {tab: f"/cases/{CASE}/?tab={tab}" for tab in ("people", "orders", "money")}
    addresses["whole number"] = f"/suspense/{office.suspended}/?q={CASE}&case={CASE}"
    for name, address in addresses.items():
        # Pictures and PDFs are bytes; whatever they hold as text is read all the same.
        page = clerk.get(address).content.decode("latin-1")
        for number in (OBLIGOR_SSN, STRANGER_SSN):
            assert number not in page, name
            assert f"{number[:3]}-{number[3:5]}-{number[5:]}" not in page, name
    assert f"***-**-{OBLIGOR_SSN[-4:]}" in clerk.get(addresses["people"]).content.decode()


def test_the_books_of_today_say_what_the_latest_night_did_and_what_waits(office, clerk) -> None:
    page = words(clerk, "/money/")
    assert "The job for Fri, Oct 2, 2026 has finished" in page
    assert "No case has this remittance id" in page
    assert "payroll.ach" in page
    assert "torn.ach" in page


def test_books_that_differ_stand_on_the_page_of_today_and_on_the_balance(office, clerk) -> None:
    obligor = Case.objects.get(number=CASE).obligor
    sentence = "$77.00 in the books, $0.00 by the second calculation; 2 balances differ in all"
    finding = {"obligor": obligor, "proven_on": SECOND_NIGHT, "recorded_by": "test"}
    ProofFinding.objects.create(
        difference_count=2, what=f"{CASE}, Child support", books_cents=7_700, **finding
    )
    addresses = ("/money/", f"/balance/{SECOND_NIGHT}/")
    for address in addresses:
        page = words(clerk, address)
        assert f"Differs since Oct 2, 2026. {CASE}, Child support: {sentence}." in page
    assert "$77.00" not in words(clerk, f"/balance/{FIRST_NIGHT}/")
    ProofFinding.objects.create(difference_count=0, **finding)
    for address in addresses:
        assert "second calculation" not in words(clerk, address)


def test_a_case_that_was_opened_is_on_the_first_page(clerk) -> None:
    clerk.get(f"/cases/{CASE}/")
    clerk.get(f"/cases/{OTHER_CASE}/")
    page = words(clerk, "/")
    assert page.index(f"Case {OTHER_CASE}") < page.index(f"Case {CASE}")


def test_the_four_figures_agree_with_the_money_that_came_in(clerk) -> None:
    # $500.00 came in for two cases of $400.00 and $200.00 a month: $333.33 and $166.67.
    page = words(clerk, f"/cases/{CASE}/")
    assert "$400.00 due $333.33 of it paid" in page
    assert "Past due, owed to the family $1,500.00" in page
    assert "Past due, assigned to the State $200.00" in page
    assert "Last payment for this case $333.33" in page
    assert "Formerly on POWER (TANF)" in page


def test_the_ledger_runs_from_month_to_month_and_opens_to_its_postings(clerk) -> None:
    closed = words(clerk, f"/cases/{CASE}/?tab=money")
    assert "October 2026" in closed
    assert "$1,766.67" in closed
    assert "Support fell due" not in closed
    opened = words(clerk, f"/cases/{CASE}/?tab=money&month=2026-10-01")
    assert "Support fell due" in opened
    assert "Child support: current support" in opened


def test_the_money_of_a_case_is_told_as_of_any_day_as_known_on_any_day(clerk) -> None:
    money = f"/cases/{CASE}/?tab=money"
    page = words(clerk, f"{money}&as_of=2026-10-01&known_on=2026-10-01")
    assert "at the end of Oct 1, 2026 , as the books knew it at the close of Oct 1" in page
    assert "All debts $1,766.67" in page
    before = words(clerk, f"{money}&as_of=2026-10-01&known_on=2026-09-30")
    assert "Nothing had been posted in this case by then" in before
    assert "The books run through Oct 2, 2026" in words(clerk, f"{money}&as_of=2027-01-01")


def test_a_record_of_days_that_do_not_follow_each_other_is_refused_in_words(client_of) -> None:
    client, address = client_of("auditor"), f"/cases/{CASE}/payment-record/"
    days = {"first": "2026-10-02", "last": "2026-10-01", "known_on": "2026-10-02"}
    answer = client.post(address, days, follow=True)
    assert "The period must begin before it ends" in answer.content.decode()
    assert client.post(address, {**days, "first": "soon"}).status_code == 404


@pytest.mark.parametrize("day", ["2026-13-99", "soon", ""])
def test_a_day_that_is_none_shows_the_balances_of_the_page(clerk, day) -> None:
    page = words(clerk, f"/cases/{CASE}/?tab=money&as_of={day}&known_on={day}")
    assert "at the end of Oct 2, 2026 , as the books knew it at the close of Oct 2" in page


@pytest.mark.parametrize("month", ["2026-13-99", "soon", ""])
def test_a_month_that_is_none_opens_nothing(clerk, month) -> None:
    assert "Support fell due" not in words(clerk, f"/cases/{CASE}/?tab=money&month={month}")


def test_an_unknown_tab_shows_the_overview(clerk) -> None:
    assert "What happened" in words(clerk, f"/cases/{CASE}/?tab=nonsense")


def test_a_case_without_money_says_what_would_appear_there(clerk) -> None:
    assert "Nothing has been posted in this case yet" in words(
        clerk, f"/cases/{EMPTY_CASE}/?tab=money"
    )
    assert "None yet" in words(clerk, f"/cases/{EMPTY_CASE}/")


def test_people_and_orders_have_their_tabs(clerk) -> None:
    people = words(clerk, f"/cases/{CASE}/?tab=people")
    assert "12 Example Street" in people
    assert "Acme Anvils" in people
    orders = words(clerk, f"/cases/{CASE}/?tab=orders")
    assert "$400.00 Monthly Oct 1, 2026 open" in orders


def test_the_ledger_as_csv_holds_plain_dollars(clerk) -> None:
    header, latest, *_ = table(clerk, f"/cases/{CASE}/ledger.csv")
    assert header[:3] == ["Month", "Due", "Paid"]
    assert latest[:3] == ["2026-10", "400.00", "333.33"]
    assert latest[-1] == "1766.67"


def test_receipts_as_csv_tell_the_whole_and_the_part(office, clerk) -> None:
    _, row = table(clerk, f"/cases/{CASE}/receipts.csv")
    assert row[0] == f"R{office.identified}"
    assert row[-2:] == ["500.00", "333.33"]


@pytest.mark.cites("45 CFR 302.51(a)(1)")
def test_a_receipt_tells_where_it_came_from_and_why_it_was_split_so(office, clerk) -> None:
    page = words(clerk, f"/receipts/{office.identified}/")
    assert "payroll.ach , line 3" in page
    assert "$500.00 came in on Oct 1, 2026" in page
    assert "Current support is paid first" in page
    assert "45 CFR 302.51(a)(1)" in page
    assert "read in the source" in page
    assert "Direct deposit" in page


def test_a_receipt_in_suspense_says_so_and_leads_to_where_it_is_resolved(office, clerk) -> None:
    page = clerk.get(f"/receipts/{office.suspended}/").content.decode()
    assert "In suspense:" in page
    assert f'href="/suspense/{office.suspended}/"' in page
    assert "Nobody has been paid out of this receipt yet" in page


def test_a_file_tells_each_bad_record_by_line_field_and_reason(office, clerk) -> None:
    page = words(clerk, f"/files/{office.file}/")
    assert "$1,500.03" in page
    assert "$1,000.01" in page
    header, row = table(clerk, f"/files/{office.file}/findings.csv")
    assert header[:3] == ["File", "Line", "Field"]
    assert row[1].isdecimal()
    assert row[4]
    assert row[5] == "no"


def test_a_torn_file_is_shown_as_refused_with_nothing_posted(office, clerk) -> None:
    page = words(clerk, f"/files/{office.refused_file}/")
    assert "Refused as a whole; nothing was posted." in page
    assert "No receipt came out of this file" in page


def test_a_run_lists_its_steps_in_words_with_files_in_and_out(office, clerk) -> None:
    page = words(clerk, f"/runs/{office.run}/")
    assert "Took in a file" in page
    assert "Closed the day and proved its balance" in page
    assert "direct deposits to families" in page
    assert "Nightly job" in words(clerk, "/runs/?kind=nightly")
    assert "No run is of this kind" in words(clerk, "/runs/?kind=screen")


def test_the_balance_says_in_words_that_the_books_add_up(clerk) -> None:
    assert clerk.get("/balance/")["Location"] == "/balance/2026-10-02/"
    assert clerk.get("/balance/?day=2026-10-01")["Location"] == "/balance/2026-10-01/"
    page = words(clerk, "/balance/2026-10-02/")
    assert "add up to zero, to the cent" in page
    assert "The day is closed" in page
    assert "Day before, Thu, Oct 1, 2026" in page
    assert "Received, payer or case not identified" in page


def test_a_day_before_the_books_began_has_an_empty_balance(clerk) -> None:
    assert "Nothing had been posted by this day" in words(clerk, "/balance/2025-01-02/")


def test_the_accounts_as_csv_add_up_to_zero(clerk) -> None:
    _, *rows = table(clerk, "/balance/2026-10-01.csv")
    cents = [int(row[5].replace(".", "")) for row in rows]
    assert len(cents) > 5
    assert sum(cents) == 0


def test_an_employer_page_lists_who_works_there(office, clerk) -> None:
    page = words(clerk, f"/employers/{office.employer}/")
    assert "Robert Larkthimble" in page
    assert f"case {CASE}" in page
