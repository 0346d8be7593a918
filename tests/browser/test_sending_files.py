"""Files to partners in a browser: they fit a phone, and one is written by keys alone."""

import pytest
from tests.browser.looking import pages_in_trouble

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_files_to_partners_fit_and_are_accessible(site, visit) -> None:
    sent = site.office.enforced.sent
    addresses = (
        "/sent/",
        "/sent/?kind=lottery",
        f"/sent/{sent}/",
        f"/sent/{sent}/again/",
        "/sent/federal-offset/write/",
    )
    assert pages_in_trouble(visit("/sent/"), addresses) == {}


def test_a_file_is_written_by_keys_alone(visit) -> None:
    page = visit("/sent/")
    page.get_by_role("link", name="Write it now").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("what changed since its last file").wait_for()
    page.get_by_role("button", name="Write it").focus()
    page.keyboard.press("Enter")
    page.get_by_text("is written").first.wait_for()
    page.get_by_role("link", name="federal-offset-").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Whom it left out").wait_for()
