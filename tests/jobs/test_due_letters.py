"""What the night tells by itself: licences that go back, passports that are free, rests."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from tests.builders import BY, build_case
from tests.jobs.test_license_steps import AFTER, fold, owing, suspended
from tests.unit.test_payment_record_page import text_of

from posse.apps.enforcement.models import RemedyEvent, RemedyStep, Suppression
from posse.apps.records.models import Letter
from posse.services.access import STATE_OFFICE, do_give_roles
from posse.services.enforcement.due_letters import do_send_due_letters
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.passport import do_settle_passport, do_take_passport_call
from posse.services.enforcement.suppressions import Rest, do_lift, do_suppress
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
LATER = AFTER + timedelta(1)


def read(letter):
    return text_of(bytes(letter.stored.content)).replace("\n", " ")


def night(on):
    do_evaluate_remedies(on=on, by=BY)
    return do_send_due_letters(on=on, by=BY)


@pytest.mark.cites("CS-IRG-J30", "CS-IRG-J30.1")
def test_the_night_that_finds_a_plan_gives_the_licence_back_on_the_same_day():
    case = owing(300_000)
    suspended(case)
    assert night(AFTER) == 0
    rest = Rest("ncp_billing", LATER, LATER + timedelta(30), "payment_plan")
    do_suppress(cases=[case], rest=rest, note="Signed", on=LATER, by=BY)
    night(LATER)
    letter = Letter.objects.get(kind="license_release")
    assert letter.effective_on == LATER
    assert letter.address[0] == "Example Department of Transportation"
    assert "payment plan with us" in read(letter)
    night(LATER)
    assert Letter.objects.filter(kind="license_release").count() == 1


@pytest.mark.cites("CS-IRG-J30", "CS-IRG-J30.1")
def test_the_night_that_finds_all_paid_gives_the_licence_back():
    case = owing(300_000)
    suspended(case)
    fold(case, on=AFTER)
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=-300_200, reason="Paid", on=LATER,
        by=BY,
    )  # fmt: skip
    fold(case, on=LATER)
    night(LATER)
    assert "All of the past-due support is paid" in read(
        Letter.objects.get(kind="license_release")
    )


@pytest.mark.cites("CS-9.2-PASS-1", "CS-9.2-PASS-12")
def test_a_parent_who_owes_nothing_any_more_is_told_that_the_passport_is_free():
    case = build_case(monthly_cents=None)
    leave_list(case)
    assert do_send_due_letters(on=ON, by=BY) == 1
    assert do_send_due_letters(on=ON, by=BY) == 0
    assert "All of the past-due support is paid" in read(Letter.objects.get())
    owes = owing(300_000)
    leave_list(owes)
    assert do_send_due_letters(on=ON, by=BY) == 0


def leave_list(case):
    RemedyEvent.objects.create(
        obligor=case.obligor, remedy="passport_denial", from_state="submitted",
        to_state="withdrawn", moved_on=ON, amount_cents=0, recorded_by=BY,
    )  # fmt: skip


@pytest.mark.cites("CS-9.2-PASS-1", "CS-9.2-PASS-6", "CS-9.2-PASS-8")
def test_a_call_about_a_passport_sends_the_letter_that_all_must_be_paid():
    case = owing(300_000)
    for _ in range(2):
        do_take_passport_call(case=case, caller="Noel", text="Wants to travel", on=ON, by=BY)
    letter = Letter.objects.get(kind="passport_denial")
    assert "All of the past-due support must be paid" in read(letter)
    assert RemedyStep.objects.filter(case=case, letter=letter).count() == 2


def test_a_call_of_somebody_who_owes_nothing_sends_no_letter():
    case = build_case(monthly_cents=None)
    do_take_passport_call(case=case, caller="Noel", text="Why?", on=ON, by=BY)
    assert not Letter.objects.exists()
    assert RemedyStep.objects.get().letter is None


@pytest.mark.cites("CS-9.2-PASS-12")
def test_the_directors_settlement_is_told_to_the_parent():
    case = owing(300_000)
    director = User.objects.create_user("director")
    do_give_roles(director, [STATE_OFFICE])
    do_settle_passport(
        obligor=case.obligor, paid_cents=100_000, note="A funeral", user=director, on=ON
    )
    told = read(Letter.objects.get(kind="passport_release"))
    assert "director of our program has agreed" in told
    assert "$3,000.00 is still past due" in told
    assert RemedyStep.objects.get(case=case).act == "passport_settled"


def suppress(case, *, reason="payment_plan", starts_on=ON):
    rest = Rest("credit_bureau", starts_on, ON + timedelta(20), reason)
    return do_suppress(cases=[case], rest=rest, note="Asked for", on=ON, by=BY)


@pytest.mark.cites("CS-9.2-SUP-1", "CS-9.2-SUP-3")
def test_a_parent_is_told_once_that_an_action_rests_and_until_when():
    suppress(build_case())
    assert do_send_due_letters(on=ON, by=BY) == 1
    assert do_send_due_letters(on=ON, by=BY) == 0
    assert "November 22, 2026" in read(Letter.objects.get(kind="suppression"))


def test_what_rests_for_somebodys_safety_later_or_no_more_is_not_told():
    suppress(build_case(), reason="safety")
    suppress(build_case(), starts_on=ON + timedelta(5))
    suppress(build_case())
    lifted = Suppression.objects.latest("id")
    do_lift(suppression=lifted, note="An error", on=ON, by=BY)
    assert do_send_due_letters(on=ON, by=BY) == 0
