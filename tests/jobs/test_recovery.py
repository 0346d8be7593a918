"""What was paid to the wrong payee is owed by that payee, and comes back only by right."""

import csv
from datetime import date

import pytest
from django.db.models import Sum
from tests.builders import BY, build_case, build_person
from tests.payments import (
    NEXT_DAY,
    RECEIVED_ON,
    payment,
    payment_file,
    receive,
    start_run,
)
from typer.testing import CliRunner

from posse.apps.books.models import Posting
from posse.apps.payments.models import Disbursement, Receipt
from posse.apps.recovery.models import ReceivableLine, RecoveryLine
from posse.cli.app import app
from posse.services.books.balances import do_close_day
from posse.services.books.fold_list import obligors_to_fold
from posse.services.books.posting import do_fold
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_out.disbursements import do_disburse
from posse.services.money_out.payee_statements import statement_for_payee
from posse.services.pages.receivables import (
    changes_for_payee,
    kept_for_payee,
    kept_for_receipt,
    receivables_for_office,
)
from posse.services.recovery.debts import debts_of_payee
from posse.services.recovery.terms import (
    do_agree_to_terms,
    do_end_terms,
    do_enter_repayment,
    do_write_off,
)
from posse.services.register.cases import do_record_assistance_grant
from posse.services.register.redirection import do_redirect_payments

pytestmark = pytest.mark.django_db

THIRD_DAY, FOURTH_DAY = date(2026, 10, 5), date(2026, 10, 6)


def pay(*entries, on=RECEIVED_ON):
    receive(payment_file(*entries), on, name=f"{on}.ach")
    night(on)


def night(on):
    """What a night does to the books, and the close that proves them."""
    run = start_run(on, key="night")
    do_fold(obligors=obligors_to_fold(through=on), through=on, run=run)
    do_disburse(on=on, run=run)
    do_close_day(on=on, run=run)


def reverse(receipt, *, on=NEXT_DAY, **more):
    words = {"reason": "bounced", "note": "The bank returned it", "by": BY, **more}
    return do_reverse_receipt(receipt=receipt, on=on, **words)


def agree(payee, *, on=THIRD_DAY, **how):
    words = {"basis": "agreement", "note": "Signed at the office", "by": BY, **how}
    return do_agree_to_terms(payee=payee, on=on, **words)


def owed(payee, on=FOURTH_DAY):
    return int(debts_of_payee(payee.pk, on=on)["owed_cents"].sum())


def balance(account):
    debit = Posting.objects.filter(debit=account).aggregate(cents=Sum("amount_cents"))
    credit = Posting.objects.filter(credit=account).aggregate(cents=Sum("amount_cents"))
    return (debit["cents"] or 0) - (credit["cents"] or 0)


@pytest.fixture
def overpaid():
    """A case whose family was paid $100.00 out of a payment that then bounced."""
    case = build_case(monthly_cents=100_000)
    pay(payment(case, 10_000))
    reverse(Receipt.objects.get())
    night(NEXT_DAY)
    return case


def test_a_bounced_payment_leaves_its_payee_owing_what_was_paid(overpaid):
    line = ReceivableLine.objects.get()
    assert (line.payee, line.case, line.account) == (overpaid.obligee, overpaid, 300)
    assert (line.amount_cents, line.cause, line.posted_on) == (10_000, 8, NEXT_DAY)
    assert balance(150) == 10_000


def test_each_debt_names_the_correction_behind_it(overpaid):
    (change,) = changes_for_payee(overpaid.obligee_id, on=NEXT_DAY)
    assert change.words == "Paid wrongly, to be paid to families: A receipt was taken back"
    assert (change.amount_cents, change.balance_cents) == (10_000, 10_000)


