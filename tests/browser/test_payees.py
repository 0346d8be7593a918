"""Recording how somebody is paid, and trying a refused file again, in a browser."""

import pytest
from playwright.sync_api import expect
from tests.browser.test_journeys import tab_to
from tests.office import CASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_an_account_and_a_card_are_recorded_by_keyboard_from_the_case(site, visit) -> None:
    page = visit(f"/cases/{CASE}/?tab=people")
    tab_to(page, "How the custodial parent is paid")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is paid")
    page.get_by_role("link", name="Record an account for direct deposit").click()
    page.get_by_label("Kind of account").select_option("checking")
    page.get_by_label("Routing number of the bank").fill("123456780")
    page.get_by_label("Account number", exact=True).fill("NEW-5577")
    page.get_by_label("Account number once more").fill("NEW-5578")
    page.get_by_role("button", name="Record the account").click()
    expect(page.get_by_text("This is not the number written above.")).to_be_visible()
    page.get_by_label("Account number once more").fill("NEW-5577")
    page.get_by_role("button", name="Record the account").click()
    expect(page.get_by_text("By direct deposit, account ending 5577.")).to_be_visible()
    page.get_by_role("link", name="Enrol a debit card").click()
    page.get_by_label("The card programme's reference").fill("ENR-0042")
    page.get_by_role("button", name="Record the card").click()
    expect(page.get_by_text("By debit card, enrolment ending 0042.")).to_be_visible()
    page.get_by_role("link", name="Close the debit card").click()
    page.get_by_role("button", name="Close the card").click()
    expect(page.get_by_text("By direct deposit, account ending 5577.")).to_be_visible()


def test_a_refused_file_is_tried_again_and_says_so(site, visit) -> None:
    page = visit(f"/files/{site.office.refused_file}/")
    page.get_by_role("link", name="Try the file again").click()
    page.get_by_label("What was mended?").fill("The reader.")
    page.get_by_role("button", name="Try it again").click()
    expect(page.get_by_text("The file was refused again.")).to_be_visible()
    expect(page.get_by_role("cell", name="“The reader.”")).to_be_visible()


def test_the_runs_are_chosen_by_how_they_ended(visit) -> None:
    page = visit("/runs/")
    page.get_by_label("Outcome").select_option("Finished, something rejected")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 run", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="This list as CSV").click()
    assert download.value.suggested_filename == "runs.csv"
