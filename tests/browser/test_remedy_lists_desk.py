"""Remedies at a glance and their worklists in a browser: by mouse, by keys, and on a phone."""

import pytest
from playwright.sync_api import expect
from tests.browser.looking import pages_in_trouble

from posse.services.pages.remedy_lists.register import LISTINGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_the_dashboard_and_each_list_fit_and_are_accessible(visit) -> None:
    addresses = ("/enforcement/", *(f"/enforcement/{name}/" for name in LISTINGS))
    assert pages_in_trouble(visit("/enforcement/"), addresses) == {}


def test_a_match_is_reached_from_the_dashboard_by_keys_alone(site, visit) -> None:
    page = visit("/enforcement/")
    page.get_by_role("link", name="Matches", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Matches")
    page.get_by_label("Found by").focus()
    page.keyboard.type("Unclaimed")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 row,")).to_be_visible()
    page.get_by_role("link", name=f"Match {site.office.enforced.match}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Somebody Nearly").first).to_be_visible()


def test_a_number_is_clicked_down_to_the_reasons_of_a_remedy(visit) -> None:
    page = visit("/enforcement/")
    page.get_by_role("link", name="with unclaimed property").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parents by remedy")
    page.get_by_role("table").get_by_role("link", name="Unclaimed property").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("nclaimed property")
