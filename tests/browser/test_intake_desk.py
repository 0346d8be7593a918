"""Intake in a real browser: every page at three widths, and from a paper to a case by hand."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import sign_in
from tests.browser.looking import DESK, pages_in_trouble
from tests.office import CASE

from posse.apps.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def pages(office):
    desk = office.desk
    child = Case.objects.get(number=CASE).roles.get(role="child").participant_id
    return {
        "applications": "/intake/applications/",
        "applications none": "/intake/applications/?state=refused",
        "draft": f"/intake/application/{desk.draft}/",
        "filed": f"/intake/application/{desk.filed}/",
        "part case": f"/intake/application/{desk.draft}/part/case/",
        "part custodial": f"/intake/application/{desk.draft}/part/custodial/",
        "part other parent": f"/intake/application/{desk.draft}/part/other_parents-1/",
        "part child": f"/intake/application/{desk.filed}/part/children-1/",
        "search": f"/intake/application/{desk.filed}/search/1/",
        "inquiries": "/intake/inquiries/",
        "new inquiry": "/intake/inquiries/new/",
        "inquiry": f"/intake/inquiry/{desk.inquiry}/",
        "referrals": "/intake/referrals/",
        "referral": f"/intake/referral/{desk.referral}/",
        "reliability": "/intake/reliability/",
        "children": f"/cases/{CASE}/reliability/",
        "told": f"/cases/{CASE}/told/",
        "paternity": f"/cases/{CASE}/paternity/{child}/",
    }


@pytest.fixture
def desk_page(visit):
    """A page opened by a caseworker."""

    def open_page(*, width=DESK, script=True):
        page = visit("/sign-in/", width=width, script=script, is_signed_in=False)
        sign_in(page, "caseworker")
        return page

    return open_page


def test_every_page_of_intake_fits_its_window_and_axe_finds_nothing(site, desk_page):
    assert pages_in_trouble(desk_page(), pages(site.office).values()) == {}


def test_a_paper_becomes_a_case_without_script(site, desk_page):
    page = desk_page(script=False)
    page.goto("/intake/applications/")
    page.get_by_role("button", name="Enter it").click()
    page.get_by_label("Who applies").select_option("custodial")
    page.get_by_label("Services").select_option("all")
    page.get_by_label("County where the children live").select_option("56021")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Given name").fill("Plover")
    page.get_by_label("Family name").fill("Thistledew")
    page.get_by_label("What this person is to the children").select_option("parent")
    page.get_by_label("Are you or a child afraid").select_option("no")
    page.get_by_label("Did the other parent ever hurt").select_option("no")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Add a child").click()
    page.get_by_label("Given name").fill("Sorrel")
    page.get_by_label("Family name").fill("Thistledew")
    page.get_by_label("Date of birth").fill("2022-02-30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Write a day that exists").first).to_be_visible()
    page.get_by_role("link", name="Fill in or change Child 1").click()
    page.get_by_label("Date of birth").fill("2022-02-28")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Signed by").fill("Plover Thistledew")
    page.get_by_role("button", name="File the application").click()
    page.get_by_role("link", name="Search for an existing case").click()
    page.get_by_role("button", name="Search for an existing case").click()
    page.get_by_role("button", name="Keep this result").click()
    page.get_by_role("button", name="Open a new case").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("C5000")


def test_the_second_saver_sees_what_changed(site, desk_page):
    first, second = desk_page(), desk_page()
    address = f"/intake/application/{site.office.desk.filed}/part/custodial/"
    first.goto(address)
    second.goto(address)
    first.locator("#city").fill("Laramie")
    first.get_by_role("button", name="Save", exact=True).click()
    second.locator("#city").fill("Casper")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("heading", name="What changed meanwhile")).to_be_visible()
    expect(second.get_by_role("cell", name="Laramie")).to_be_visible()
    expect(second.locator("#city")).to_have_value("Casper")
