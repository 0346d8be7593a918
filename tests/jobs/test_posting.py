"""The books follow the facts: folding twice, late, or after a correction."""

from datetime import date

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from tests.builders import build_case

from posse.apps.books.models import Distribution, DistributionLine, Payable, Posting
from posse.apps.cases.models import Case
from posse.apps.payments.models import Disbursement, DisbursementLine, Receipt
from posse.apps.runs.models import Run
from posse.ledger.accounts import NEVER_ASSIGNED, Account, debt_account
from posse.services.books.fold_list import obligors_to_fold, partitions
from posse.services.books.posting import (
    do_fold,
    do_post_suspense,
    do_write_postings,
)
from posse.services.books.refold import do_mark_for_fold
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db

RECEIVED_ON = date(2026, 10, 5)


def start_run(key: str = "test", on: date = RECEIVED_ON) -> Run:
    return Run.objects.create(key=key, kind="nightly", business_date=on, started_by="test")


def receive(case: Case, amount_cents: int, on: date = RECEIVED_ON) -> Receipt:
    receipt = Receipt.objects.create(
        source="income_withholding",
        amount_cents=amount_cents,
        effective_on=on,
        recorded_on=on,
        recorded_by="test",
        obligor=case.obligor,
        case=case,
    )
    do_mark_for_fold([case.obligor_id])
    return receipt


def fold_all(run: Run, through: date = RECEIVED_ON) -> int:
    wanted = obligors_to_fold(through=through)
    return sum(
        do_fold(obligors=part, through=through, run=run).posting_count
        for part in partitions(wanted)
    )


def balance(account: int, **filters: object) -> int:
    rows = Posting.objects.filter(**filters)
    debits = rows.filter(debit=account).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    paid_in = rows.filter(credit=account).aggregate(cents=Sum("amount_cents"))["cents"] or 0
    return debits - paid_in


@pytest.mark.cites("CS-IRG-G19", "45 CFR 302.51(a)(1)")
def test_a_receipt_pays_current_support_then_the_familys_arrears():
    case = build_case(monthly_cents=40_000, arrears={"never_assigned": 100_000})
    receive(case, 57_550)
    fold_all(start_run())
    assert balance(debt_account(0, 0), case=case) == 0
    assert balance(debt_account(0, NEVER_ASSIGNED), case=case) == 82_450
    assert Payable.objects.get(account=300).amount_cents == 57_550
    lines = DistributionLine.objects.order_by("id").values_list("owed_cents", "amount_cents")
    assert list(lines) == [(40_000, 40_000), (100_000, 17_550)]


def test_folding_twice_posts_nothing_the_second_time():
    case = build_case()
    receive(case, 10_000)
    run = start_run()
    assert fold_all(run) > 0
    do_mark_for_fold([case.obligor_id])
    assert fold_all(run) == 0
    assert Distribution.objects.count() == 1
    assert Payable.objects.count() == 1


def test_an_obligor_with_nothing_new_is_left_alone_until_something_falls_due():
    build_case(frequency="weekly", first_due_on=date(2026, 10, 1))
    run = start_run()
    fold_all(run)
    assert obligors_to_fold(through=date(2026, 10, 7)) == []
    assert len(obligors_to_fold(through=date(2026, 10, 8))) == 1


def test_a_fact_learned_late_posts_only_the_difference_and_dates_it_today():
    case = build_case(monthly_cents=40_000)
    receive(case, 50_000)
    run = start_run()
    fold_all(run)
    before = Posting.objects.count()
    later = date(2026, 10, 20)
    do_adjust_balance(
        case=case,
        bucket="never_assigned",
        amount_cents=30_000,
        reason="Found in the court's record",
        on=later,
        effective_on=date(2026, 10, 1),
        by="test",
    )
    fold_all(start_run("later", later), through=later)
    added = Posting.objects.order_by("id")[before:]
    assert {posting.posted_on for posting in added} == {later}
    assert {posting.effective_on for posting in added} == {date(2026, 10, 1), RECEIVED_ON}
    assert balance(debt_account(0, NEVER_ASSIGNED), case=case) == 20_000
    assert Distribution.objects.count() == 2


def test_a_fact_of_tomorrow_waits_for_tomorrows_fold():
    case = build_case(monthly_cents=40_000)
    tomorrow = date(2026, 10, 6)
    receive(case, 5_000, on=tomorrow)
    fold_all(start_run())
    assert not Payable.objects.exists()
    fold_all(start_run("tomorrow", tomorrow), through=tomorrow)
    assert Payable.objects.get().amount_cents == 5_000


def test_money_already_sent_becomes_a_receivable_and_is_not_pulled_back():
    one = build_case(monthly_cents=40_000)
    other = build_case(monthly_cents=None, obligor=one.obligor)
    receipt = receive(one, 50_000)
    run = start_run()
    fold_all(run)
    pay(receipt, one, 50_000, run=run)
    later = date(2026, 10, 20)
    do_adjust_balance(
        case=other,
        bucket="never_assigned",
        amount_cents=10_000,
        reason="Brought over late",
        on=later,
        effective_on=date(2026, 9, 30),
        by="test",
    )
    fold_all(start_run("later", later), through=later)
    assert balance(Account.RECEIVABLE_FROM_PAYEE) == 10_000
    waiting = Payable.objects.values_list("case", "amount_cents")
    assert list(waiting) == [(other.pk, 10_000)]