def test_a_payee_sees_what_was_kept_of_which_payment_and_by_what_right(overpaid):
    agree(overpaid.obligee, share_percent=25)
    pay(payment(overpaid, 4_000), on=THIRD_DAY)
    (kept,) = kept_for_payee(overpaid.obligee_id, on=THIRD_DAY)
    assert (kept.due_cents, kept.amount_cents) == (4_000, 1_000)
    assert kept.terms_words == "25 percent of each later payment"
    assert kept_for_receipt(kept.receipt) == [kept]
    told = statement_for_payee(overpaid.obligee, month=THIRD_DAY, issued_on=THIRD_DAY)
    assert [(row.due_cents, row.amount_cents) for row in told.withheld] == [(4_000, 1_000)]
    (owing,) = receivables_for_office(on=THIRD_DAY)
    assert (owing.owed_cents, owing.back_cents) == (9_000, 1_000)


def test_the_command_lists_who_owes_back_as_csv(overpaid):
    answer = CliRunner().invoke(app, ["receivables", "--csv"])
    assert answer.exit_code == 0
    header, row = csv.reader(answer.stdout.splitlines())
    told = dict(zip(header, row, strict=True))
    assert (told["payee"], told["owed"]) == (str(overpaid.obligee_id), "100.00")
    assert told["since"] == "2026-10-02"


def test_nothing_is_taken_out_of_later_support_without_an_agreement(overpaid):
    pay(payment(overpaid, 20_000), on=THIRD_DAY)
    assert Disbursement.objects.latest("id").amount_cents == 20_000
    assert owed(overpaid.obligee) == 10_000


def test_a_share_is_kept_of_a_night_rounded_once_and_half_up(overpaid):
    terms = agree(overpaid.obligee, share_percent=25)
    other = build_case(obligee=overpaid.obligee)
    # 25 % of 302 cents are 75.5: one rounding of the whole gives 76, two of the parts 76 too
    # or 75; what is kept is divided in proportion.
    pay(payment(overpaid, 201), payment(other, 101), on=THIRD_DAY)
    lines = RecoveryLine.objects.all()
    assert [(line.due_cents, line.amount_cents) for line in lines] == [(201, 51), (101, 25)]
    assert {line.terms for line in lines} == {terms}
    assert Disbursement.objects.latest("id").amount_cents == 302 - 76
    assert owed(overpaid.obligee) == balance(150) == 10_000 - 76


def test_no_more_is_kept_than_is_owed(overpaid):
    agree(overpaid.obligee, share_percent=100)
    pay(payment(overpaid, 30_000), on=THIRD_DAY)
    assert Disbursement.objects.latest("id").amount_cents == 20_000
    assert owed(overpaid.obligee) == balance(150) == 0


def test_a_payment_kept_whole_is_no_payment(overpaid):
    agree(overpaid.obligee, basis="order", share_percent=100)
    pay(payment(overpaid, 4_000), on=THIRD_DAY)
    assert Disbursement.objects.count() == 1
    assert owed(overpaid.obligee) == 6_000


def test_an_amount_a_month_is_kept_once_a_month(overpaid):
    agree(overpaid.obligee, monthly_cents=1_500)
    pay(payment(overpaid, 1_000), on=THIRD_DAY)
    pay(payment(overpaid, 1_001), on=FOURTH_DAY)
    assert [line.amount_cents for line in RecoveryLine.objects.all()] == [1_000, 500]


def test_terms_that_ended_take_nothing(overpaid):
    agree(overpaid.obligee, share_percent=50)
    do_end_terms(payee=overpaid.obligee, note="Asked to stop", on=THIRD_DAY, by=BY)
    pay(payment(overpaid, 4_000), on=THIRD_DAY)
    assert not RecoveryLine.objects.exists()
    with pytest.raises(ValueError, match="no terms are in force"):
        do_end_terms(payee=overpaid.obligee, note="Again", on=FOURTH_DAY, by=BY)


