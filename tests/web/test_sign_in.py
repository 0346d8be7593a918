"""Signing in: locks, sessions that are copied or left alone, the second step."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.office import PASSWORD, user_name

from posse.apps.doors.models import Viewing
from posse.services.access import ROLES
from posse.services.sign_in.rules import sign_in_rules
from posse.web.security import session_guard
from posse.web.workday import today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


@pytest.fixture
def required(settings):
    settings.POSSE_SECOND_FACTOR = "required"


@pytest.fixture
def later(monkeypatch):
    """Let time go on for the guard of sessions."""

    def pass_by(**lasting):
        at = timezone.now() + timedelta(**lasting)
        monkeypatch.setattr(session_guard, "now", lambda: at)

    return pass_by


def sign_in(role="auditor", *, password=PASSWORD, client=None, **named):
    client = client or Client(headers={"user-agent": "Firefox on a desk"})
    told = {"username": user_name(role), "password": password, **named}
    return client, client.post("/sign-in/", told)


def code_of(secret, *, step=1):
    return format_hotp_value(hotp_value(secret, list(counters())[step]))


def set_up_app(client):
    page = client.get("/account/app/")
    secret = page.context["form"].secret
    assert client.post("/account/app/", {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.mark.cites("42 USC 654a(d)")
def test_a_name_is_locked_after_too_many_failures_also_for_the_right_password(office, db):
    allowed = sign_in_rules(on=today()).failures_max
    for _ in range(allowed):
        _, answer = sign_in(password="wrong-again")
    assert answer.status_code == 429
    _, answer = sign_in()
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert sign_in("caseworker")[1].status_code == 302


def test_a_sign_in_that_works_forgets_the_failures_before_it(office, db):
    allowed = sign_in_rules(on=today()).failures_max
    for _ in range(allowed - 1):
        sign_in(password="wrong-again")
    assert sign_in()[1].status_code == 302
    for _ in range(allowed - 1):
        assert sign_in(password="wrong-again")[1].status_code == 200


def test_a_session_gets_a_new_key_at_sign_in(office, db):
    client = Client()
    client.session.save()
    before = client.session.session_key
    client.cookies["sessionid"] = before
    sign_in(client=client)
    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize("role", ROLES)
def test_a_cookie_copied_to_another_browser_lets_nobody_in(office, db, role):
    client, _ = sign_in(role)
    assert client.get("/account/security/").status_code == 200
    thief = Client(headers={"user-agent": "Firefox on a desk"})
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    answer = thief.get("/")
    assert answer["Location"].startswith("/sign-in/?ended=copied")
    assert "used from another browser" in thief.get(answer["Location"]).content.decode()


def test_both_cookies_in_another_browser_end_the_session_for_both(office, db):
    client, _ = sign_in()
    thief = Client(headers={"user-agent": "Chrome on a phone"})
    for name in ("sessionid", "posse_marker"):
        thief.cookies[name] = client.cookies[name].value
    assert "ended=copied" in thief.get("/")["Location"]
    assert client.get("/").status_code == 302
    [viewing] = Viewing.objects.filter(door="session")
    assert (viewing.user.username, viewing.subject) == ("auditor", "Chrome on a phone")


def test_both_cookies_in_the_same_kind_of_browser_are_found_out_by_the_marker(
    office, db, later
):
    client, _ = sign_in()
    thief = Client(headers={"user-agent": "Firefox on a desk"})
    for name in ("sessionid", "posse_marker"):
        thief.cookies[name] = client.cookies[name].value
    later(minutes=6)
    assert thief.get("/").status_code == 200
    later(minutes=8)
    assert "ended=copied" in client.get("/")["Location"]
    assert thief.get("/").status_code == 302


def test_requests_that_cross_a_change_of_the_marker_are_let_in(office, db, later):
    client, _ = sign_in()
    before = client.cookies["posse_marker"].value
    later(minutes=6)
    client.get("/")
    assert client.cookies["posse_marker"].value != before
    client.cookies["posse_marker"] = before
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "marker", ["", "x", "0.", "0.00", "99999999999.a", "-1.b", "²." + "0" * 64]
)
def test_no_made_up_marker_opens_or_breaks_anything(office, db, marker):
    client, _ = sign_in()
    client.cookies["posse_marker"] = marker
    assert "ended=copied" in client.get("/")["Location"]


@pytest.mark.cites("42 USC 654a(d)")
def test_a_session_that_nobody_used_ends_and_says_so(office, db, later):
    client, _ = sign_in()
    later(seconds=sign_in_rules(on=today()).idle_lasts.total_seconds() + 1)
    answer = client.get("/suspense/")
    assert answer["Location"] == "/sign-in/?ended=idle&next=%2Fsuspense%2F"
    assert "nothing was done" in client.get(answer["Location"]).content.decode()


def test_a_session_ends_after_a_working_day_however_much_it_is_used(office, db, later):
    client, _ = sign_in()
    for quarters in range(1, 40):
        later(minutes=15 * quarters)
        assert client.get("/keys/").status_code == 200
    later(hours=10, minutes=1)
    assert "ended=over" in client.get("/keys/")["Location"]


def test_a_part_of_a_page_whose_session_ended_leads_the_whole_page_to_the_sign_in(
    office, db, later
):
    client, _ = sign_in()
    later(hours=1)
    answer = client.get("/search/?q=x", headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == "/sign-in/?ended=idle"


def test_a_new_password_signs_out_everywhere_else(office, db):
    here, _ = sign_in()
    elsewhere, _ = sign_in()
    told = {"old_password": PASSWORD, "new_password1": "a-longer-word-for-tests"}
    told["new_password2"] = told["new_password1"]
    assert here.post("/account/password/", told)["Location"] == "/account/security/"
    assert "signed out everywhere else" in here.get("/account/security/").content.decode()
    assert elsewhere.get("/")["Location"].startswith("/sign-in/")


def test_a_password_that_is_short_or_common_is_refused_in_words(office, db):
    client, _ = sign_in()
    told = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    answer = client.post("/account/password/", told)
    assert "at least 12 characters" in answer.content.decode()


def test_staff_without_a_second_step_reach_only_the_page_where_one_is_set_up(
    office, db, required
):
    client, _ = sign_in("caseworker")
    for address in ("/", "/search/", "/runs/", "/account/codes/", "/cases/C10000111/"):
        assert client.get(address)["Location"] == "/account/security/", address
    page = client.get("/account/security/").content.decode()
    assert "Your work needs a second step" in page
    set_up_app(client)
    assert client.get("/").status_code == 200


def test_a_second_step_that_is_set_up_is_asked_for_and_opens(office, db, required):
    secret = set_up_app(sign_in()[0])
    client, answer = sign_in(next="/suspense/")
    assert answer["Location"].startswith("/account/second-step/")
    assert client.get("/").status_code == 302
    page = client.get("/account/second-step/")
    assert "six digits" in page.content.decode()
    answer = client.post("/account/second-step/", {"code": "000000"})
    assert "That did not work" in answer.content.decode()
    assert client.get("/").status_code == 302
    answer = client.post("/account/second-step/", {"code": code_of(secret, step=2)})
    assert answer["Location"] == "/suspense/"
    assert client.get("/suspense/").status_code == 200


def test_a_code_opens_once(office, db):
    secret = set_up_app(sign_in()[0])
    code = code_of(secret, step=2)
    for expected in (302, 200):
        client, _ = sign_in()
        assert client.post("/account/second-step/", {"code": code}).status_code == expected


def test_a_recovery_code_opens_once(office, db):
    first, _ = sign_in()
    set_up_app(first)
    page = first.get("/account/codes/")
    code = page.context["unused_codes"][0]
    assert first.get("/account/codes/file/").content.decode().count(code) == 1
    for expected in (302, 200):
        client, _ = sign_in()
        assert client.post("/account/second-step/", {"code": code}).status_code == expected
    assert code not in first.get("/account/codes/").content.decode()


def test_wrong_codes_lock_the_name_as_wrong_passwords_do(office, db):
    set_up_app(sign_in()[0])
    client, _ = sign_in()
    for _ in range(sign_in_rules(on=today()).failures_max):
        client.post("/account/second-step/", {"code": "000000"})
    assert sign_in()[1].status_code == 429


def test_secrets_of_the_second_step_lie_encrypted(office, db):
    secret = set_up_app(sign_in()[0])
    kept = Authenticator.objects.filter(user=User.objects.get(username=user_name("auditor")))
    assert kept.count() == 2
    assert not any(secret in str(each.data) for each in kept)


def test_what_opens_an_account_changes_only_after_asking_again(office, db, monkeypatch):
    client, _ = sign_in()
    set_up_app(client)
    monkeypatch.setattr("allauth.account.app_settings.AppSettings.REAUTHENTICATION_TIMEOUT", 0)
    answer = client.get("/account/app/remove/")
    assert answer["Location"].startswith("/account/confirm/")
    page = client.get(answer["Location"]).content.decode()
    assert "Is it you?" in page
    assert Authenticator.objects.filter(type="totp").exists()


def test_taking_the_only_second_step_away_closes_the_pages_again(office, db, required):
    client, _ = sign_in()
    set_up_app(client)
    answer = client.get("/account/app/remove/")
    assert "account/remove.html" in {template.name for template in answer.templates}
    assert "Take the authenticator app away" in answer.content.decode()
    client.post("/account/app/remove/")
    assert client.get("/")["Location"] == "/account/security/"


def test_an_address_in_figures_says_why_it_can_have_no_passkey(office, db):
    client, _ = sign_in()
    page = client.get("/account/passkey/", headers={"host": "127.0.0.1"}).content.decode()
    assert "open the site as localhost" in page
    page = client.get("/account/passkey/", headers={"host": "localhost"}).content.decode()
    assert 'data-passkey="create"' in page


def test_the_sign_in_says_plainly_where_no_second_step_is_asked_for(office, db, settings):
    assert "No second step is asked for here" in Client().get("/sign-in/").content.decode()
    settings.POSSE_SECOND_FACTOR = ""
    assert "No second step" not in Client().get("/sign-in/").content.decode()


def test_every_page_says_that_only_files_of_this_site_may_run_in_it(office, clerk):
    for client, address in ((Client(), "/sign-in/"), (clerk, "/"), (clerk, "/nowhere/")):
        policy = client.get(address)["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; ")
        assert "unsafe" not in policy
    assert clerk.get("/")["Cache-Control"] == "no-store, private"


def test_nobody_makes_an_account_or_resets_a_password_from_outside(office, db):
    for address in ("signup", "login", "password/reset", "email"):
        for start in ("/", "/account/", "/accounts/", "/admin/"):
            assert Client().get(f"{start}{address}/").status_code in {302, 404}
    assert Client().get("/admin/").status_code == 404
