"""Suspending a licence: a plan first, then notices, then the department or a court."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.payments import start_run
from tests.unit.test_payment_record_page import text_of

from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import RemedyState
from posse.apps.records.models import Letter
from posse.services.books.posting import do_fold
from posse.services.enforcement.licenses import (
    do_ask_suspension,
    do_file_petition,
    do_record_court_order,
    do_record_privilege,
    do_record_service,
    do_restore,
    do_send_ability,
    do_send_intent,
    do_tell_of_court,
    do_try_plan,
    last_day_of_hearing,
    suspended_by,
)
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.reviews import do_open_review
from posse.services.enforcement.steps import Recipient, steps_of_case
from posse.services.enforcement.suppressions import Rest, do_suppress
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db
ON, DUE_ON = date(2026, 11, 2), date(2026, 8, 1)
SERVED = ON + timedelta(2)
AFTER = SERVED + timedelta(61)
DRIVER = "drivers_license"
DEPARTMENT = Recipient(
    "Example Department of Transportation", ("1 Example Way", "Cheyenne, WY")
)


@pytest.fixture
def case():
    return owing(300_000)


def owing(cents):
    """A case in which a dollar fell due in each of three months, and the rest before."""
    found = build_case(
        monthly_cents=100, arrears={"never_assigned": cents - 300}, first_due_on=DUE_ON
    )
    fold(found)
    return found


def fold(case, *, on=ON):
    do_fold(
        obligors=[case.obligor_id], through=on, run=start_run(on, key=f"fold {case.pk} {on}")
    )


def try_plan(case, remedy=DRIVER):
    return do_try_plan(case=case, remedy=remedy, text="Called twice", on=ON, by=BY)


def noticed(case):
    try_plan(case)
    do_send_ability(case=case, on=ON, by=BY)
    return do_send_intent(case=case, on=ON, by=BY)


def served(case):
    noticed(case)
    do_record_service(case=case, served_on=SERVED, text="By the sheriff", on=SERVED, by=BY)


def suspended(case):
    served(case)
    return do_ask_suspension(case=case, to=DEPARTMENT, on=AFTER, by=BY)


def text_of_letter(step):
    return text_of(bytes(step.letter.stored.content)).replace("\n", " ")


def standing(case, remedy=DRIVER):
    return RemedyState.objects.get(obligor=case.obligor, remedy=remedy)


@pytest.mark.cites("CS-IRG-J32")
def test_a_payment_plan_is_tried_before_any_notice(case):
    with pytest.raises(ValueError, match="try for a payment plan first"):
        do_send_ability(case=case, on=ON, by=BY)
    try_plan(case)
    step = do_send_ability(case=case, on=ON, by=BY)
    told = text_of_letter(step)
    assert "make a payment plan with us" in told
    assert "$3,000.00" in told
    assert step.letter.case == case


@pytest.mark.cites("CS-IRG-J32", "CS-IRG-J28", "CS-IRG-J28-b")
def test_the_notice_of_intent_comes_second_and_names_the_court_and_the_days(case):
    try_plan(case)
    with pytest.raises(ValueError, match="notice of ability to suspend goes first"):
        do_send_intent(case=case, on=ON, by=BY)
    do_send_ability(case=case, on=ON, by=BY)
    told = text_of_letter(do_send_intent(case=case, on=ON, by=BY))
    assert "district court of Laramie County for a hearing within 60 days" in told
    assert "up to 120 days" in told


@pytest.mark.cites("CS-IRG-J29", "CS-IRG-J29.1", "CS-IRG-J29.2")
def test_no_notice_goes_at_the_limit_itself():
    case = owing(250_000)
    try_plan(case)
    with pytest.raises(ValueError, match="not met in this case: past-due support"):
        do_send_ability(case=case, on=ON, by=BY)


@pytest.mark.cites("CS-IRG-J28")
def test_the_sixty_days_run_from_service_and_not_from_the_mailing(case):
    noticed(case)
    with pytest.raises(ValueError, match="record first when the notice of intent was served"):
        do_ask_suspension(case=case, to=DEPARTMENT, on=AFTER, by=BY)
    do_record_service(case=case, served_on=SERVED, text="In person", on=SERVED, by=BY)
    last = SERVED + timedelta(60)
    assert last_day_of_hearing(SERVED) == last
    with pytest.raises(ValueError, match="a hearing can be asked for through Jan 3, 2027"):
        do_ask_suspension(case=case, to=DEPARTMENT, on=last, by=BY)
    do_evaluate_remedies(on=last - timedelta(1), by=BY)
    assert standing(case).next_on == last


@pytest.mark.cites("CS-IRG-J7", "CS-IRG-J28", "CS-IRG-J29-b")
def test_the_department_gets_a_certificate_once_the_hearings_time_is_over(case):
    step = suspended(case)
    told = text_of_letter(step)
    assert "served on November 4, 2026" in told
    assert "at least 90 days in a row" in told
    assert step.letter.address[0] == DEPARTMENT.name
    assert standing(case).state == "submitted"
    do_evaluate_remedies(on=AFTER + timedelta(1), by=BY)
    assert standing(case).state == "submitted"
    with pytest.raises(ValueError, match="was asked already"):
        do_ask_suspension(case=case, to=DEPARTMENT, on=AFTER, by=BY)


@pytest.mark.cites("CS-IRG-J28")
def test_a_hearing_asked_for_in_time_stays_the_suspension(case):
    served(case)
    do_open_review(
        case=case, kind="licence_hearing", remedy=DRIVER, ground="amount", text="Wrong sum",
        notice_on=SERVED, requested_on=SERVED + timedelta(60), on=SERVED + timedelta(60), by=BY,
    )  # fmt: skip
    with pytest.raises(ValueError, match="no hearing pending"):
        do_ask_suspension(case=case, to=DEPARTMENT, on=AFTER, by=BY)


def test_service_is_neither_before_the_mailing_nor_after_today(case):
    noticed(case)
    for day in (ON - timedelta(1), SERVED + timedelta(1)):
        with pytest.raises(ValueError, match="lies before"):
            do_record_service(case=case, served_on=day, text="Mail", on=SERVED, by=BY)


def restore(case, why, *, on=AFTER, remedy=DRIVER):
    return do_restore(case=case, remedy=remedy, why=why, to=DEPARTMENT, text="", on=on, by=BY)


@pytest.mark.cites("CS-IRG-J30", "CS-IRG-J30.1", "CS-IRG-J30.1-b")
def test_a_licence_goes_back_when_all_is_paid_and_the_department_is_told_that_day(case):
    suspended(case)
    with pytest.raises(ValueError, match=r"\$3,000.00 is past due"):
        restore(case, "paid")
    fold(case, on=AFTER - timedelta(1))
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=-300_200, reason="Paid", on=AFTER,
        by=BY,
    )  # fmt: skip
    fold(case, on=AFTER)
    step = restore(case, "paid")
    told = text_of_letter(step)
    assert "All of the past-due support is paid" in told
    assert "your fee of $5.00" in told
    assert (step.letter.effective_on, standing(case).state) == (AFTER, "withdrawn")
    with pytest.raises(ValueError, match="not suspended"):
        restore(case, "paid")


@pytest.mark.cites("CS-IRG-J30")
def test_a_payment_plan_gives_the_licence_back_once_it_is_recorded(case):
    suspended(case)
    with pytest.raises(ValueError, match="record the payment plan first"):
        restore(case, "plan")
    rest = Rest("ncp_billing", AFTER, AFTER + timedelta(30), "payment_plan")
    do_suppress(cases=[case], rest=rest, note="Plan signed", on=AFTER, by=BY)
    assert "payment plan with us" in text_of_letter(restore(case, "plan"))


@pytest.mark.cites("CS-IRG-J32", "CS-IRG-J30")
def test_after_the_licence_went_back_everything_begins_anew(case):
    suspended(case)
    restore(case, "court")
    do_evaluate_remedies(on=AFTER + timedelta(1), by=BY)
    assert standing(case).state == "candidate"
    assert "ability_notice" in standing(case).failing
    with pytest.raises(ValueError, match="try for a payment plan first"):
        do_send_ability(case=case, on=AFTER + timedelta(1), by=BY)


@pytest.mark.cites("CS-IRG-J28-b", "CS-IRG-J31", "CS-IRG-J31.1")
def test_limited_driving_is_given_for_at_most_120_days(case):
    with pytest.raises(ValueError, match="not suspended"):
        privilege(case, 30)
    suspended(case)
    with pytest.raises(ValueError, match="these are 121 days; at most 120 days"):
        privilege(case, 121)
    assert privilege(case, 120).ends_on == AFTER + timedelta(119)


def privilege(case, days):
    return do_record_privilege(
        case=case, given_on=AFTER, ends_on=AFTER + timedelta(days - 1), text="The court",
        on=AFTER, by=BY,
    )  # fmt: skip


@pytest.mark.cites("CS-IRG-J8", "W.S. 20-6-112")
@pytest.mark.parametrize("remedy", [DRIVER, "professional_license", "recreational_license"])
def test_a_court_suspends_any_licence_after_the_parent_was_told(case, remedy):
    with pytest.raises(ValueError, match="try for a payment plan first"):
        do_tell_of_court(case=case, remedy=remedy, on=ON, by=BY)
    try_plan(case, remedy)
    with pytest.raises(ValueError, match="tell the parent first"):
        petition(case, remedy)
    told = text_of_letter(do_tell_of_court(case=case, remedy=remedy, on=ON, by=BY))
    assert "the judge hears you before anything is decided" in told
    with pytest.raises(ValueError, match="no petition"):
        order(case, remedy)
    petition(case, remedy)
    assert suspended_by(case, remedy) is None
    order(case, remedy)
    assert suspended_by(case, remedy).act == StepAct.COURT_ORDERED
    assert "A court has ordered it" in text_of_letter(
        restore(case, "court", on=ON, remedy=remedy)
    )
    assert suspended_by(case, remedy) is None


def petition(case, remedy):
    return do_file_petition(
        case=case, remedy=remedy, filed_on=ON, docket="EX-1", text="", on=ON, by=BY
    )


def order(case, remedy):
    return do_record_court_order(
        case=case, remedy=remedy, ordered_on=ON, text="Until paid", on=ON, by=BY
    )


@pytest.mark.cites("W.S. 20-6-111")
def test_a_court_may_suspend_a_drivers_licence_on_any_arrears():
    case = owing(301)
    try_plan(case)
    assert do_tell_of_court(case=case, remedy=DRIVER, on=ON, by=BY).letter is not None
    free = owing(301)
    do_adjust_balance(
        case=free, bucket="never_assigned", amount_cents=-301, reason="Paid", on=ON, by=BY
    )
    fold(free)
    try_plan(free)
    with pytest.raises(ValueError, match="nothing is past due"):
        do_tell_of_court(case=free, remedy=DRIVER, on=ON, by=BY)


def test_a_notice_for_another_licence_is_none_for_the_drivers(case):
    try_plan(case, "recreational_license")
    do_tell_of_court(case=case, remedy="recreational_license", on=ON, by=BY)
    do_evaluate_remedies(on=ON, by=BY)
    assert standing(case).state == "candidate"


def test_each_step_writes_its_letter_once_and_keeps_it_with_the_case(case):
    suspended(case)
    kinds = list(Letter.objects.filter(case=case).order_by("id").values_list("kind", flat=True))
    assert kinds == ["license_ability", "license_intent", "license_request"]
    assert [step.act for step in steps_of_case(case, DRIVER)] == [
        "plan_offered", "ability_sent", "intent_sent", "served", "suspension_asked"
    ]  # fmt: skip


def test_a_letter_to_nobody_or_nowhere_is_refused():
    for name, address in ((" ", ("1 Example Way",)), ("Somebody", ())):
        with pytest.raises(ValueError, match="to whom the letter goes"):
            Recipient(name, address)
