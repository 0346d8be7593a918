"""The notice before a remedy goes out by itself, once, and its days count from it."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, give_address
from tests.jobs.test_remedy_lifecycle import ON, evaluate, owing, standing
from tests.unit.test_payment_record_page import text_of

from posse.apps.enforcement.models import RemedyState
from posse.apps.records.models import Letter
from posse.services.enforcement.files.sending import do_write_offset_file
from posse.services.enforcement.noticing import do_send_remedy_notices

pytestmark = pytest.mark.django_db


def send(on=ON):
    return do_send_remedy_notices(on=on, by=BY)


@pytest.mark.cites("CS-9.2-TOP-NOT-1", "CS-9.2-CBR-NOT-1")
def test_whom_only_a_notice_keeps_from_remedies_gets_one_letter_of_each_kind():
    case = owing()
    give_address(case.obligor)
    evaluate()
    assert send() == 2
    kinds = Letter.objects.filter(participant=case.obligor).values_list("kind", flat=True)
    assert sorted(kinds) == ["credit_bureau", "pre_offset"]
    offset = Letter.objects.get(kind="pre_offset")
    assert f"{case.number} $0.00 $3,000.00" in text_of(bytes(offset.stored.content))
    for remedy in ("federal_tax_offset", "passport_denial", "credit_bureau"):
        assert standing(case, remedy).state == "noticed", remedy


def test_the_same_night_again_sends_nothing():
    owing()
    evaluate()
    send()
    assert send() == 0
    evaluate(on=ON + timedelta(days=1))
    assert send(ON + timedelta(days=1)) == 0


@pytest.mark.cites("CS-9.2-TOP-NOT-2", "CS-9.2-TOP-NOT-5")
@pytest.mark.parametrize(("days", "state"), [(29, "waiting"), (30, "submitted")])
def test_the_offset_goes_out_from_the_thirtieth_day_after_the_letter(days, state):
    case = owing()
    evaluate()
    send()
    certify(ON + timedelta(days=days))
    assert standing(case, "federal_tax_offset").state == state


def certify(on):
    evaluate(on=on)
    do_write_offset_file(on=on, by=BY, today=on)


@pytest.mark.cites("CS-9.2-TOP-NOT-4")
def test_who_is_certified_is_told_again_in_october_and_only_then():
    case = owing()
    evaluate()
    send()
    later = ON + timedelta(days=40)
    certify(later)
    assert standing(case, "federal_tax_offset").state == "submitted"
    assert send(later) == 0
    october = date(2027, 10, 1)
    assert send(october) == 1
    assert send(october) == 0
    assert Letter.objects.filter(kind="pre_offset").count() == 2


@pytest.mark.cites("CS-9.2-TOP-NOT-4")
def test_a_yearly_mailing_that_a_night_missed_is_caught_up():
    case = owing()
    evaluate()
    send()
    certify(ON + timedelta(days=40))
    assert send(date(2027, 9, 30)) == 0
    assert send(date(2028, 1, 3)) == 1
    assert send(date(2028, 9, 29)) == 0
    assert send(date(2028, 10, 2)) == 1
    assert Letter.objects.filter(participant=case.obligor, kind="pre_offset").count() == 3


def test_whom_a_night_has_no_room_for_is_told_the_next_night():
    cases = [owing(), owing()]
    evaluate()
    assert do_send_remedy_notices(on=ON, by=BY, at_most=1) == 2
    assert do_send_remedy_notices(on=ON, by=BY, at_most=1) == 0
    assert do_send_remedy_notices(on=ON + timedelta(days=1), by=BY, at_most=1) == 2
    told = Letter.objects.filter(kind="pre_offset").values_list("participant", flat=True)
    assert sorted(told) == sorted(case.obligor_id for case in cases)


def test_nobody_who_owes_too_little_gets_a_letter():
    owing(2_000)
    evaluate()
    assert send() == 0
    assert not RemedyState.objects.filter(state="noticed").exists()
