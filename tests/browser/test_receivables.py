"""Agreeing with a payee on paying back, in a browser."""

import pytest
from playwright.sync_api import expect
from tests.browser.test_journeys import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_terms_are_agreed_on_by_keyboard_and_a_repayment_is_entered(site, visit) -> None:
    page = visit("/receivables/")
    page.locator(f"a[href='/receivables/{site.office.overpaid}/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("owes $120.00 back")
    tab_to(page, "Agree on repayment")
    page.keyboard.press("Enter")
    page.get_by_label("On what ground").select_option("agreement")
    page.get_by_label("Percent of each later payment").fill("10")
    page.get_by_label("Where the agreement or the order is").fill("Signed at the counter.")
    page.get_by_role("button", name="Record the terms").click()
    expect(page.get_by_text("10 percent of each later payment")).to_be_visible()
    page.get_by_role("link", name="Enter a repayment").click()
    page.get_by_label("Amount").fill("20")
    page.get_by_label("Received on").fill("2026-10-05")
    page.get_by_label("How it came").fill("Check 4711.")
    page.get_by_role("button", name="Enter the repayment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("owes $100.00 back")
    expect(page.get_by_text("$20.00 came back so far")).to_be_visible()