def test_what_was_kept_of_a_payment_that_bounces_is_owed_again(overpaid):
    agree(overpaid.obligee, share_percent=50)
    pay(payment(overpaid, 4_000), on=THIRD_DAY)
    reverse(Receipt.objects.latest("id"), on=FOURTH_DAY)
    night(FOURTH_DAY)
    assert owed(overpaid.obligee) == balance(150) == 12_000


def test_money_paid_back_is_in_the_bank_and_no_longer_owed(overpaid):
    before = balance(100)
    do_enter_repayment(
        payee=overpaid.obligee, amount_cents=2_500, received_on=NEXT_DAY, note="By check",
        on=THIRD_DAY, by=BY,
    )  # fmt: skip
    assert (balance(100) - before, owed(overpaid.obligee), balance(150)) == (
        2_500,
        7_500,
        7_500,
    )
    night(THIRD_DAY)


def test_nobody_pays_back_more_than_is_owed(overpaid):
    with pytest.raises(ValueError, match=r"more than the \$100.00 that is owed"):
        do_enter_repayment(
            payee=overpaid.obligee, amount_cents=10_001, received_on=THIRD_DAY, note="By check",
            on=THIRD_DAY, by=BY,
        )  # fmt: skip


def test_a_write_off_is_borne_by_the_state_and_is_taken_back_before_anybody_is_paid_twice(
    overpaid,
):
    do_write_off(
        payee=overpaid.obligee,
        amount_cents=4_000,
        reason="Cannot be found",
        on=THIRD_DAY,
        by=BY,
    )
    assert (owed(overpaid.obligee), balance(150), balance(160)) == (6_000, 6_000, 4_000)
    night(THIRD_DAY)
    # The same $100.00 comes in after all, for the same family: a new receipt, paid in full.
    pay(payment(overpaid, 10_000), on=FOURTH_DAY)
    assert Disbursement.objects.latest("id").amount_cents == 10_000
    assert (balance(150), balance(160)) == (6_000, 4_000)