def pay(receipt: Receipt, case: Case, amount_cents: int, *, run: Run) -> None:
    """What disbursement does, for one payee."""
    sent = Disbursement.objects.create(
        payee=case.obligee,
        method="direct_deposit",
        amount_cents=amount_cents,
        run=run,
        effective_on=RECEIVED_ON,
        recorded_on=RECEIVED_ON,
        recorded_by="test",
    )
    DisbursementLine.objects.create(
        disbursement=sent, receipt=receipt, case=case, account=300, amount_cents=amount_cents
    )
    Payable.objects.all().delete()
    posting = {
        "obligor": case.obligor_id,
        "case": case.pk,
        "receipt": receipt.pk,
        "cause": 7,
        "cause_id": sent.pk,
        "effective_on": RECEIVED_ON,
        "debit": 300,
        "credit": 100,
        "amount_cents": amount_cents,
    }
    do_write_postings(pl.DataFrame([posting]), posted_on=RECEIVED_ON, run=run)


def test_the_database_refuses_to_pay_more_than_a_receipt_holds():
    case = build_case()
    receipt = receive(case, 10_000)
    run = start_run()
    fold_all(run)
    with pytest.raises(IntegrityError, match="more would be paid"), transaction.atomic():
        pay(receipt, case, 10_001, run=run)


def test_the_database_refuses_a_receipt_booked_twice_or_left_undistributed():
    case = build_case()
    receipt = receive(case, 10_000)
    run = start_run()
    fold_all(run)
    entry = {
        "obligor": case.obligor_id,
        "case": 0,
        "receipt": receipt.pk,
        "cause": 5,
        "cause_id": receipt.pk,
        "effective_on": RECEIVED_ON,
        "debit": 100,
        "credit": 210,
        "amount_cents": 10_000,
    }
    with pytest.raises(IntegrityError, match="not distributed"), transaction.atomic():
        do_write_postings(pl.DataFrame([entry]), posted_on=RECEIVED_ON, run=run)
    back = {**entry, "debit": 210, "credit": 300, "case": case.pk}
    with pytest.raises(IntegrityError, match="another amount"), transaction.atomic():
        do_write_postings(pl.DataFrame([entry, back]), posted_on=RECEIVED_ON, run=run)


@pytest.mark.parametrize("column", ["obligor", "case", "receipt"])
def test_the_database_refuses_a_posting_that_names_what_is_not_there(column):
    case = build_case()
    entry = {
        "obligor": case.obligor_id,
        "case": case.pk,
        "receipt": 0,
        "cause": 4,
        "cause_id": 1,
        "effective_on": RECEIVED_ON,
        "debit": debt_account(0, NEVER_ASSIGNED),
        "credit": 400,
        "amount_cents": 1,
    }
    batch = pl.DataFrame([entry, {**entry, column: 9_999_999}])
    run = start_run()
    with (
        pytest.raises(IntegrityError, match=f"not there: {column}_id"),
        transaction.atomic(),
    ):
        do_write_postings(batch, posted_on=RECEIVED_ON, run=run)


def test_the_database_refuses_a_decision_of_a_case_that_is_not_there():
    case = build_case()
    receive(case, 10_000)
    fold_all(start_run())
    line = DistributionLine.objects.first()
    line.pk, line.case_id = None, 9_999_999
    with pytest.raises(IntegrityError, match="not there: case_id"), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.parametrize("table", ["people_participant", "cases_case", "runs_run"])
def test_the_database_refuses_to_delete_what_the_books_name(table):
    build_case()
    fold_all(start_run())
    with (
        pytest.raises(Exception, match="Cannot delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement", ["UPDATE books_posting SET amount_cents = 1", "DELETE FROM books_posting"]
)
def test_the_database_refuses_to_change_a_posting(statement):
    build_case()
    fold_all(start_run())
    with (
        pytest.raises(Exception, match=r"Cannot (update|delete)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_receipt_in_suspense_is_booked_once():
    Receipt.objects.create(
        source="income_withholding",
        amount_cents=5_000,
        effective_on=RECEIVED_ON,
        recorded_on=RECEIVED_ON,
        recorded_by="test",
        suspense_reason="unknown_remittance_id",
    )
    run = start_run()
    assert do_post_suspense(through=RECEIVED_ON, run=run).posting_count == 1
    assert do_post_suspense(through=RECEIVED_ON, run=run).posting_count == 0
    assert balance(Account.SUSPENSE) == -5_000


@pytest.mark.cites("45 CFR 302.32(b)(2)(i)")
def test_a_family_on_assistance_is_paid_its_share_after_the_month_ends():
    grants = [(date(2026, 10, 1), 10_000)]
    case = build_case(monthly_cents=40_000, assistance=(date(2026, 10, 1), None, grants))
    receive(case, 25_000)
    fold_all(start_run())
    waiting = Payable.objects.order_by("account").values_list(
        "account", "amount_cents", "release_on"
    )
    assert list(waiting) == [(300, 15_000, date(2026, 11, 1)), (301, 10_000, RECEIVED_ON)]


def test_partitions_keep_obligors_who_share_a_family_together():
    one = build_case()
    build_case(family=one.family)
    for _ in range(4):
        build_case()
    wanted = obligors_to_fold(through=RECEIVED_ON)
    parts = partitions(wanted, size=2)
    assert sorted(obligor for part in parts for obligor in part) == wanted
    assert len(parts) > 1
    together = set(Case.objects.filter(family=one.family).values_list("obligor", flat=True))
    assert any(together <= set(part) for part in parts)
