"""The pages on who works here and who looked at what, as a browser shows them."""

import pytest
from django.contrib.auth.models import User
from tests.browser.conftest import sign_in
from tests.browser.test_second_step import looked_at
from tests.office import CASE, user_name

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.services.doors.viewings import do_log_viewing
from posse.services.history.context import changed_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def looked(site, django_db_blocker):
    with django_db_blocker.unblock():
        case = Case.objects.get(number=CASE)
        user = User.objects.get(username=user_name("caseworker"))
        for answer, reason in ((Answer.OPENED, "Serving an order"), (Answer.REFUSED, "")):
            page = f"/cases/{CASE}/people/1/address/"
            do_log_viewing(
                user=user, door=Door.ADDRESS, answer=answer, case=case, reason=reason, page=page
            )
        with changed_by("administrator", page="/x/", why="moved to Laramie"):
            Case.objects.filter(pk=case.pk).update(county_fips="56001")
        return case.pk


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_access_fit_their_window_and_axe(visit, looked, width) -> None:
    page = visit("/sign-in/", width=width, is_signed_in=False)
    sign_in(page, "auditor")
    for name, address in {
        "staff": "/staff/",
        "viewings": "/access-log/",
        "row-history": f"/history/case/{looked}/",
    }.items():
        page.goto(address)
        looked_at(page, name)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_of_tokens_fits_its_window_and_axe_and_tells_a_secret_once(
    visit, width
) -> None:
    page = visit("/sign-in/", width=width, is_signed_in=False)
    sign_in(page, "administrator")
    page.goto("/tokens/")
    looked_at(page, "tokens")
    page.get_by_label("What it is for").fill(f"County dashboard {width}")
    page.get_by_label("Acts as").select_option(label=user_name("auditor"))
    page.get_by_label("May").select_option("cases:read")
    page.get_by_role("button", name="Make it").click()
    looked_at(page, "token-made")
    secret = page.locator("section code").inner_text()
    assert secret.startswith("posse_")
    page.goto("/tokens/")
    assert secret not in page.content()
