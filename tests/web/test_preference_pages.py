"""A parent chooses reminders in the portal, and ends them without signing in."""

import pytest
from django.test import Client
from tests.builders import build_case
from tests.parents import browser_of, give_portal

from posse.apps.outreach.models import ContactPreference
from posse.services.outreach.preferences import preference_of, stop_token
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
PAGE = "/family/preferences/"
CHOSEN = {
    "language": "es", "email": "casey@example.org", "email_reminders": "on",
    "phone": "(307) 763-0123", "text_reminders": "on", "text_is_safe": "on",
    "kinds": ["message_waits"],
}  # fmt: skip


@pytest.fixture
def case():
    return build_case()


@pytest.fixture
def browser(case):
    return browser_of(give_portal(case.obligee, username="chooser", on=acting_date()))


def test_what_a_parent_chose_is_kept_and_shown_again(case, browser):
    assert browser.post(PAGE, CHOSEN).status_code == 302
    kept = preference_of(case.obligee_id)
    assert (kept.language, kept.email, kept.phone) == (
        "es",
        "casey@example.org",
        "+13077630123",
    )
    assert (kept.email_reminders, kept.email_is_safe, kept.text_is_safe) == (True, False, True)
    assert "message_waits" not in kept.kinds_off
    assert "payment_sent" in kept.kinds_off
    page = browser.get(PAGE)
    assert "casey@example.org" in page.content.decode()
    assert "family/portal/preferences.html" in [each.name for each in page.templates]


def test_a_wrong_number_is_said_beside_its_field_and_nothing_is_kept(case, browser):
    answer = browser.post(PAGE, {**CHOSEN, "phone": "12"})
    assert answer.status_code == 422
    assert "error-phone" in answer.content.decode()
    assert preference_of(case.obligee_id) is None


def test_one_button_ends_everything(case, browser):
    browser.post(PAGE, CHOSEN)
    browser.post(PAGE, {"stop": "all"})
    kept = preference_of(case.obligee_id)
    assert not kept.email_reminders
    assert not kept.text_reminders


def test_the_link_of_an_email_asks_first_and_then_ends_reminders(case, browser):
    browser.post(PAGE, CHOSEN)
    link = f"/family/stop/{stop_token(case.obligee_id)}/"
    page = Client().get(link)
    assert "family/portal/stop.html" in [each.name for each in page.templates]
    assert preference_of(case.obligee_id).email_reminders
    answer = Client().post(link)
    assert "no more reminders" in answer.content.decode()
    assert not preference_of(case.obligee_id).email_reminders


@pytest.mark.parametrize("token", ["7", "guess", "eyJwZXJzb24iOjd9:x"])
def test_a_guessed_link_ends_nothing(token):
    assert Client().post(f"/family/stop/{token}/").status_code == 404
    assert not ContactPreference.objects.exists()


def test_who_is_not_signed_in_sees_no_preferences():
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert "/family/sign-in/" in answer["Location"]