def test_what_the_state_was_paid_wrongly_is_set_off_against_its_next_transfer():
    case = build_case(monthly_cents=None, arrears={"permanently_assigned": 50_000})
    do_record_assistance_grant(
        family=case.family, amount_cents=50_000, paid_on=date(2026, 9, 30),
        on=date(2026, 9, 30), by=BY,
    )  # fmt: skip
    pay(payment(case, 10_000))
    assert Disbursement.objects.get().method == "state_transfer"
    reverse(Receipt.objects.get())
    night(NEXT_DAY)
    assert ReceivableLine.objects.get().payee is None
    pay(payment(case, 4_000), on=THIRD_DAY)
    pay(payment(case, 7_000), on=FOURTH_DAY)
    assert Disbursement.objects.latest("id").amount_cents == 1_000
    assert balance(150) == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": "ended"}, "need the payee's written agreement or a court's order"),
        ({"share_percent": 10, "monthly_cents": 1}, "not both"),
        ({"share_percent": 0}, "from 1 to 100 percent"),
        ({"share_percent": 101}, "from 1 to 100 percent"),
        ({"monthly_cents": 0}, r"at least \$0.01"),
        ({"note": " "}, "the note is missing"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(overpaid, changes, words):
    with pytest.raises(ValueError, match=words):
        agree(overpaid.obligee, **changes)


def test_terms_without_a_share_take_that_of_the_law(overpaid):
    assert agree(overpaid.obligee).share_percent == 10


def test_who_owes_nothing_needs_no_terms(overpaid):
    with pytest.raises(ValueError, match="owes nothing"):
        agree(overpaid.obligor)


def redirect(case, payee, *, on=NEXT_DAY, **changes):
    words = {
        "effective_on": date(2026, 9, 30), "affidavit_filed_on": date(2026, 9, 30),
        "note": "Proof seen", "by": BY, **changes,
    }  # fmt: skip
    return do_redirect_payments(case=case, payee=payee, on=on, **words)


@pytest.mark.cites("CS-IRG-F17", "W.S. 20-2-312")
def test_a_redirection_told_late_is_owed_by_who_was_paid_and_paid_to_whom_the_child_is_with():
    case = build_case(monthly_cents=100_000)
    aunt = build_person(given_name="Aunt", with_account=True)
    pay(payment(case, 10_000, collected_on=date(2026, 9, 30)))
    redirect(case, aunt)
    night(NEXT_DAY)
    assert (owed(case.obligee), owed(aunt), balance(150)) == (10_000, 0, 10_000)
    (change,) = changes_for_payee(case.obligee_id, on=NEXT_DAY)
    assert "Payments were redirected from Sep 30, 2026 on" in change.words
    sent = Disbursement.objects.order_by("id").values_list("payee", "amount_cents")
    assert list(sent) == [(case.obligee_id, 10_000), (aunt.pk, 10_000)]
    pay(payment(case, 5_000), on=THIRD_DAY)
    assert Disbursement.objects.latest("id").payee == aunt


@pytest.mark.cites("CS-IRG-F17")
def test_money_collected_before_the_redirection_stays_with_the_former_payee():
    case = build_case(monthly_cents=100_000)
    aunt = build_person(given_name="Aunt", with_account=True)
    pay(payment(case, 10_000))
    redirect(case, aunt, effective_on=NEXT_DAY)
    pay(payment(case, 5_000), on=NEXT_DAY)
    assert not ReceivableLine.objects.exists()
    sent = Disbursement.objects.order_by("id").values_list("payee", "amount_cents")
    assert list(sent) == [(case.obligee_id, 10_000), (aunt.pk, 5_000)]


def test_a_redirection_taken_back_leaves_nobody_owing():
    case = build_case(monthly_cents=100_000)
    aunt = build_person(given_name="Aunt")
    pay(payment(case, 10_000, collected_on=date(2026, 9, 30)))
    redirect(case, aunt)
    redirect(case, case.obligee, affidavit_filed_on=None)
    night(NEXT_DAY)
    assert Disbursement.objects.count() == 1
    assert not ReceivableLine.objects.exists()


def test_what_was_repaid_is_paid_again_once_the_facts_give_it_again():
    case = build_case(monthly_cents=100_000)
    aunt = build_person(given_name="Aunt")
    pay(payment(case, 10_000, collected_on=date(2026, 9, 30)))
    redirect(case, aunt)
    night(NEXT_DAY)
    do_enter_repayment(
        payee=case.obligee, amount_cents=3_000, received_on=THIRD_DAY, note="By check",
        on=THIRD_DAY, by=BY,
    )  # fmt: skip
    do_write_off(payee=case.obligee, amount_cents=2_000, reason="Poor", on=THIRD_DAY, by=BY)
    redirect(case, case.obligee, affidavit_filed_on=None, on=THIRD_DAY)
    night(THIRD_DAY)
    assert Disbursement.objects.latest("id").payee == case.obligee
    assert Disbursement.objects.latest("id").amount_cents == 3_000
    assert (owed(case.obligee), owed(aunt)) == (0, 10_000)
    assert (balance(150), balance(160)) == (10_000, 0)


@pytest.mark.cites("CS-IRG-F17.1", "CS-IRG-F17.2", "CS-IRG-I13")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"affidavit_filed_on": None}, "once proof of the affidavit is filed"),
        ({"affidavit_filed_on": date(2026, 10, 1)}, "lies before the affidavit's filing"),
        ({"effective_on": date(2026, 10, 3)}, "today 2026-10-02 lies before the start"),
        ({"note": ""}, "the note is missing"),
    ],
)
def test_payments_are_not_redirected_without_proof(changes, words):
    with pytest.raises(ValueError, match=words):
        redirect(build_case(), build_person(), **changes)


@pytest.mark.cites("CS-IRG-I12", "CS-IRG-I13")
def test_the_paying_parent_needs_a_custody_order_instead():
    case = build_case()
    with pytest.raises(ValueError, match="needs a custody order first"):
        redirect(case, case.obligor)
