"""Staff tell of income, see which orders run and which are kept back, and answer payors."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertTemplateUsed
from tests.office import CASE, EMPTY_CASE

from posse.apps.people.models import Employer
from posse.apps.withholding.models import IncomeSource, NonCompliance, WithholdingOrder
from posse.services.withholding.non_compliance import first_hearing_day
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db

ADDRESS = {
    "line_1": "40 Example Road", "line_2": "", "city": "Casper", "state": "wy",
    "zip_code": "82601", "phone": "",
}  # fmt: skip


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_case_tells_who_pays_and_what_keeps_the_order_back(office, client_of):
    answer = client_of("auditor").get(f"/cases/{CASE}/?tab=income")
    assertTemplateUsed(answer, "_case_income.html")
    page = answer.content.decode()
    for told in (
        "Who pays the parent",
        "address is not known",
        "withheld money was not sent in time",
    ):
        assert told in page, told
    assert "Send the order now" not in page


def test_income_told_by_name_is_kept_once_however_often_it_is_told(office, client_of):
    worker = client_of("caseworker")
    told = {
        "fein": "", "payor_name": "Made-Up Diner", "kind": "wages", "told_by": "parent",
        "began_on": "2026-09-01",
    }  # fmt: skip
    for _time in range(2):
        assert worker.post(f"/cases/{CASE}/income/tell/", told).status_code == 302
    assert IncomeSource.objects.filter(payor_name="Made-Up Diner").count() == 1
    assert "Made-Up Diner" in shown(worker, f"/cases/{CASE}/?tab=income")


@pytest.mark.parametrize(
    ("fein", "name", "words"),
    [
        ("12345", "", "not nine digits"),
        ("999999999", "", "nobody in the register has this employer number"),
        ("", "", "name is missing"),
    ],
)
def test_a_payor_nobody_can_know_is_refused_in_words(office, client_of, *, fein, name, words):
    told = {
        "fein": fein, "payor_name": name, "kind": "wages", "told_by": "parent",
        "began_on": "2026-09-01",
    }  # fmt: skip
    answer = client_of("caseworker").post(f"/cases/{CASE}/income/tell/", told)
    assert answer.status_code == 422
    assert words in answer.content.decode().lower()


def test_an_order_without_an_address_says_what_it_lacks_and_none_is_written(office, client_of):
    Employer.objects.filter(pk=office.employer).update(line_1="")
    answer = client_of("caseworker").post(f"/cases/{CASE}/income/{office.paid.source}/issue/")
    assert answer.status_code == 422
    assert not WithholdingOrder.objects.filter(case__number=CASE, letter__isnull=False).exists()


def test_an_income_of_another_parent_is_not_found_in_a_case(office, client_of):
    address = f"/cases/{EMPTY_CASE}/income/{office.paid.source}/end/"
    assert client_of("caseworker").get(address).status_code == 404


def test_income_that_ended_is_shown_with_its_end_and_ends_once(office, client_of):
    worker = client_of("caseworker")
    on = acting_date()
    told = {"ended_on": f"{on}", "told_by": "payor", "note": "Moved to another mill."}
    address = f"/cases/{CASE}/income/{office.paid.source}/end/"
    assert worker.post(address, told).status_code == 302
    assert "Moved to another mill." in shown(worker, f"/cases/{CASE}/?tab=income")
    assert worker.post(address, told).status_code == 422


def test_payroll_takes_orders_at_the_address_that_was_recorded(office, client_of):
    worker = client_of("caseworker")
    address = f"/employers/{office.employer}/acts/address/"
    assert worker.post(address, {**ADDRESS, "zip_code": "826"}).status_code == 422
    assert worker.post(address, ADDRESS).status_code == 302
    assert "40 Example Road" in shown(worker, f"/employers/{office.employer}/")


def test_the_list_of_withholding_leads_to_what_is_kept_back_and_who_did_not_pay(
    office, client_of
):
    answer = client_of("auditor").get("/withholding/")
    assertTemplateUsed(answer, "income/home.html")
    page = answer.content.decode()
    assert f"/cases/{CASE}/?tab=income" in page
    assert f"/withholding/{office.paid.trouble}/" in page


@pytest.mark.cites("CS-IRG-G6", "CS-IRG-G6-b")
def test_a_hearing_before_ten_days_is_refused_and_the_steps_keep_their_order(office, client_of):
    worker = client_of("caseworker")
    page = f"/withholding/{office.paid.trouble}/acts"
    first = first_hearing_day(on=acting_date())
    told = {
        "violation": "not_begun", "at": "9 a.m.", "place": "Example County Court",
        "hearing_on": f"{first - timedelta(days=1)}",
    }  # fmt: skip
    assert "earliest" in worker.post(f"{page}/tell/", told).content.decode()
    assert "not the next step" in shown(worker, f"{page}/penalty/")
    assert worker.post(f"{page}/tell/", {**told, "hearing_on": f"{first}"}).status_code == 302
    found = NonCompliance.objects.get(pk=office.paid.trouble)
    assert (found.state, found.hearing_on) == ("noticed", first)
    assert "Record how the notice was served" in shown(
        worker, f"/withholding/{office.paid.trouble}/"
    )


@pytest.mark.parametrize("role", ["auditor", "qa reviewer", "sdu clerk"])
def test_who_only_reads_changes_nothing(office, client_of, role):
    client = client_of(role)
    for address in (
        f"/cases/{CASE}/income/tell/",
        f"/cases/{CASE}/income/{office.paid.source}/issue/",
        f"/employers/{office.employer}/acts/address/",
        f"/withholding/{office.paid.trouble}/acts/close/",
    ):
        assert client.post(address, {}).status_code == 403, address


def test_a_payor_who_does_not_pay_has_a_page_with_the_next_step_alone(office, client_of):
    answer = client_of("caseworker").get(f"/withholding/{office.paid.trouble}/")
    assertTemplateUsed(answer, "income/trouble.html")
    page = answer.content.decode()
    assert "Write the notice of violation" in page
    assert "Record what the court ordered" not in page


@pytest.mark.cites("CS-IRG-L9")
def test_a_lump_sum_of_nothing_is_refused_and_one_is_shown_with_its_case(office, client_of):
    worker = client_of("caseworker")
    address = f"/cases/{CASE}/income/{office.paid.source}/lump-sum/"
    told = {"amount_cents": "0", "note": "A bonus.", "is_earnings": "on", "payable_on": ""}
    assert worker.post(address, told).status_code == 422
    answer = worker.post(address, {**told, "amount_cents": "1,200.00"})
    assert answer.status_code == 302, answer.content.decode()
    assert "$1,200.00" in shown(worker, f"/cases/{CASE}/?tab=income")


@pytest.mark.cites("15 USC 1673(b)(2)")
def test_that_a_parent_supports_another_family_is_told_on_the_income_tab(office, client_of):
    worker, page = client_of("caseworker"), f"/cases/{CASE}/income/other-family/"
    assert "five points more" in worker.get(page).content.decode()
    told = {
        "is_supported": "yes", "since": f"{acting_date()}", "told_by": "parent",
        "note": "A child of a second marriage.",
    }  # fmt: skip
    assert worker.post(page, told).status_code == 302
    shown = worker.get(f"/cases/{CASE}/?tab=income").content.decode()
    assert "supports another spouse or child" in shown
    assert "A child of a second marriage." in shown
    assert "known already" in worker.post(page, told).content.decode()
    assert client_of("auditor").post(page, told).status_code == 403


AWARD = {
    "claim_number": "C-7", "amount_cents": "412.00", "frequency": "weekly",
    "begins_on": "2026-09-20", "ends_on": "", "told_by": "parent",
}  # fmt: skip


@pytest.mark.cites("CS-IRG-G9", "45 CFR 303.100(a)(3)")
def test_a_benefit_told_by_page_shows_what_of_each_payment_can_be_withheld(office, client_of):
    worker = client_of("caseworker")
    payor = Employer.objects.get(pk=office.employer)
    told = {
        "fein": payor.fein, "payor_name": "", "kind": "unemployment", "told_by": "parent",
        "began_on": "2026-09-20",
    }  # fmt: skip
    worker.post(f"/cases/{CASE}/income/tell/", told)
    source = IncomeSource.objects.get(kind="unemployment")
    address = f"/cases/{CASE}/income/{source.pk}/award/"
    page = shown(worker, f"/cases/{CASE}/?tab=income")
    assert "What it pays is not known." in page
    assert page.count("Record what the benefit pays") == 1
    assert worker.post(address, AWARD).status_code == 302
    page = shown(worker, f"/cases/{CASE}/?tab=income")
    assert "It pays $412.00 a week from Sep 20, 2026" in page
    assert "at most $247.20 may be withheld; no order runs there yet" in page
    assert 'value="412.00"' in shown(worker, address)


def test_an_award_that_cannot_be_is_refused_in_words(office, client_of):
    worker = client_of("caseworker")
    address = f"/cases/{CASE}/income/{office.paid.source}/award/"
    answer = worker.post(address, AWARD)
    assert answer.status_code == 422
    assert "no benefit that is awarded" in answer.content.decode()
    assert client_of("auditor").post(address, AWARD).status_code == 403
