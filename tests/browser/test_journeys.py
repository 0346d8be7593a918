"""What staff do all day, by mouse, by keyboard alone, and without script."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.office import CASE, FIRST_NIGHT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

TABS_MAX = 80


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the link, button or field with these words has the focus."""
    page.wait_for_load_state("load")
    passed = []
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.labels?.[0]?.innerText"
            " || document.activeElement.innerText || '').trim()"
        )
        if words in focused:
            return
        passed.append(focused[:30])
    pytest.fail(f"no Tab leads to {words!r}, only to {passed}")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("script", [True, False])
def test_from_a_mistyped_name_to_the_why_of_a_receipt_by_mouse(visit, width, script) -> None:
    page = visit("/", width=width, script=script)
    page.get_by_label(re.compile("Search people")).fill("Robert Larkthimbel")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.get_by_text("Near-miss:").first).to_be_visible()
    page.get_by_role("link", name="Robert Larkthimble").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Case {CASE}")
    page.get_by_role("link", name="Money").click()
    page.get_by_role("link", name=re.compile("October 2026")).click()
    expect(page.get_by_text("Support fell due").first).to_be_visible()
    page.get_by_role("region", name="Table of receipts").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    expect(page.get_by_text("45 CFR 302.51(a)(1)").first).to_be_visible()
    page.get_by_role("link", name=re.compile("payroll.ach")).click()
    expect(page.get_by_role("heading", name="What was wrong")).to_be_visible()


def test_from_a_mistyped_name_to_the_why_of_a_receipt_by_keyboard(site, visit) -> None:
    page = visit("/")
    page.keyboard.press("/")
    page.keyboard.type("Robert Larkthimbel")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Near-miss:").first).to_be_visible()
    tab_to(page, "Robert Larkthimble")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Case {CASE}")
    tab_to(page, "Money")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    tab_to(page, "October 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Support fell due").first).to_be_visible()
    tab_to(page, f"R{site.office.identified}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why")).to_be_visible()


def test_findings_come_as_one_types(visit) -> None:
    page = visit("/search/")
    page.get_by_label("Who or what are you looking for?").press_sequentially("larkth")
    expect(page.get_by_role("link", name="Robert Larkthimble").first).to_be_visible()
    assert page.url.endswith("/search/")


def test_the_first_tab_skips_to_what_the_page_is_about(visit) -> None:
    page = visit("/suspense/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_keys_lead_where_the_page_of_keys_says(visit) -> None:
    page = visit(f"/cases/{CASE}/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys")
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Case {CASE}")
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good day")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suspense")
    for key, heading in (("h", "Holds"), ("a", "Approvals")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_keys_stay_quiet_while_a_field_is_typed_into(visit) -> None:
    page = visit("/search/")
    field = page.get_by_label("Who or what are you looking for?")
    field.press_sequentially("g w/?")
    expect(field).to_have_value("g w/?")
    assert page.url.endswith("/search/")


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_books_of_today_to_the_balance_and_the_day_before(visit, width) -> None:
    page = visit("/money/", width=width)
    page.get_by_role("link", name=re.compile("See the day")).click()
    expect(page.get_by_text("add up to zero, to the cent")).to_be_visible()
    page.get_by_role("link", name=re.compile("Day before")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thu, Oct 1, 2026")


def test_a_day_is_chosen_in_the_calendar_field(visit) -> None:
    page = visit("/balance/")
    page.get_by_label("Business day").fill(f"{FIRST_NIGHT}")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thu, Oct 1, 2026")


def test_a_file_for_the_bank_is_downloaded_as_it_was_made(site, visit) -> None:
    page = visit("/runs/")
    page.get_by_role("link", name="Thu, Oct 1, 2026").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download .*ach")).click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"101")


def test_signing_out_by_keyboard_closes_the_pages(visit) -> None:
    page = visit("/")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto("/suspense/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
