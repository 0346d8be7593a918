"""A payor who sends nothing is found at night, told, heard and fined, each to the day."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.unit.test_payment_record_page import text_of

from posse.apps.payments.models import Receipt
from posse.apps.withholding.choices import NonComplianceState, OrderKind
from posse.apps.withholding.models import (
    IncomeSource,
    NonCompliance,
    SourceEnd,
    WithholdingOrder,
)
from posse.apps.work.models import Task
from posse.services.matching.merging import do_merge_people
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.register.people import do_add_employer
from posse.services.withholding.non_compliance import (
    COLLECT,
    HEAR,
    Hearing,
    do_close_non_compliance,
    do_record_penalty,
    do_record_service,
    do_tell_payor,
    first_hearing_day,
    missed_pay_of,
)
from posse.services.withholding.watching import do_watch_remittances
from posse.units.days import add_business_days

pytestmark = pytest.mark.django_db

FEIN = "990000001"
ORDERED_ON = date(2026, 7, 1)
# Every second Friday; the next one would be October 9.
PAYDAYS = [date(2026, 8, 14) + timedelta(days=14 * period) for period in range(4)]
MISSED = date(2026, 10, 9)
LAST_DAY = add_business_days(MISSED, 7)
LATE = LAST_DAY + timedelta(days=1)
ORDERED_CENTS = 40_000
PAY_CENTS = ORDERED_CENTS * 12 // 26
PLACE = {"at": "9:30 a.m.", "place": "District Court, 309 Example Street"}
D = timedelta(days=1)


@pytest.fixture
def case():
    return build_case(ordered_on=ORDERED_ON, first_due_on=date(2026, 8, 1))


@pytest.fixture
def source(case):
    return order(case, employer())


def employer(fein=FEIN):
    return do_add_employer(
        name=f"Made-Up Mills {fein[-2:]}", fein=fein, city="Casper", state="WY"
    )


def order(case, payor, *, issued_on=ORDERED_ON, kind="wages"):
    source = IncomeSource.objects.create(
        obligor=case.obligor, employer=payor, kind=kind, began_on=issued_on, told_on=issued_on,
        told_by="worker", recorded_by=BY,
    )  # fmt: skip
    WithholdingOrder.objects.create(
        case=case, income_source=source, kind=OrderKind.ORIGINAL, issued_on=issued_on,
        current_child_cents=ORDERED_CENTS, reason="Ordered", recorded_by=BY,
    )  # fmt: skip
    return source


def pay(case, *days, fein=FEIN, came_after=3):
    """Money as a bank brings it, with the payor's number and the day of withholding."""
    return [
        Receipt.objects.create(
            case=case, obligor=case.obligor, source="income_withholding",
            amount_cents=PAY_CENTS, withheld_on=day, payor_id=f"1{fein}", payor_name="MILLS",
            effective_on=day + timedelta(days=came_after), recorded_on=day, recorded_by=BY,
        )
        for day in days
    ]  # fmt: skip


def found(on=LATE):
    do_watch_remittances(on=on, by=BY)
    return NonCompliance.objects.get(closed_on=None)


def moves(row):
    return [(event.from_state, event.to_state) for event in row.events.all()]


@pytest.mark.cites("CS-IRG-G5", "45 CFR 303.100(e)(1)(ii)")
@pytest.mark.parametrize(("on", "count"), [(LAST_DAY - D, 0), (LAST_DAY, 0), (LATE, 1)])
@pytest.mark.usefixtures("source")
def test_a_payor_is_found_once_seven_business_days_are_over(case, on, count):
    pay(case, *PAYDAYS)
    assert do_watch_remittances(on=on, by=BY).found_count == count
    assert NonCompliance.objects.count() == count
    assert Task.objects.filter(kind="payor_remittance").count() == count


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize("is_survivor", [True, False])
def test_money_under_the_other_record_of_a_merged_parent_is_the_payors_too(case, is_survivor):
    other = build_case(ordered_on=ORDERED_ON, first_due_on=date(2026, 8, 1))
    pay(case, *PAYDAYS)
    pay(other, MISSED)
    assert do_watch_remittances(on=LATE, by=BY).found_count == 1
    one, into = (case, other) if is_survivor else (other, case)
    do_merge_people(merged=one.obligor, into=into.obligor, note="Same", on=LATE, by=BY)
    watched = do_watch_remittances(on=LATE, by=BY)
    assert (watched.found_count, watched.settled_count) == (0, 1)


