"""A caseworker looks at the balances of another day and takes a certified record along."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import sign_in
from tests.browser.looking import troubles
from tests.office import CASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("script", [True, False])
def test_a_caseworker_takes_a_certified_record_from_the_money_of_a_case(visit, script) -> None:
    page = visit("/sign-in/", is_signed_in=False, script=script)
    sign_in(page, "caseworker")
    page.goto(f"/cases/{CASE}/?tab=money")
    page.get_by_label("As of", exact=True).fill("2026-10-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("What was owed at the end of Oct 1, 2026")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Issue as PDF").click()
    assert download.value.suggested_filename == f"payment-record-{CASE}-2026-10-02.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_the_money_of_a_case_fits_and_axe_finds_nothing_as_a_caseworker(visit) -> None:
    page = visit("/sign-in/", is_signed_in=False)
    sign_in(page, "caseworker")
    page.goto(f"/cases/{CASE}/?tab=money")
    assert troubles(page) == []
