"""The page on which administrators make and revoke tokens."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.office import user_name

from posse.apps.tokens.models import Token, TokenEnd
from posse.services.access import ROLES
from posse.services.tokens.using import token_of_secret

pytestmark = pytest.mark.django_db


def asked(**more) -> dict[str, object]:
    user = User.objects.get(username=user_name("caseworker"))
    said = {"name": "export", "user": user.pk, "scopes": ["cases:read"], "days": 30}
    return said | more


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_open_the_page_and_make_or_revoke_tokens(client_of, role) -> None:
    client = client_of(role)
    expected = 200 if role == "administrator" else 403
    assert client.get("/tokens/").status_code == expected
    assert client.post("/tokens/", asked()).status_code == expected
    assert Token.objects.count() == (role == "administrator")
    known = Token.objects.first()
    gone = client.post(f"/tokens/{known.pk if known else 1}/revoke/").status_code
    assert gone == (302 if role == "administrator" else 403)


def test_nobody_without_an_account_comes_to_the_page(office) -> None:
    assert Client().get("/tokens/").status_code == 302


def test_a_secret_is_shown_once_and_works_until_revoked(client_of) -> None:
    client = client_of("administrator")
    response = client.post("/tokens/", asked())
    assert "access/tokens.html" in {each.name for each in response.templates}
    [secret] = re.findall(r"posse_[\w-]{40,}", response.content.decode())
    token = token_of_secret(secret)
    assert token is not None
    assert secret not in client.get("/tokens/").content.decode()
    client.post(f"/tokens/{token.pk}/revoke/")
    client.post(f"/tokens/{token.pk}/revoke/")
    assert TokenEnd.objects.get().revoked_by == user_name("administrator")
    assert token_of_secret(secret) is None
    assert "revoked" in client.get("/tokens/").content.decode()


def test_what_cannot_be_is_said_beside_the_form_and_makes_no_token(client_of) -> None:
    client = client_of("administrator")
    client.post("/tokens/", asked())
    again = client.post("/tokens/", asked())
    assert "has a token “export” already" in again.content.decode()
    assert client.post("/tokens/", asked(days=0, name="x")).status_code == 200
    assert client.post("/tokens/", asked(scopes=["all"], name="y")).status_code == 200
    assert Token.objects.count() == 1
