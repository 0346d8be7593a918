"""Ending a warrant and paying its money once more, in a browser."""

import pytest
from playwright.sync_api import expect
from tests.browser.looking import violations
from tests.browser.test_journeys import tab_to
from tests.office import FIRST_NIGHT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_without_script_a_note_of_blanks_is_refused_and_changes_nothing(site, visit) -> None:
    page = visit(f"/disbursements/{site.office.warrant}/", width=320, script=False)
    page.get_by_label("How do you know?").fill("   ")
    page.get_by_role("button", name="Void it").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")


def test_a_warrant_is_voided_and_reissued_by_keyboard_alone(site, visit) -> None:
    page = visit(f"/balance/{FIRST_NIGHT}/")
    tab_to(page, "2 payments")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payments of Thu, Oct 1")
    tab_to(page, "Warrant 1000001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Warrant 1000001: $166.67")
    tab_to(page, "How do you know?")
    page.keyboard.type("Spoiled in the printer.")
    tab_to(page, "Void it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Voided before anybody cashed it")
    assert violations(page) == []
    tab_to(page, "Reissue $166.67")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is paid again by Warrant 1000002")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Warrant 1000002: $166.67")
    expect(page.get_by_text("pays again")).to_be_visible()
