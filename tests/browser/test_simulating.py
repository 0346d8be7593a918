"""A supervisor asks what another law would have given."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import sign_in
from tests.browser.looking import troubles

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DRA = "Wyoming with the Deficit Reduction Act's order of distribution"


@pytest.mark.parametrize("script", [True, False])
def test_a_supervisor_chooses_a_law_and_reads_its_effect(visit, script) -> None:
    page = visit("/sign-in/", is_signed_in=False, script=script)
    sign_in(page, "supervisor")
    page.get_by_role("link", name="Simulations").click()
    page.get_by_label("Law").select_option(label=DRA)
    page.get_by_label("Last day").fill("2026-10-02")
    page.get_by_label("Cases by").select_option(label="County")
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_text("Receipts divided otherwise")).to_be_visible(timeout=60_000)
    sentence = page.locator("p.posse-lead").inner_text()
    picture = page.get_by_role("img", name=sentence)
    assert picture.evaluate("image => image.naturalWidth") > 100
    expect(page.get_by_role("rowheader", name="Laramie County")).to_be_visible()


def test_simulations_fit_their_window_and_axe_finds_nothing(visit) -> None:
    page = visit("/sign-in/", is_signed_in=False)
    sign_in(page, "supervisor")
    for asked in ("", "?profile=dra_election&by=both", "?profile=nope"):
        page.goto(f"/simulations/{asked}", timeout=60_000)
        assert troubles(page) == []
