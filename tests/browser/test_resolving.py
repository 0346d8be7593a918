"""Giving a receipt in suspense to its case, in a browser."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.test_journeys import tab_to
from tests.office import CASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("width", [1280, 320])
def test_without_script_a_note_of_blanks_is_refused_and_nothing_is_lost(
    site, visit, width
) -> None:
    page = visit("/suspense/", width=width, script=False)
    page.get_by_role("link", name=f"Resolve R{site.office.suspended}").click()
    page.get_by_role("link", name=f"Choose case {CASE}").click()
    page.get_by_label("How do you know?").fill("   ")
    page.get_by_role("button", name=re.compile("^Give")).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(page.get_by_role("heading", name="2. Confirm")).to_be_visible()


def test_a_receipt_is_given_to_its_case_by_keyboard_alone(site, visit) -> None:
    page = visit("/suspense/")
    tab_to(page, f"Resolve R{site.office.suspended}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Whose is receipt")
    tab_to(page, f"Choose case {CASE}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2. Confirm")).to_be_visible()
    tab_to(page, "How do you know?")
    page.keyboard.type("The employer mistyped one digit.")
    tab_to(page, "Give $500.01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"now belongs to case {CASE}")
    expect(page.get_by_text("The employer mistyped one digit.")).to_be_visible()
