"""The history of a row: who changed what, when and why, however it was changed."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from tests.office import PASSWORD, user_name

from posse.apps.cases.models import Case
from posse.apps.intake.models import Application
from posse.apps.people.models import Employer
from posse.services.access import AUDITOR, CASEWORKER, do_give_roles
from posse.services.history.context import changed_by
from posse.services.history.versions import history_of
from posse.services.staff.members import do_hire

pytestmark = pytest.mark.django_db


def told(table, row_id):
    return [
        (
            change.what,
            change.who,
            [(each.field, each.before, each.after) for each in change.fields],
        )
        for change in history_of(table, row_id)
    ]


def test_a_change_past_the_program_is_kept_as_well(office, db):
    case = Case.objects.first()
    before = case.county_fips
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET county_fips = '56001' WHERE id = %s", [case.pk])
    assert told("case", case.pk) == [
        (
            "replaced",
            "a job or somebody at the database",
            [("county fips", before, "56001")],
        )
    ]


def test_two_changes_are_told_one_by_one_the_latest_first(office, db):
    for name in ("Alder Works", "Birch Works"):
        with changed_by("rosario", page="/employers/", why="a letter came"):
            Employer.objects.filter(pk=office.employer).update(name=name)
    first, second = history_of("employer", office.employer)
    assert (first.who, first.why, first.page) == ("rosario", "a letter came", "/employers/")
    assert [each.after for each in (*first.fields, *second.fields)] == [
        "Birch Works",
        "Alder Works",
    ]
    assert first.fields[0].before == "Alder Works"


def test_a_change_that_changes_nothing_leaves_no_version(office, db):
    Employer.objects.get(pk=office.employer).save()
    assert history_of("employer", office.employer) == []


def test_no_version_can_be_changed_or_removed(office, db):
    Employer.objects.filter(pk=office.employer).update(name="Alder Works")
    for statement in (
        "UPDATE history_employerversion SET name = 'x'",
        "DELETE FROM history_employerversion",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_roles_given_and_taken_and_work_are_the_history_of_a_user(office, db):
    user = User.objects.get(username=user_name(CASEWORKER))
    with changed_by("admin", why="moves to audits"):
        do_give_roles(user, [AUDITOR])
        do_hire(user=user)
        User.objects.filter(pk=user.pk).update(last_name="Fernkettle")
    whats = {what for what, who, _ in told("user", user.pk) if who == "admin"}
    assert {"role auditor given", "role caseworker taken", "replaced"} <= whats


def test_a_new_password_is_kept_as_a_change_without_the_password(office, client_of):
    client = client_of("auditor")
    user = User.objects.get(username=user_name("auditor"))
    new = {
        "new_password1": "a-longer-word-for-tests",
        "new_password2": "a-longer-word-for-tests",
    }
    client.post("/account/password/", {"old_password": PASSWORD, **new})
    changes = history_of("user", user.pk)
    [change] = [each for each in changes if each.what == "password changed"]
    assert (change.who, change.page) == ("auditor", "/account/password/")
    user.refresh_from_db()
    assert not any(user.password in str(each) for each in changes)


def test_a_second_step_set_up_is_kept_without_its_secret(office, db):
    user = User.objects.get(username=user_name("auditor"))
    Authenticator.objects.create(user=user, type="totp", data={"secret": "GEHEIM"})
    changes = history_of("user", user.pk)
    assert changes[0].what == "second step totp set up"
    assert "GEHEIM" not in str(changes)


def test_page_of_a_row_tells_each_change_with_who_and_why(office, client_of):
    with changed_by("rosario", page="/employers/", why="a letter came"):
        Employer.objects.filter(pk=office.employer).update(name="Alder Works")
    answer = client_of("auditor").get(f"/history/employer/{office.employer}/")
    assert "access/row_history.html" in {template.name for template in answer.templates}
    page = answer.content.decode()
    assert "→ Alder Works" in page
    assert "a letter came" in page
    assert "rosario" in page


def test_history_of_an_application_tells_which_fields_changed_and_not_what_stood_in_them(
    office, client_of
):
    application = Application.objects.exclude(signature="").first()
    Application.objects.filter(pk=application.pk).update(signature="Somebody Secret")
    page = client_of("auditor").get(f"/history/application/{application.pk}/").content.decode()
    assert "signature" in page
    assert "Somebody Secret" not in page


def test_a_row_or_table_without_history_is_not_found(office, client_of):
    client = client_of("auditor")
    for address in ("employer/999999", "session/1", "authenticator/1", "identity/1"):
        assert client.get(f"/history/{address}/").status_code == 404


def test_staff_list_says_who_has_which_role_and_who_may_read_it(office, client_of):
    answer = client_of("auditor").get("/staff/")
    assert "access/staff.html" in {template.name for template in answer.templates}
    page = answer.content.decode()
    assert "sdu-clerk" in page
    assert "A second step is offered here" in page
    assert client_of("caseworker").get("/staff/").status_code == 403
    assert (
        client_of("caseworker").get(f"/history/employer/{office.employer}/").status_code == 403
    )
