"""What staff do to money, in a browser: by mouse, by keyboard alone, and without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import sign_in
from tests.browser.test_journeys import tab_to
from tests.office import CASE, OTHER_CASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NOTE = "Seen on the paper itself."


def as_role(visit, role: str, **options) -> Page:
    page = visit("/sign-in/", is_signed_in=False, **options)
    sign_in(page, role)
    return page


def main_menu(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Main")


@pytest.mark.parametrize("width", [1280, 320])
def test_from_a_row_of_the_ledger_to_the_fact_behind_it(visit, width) -> None:
    page = visit(f"/cases/{CASE}/?tab=money", width=width)
    page.get_by_role("link", name="Every posting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ledger of case {CASE}")
    page.get_by_role("link", name=re.compile("fell due under order")).click()
    expect(page.get_by_role("heading", name=re.compile("What was posted"))).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="All cases of the paying parent together").click()
    expect(page.get_by_role("link", name=OTHER_CASE).first).to_be_visible()


def test_a_filter_of_the_ledger_acts_as_soon_as_it_is_chosen(visit) -> None:
    page = visit(f"/cases/{CASE}/ledger/")
    page.get_by_label("Because").select_option("Support fell due")
    expect(page.get_by_role("status").filter(has_text="1 posting,")).to_be_visible()
    assert "kind=1" in page.url
    page.reload()
    expect(page.get_by_label("Because")).to_have_value("1")


@pytest.mark.parametrize("script", [True, False])
def test_a_filter_of_the_ledger_works_without_script_too(visit, script) -> None:
    page = visit(f"/cases/{CASE}/ledger/", script=script)
    page.get_by_label("Debt").select_option(label="Child support: current support")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text(re.compile("postings, the latest first"))).to_be_visible()
    expect(page.get_by_label("Debt")).to_have_value("1000")


def test_a_payment_is_posted_by_keyboard_alone(visit) -> None:
    page = visit(f"/cases/{OTHER_CASE}/acts/post-payment/")
    tab_to(page, "Amount")
    page.keyboard.type("75.25")
    tab_to(page, "Where it came from")
    page.keyboard.type("Voluntary")
    tab_to(page, "Received by the disbursement unit on")
    page.keyboard.type("10022026")
    tab_to(page, "How do you know?")
    page.keyboard.type(NOTE)
    tab_to(page, "Post the payment")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("$75.25 is posted as receipt R")


@pytest.mark.parametrize("width", [1280, 320])
def test_errors_are_told_beside_their_fields_and_axe_finds_nothing(visit, width) -> None:
    page = visit(f"/cases/{CASE}/acts/post-payment/", width=width, script=False)
    page.get_by_label("Amount").fill("lots")
    page.get_by_role("button", name="Post the payment").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    expect(page.get_by_label("Amount")).to_have_value("lots")
    expect(page.get_by_text("Write dollars and cents, such as 1234.50.")).to_be_visible()


def test_axe_finds_nothing_on_a_form_with_errors(visit) -> None:
    page = visit(f"/cases/{CASE}/acts/adjust/", width=320)
    page.get_by_role("button", name="Adjust the balance").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("script", [True, False])
def test_a_large_adjustment_takes_two_people(visit, script) -> None:
    page = as_role(visit, "supervisor", script=script)
    page.goto(f"/cases/{CASE}/acts/adjust/")
    page.get_by_label("What kind of support").select_option("Child support")
    page.get_by_label("Which debt").select_option("Past-due support owed to the family")
    page.get_by_text("Too little is owed: raise it").click()
    page.get_by_label("By how much").fill("2,500")
    page.get_by_label("Wrong since").fill("2026-10-02")
    page.get_by_label("Why").fill("A month before the order was left out.")
    page.get_by_role("button", name="Adjust the balance").click()
    expect(page.get_by_text("$2,500.00 needs a second person.")).to_be_visible()
    other = as_role(visit, "administrator", script=script)
    main_menu(other).get_by_role("link", name="Approvals").click()
    other.get_by_role("row", name=re.compile("2,500")).get_by_role(
        "link", name=re.compile("Number")
    ).first.click()
    other.get_by_label("What you looked at, and why").fill("The order itself.")
    other.get_by_role("button", name="Approve and do it").click()
    expect(other.get_by_text(re.compile("Approved: Child support.*raised by"))).to_be_visible()


def test_a_hold_is_read_with_its_guidance_and_released(site, visit) -> None:
    page = as_role(visit, "supervisor")
    main_menu(page).get_by_role("link", name="Holds").click()
    page.get_by_role("link", name=f"Release hold {site.office.hold}").click()
    page.get_by_label("What ended it").select_option("The payee can be paid again")
    page.get_by_label("How do you know?").fill("She came to the counter.")
    page.get_by_role("button", name="Release the money").click()
    expect(page.get_by_text(re.compile("The hold is released"))).to_be_visible()
    expect(page.get_by_text("Nothing is on hold")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_clerk_takes_a_receipt_back_and_its_page_says_so(site, visit, width) -> None:
    page = visit(f"/receipts/{site.office.identified}/", width=width)
    page.get_by_role("link", name="Take the receipt back").click()
    page.get_by_label("Why").select_option("The payer's bank did not honor it")
    page.get_by_label(re.compile("How much of it")).fill("1.00")
    page.get_by_label("How do you know?").fill(NOTE)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("$1.00 taken back").first).to_be_visible()