def test_what_is_found_says_of_whom_how_much_and_what_to_do(case, source):
    pay(case, *PAYDAYS)
    row = found()
    assert (row.employer, row.case, row.income_source) == (source.employer, case, source)
    assert (row.state, row.liable_cents) == (NonComplianceState.FOUND, PAY_CENTS)
    assert moves(row) == [("", "found")]
    assert row.task.due_on == LATE + 14 * D
    assert "Made-Up Mills 01" in row.task.subject
    assert row.task.url == f"/withholding/{row.pk}/"
    assert [(pay.paid_on, pay.due_on) for pay in missed_pay_of(row, on=LATE)] == [
        (MISSED, LAST_DAY)
    ]


def test_the_same_night_run_again_finds_nothing_new(case, source):
    pay(case, *PAYDAYS)
    do_watch_remittances(on=LATE, by=BY)
    again = do_watch_remittances(on=LATE, by=BY)
    assert (again.found_count, again.settled_count) == (0, 0)
    assert Task.objects.filter(kind="payor_remittance").count() == 1


def test_each_later_payday_without_money_adds_to_what_is_missing(case, source):
    pay(case, *PAYDAYS)
    found()
    later = add_business_days(MISSED + 14 * D, 7) + D
    do_watch_remittances(on=later, by=BY)
    assert NonCompliance.objects.get().liable_cents == 2 * PAY_CENTS


def test_money_that_comes_late_closes_what_was_found_and_its_task(case, source):
    pay(case, *PAYDAYS)
    row = found()
    pay(case, MISSED, came_after=14)
    assert do_watch_remittances(on=LATE + 2 * D, by=BY).settled_count == 1
    row.refresh_from_db()
    assert (row.state, row.closed_on) == (NonComplianceState.CLOSED, LATE + 2 * D)
    row.task.refresh_from_db()
    assert row.task.outcome == "The money came."


def test_money_that_was_taken_back_did_not_come(case, source):
    pay(case, *PAYDAYS)
    receipt = pay(case, MISSED)[0]
    assert do_watch_remittances(on=LATE, by=BY).found_count == 0
    do_reverse_receipt(
        receipt=receipt, amount_cents=PAY_CENTS, reason="bounced",
        note="No funds", effective_on=LATE, on=LATE, by=BY,
    )  # fmt: skip
    assert do_watch_remittances(on=LATE, by=BY).found_count == 1


def test_another_payor_s_money_does_not_count(case, source):
    order(case, employer("990000002"))
    pay(case, *PAYDAYS)
    pay(case, *PAYDAYS, MISSED, fein="990000002")
    assert found().income_source == source


def test_money_of_an_unknown_payroll_office_counts_for_every_payor(case, source):
    pay(case, *PAYDAYS, MISSED, fein="990000009")
    assert do_watch_remittances(on=LATE, by=BY).found_count == 0


def test_a_payor_that_lets_a_payroll_office_send_from_a_day_on_is_not_late(case, source):
    pay(case, *PAYDAYS)
    pay(case, MISSED, fein="990000009")
    assert do_watch_remittances(on=LATE, by=BY).found_count == 0


def test_an_earlier_payor_s_money_does_not_change_the_rhythm(case, source):
    # With that day the gaps would look like weeks.
    pay(case, PAYDAYS[0] - 5 * D, fein="990000009")
    pay(case, *PAYDAYS[:2])
    assert do_watch_remittances(on=PAYDAYS[1] + 25 * D, by=BY).found_count == 0


