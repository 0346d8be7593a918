"""The command that opens, changes and closes the accounts of the staff."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from typer.testing import CliRunner

from posse.cli.app import app
from posse.services.access import roles_for_user
from posse.services.history.versions import history_of
from posse.services.staff.members import do_form_team, do_open_office

pytestmark = pytest.mark.django_db


def posse(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def add(name="rosario", *, role="caseworker", more=()):
    person = ("--given", "Rosario", "--surname", "Fernkettle")
    return posse("staff", "add", name, *person, "--role", role, *more)


def test_an_account_opens_with_the_password_that_is_printed_once(db):
    do_form_team(office=do_open_office(name="Laramie", county_fips="56021"), name="Intake")
    result = add(more=("--office", "Laramie", "--team", "Intake", "--why", "new here"))
    assert result.exit_code == 0, result.output
    password = result.output.strip().rpartition(" ")[2]
    client = Client()
    answer = client.post("/sign-in/", {"username": "rosario", "password": password})
    assert answer.status_code == 302
    user = User.objects.get(username="rosario")
    assert roles_for_user(user) == ("caseworker",)
    assert user.staff_member.team.name == "Intake"
    assert "new here" in {change.why for change in history_of("user", user.pk)}


@pytest.mark.parametrize(
    ("role", "more", "words"),
    [
        ("sheriff", (), "no such role"),
        ("caseworker", ("--team", "Nowhere", "--office", "None"), "no team"),
    ],
)
def test_what_is_not_there_is_said_and_opens_nothing(role, more, words):
    result = add(role=role, more=more)
    assert result.exit_code == 2
    assert words in result.output + result.stderr
    assert not User.objects.filter(username="rosario").exists()


def test_a_name_is_given_once_however_it_is_written(db):
    add()
    assert add("Rosario").exit_code == 2


def test_a_closed_account_signs_nobody_in_until_it_is_opened_again(db):
    password = add().output.strip().rpartition(" ")[2]
    client = Client()
    told = {"username": "rosario", "password": password}
    client.post("/sign-in/", told)
    assert posse("staff", "close", "rosario").exit_code == 0
    assert client.get("/account/security/").status_code == 302
    assert Client().post("/sign-in/", told).status_code == 200
    posse("staff", "reopen", "rosario")
    assert Client().post("/sign-in/", told).status_code == 302


def test_a_new_password_takes_the_place_of_the_old(db):
    old = add().output.strip().rpartition(" ")[2]
    new = posse("staff", "password", "rosario").output.strip().rpartition(" ")[2]
    statuses = [
        Client().post("/sign-in/", {"username": "rosario", "password": each}).status_code
        for each in (old, new)
    ]
    assert statuses == [200, 302]


def test_roles_change_and_second_steps_go_by_command_and_are_kept(db):
    add()
    user = User.objects.get(username="rosario")
    Authenticator.objects.create(user=user, type="totp", data={})
    assert posse("staff", "roles", "rosario", "--role", "auditor").exit_code == 0
    assert posse("staff", "second-step", "rosario", "--why", "lost phone").exit_code == 0
    assert roles_for_user(user) == ("auditor",)
    assert not Authenticator.objects.filter(user=user).exists()
    told = {change.what: change.why for change in history_of("user", user.pk)}
    assert told["second step totp taken away"] == "lost phone"
    listed = posse("staff", "list").output
    assert "rosario" in listed


def test_an_account_that_is_not_there_is_exit_2(db):
    for words in (("close",), ("reopen",), ("password",), ("second-step",)):
        assert posse("staff", *words, "nobody").exit_code == 2
