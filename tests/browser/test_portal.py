"""The portal in a real browser: both parents, both languages, a phone, and without script."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in
from tests.browser.looking import PHONE, overflow, pages_in_trouble, violations
from tests.browser.test_apply import Reader
from tests.office import CASE
from tests.parents import BORN, PARENT_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = ("/family/", "/family/money/", f"/family/money/{CASE}/2026-10/", "/family/balances/",
         "/account/security/", "/account/password/")  # fmt: skip
ALONE = ("/family/join/", "/family/sign-in/")
NAMES = {"mother": "mother.in.browser", "father": "father.in.browser"}


def code_for(site, browser, who: str) -> str:
    """A code for a parent of the first case, from the letter that a worker makes."""
    page = browser.new_context(base_url=site.url).new_page()
    sign_in(page, "caseworker")
    page.goto(f"/cases/{CASE}/?tab=people")
    place = 1 if who == "father" else 2
    page.locator(f"section[aria-labelledby=person-{place}]").get_by_role(
        "link", name="Parents' portal"
    ).click()
    page.get_by_role("button", name="Make the letter").click()
    code = page.locator(".family-code").first.inner_text()
    page.context.close()
    return code


def join_and_sign_in(page: Page, *, code: str, name: str, language: str) -> Reader:
    """Make an account by a code, from the first page of all, and sign in."""
    reader = Reader(page, language)
    if language == "es":
        page.get_by_role("button", name="Español").click()
    page.locator('a[href="/family/"]').click()
    reader.follow("portal.in_first")
    reader.write("portal.join_code", code.lower())
    reader.write("portal.join_birth", BORN.isoformat())
    reader.write("portal.join_name", name)
    reader.write("portal.join_password", PARENT_PASSWORD)
    reader.write("portal.join_again", PARENT_PASSWORD)
    reader.press("portal.join_send")
    expect(page.get_by_role("status")).to_contain_text(reader.says("portal.join_done"))
    reader.write("portal.in_name", name)
    reader.write("portal.in_password", PARENT_PASSWORD)
    reader.press("portal.in_send")
    page.wait_for_url("**/family/")
    return reader


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("who", ["mother", "father"])
def test_a_parent_joins_on_a_phone_reads_the_money_and_leaves(
    site, visit, browser, *, who, language, script
) -> None:
    code = code_for(site, browser, who)
    page = visit("/public/", width=PHONE, script=script, is_signed_in=False)
    reader = join_and_sign_in(page, code=code, name=NAMES[who], language=language)
    expect(page.get_by_role("heading", level=1)).to_contain_text("$")
    assert page.locator("html").get_attribute("lang") == language
    reader.follow("portal.nav_money")
    page.locator(".family-rows a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")
    reader.follow("portal.nav_balances")
    reader.follow("portal.nav_home")
    reader.press("site.sign_out")
    page.wait_for_url("**/public/")
    page.goto("/family/")
    assert "/family/sign-in/" in page.url


@pytest.mark.parametrize("who", ["mother", "father"])
def test_each_page_fits_and_is_accessible(site, visit, browser, *, who) -> None:
    code = code_for(site, browser, who)
    page = visit("/public/", is_signed_in=False)
    assert pages_in_trouble(page, ALONE) == {}
    page.goto("/public/")
    join_and_sign_in(page, code=code, name=NAMES[who], language="en")
    addresses = [each + f"?case={CASE}" * each.startswith("/family/") for each in PAGES]
    assert pages_in_trouble(page, addresses) == {}


def test_the_letter_with_a_code_fits_a_page_and_is_accessible(site, browser) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    sign_in(page, "caseworker")
    page.goto(f"/cases/{CASE}/people/{site.office.obligor}/portal/")
    assert violations(page) == []
    page.get_by_role("button", name="Make the letter").click()
    expect(page.locator(".family-code").first).to_be_visible()
    assert overflow(page) == 0
    assert violations(page) == []
    context.close()
