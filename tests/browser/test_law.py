"""The law in a real browser, by somebody who has no account."""

import pytest
from tests.browser.looking import pages_in_trouble

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LAW = (
    "/law/",
    "/law/?q=disbursment",
    "/law/?q=zzqqxx",
    "/law/guide/",
    "/law/guide/?section=J",
    "/law/guide/?section=all",
    "/law/guide/?q=lump+sum",
    "/law/guide/?q=zzqqxx",
    "/law/definitions/",
    "/law/definitions/?q=zzqqxx",
    "/law/parameters/support.fees.annual_fee/",
    "/law/parameters/support.closure.tests.all/",
    "/law/parameters/support.deadlines.intake.TF001/",
    "/law/clauses/CS-6.3-SEARCH-3/",
    "/law/clauses/CC-100-A/",
    "/law/readings/A-06/",
    "/law/citations/45%20CFR%20303.11(a)/",
    "/law/examples/wyoming/closure/CLO-b1-at/",
    "/law/examples/federal/distribution/withheld-in-the-month-due-by-option/",
    "/api/v1/docs/",
)


def test_the_law_fits_its_window_and_axe_finds_nothing(visit) -> None:
    assert pages_in_trouble(visit("/law/", is_signed_in=False), LAW) == {}


def test_a_reader_goes_from_a_word_to_a_parameter_its_clause_and_its_reading(visit) -> None:
    page = visit("/law/", is_signed_in=False)
    page.get_by_label("Words, key, clause or citation").fill("offset fee")
    page.get_by_label("What").select_option("parameter")
    page.get_by_role("button", name="Find").click()
    page.locator(".posse-hits a[href*='offset_fee']").first.click()
    page.get_by_role("link", name="CS-9.2-TOP-FEE-1").first.click()
    page.get_by_role("link", name="A-04").first.click()
    page.get_by_role("heading", name="The reading taken").wait_for()
    assert page.url.endswith("/law/readings/A-04/")
