"""The specialist's pages in a real browser: each fits, is accessible, and does its act."""

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import sign_in
from tests.browser.looking import pages_in_trouble

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CASE = "/care/cases/{cared.case}/"
PAGES = {
    "cases": "/care/",
    "none": "/care/?q=zzqqy",
    "take": "/care/applications/new/",
    "runs": "/care/runs/?preview=yes&day=2026-12-01",
    "due": "/care/due/",
    "reviews": "/care/reviews/",
    "changes": "/care/changes/",
    "changes of a case": CASE + "changes/",
    "report a change": CASE + "acts/change/",
    "work a change": CASE + "changes/{cared.change}/acts/work/",
    "providers": "/care/providers/",
    "add a provider": "/care/providers/add/",
    "provider": "/care/providers/{cared.provider}/",
    "register a provider": "/care/providers/{cared.provider}/acts/register/",
    "license a provider": "/care/providers/{cared.provider}/acts/license/",
    "price of a provider": "/care/providers/{cared.provider}/acts/rate/",
    "bar a provider": "/care/providers/{cared.provider}/acts/bar/",
    "disqualifications": CASE + "disqualifications/",
    "disqualify": CASE + "people/{cared.adult}/acts/disqualify/",
    "after a disqualification": CASE + "disqualifications/{cared.disqualified}/acts/tell/",
    "a ruling": CASE + "disqualifications/{cared.disqualified}/acts/rule/",
    "supplements": "/care/supplements/",
    "a supplement": "/care/supplements/{cared.supplement}/",
    "ask for a supplement": CASE + "supplements/new/",
    "releases": "/care/releases/",
    "request to see a record": "/care/releases/{cared.asked}/",
    "ask to see a record": CASE + "releases/new/",
    "answer a request": "/care/releases/{cared.asked}/acts/answer/",
    "POWER": CASE + "power/",
    "applied for POWER": CASE + "people/{cared.adult}/acts/power/",
    "how POWER stands": CASE + "power/{cared.power}/acts/tell/",
    "good cause": CASE + "changes/{cared.change}/acts/cause/",
    "order a review": CASE + "acts/review/",
    "end assistance": CASE + "acts/end-all/",
    "case": CASE,
    "proofs": CASE + "proofs/",
    "ask for proofs": CASE + "proofs/ask/",
    "record a proof": CASE + "proofs/record/",
    "record an answer": CASE + "proofs/answer/",
    "record who was asked": CASE + "proofs/contact/",
    "reject a proof": CASE + "proofs/{cared.proof}/reject/",
    "add a paper": CASE + "papers/add/",
    "applications": "/care/applications/",
    "application": "/care/applications/{cared.application}/",
    "withdraw": "/care/applications/{cared.application}/acts/withdraw/",
    "write down": "/care/applications/write/",
    "form of a case": CASE + "form/",
    "a draft": "/care/applications/{cared.draft}/",
    "part of a form": "/care/applications/{cared.draft}/form/applicant/",
    "child of a form": "/care/applications/{cared.draft}/form/children-1/",
    "papers": "/care/documents/",
    "paper": "/care/documents/{cared.paper}/",
    "alerts": "/care/alerts/",
    "person": CASE + "acts/person/",
    "family": CASE + "acts/family/",
    "tell": CASE + "people/{cared.adult}/acts/told/",
    "income": CASE + "people/{cared.adult}/acts/income/",
    "checks": CASE + "people/{cared.adult}/acts/checks/",
    "activity": CASE + "people/{cared.adult}/acts/activity/",
    "place": CASE + "people/{cared.child}/acts/care/",
    "take an end back": CASE + "authorizations/{cared.authorization}/acts/take-back/",
    "end": CASE + "authorizations/{cared.authorization}/acts/end/",
}


@pytest.fixture
def desk(visit) -> Page:
    page = visit("/sign-in/", is_signed_in=False)
    sign_in(page, "supervisor")
    return page


def address_of(site, name: str) -> str:
    return PAGES[name].format(cared=site.office.cared)


def test_every_page_of_child_care_fits_and_axe_finds_nothing(site, desk) -> None:
    assert pages_in_trouble(desk, [address_of(site, name) for name in PAGES]) == {}


@pytest.mark.cites("CC-1504-A", "CC-905-A-7")
def test_a_change_shows_what_it_would_change_before_it_is_kept(site, desk) -> None:
    desk.goto(address_of(site, "income"))
    desk.get_by_label("Kind of income").select_option("wages")
    desk.get_by_label("Who pays").fill("Second Made-Up Store")
    desk.get_by_label("Checks come").select_option("weekly")
    desk.get_by_label("Holds since").fill("2026-10-01")
    desk.get_by_label("Each check that is expected").fill("1,000.00")
    desk.get_by_label("How this was estimated, and on what it rests").fill("Employer statement")
    desk.get_by_role("button", name="Show what would change").click()
    table = desk.get_by_role("region", name="Table of what would change")
    # 1,000.00 by 4.3 beside 3,200.00, less one disregard of the one who earns both.
    assert "$7,300.00" in table.inner_text()
    desk.goto(address_of(site, "case"))
    assert "Second Made-Up Store" not in desk.locator("main").inner_text()


def test_a_line_that_is_no_schedule_is_named_and_nothing_is_kept(site, desk) -> None:
    desk.goto(address_of(site, "activity"))
    desk.get_by_label("Activity", exact=True).select_option("training")
    desk.get_by_label("Since").fill("2026-10-01")
    desk.get_by_label("Hours of a week").fill("Mon-Fri 09:00-17:00\nevery day, all day")
    desk.get_by_role("button", name="Keep it").click()
    assert "Line 2: write days and times" in desk.get_by_role("alert").inner_text()