def test_money_posted_by_hand_counts(case, source):
    pay(case, *PAYDAYS)
    do_post_receipt(
        case=case, amount_cents=PAY_CENTS, source="income_withholding", collected_on=LAST_DAY,
        withheld_on=MISSED, payor_name="Mills", note="A check", on=LAST_DAY, by=BY,
    )  # fmt: skip
    assert do_watch_remittances(on=LATE, by=BY).found_count == 0


@pytest.mark.parametrize(
    ("change", "count"), [("none", 1), ("ended", 0), ("terminated", 0), ("benefit", 0)]
)
def test_nobody_is_late_with_what_no_order_asks_of_pay(case, change, count):
    source = order(case, employer(), kind="unemployment" if change == "benefit" else "wages")
    pay(case, *PAYDAYS)
    if change == "ended":
        SourceEnd.objects.create(
            source=source, ended_on=PAYDAYS[-1], told_on=PAYDAYS[-1], told_by="payor",
            recorded_by=BY,
        )  # fmt: skip
    if change == "terminated":
        first = source.orders.get()
        WithholdingOrder.objects.create(
            case=case, income_source=source, kind=OrderKind.TERMINATION, issued_on=MISSED,
            reason="Over", replaces=first, recorded_by=BY,
        )  # fmt: skip
    assert do_watch_remittances(on=LATE, by=BY).found_count == count


@pytest.mark.cites("CS-IRG-G4")
def test_a_payor_that_never_sent_anything_has_a_month_from_receipt(case):
    issued_on = date(2026, 9, 1)
    order(case, employer(), issued_on=issued_on)
    # Held to be received after three days, then a month, then seven business days.
    last_day = add_business_days(date(2026, 10, 4), 7)
    for on, count in ((last_day - D, 0), (last_day, 0), (last_day + D, 1)):
        assert do_watch_remittances(on=on, by=BY).found_count == count
    assert NonCompliance.objects.get().liable_cents == ORDERED_CENTS


@pytest.mark.cites("CS-IRG-G6", "CS-IRG-G6-b", "CS-IRG-G7")
@pytest.mark.parametrize(("days", "is_told"), [(9, False), (10, True), (11, True)])
@pytest.mark.usefixtures("source")
def test_the_hearing_is_ten_days_after_the_notice_at_least(case, days, is_told):
    pay(case, *PAYDAYS)
    row = found()
    hearing = Hearing(LATE + days * D, **PLACE)
    assert first_hearing_day(on=LATE) == LATE + 10 * D
    if not is_told:
        with pytest.raises(ValueError, match="at the earliest"):
            do_tell_payor(found=row, violation="not_sent", hearing=hearing, on=LATE, by=BY)
        return
    letter = do_tell_payor(found=row, violation="not_sent", hearing=hearing, on=LATE, by=BY)
    row.refresh_from_db()
    assert (row.state, row.hearing_on, row.task.due_on) == ("noticed", hearing.on, hearing.on)
    assert row.task.subject.startswith(HEAR)
    content = bytes(letter.stored.content)
    text = text_of(content).replace("\n", " ")
    for told in ("October 9, 2026", "October 21, 2026", "$184.61", "9:30 a.m.",
                 "District Court, 309 Example Street", "whole amount", "$200.00"):  # fmt: skip
        assert told in text, told
    assert b"pdfuaid:part" in content
    assert b"/Lang(en-US)" in content


def test_no_payor_is_told_where_to_send_money_while_nobody_named_the_place(
    case, source, settings
):
    settings.POSSE_BANK_PROFILE = "wyoming"
    with pytest.raises(ValueError, match="the name of the disbursement unit is not known"):
        told(case)


def told(case, on=LATE):
    pay(case, *PAYDAYS)
    row = found(on)
    hearing = Hearing(on + 10 * D, **PLACE)
    do_tell_payor(found=row, violation="not_sent", hearing=hearing, on=on, by=BY)
    row.refresh_from_db()
    return row


