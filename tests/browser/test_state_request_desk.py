"""The state office takes in a State's request by keyboard, and works what was found for it."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import sign_in
from tests.browser.looking import DESK, PHONE, overflow, violations
from tests.office import CASE

from posse.web.workday import acting_date

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def desk(visit):
    def open_desk(width):
        page = visit("/sign-in/", width=width, is_signed_in=False)
        sign_in(page, "state office")
        return page

    return open_desk


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_request_is_typed_ticked_and_sent_without_a_mouse(desk, width) -> None:
    page, day = desk(width), f"{acting_date()}"
    page.goto("/states/")
    page.get_by_role("link", name="Take in a request of another State").click()
    page.get_by_label("State", exact=True).focus()
    for text in ("id", f"ID-{width}", "Teska", "Brindlemoor"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.get_by_label("Birth date").fill("1985-04-03")
    page.get_by_label("Social Security number").fill("900-55-6688")
    page.get_by_label("Past-due support certified").fill("2,400.00")
    page.get_by_label("Certified on").fill(day)
    page.get_by_label("Certified by").fill("Ida Example")
    for name in ("every notice and hearing", "liens and levies", "in-state match"):
        page.get_by_label(name).focus()
        page.keyboard.press("Space")
    assert violations(page) == []
    page.get_by_role("button", name="Take it in").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("no case was opened")
    page.get_by_role("link", name=f"ID ID-{width}").click()
    expect(page.get_by_text("***-**-6688")).to_be_visible()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_money_of_a_levy_is_recorded_where_it_was_sent(desk, site) -> None:
    page, number = desk(PHONE), site.office.partners.request
    page.goto(f"/states/{number}/")
    page.get_by_role("link", name="Record lien and levy for the State").click()
    page.get_by_label("In words").fill("To the Montana unit.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Record money sent to the State").click()
    page.get_by_label("Paid to the State").fill("612.30")
    page.get_by_label("Who told, and how").fill("The bank, by letter.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("$612.30 went to MT")
    assert overflow(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_an_objection_offers_its_grounds_below_its_kind(desk, width) -> None:
    page = desk(width)
    page.goto(f"/cases/{CASE}/rest/object/")
    grounds = page.get_by_label("On which ground")
    groups = grounds.locator("optgroup")
    assert "Challenge of a freeze and seize" in [
        groups.nth(place).get_attribute("label") for place in range(groups.count())
    ]
    assert overflow(page) <= 0
    assert violations(page) == []
