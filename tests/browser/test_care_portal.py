"""A caretaker in a real browser: joins by a code on a phone, reads, tells and sends."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in
from tests.browser.looking import PHONE, pages_in_trouble
from tests.browser.test_apply import Reader
from tests.parents import PARENT_PASSWORD
from tests.records import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HOME = "/family/care/"
PAGES = (HOME, f"{HOME}changes/", f"{HOME}papers/", f"{HOME}hearing/", "/family/notices/",
         "/family/preferences/")  # fmt: skip
BORN, NAME = "1992-05-04", "caretaker.in.browser"


def code_for(site, browser) -> str:
    """A code for the mother of the approved family, from the letter that the office makes."""
    page = browser.new_context(base_url=site.url).new_page()
    sign_in(page, "supervisor")
    cared = site.office.cared
    page.goto(f"/care/cases/{cared.case}/people/{cared.adult}/portal/")
    page.get_by_role("button", name="Make the letter").click()
    code = page.locator(".family-code").first.inner_text()
    page.context.close()
    return code


def join(page: Page, code: str, *, language: str) -> Reader:
    """Make an account by a code and sign in; the first page is that of child care."""
    reader = Reader(page, language)
    if language == "es":
        page.get_by_role("button", name="Español").click()
    page.goto("/family/join/")
    reader.write("portal.join_code", code.lower())
    reader.write("portal.join_birth", BORN)
    reader.write("portal.join_name", NAME)
    reader.write("portal.join_password", PARENT_PASSWORD)
    reader.write("portal.join_again", PARENT_PASSWORD)
    reader.press("portal.join_send")
    reader.write("portal.in_name", NAME)
    reader.write("portal.in_password", PARENT_PASSWORD)
    reader.press("portal.in_send")
    page.wait_for_url(f"**{HOME}")
    return reader


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_caretaker_reads_tells_and_sends_on_a_phone(
    site, visit, browser, *, language, script
) -> None:
    code = code_for(site, browser)
    page = visit("/public/", width=PHONE, script=script, is_signed_in=False)
    reader = join(page, code, language=language)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("main")).to_contain_text("Tumbleweed Test Center")
    reader.follow("care_portal.do_change")
    reader.choose("kind", "activity")
    page.get_by_label(reader.says("care_portal.q_happened_on"), exact=True).fill("2026-09-01")
    page.locator("#id_words").fill("I work longer at the pretend bakery")
    reader.press("portal_talk.change_send")
    expect(page.locator("main")).to_contain_text(reader.says("care_portal.outcome_waiting"))
    reader.follow("care_portal.back")
    reader.follow("care_portal.do_papers")
    page.locator("#kind").select_option("income")
    page.locator("#file").set_input_files(
        {"name": "stub.png", "mimeType": "image/png", "buffer": picture()}
    )
    reader.press("apply.papers_send")
    expect(page.locator("main")).to_contain_text("stub.png")
    page.get_by_role("link", name="stub.png").click()
    expect(page.locator("img").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_page_fits_and_is_accessible(site, visit, browser, *, language) -> None:
    code = code_for(site, browser)
    page = visit("/public/", is_signed_in=False)
    join(page, code, language=language)
    assert pages_in_trouble(page, PAGES) == {}


OFFICE_PAGES = ("/care/reports/?month=2026-10", "/care/reports/2027/",
                "/care/simulations/?profile=copay_waived_to_150_percent")  # fmt: skip


def test_reports_and_other_laws_fit_and_are_accessible(visit) -> None:
    page = visit("/sign-in/", is_signed_in=False)
    sign_in(page, "administrator")
    assert pages_in_trouble(page, OFFICE_PAGES) == {}
