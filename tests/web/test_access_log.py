"""The access log: who looked at what behind which door, and why."""

import csv

import pytest
from django.contrib.auth.models import User
from tests.office import CASE, user_name

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import Viewing
from posse.services.doors.viewings import do_log_viewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(office, db):
    case = Case.objects.get(number=CASE)
    for role, door, answer, reason in (
        ("caseworker", Door.ADDRESS, Answer.OPENED, "Serving an order"),
        ("sdu clerk", Door.ADDRESS, Answer.REFUSED, ""),
        ("caseworker", Door.TAX_INFORMATION, Answer.OPENED, "=1+1"),
    ):
        user = User.objects.get(username=user_name(role))
        do_log_viewing(
            user=user, door=door, answer=answer, case=case, reason=reason, page="/x/"
        )


def rows_of(client, asked=""):
    answer = client.get(f"/access-log.csv?{asked}")
    return list(csv.reader(answer.content.decode().splitlines()))[1:]


def test_every_view_stands_in_the_log_the_latest_first(log, client_of):
    answer = client_of("auditor").get("/access-log/")
    assert "access/viewings.html" in {template.name for template in answer.templates}
    page = answer.content.decode()
    assert f"{Viewing.objects.count()} views" in page
    assert page.index("=1+1") < page.index("Serving an order")
    assert "none given" in page


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", None),
        ("user=CASEWORKER", 2),
        ("door=address", 2),
        ("answer=refused", 1),
        (f"case={CASE}&door=address&answer=opened", 1),
        ("case=C99", 0),
        ("first=2999-01-01", 0),
        ("last=2999-01-01", None),
        ("door=cellar&answer=%00&first=yesterday", None),
    ],
)
def test_the_log_is_narrowed_by_what_is_asked_and_by_no_nonsense(client_of, asked, count):
    client = client_of("auditor")
    everything = Viewing.objects.count()
    assert len(rows_of(client, asked)) == (everything if count is None else count)
    assert client.get(f"/access-log/?{asked}").status_code == 200


def test_the_file_runs_nothing_in_a_spreadsheet(log, client_of):
    assert any("'=1+1" in row for row in rows_of(client_of("auditor")))


def test_who_does_the_work_does_not_read_who_looked(log, client_of):
    for role in ("caseworker", "sdu clerk", "investigator"):
        assert client_of(role).get("/access-log/").status_code == 403
        assert client_of(role).get("/access-log.csv").status_code == 403
