"""What an application says otherwise of known people is taken over by a worker, once."""

from datetime import date

import pytest
from tests.intake import ON, TOLD, answers, file, open_case, update_case

from posse.apps.people.models import Address
from posse.services.intake.differences import (
    LearnedMeanwhile,
    differences_for_application,
    do_take_over,
)
from posse.services.register.people import do_add_address, do_name_participant
from posse.services.register.safety import do_mark_family_violence

pytestmark = pytest.mark.django_db
LATER = date(2026, 10, 6)
ROBIN = {
    "given_name": "Robin", "surname": "Larkthimble", "birth_date": "1988-09-01", "sex": "M",
    "ssn": "900-71-0002", "relation": "never_married",
    "line_1": "4 New Road", "city": "Casper", "state": "WY", "zip_code": "82601",
}  # fmt: skip


@pytest.fixture
def updated():
    """A case, and an application that names its other parent and an address otherwise."""
    case = open_case(file())
    give_address(case.obligor, "1 Old Road", on=ON)
    child = case.roles.get(role="child").participant
    application = file(answers(other_parents=[ROBIN], custodial={"surname": "Bramblewick"}))
    known = {"Wren": case.obligee, "Robin": case.obligor, "Kim": child}
    update_case(application, case, known=known)
    return case, application


def give_address(participant, line_1, *, on):
    told = {"city": "Casper", "state": "WY", "zip_code": "82601", "on": on, "by": "other"}
    do_add_address(participant=participant, line_1=line_1, **told)


def found(application):
    rows = differences_for_application(application, on=LATER)
    return {(each.person.given_name, each.what): each for each in rows}


def take(application, difference):
    do_take_over(
        application=application, person_id=difference.person.pk, what=difference.what,
        seen=difference.seen, on=LATER, by="worker",
    )  # fmt: skip


@pytest.mark.cites("CS-6.3-EXIST-1")
def test_a_changed_name_and_address_wait_for_a_worker_who_takes_them_over(updated):
    case, application = updated
    rows = found(application)
    assert set(rows) == {("Wren", "name"), ("Robin", "name"), ("Robin", "residence")}
    assert rows["Robin", "name"].known == "Robin Quillkettle, born Sep 1, 1988, M"
    assert rows["Robin", "name"].told == "Robin Larkthimble, born Sep 1, 1988, M"
    for row in rows.values():
        take(application, row)
    assert not found(application)
    assert case.obligor.identities.order_by("id").last().surname == "Larkthimble"
    assert case.obligor.addresses.order_by("id").last().line_1 == "4 New Road"
    assert case.obligee.identities.order_by("id").last().surname == "Bramblewick"
    assert application.events.filter(step="taken", recorded_by="worker").count() == 3


def test_what_the_form_leaves_open_stays_as_it_is_known(updated):
    case, application = updated
    do_name_participant(
        participant=case.obligor, surname="Quillkettle", given_name="Robin",
        middle_name="Jay", birth_date=date(1988, 9, 1), sex="M", **TOLD,
    )  # fmt: skip
    take(application, found(application)["Robin", "name"])
    last = case.obligor.identities.order_by("id").last()
    assert (last.surname, last.middle_name, last.sex) == ("Larkthimble", "Jay", "M")


def test_the_second_who_takes_over_is_told_what_somebody_else_recorded(updated):
    case, application = updated
    row = found(application)["Robin", "residence"]
    give_address(case.obligor, "9 Third Road", on=LATER)
    with pytest.raises(LearnedMeanwhile, match=r"other changed this.*9 Third Road, Casper"):
        take(application, row)
    assert case.obligor.addresses.order_by("id").last().line_1 == "9 Third Road"
    # What was learned after the application stays, and cannot be taken over.
    newer = found(application)["Robin", "residence"]
    assert newer.is_newer
    with pytest.raises(ValueError, match="learned since"):
        take(application, newer)


def test_taking_over_twice_writes_once(updated):
    _, application = updated
    row = found(application)["Robin", "residence"]
    take(application, row)
    with pytest.raises(LearnedMeanwhile):
        take(application, row)
    assert Address.objects.filter(line_1="4 New Road").count() == 1


@pytest.mark.cites("CS-6.3-FV-2")
def test_where_somebody_in_danger_lives_is_named_on_neither_side_nor_in_the_refusal(updated):
    case, application = updated
    do_mark_family_violence(
        participant=case.obligor, is_on=True, basis="worker", note="Told", **TOLD
    )
    row = found(application)["Robin", "residence"]
    assert (row.known, row.told) == ("Address protected", "Address protected")
    give_address(case.obligor, "9 Third Road", on=LATER)
    with pytest.raises(LearnedMeanwhile) as refusal:
        take(application, row)
    assert "Third" not in str(refusal.value)


def test_an_application_on_no_case_offers_nothing():
    case = open_case(file())
    application = file(answers(other_parents=[ROBIN]))
    application.persons.filter(given_name="Robin").update(participant=case.obligor, tie="known")
    assert not found(application)