@pytest.mark.cites("CS-IRG-G6-c", "CS-IRG-G7")
@pytest.mark.parametrize(
    ("penalty_cents", "fits"), [(19_999, True), (20_000, True), (20_001, False)]
)
@pytest.mark.usefixtures("source")
def test_a_penalty_stays_inside_the_limit(case, penalty_cents, fits):
    row = heard(case)
    if fits:
        row = decide(row, penalty_cents=penalty_cents)
        assert (row.state, row.penalty_cents) == (NonComplianceState.PENALTY, penalty_cents)
        assert row.task.subject.startswith(COLLECT)
    else:
        with pytest.raises(ValueError, match=r"more than \$200\.00"):
            decide(row, penalty_cents=penalty_cents)


def heard(case):
    return do_record_service(
        found=told(case), served_on=LATE, served_by="in_person", on=LATE, by=BY
    )


def decide(row, **changed):
    values = {"penalty_cents": 10_000, "liable_cents": 0, "payor_came": False} | changed
    return do_record_penalty(
        found=row, decided_on=row.hearing_on, on=row.hearing_on, by=BY, **values
    )


@pytest.mark.cites("CS-IRG-G7")
def test_a_payor_owes_no_more_than_it_should_have_withheld(case, source):
    row = heard(case)
    # By the hearing the next payday's money is late too.
    whole = sum(pay.missing_cents for pay in missed_pay_of(row, on=row.hearing_on))
    with pytest.raises(ValueError, match="what the payor owes"):
        decide(row, liable_cents=whole + 1)
    assert decide(row, liable_cents=whole).liable_cents == whole


@pytest.mark.parametrize("came", [True, False])
def test_the_court_decides_whether_the_payor_comes_or_not(case, source, came):
    row = decide(heard(case), payor_came=came)
    words = "The payor came" if came else "The payor stayed away"
    assert words in row.events.last().text


@pytest.mark.parametrize("served_by", ["mail", "email", ""])
def test_ordinary_mail_is_no_service(case, source, served_by):
    with pytest.raises(ValueError, match="certified mail or in person"):
        do_record_service(found=told(case), served_on=LATE, served_by=served_by, on=LATE, by=BY)


def test_no_penalty_before_the_notice_was_served_or_the_hearing_was_held(case, source):
    row = told(case)
    with pytest.raises(ValueError, match="payor told"):
        decide(row)
    row = do_record_service(
        found=row, served_on=LATE, served_by="certified_mail", on=LATE, by=BY
    )
    with pytest.raises(ValueError, match="at the hearing or after it"):
        do_record_penalty(
            found=row, penalty_cents=1, liable_cents=0, decided_on=LATE, payor_came=True,
            on=LATE, by=BY,
        )  # fmt: skip


def test_once_the_payor_was_told_money_alone_does_not_close_it(case, source):
    row = told(case)
    pay(case, MISSED, came_after=14)
    do_watch_remittances(on=LATE + 2 * D, by=BY)
    row.refresh_from_db()
    assert row.state == NonComplianceState.NOTICED


def test_what_was_closed_with_a_reason_is_not_found_again_but_the_next_payday_is(case, source):
    pay(case, *PAYDAYS)
    row = found()
    with pytest.raises(ValueError, match="reason"):
        do_close_non_compliance(found=row, text=" ", on=LATE, by=BY)
    do_close_non_compliance(found=row, text="On unpaid leave", on=LATE, by=BY)
    assert do_watch_remittances(on=LATE, by=BY).found_count == 0
    next_late = add_business_days(MISSED + 14 * D, 7) + D
    assert do_watch_remittances(on=next_late, by=BY).found_count == 1
    assert NonCompliance.objects.get(closed_on=None).liable_cents == PAY_CENTS


def test_two_who_decide_at_once_do_not_both_win(case, source):
    row = told(case)
    do_close_non_compliance(found=row, text="Paid in full", on=LATE, by="one")
    with pytest.raises(ValueError, match=r"closed.*by one"):
        do_close_non_compliance(found=row, text="Paid in full", on=LATE, by="two")


def test_a_night_without_orders_watches_nothing():
    watched = do_watch_remittances(on=LATE, by=BY)
    assert (watched.order_count, watched.found_count) == (0, 0)
