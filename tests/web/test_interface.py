"""The data interface: who may ask what, what is masked, and how changes do not collide."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from tests.interface import V1, caller, reading_operations, writing_operations
from tests.office import CASE, user_name
from tests.web.test_doors import CASES, READERS

from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import BrokenGlass, Viewing
from posse.apps.people.models import Participant
from posse.apps.staff.models import StaffMember
from posse.services.access import ROLES, do_give_roles
from posse.services.register.safety import do_mark_family_violence
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.tokens.issuing import SCOPES, do_make_token, do_revoke_token
from posse.web.api.site import SCOPE_OF
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db

READS_RECEIPTS = READERS["money"]
MAY_FINISH = {
    *("caseworker", "supervisor", "district manager", "sdu clerk", "investigator"),
    *("hearing officer", "administrator"),
}
MAY_ASSIGN = {"supervisor", "district manager", "administrator"}


@pytest.fixture
def program(office, db):
    return caller(user_name("caseworker"))


def task_of(program, office) -> dict[str, object]:
    return program.get(f"/tasks/{office.work.task}").json()


def test_no_operation_is_left_out_of_the_table_of_roles(office) -> None:
    assert set(SCOPE_OF) == {*reading_operations(office), *writing_operations(office)}


@pytest.mark.parametrize("role", ROLES)
def test_a_token_reads_what_the_role_of_its_user_reads_and_no_more(office, role) -> None:
    program = caller(user_name(role))
    for name, address in reading_operations(office).items():
        readers = READS_RECEIPTS if name == "get_receipt" else CASES
        expected = 200 if role in readers else 403
        if name == "get_task" and role not in CASES:
            expected = 403
        assert program.get(address).status_code == expected, (name, role)


@pytest.mark.parametrize("role", ROLES)
def test_a_token_changes_what_the_role_of_its_user_changes_and_no_more(office, role) -> None:
    program, reader = caller(user_name(role)), caller(user_name("caseworker"))
    operations = writing_operations(office)
    address, body = operations["assign_task"]
    seen = task_of(reader, office)["etag"]
    answer = program.post(address, body, seen=seen).status_code
    assert answer == (200 if role in MAY_ASSIGN else 403)
    address, body = operations["finish_task"]
    seen = task_of(reader, office)["etag"]
    answer = program.post(address, body, seen=seen).status_code
    assert answer == (200 if role in MAY_FINISH else 403)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_does_only_what_its_scopes_allow(office, scope) -> None:
    program = caller(user_name("administrator"), scopes=[scope])
    for name, address in reading_operations(office).items():
        expected = 200 if SCOPE_OF[name] == scope else 403
        assert program.get(address).status_code == expected, (name, scope)
    reader = caller(user_name("administrator"), scopes=["tasks:read"])
    for name, (address, body) in writing_operations(office).items():
        answer = program.post(address, body, seen=task_of(reader, office)["etag"])
        assert answer.status_code == (200 if SCOPE_OF[name] == scope else 403), (name, scope)


def test_who_shows_no_token_or_a_dead_one_gets_nothing_but_a_problem(office, program) -> None:
    do_revoke_token(token=program.token, by="test")
    closed = caller(user_name("caseworker"))
    User.objects.filter(pk=closed.token.user_id).update(is_active=False)
    for headers in ({}, program.headers, closed.headers, {"Authorization": "Bearer posse_x"}):
        for address in reading_operations(office).values():
            response = Client().get(f"{V1}{address}", headers=headers)
            assert response.status_code == 401, address
            assert response["Content-Type"] == "application/problem+json"
            assert "Bearer" in response["WWW-Authenticate"]


def test_a_session_of_the_pages_opens_nothing_of_the_interface(office, client_of) -> None:
    assert client_of("administrator").get(f"{V1}/cases").status_code == 401


def test_a_token_whose_user_lost_the_role_opens_nothing(office, program) -> None:
    do_give_roles(program.token.user, [])
    assert program.get("/cases").status_code == 403
    assert program.get(f"/tasks/{office.work.task}").status_code == 403


def test_a_conflict_closes_a_case_to_programs_even_where_an_emergency_opened_it(office) -> None:
    program = caller(user_name("caseworker"))
    member = StaffMember.objects.get(user=program.token.user)
    person = Participant.objects.get(pk=office.obligor)
    on = timezone.localdate()
    do_declare_conflict(
        staff=member, participant=person, relation="relative", note="", on=on, by="test"
    )
    closed = ("/cases/", "/participants/", "/receipts/", "/tasks/")

    def answers() -> set[int]:
        asked = reading_operations(office).values()
        found = [each for each in asked if each.startswith(closed)]
        return {program.get(address).status_code for address in found}

    assert answers() == {403}
    BrokenGlass.objects.create(
        user=program.token.user,
        case=person.cases_owed_by.get(number=CASE),
        reason="Somebody must look at it at once",
        until=timezone.now() + timedelta(hours=1),
    )
    assert answers() == {403}
    listed = {row["number"] for row in program.get("/cases").json()["items"]}
    assert listed
    assert CASE not in listed
    tasks = program.get("/tasks").json()["items"]
    assert CASE not in {row["case"] for row in tasks}
    assert Viewing.objects.filter(door=Door.API, answer=Answer.REFUSED).exists()


def test_a_protected_address_is_masked_and_the_asking_logged(office, program) -> None:
    address = f"/participants/{office.obligor}"
    assert program.get(address).json()["addresses"]
    do_mark_family_violence(
        participant=Participant.objects.get(pk=office.obligor),
        is_on=True,
        basis="protection_order",
        note="",
        on=acting_date(),
        by="test",
    )
    told = program.get(address).json()
    assert told["protection"] == "Address protected"
    assert told["addresses"] == []
    assert told["employers"] == []
    logged = Viewing.objects.filter(door=Door.API, participant=office.obligor)
    assert logged.get().page == f"{V1}{address}"


def test_pages_of_a_list_hold_every_case_once(office, program) -> None:
    whole = [row["number"] for row in program.get("/cases?limit=200").json()["items"]]
    found, cursor = [], ""
    while True:
        page = program.get(f"/cases?limit=1&cursor={cursor}").json()
        found += [row["number"] for row in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert found == whole
    assert len(set(found)) == len(found) > 1


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "é"]
)
def test_a_cursor_that_is_none_is_refused(program, cursor) -> None:
    response = program.get(f"/cases?cursor={cursor}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


def test_a_stale_change_is_told_what_stands_now_and_changes_nothing(office, program) -> None:
    task = task_of(program, office)
    lead = caller(user_name("supervisor"))
    address, body = writing_operations(office)["assign_task"]
    moved = lead.post(address, body, seen=task["etag"])
    assert moved.status_code == 200
    assert moved["ETag"] == moved.json()["etag"] != task["etag"]
    address, body = writing_operations(office)["finish_task"]
    stale = program.post(address, body, seen=task["etag"])
    assert stale.status_code == 412
    assert stale.json()["now"]["assigned_to"] == office.work.worker
    assert program.post(address, body).status_code == 428
    assert task_of(program, office)["state"] == "open"


def test_a_repeated_key_gets_the_first_answer_and_is_done_once(office, program) -> None:
    address, body = writing_operations(office)["finish_task"]
    seen = task_of(program, office)["etag"]
    first = program.post(address, body, key="once", seen=seen)
    again = program.post(address, body, key="once", seen=seen)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    other = program.post(address, {"outcome": "Something else"}, key="once", seen=seen)
    assert other.status_code == 422
    closed = program.post(address, body, seen=first.json()["etag"])
    assert closed.status_code == 409
    assert "closed this task" in closed.json()["detail"]


def test_too_many_requests_in_a_minute_are_refused_with_the_time_to_wait(office) -> None:
    program = caller(user_name("caseworker"), rate=2)
    answers = [program.get("/cases") for _ in range(5)]
    # The clock may begin a new minute between two of them, never two.
    refused = next(each for each in answers if each.status_code == 429)
    assert 0 <= int(refused["Retry-After"]) <= 60
    assert refused["Content-Type"] == "application/problem+json"
    assert answers[0]["RateLimit-Limit"] == "2"
    assert answers[0]["RateLimit-Remaining"] == "1"


def test_balances_and_payments_are_those_of_the_pages(office, program) -> None:
    paid = program.get(f"/cases/{CASE}/payments").json()["items"]
    assert office.identified in {row["receipt"] for row in paid}
    amount = paid[0]["amount"]
    assert amount["text"].replace("$", "").replace(",", "") == f"{amount['cents'] / 100:.2f}"
    whole = program.get(f"/receipts/{office.identified}").json()
    assert whole["explanation"]["steps"]
    debts = program.get(f"/cases/{CASE}/balances").json()
    assert debts["due_this_month"]["cents"] > 0


def test_what_does_not_exist_or_cannot_be_read_is_a_problem(office, program) -> None:
    for address, status in (
        ("/cases/NOPE", 404),
        ("/cases/%00", 422),
        ("/participants/999999999", 404),
        ("/participants/99999999999999999999", 422),
        ("/tasks?limit=0", 422),
        ("/cases?county=x", 422),
    ):
        response = program.get(address)
        assert response.status_code == status, address
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
    assert Client().delete(f"{V1}/cases", headers=program.headers).status_code == 405


def test_a_token_is_told_once_kept_as_a_hash_and_refused_where_it_cannot_be(office) -> None:
    user = User.objects.get(username=user_name("caseworker"))
    token, secret = do_make_token(
        name="nightly export", user=user, scopes=["cases:read"], days=30, by="test"
    )
    assert secret not in json.dumps(token.secret_sha256)
    for wrong, words in (
        ({"scopes": ["everything"]}, "choose scopes"),
        ({"scopes": []}, "choose scopes"),
        ({"days": 0}, "a token lasts"),
        ({"name": "nightly export"}, "already"),
        ({"requests_a_minute": 0}, "times a minute"),
    ):
        asked = {"name": "other", "scopes": ["cases:read"], "days": 1, **wrong}
        with pytest.raises(ValueError, match=words):
            do_make_token(user=user, by="test", **asked)


def test_the_document_and_its_page_are_open_and_name_every_operation(office) -> None:
    document = Client().get(f"{V1}/openapi.json").json()
    told = {
        method["operationId"] for path in document["paths"].values() for method in path.values()
    }
    assert told == set(SCOPE_OF)
    response = Client().get(f"{V1}/docs/")
    assert "interface/docs.html" in {each.name for each in response.templates}
    page = response.content.decode()
    assert all(f'id="{name}"' in page for name in told)
    assert "//cdn" not in page
