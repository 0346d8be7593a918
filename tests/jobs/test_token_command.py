"""The command ``posse token``."""

import pytest
from django.contrib.auth.models import User
from typer.testing import CliRunner

from posse.apps.tokens.models import Token
from posse.cli.app import app
from posse.services.access import do_give_roles
from posse.services.tokens.using import token_of_secret

pytestmark = pytest.mark.django_db
MAKE = ("token", "make", "nightly export", "--user", "worker", "--scope")


def run(*words: str):
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def worker() -> User:
    user = User.objects.create(username="worker")
    do_give_roles(user, ["caseworker"])
    return user


def test_a_token_is_made_listed_without_its_secret_and_revoked(worker) -> None:
    made = run(*MAKE, "cases:read")
    assert made.exit_code == 0
    secret = made.output.split()[-1]
    token = token_of_secret(secret)
    assert token is not None
    listed = run("token", "list")
    assert "cases:read" in listed.output.replace("\n", "")
    assert secret not in listed.output
    assert run("token", "revoke", str(token.pk)).exit_code == 0
    assert token_of_secret(secret) is None


def test_what_cannot_be_is_said_in_one_line_and_makes_no_token(worker) -> None:
    wrong = [
        (*MAKE, "everything"),
        ("token", "make", "x", "--user", "nobody", "--scope", "cases:read"),
        ("token", "revoke", "999"),
    ]
    for words in wrong:
        printed = run(*words)
        assert printed.exit_code == 2, words
        assert "posse: " in printed.output
    assert not Token.objects.exists()
