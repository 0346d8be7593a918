"""Where a person in danger lives comes out of one door: with a reason, for a while, logged."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from tests.builders import build_case, build_person, give_address

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import Viewing
from posse.apps.people.choices import ViolenceBasis
from posse.services.access import AUDITOR, CASEWORKER, do_give_roles
from posse.services.doors.addresses import addresses_for, mail_address
from posse.services.matching.merging import do_merge_people
from posse.services.register.details import do_record_detail
from posse.services.register.safety import (
    do_keep_address_confidential,
    do_mark_family_violence,
)
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
STREET = "77 Hidden Thistle Lane"
PHONE, EMAIL = "307-555-0199", "hidden.thistle@example.org"


def user_with(role: str) -> User:
    user = User.objects.create_user(role, password="a-password-for-tests")
    do_give_roles(user, [role])
    return user


@pytest.fixture
def case() -> Case:
    made = build_case()
    give_address(made.obligee, line_1=STREET)
    return made


def mark(case: Case, *, is_on: bool = True) -> None:
    do_mark_family_violence(
        participant=case.obligee,
        is_on=is_on,
        basis=ViolenceBasis.SCREENING if is_on else ViolenceBasis.ENDED,
        note="Said so at intake",
        on=acting_date(),
        by="test",
    )


def people_page(client, case: Case) -> str:
    return client.get(f"/cases/{case.number}/?tab=people").content.decode()


def ask(client, case: Case, reason: str):
    address = f"/cases/{case.number}/people/{case.obligee_id}/address/"
    return client.post(address, {"reason": reason}, follow=True)


@pytest.mark.cites("CS-6.3-FV-2", "42 USC 654(26)")
def test_a_protected_address_is_shown_only_after_a_reason(client, case) -> None:
    client.force_login(user_with(CASEWORKER))
    assert STREET in people_page(client, case)
    mark(case)
    hidden = people_page(client, case)
    assert STREET not in hidden
    assert "Address protected" in hidden
    opened = ask(client, case, "Serving the order on the other parent by mail")
    assert STREET in opened.content.decode()
    viewing = Viewing.objects.get()
    assert (viewing.door, viewing.answer) == (Door.ADDRESS, Answer.OPENED)
    assert viewing.participant == case.obligee
    assert "Serving the order" in viewing.reason


@pytest.mark.cites("CS-6.3-FV-2")
def test_a_protected_persons_telephone_and_e_mail_come_out_of_the_same_door(
    client, case
) -> None:
    for field, value in (("mobile_phone", PHONE), ("email", EMAIL)):
        do_record_detail(
            participant=case.obligee, field=field, value=value, on=acting_date(), by="test"
        )
    client.force_login(user_with(CASEWORKER))
    assert all(each in people_page(client, case) for each in (PHONE, EMAIL, "Mobile telephone"))
    mark(case)
    for page in (people_page(client, case), client.get(
        f"/cases/{case.number}/told/").content.decode()):  # fmt: skip
        assert not any(each in page for each in (PHONE, EMAIL))
    hidden = addresses_for(AnonymousUser(), [case.obligee_id], on=acting_date())
    assert hidden[case.obligee_id].reach == ()
    opened = ask(client, case, "The hospital asks how she is reached").content.decode()
    assert all(each in opened for each in (PHONE, EMAIL))


@pytest.mark.cites("CS-6.3-FV-2", "42 USC 654(26)")
def test_a_mark_of_today_hides_the_address_on_pages_of_an_earlier_day_at_once(case) -> None:
    earlier = acting_date() - timedelta(days=20)
    mark(case)
    assert addresses_for(AnonymousUser(), [case.obligee_id], on=earlier)[
        case.obligee_id
    ].is_hidden
    mark(case, is_on=False)
    now = addresses_for(AnonymousUser(), [case.obligee_id], on=acting_date())
    assert not now[case.obligee_id].is_hidden


def test_the_last_telephone_told_under_either_record_of_a_person_is_handed_out(case) -> None:
    other = build_person()
    do_merge_people(
        merged=other, into=case.obligee, note="Same person", on=acting_date(), by="test"
    )
    for person, value in ((case.obligee, "307-555-0101"), (other, PHONE)):
        do_record_detail(
            participant=person, field="mobile_phone", value=value, on=acting_date(), by="test"
        )
    found = addresses_for(None, [case.obligee_id], on=acting_date())[case.obligee_id]
    assert found.reached_by("mobile_phone").value == PHONE
    assert found.reached_by("email") is None


@pytest.mark.cites("CS-6.3-FV-2")
def test_who_may_not_open_it_is_refused_and_the_attempt_is_kept(client, case) -> None:
    mark(case)
    client.force_login(user_with(AUDITOR))
    assert ask(client, case, "I would like to know it").status_code == 403
    assert Viewing.objects.get().answer == Answer.REFUSED
    assert STREET not in people_page(client, case)


def test_without_a_reason_nothing_opens(client, case) -> None:
    mark(case)
    client.force_login(user_with(CASEWORKER))
    assert ask(client, case, "because").status_code == 422
    assert Viewing.objects.get().answer == Answer.REFUSED
    assert STREET not in people_page(client, case)


def test_what_one_opened_is_closed_to_another_and_closes_again(client, case) -> None:
    mark(case)
    opener, other = user_with(CASEWORKER), User.objects.create_user("other")
    do_give_roles(other, [CASEWORKER])
    client.force_login(opener)
    ask(client, case, "The custodial parent asked for a copy of a letter")
    client.force_login(other)
    assert STREET not in people_page(client, case)
    grow_old_by(timedelta(minutes=16))
    client.force_login(opener)
    assert STREET not in people_page(client, case)


def grow_old_by(age: timedelta) -> None:
    """Let the log be older than it is; the database itself refuses to change it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE doors_viewing DISABLE TRIGGER USER")
        cursor.execute("UPDATE doors_viewing SET at = at - %s", [age])
        cursor.execute("ALTER TABLE doors_viewing ENABLE TRIGGER USER")


def test_the_mark_ends_only_at_the_persons_own_request(client, case) -> None:
    mark(case)
    with pytest.raises(ValueError, match="own request"):
        do_mark_family_violence(
            participant=case.obligee,
            is_on=False,
            basis=ViolenceBasis.WORKER,
            note="",
            on=acting_date(),
            by="test",
        )
    mark(case, is_on=False)
    client.force_login(user_with(CASEWORKER))
    assert STREET in people_page(client, case)


def test_a_program_of_confidential_addresses_closes_the_same_door(case) -> None:
    told = {"program": "Safe at home", "on": acting_date(), "by": "test"}
    do_keep_address_confidential(participant=case.obligee, is_on=True, **told)
    found = addresses_for(user_with(CASEWORKER), [case.obligee_id], on=acting_date())
    assert found[case.obligee_id].is_hidden
    assert not found[case.obligee_id].addresses


def test_a_letter_to_the_person_still_finds_the_way(case) -> None:
    mark(case)
    assert mail_address(case.obligee_id, on=acting_date()).line_1 == STREET
