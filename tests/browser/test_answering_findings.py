"""What a partner's file asks for, answered in a browser by keys alone, and fitting a phone."""

import pytest
from tests.browser.looking import pages_in_trouble

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_partners_answers_fit_and_are_accessible(site, visit) -> None:
    enforced = site.office.enforced
    addresses = (
        "/answers/",
        "/answers/?kind=insurance&open=1",
        f"/files/{enforced.answer}/",
        f"/findings/{enforced.finding}/acts/answer/",
    )
    assert pages_in_trouble(visit("/answers/"), addresses) == {}


def test_a_finding_is_found_and_answered_by_keys_alone(visit) -> None:
    page = visit("/answers/")
    page.get_by_role("link", name="draw.lottery.csv").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Answer the finding").focus()
    page.keyboard.press("Enter")
    page.get_by_text("nobody here has the number").wait_for()
    page.get_by_label("What was done").focus()
    page.keyboard.type("The winner lives elsewhere.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("It is answered, and asks nobody any more.").wait_for()
    assert page.get_by_text("The winner lives elsewhere.").is_visible()
