"""Making an account of the portal, signing in to it, and out; with the guards of the staff."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from tests.office import CASE, PASSWORD, THIRD_DAY, user_name
from tests.parents import BORN, HOME, PARENT_PASSWORD, give_portal

from posse.apps.cases.models import Case
from posse.services.portal.accounts import do_invite
from posse.web.workday import today

pytestmark = pytest.mark.django_db

NAME = "mother.of.kim"


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


@pytest.fixture
def mother(office, db):
    return Case.objects.get(number=CASE).obligee


def shown(answer) -> list[str]:
    return [template.name for template in answer.templates]


def invited(participant) -> str:
    return do_invite(participant=participant, on=today(), by="test")


def join(client, code, **told):
    asked = {
        "code": code, "birth_date": BORN.isoformat(), "username": NAME,
        "password": PARENT_PASSWORD, "again": PARENT_PASSWORD, **told,
    }  # fmt: skip
    return client.post("/family/join/", asked)


def sign_in(client, *, page="/family/sign-in/", password=PARENT_PASSWORD, **told):
    return client.post(page, {"username": NAME, "password": password, **told})


def code_of(secret, *, step=1):
    return format_hotp_value(hotp_value(secret, list(counters())[step]))


def test_a_parent_makes_an_account_by_a_code_and_signs_in(mother) -> None:
    client = Client()
    assert "family/portal/join.html" in shown(client.get("/family/join/"))
    answer = join(client, invited(mother))
    assert answer["Location"] == "/family/sign-in/"
    page = client.get("/family/sign-in/")
    assert "family/portal/sign_in.html" in shown(page)
    assert "Your account is ready. Please sign in." in page.content.decode()
    answer = sign_in(client)
    assert answer["Location"] == HOME
    assert "family/portal/home.html" in shown(client.get(HOME))


def test_a_code_typed_in_small_letters_without_dashes_is_the_same(mother) -> None:
    code = invited(mother)
    assert join(Client(), code.lower().replace("-", " ")).status_code == 302


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"birth_date": "1988-05-05"}, "This code and date of birth do not open an account."),
        ({"birth_date": "not a day"}, "This code and date of birth do not open an account."),
        ({"code": "AAAA-BBBB-CCCC"}, "This code and date of birth do not open an account."),
        ({"again": "another sentence"}, "The two passwords are not the same."),
        ({"username": "a b"}, "A user name has 4 to 80 letters or digits."),
        ({"password": "short", "again": "short"}, "The password needs 12 signs or more."),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_is_kept(mother, told, words) -> None:
    code = invited(mother)
    answer = join(Client(), **{"code": code, **told})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert PARENT_PASSWORD not in text
    assert not User.objects.filter(username=told.get("username", NAME)).exists()


def test_codes_are_not_tried_without_end_from_one_place(mother) -> None:
    client = Client(REMOTE_ADDR="192.0.2.77")
    answers = [join(client, f"AAAA-AAAA-{number:04d}").status_code for number in range(31)]
    assert answers == [422] * 30 + [429]


def test_parents_land_on_their_case_and_staff_on_the_day(mother) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    for page in ("/sign-in/", "/family/sign-in/"):
        client = Client()
        assert sign_in(client, page=page, next="/")["Location"] == HOME
        assert client.get("/sign-in/")["Location"] == HOME
    staff = Client().post("/sign-in/", {"username": user_name("auditor"), "password": PASSWORD})
    assert staff["Location"] == "/"


def test_signing_in_leads_on_to_the_page_that_was_asked_for(mother) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    answer = sign_in(Client(), next="/family/balances/")
    assert answer["Location"] == "/family/balances/"


def test_a_wrong_password_is_said_in_the_readers_language(mother) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    answer = sign_in(Client(headers={"accept-language": "es"}), password="not this one")
    assert "no es correcto" in answer.content.decode()


def test_a_name_is_locked_after_too_many_failures_even_for_the_right_password(mother) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    client = Client()
    for _ in range(5):
        answer = sign_in(client, password="not this one")
    assert answer.status_code == 429
    assert "family/portal/locked.html" in shown(answer)
    assert sign_in(client).status_code == 429


def test_signing_out_leads_to_the_first_page(mother) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    client = Client()
    sign_in(client)
    assert client.post("/family/sign-out/")["Location"] == "/public/"
    assert client.get(HOME).status_code == 302


def test_a_copied_session_ends_and_leads_to_the_sign_in_of_families(mother) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    client = Client(headers={"user-agent": "Phone"})
    sign_in(client)
    client.get(HOME)
    thief = Client(headers={"user-agent": "Another"})
    thief.cookies = client.cookies
    answer = thief.get(HOME)
    assert answer["Location"].startswith("/family/sign-in/?ended=copied")
    assert "used your session in another" in thief.get(answer["Location"]).content.decode()


def test_where_a_second_step_is_required_parents_need_one_too(mother, settings) -> None:
    give_portal(mother, username=NAME, on=THIRD_DAY)
    settings.POSSE_SECOND_FACTOR = "required"
    client = Client()
    sign_in(client)
    assert client.get(HOME)["Location"] == "/account/security/"


@pytest.fixture
def signed_in(mother):
    give_portal(mother, username=NAME, on=THIRD_DAY)
    client = Client(headers={"accept-language": "es"})
    sign_in(client)
    return client


@pytest.mark.parametrize(
    ("address", "template", "words"),
    [
        ("/account/security/", "family/account/security.html", "Su entrada"),
        ("/account/app/", "family/account/app.html", "escanee esta imagen"),
        ("/account/passkey/", "family/account/passkey.html", "Añadir una llave"),
        ("/account/password/", "family/account/password.html", "Su contraseña actual"),
    ],
)
def test_parents_look_after_their_sign_in_in_their_own_frame_and_language(
    signed_in, *, address, template, words
) -> None:
    answer = signed_in.get(address)
    assert template in shown(answer)
    assert words in answer.content.decode()
    assert "posse-nav" not in answer.content.decode()


def test_a_parent_with_an_app_types_its_code_after_the_password(signed_in) -> None:
    secret = signed_in.get("/account/app/").context["form"].secret
    done = signed_in.post("/account/app/", {"code": code_of(secret)}, follow=True)
    assert "family/account/codes.html" in shown(done)
    assert "family/account/remove.html" in shown(signed_in.get("/account/app/remove/"))
    gone = signed_in.get("/account/app/remove/")
    assert "Sus códigos ya no abrirán su cuenta." in gone.content.decode()
    client = Client(headers={"accept-language": "es"})
    assert sign_in(client)["Location"] == "/account/second-step/"
    step = client.get("/account/second-step/")
    assert "family/account/second_step.html" in shown(step)
    assert "Segundo paso" in step.content.decode()
    cache.clear()
    answer = client.post("/account/second-step/", {"code": code_of(secret, step=2)})
    assert answer["Location"] == HOME
    assert client.get(HOME).status_code == 200


def test_before_the_sign_in_changes_the_password_is_asked_once_more(signed_in) -> None:
    session = signed_in.session
    session["account_authentication_methods"] = []
    session.save()
    assert "family/account/confirm.html" in shown(signed_in.get("/account/confirm/"))


def test_a_parent_changes_the_password(signed_in) -> None:
    told = {"old_password": PARENT_PASSWORD, "new_password1": "another long sentence"}
    answer = signed_in.post(
        "/account/password/", {**told, "new_password2": told["new_password1"]}, follow=True
    )
    assert "La contraseña cambió." in answer.content.decode()


def test_the_first_page_of_all_leads_to_the_own_case(db) -> None:
    assert 'href="/family/"' in Client().get("/public/").content.decode()
