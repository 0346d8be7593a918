"""The demo command from an empty database to a closed month, and again."""

import shutil

import pytest
from django.contrib.auth import authenticate
from django.db.models import QuerySet, Sum
from django.test import RequestFactory
from tests.demo import REQUEST, books_now, make_demo

from posse.apps.books.models import ClosingBalance, Posting
from posse.apps.cases.models import Case
from posse.apps.instruments.models import Card, DisbursementEvent
from posse.apps.orders.models import Judgment
from posse.apps.payments.models import (
    Disbursement,
    DisbursementLine,
    Hold,
    HoldRelease,
    Identification,
    InboundFile,
    OutboundFile,
    Receipt,
    Reversal,
)
from posse.apps.recovery.models import PayeeRedirection
from posse.apps.runs.models import RunStep
from posse.jobs.demo.mix import Request
from posse.jobs.demo.sign_ins import FILE_NAME, SIGN_INS
from posse.ledger.accounts import Account
from posse.services.access import roles_for_user
from posse.services.books.proof_requests import do_prove
from posse.services.demo.installation import DemoRefused
from posse.services.reports.ocse34 import ocse34_for_quarter
from posse.units.days import business_days_between

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_demo_closes_every_business_day_of_its_month_with_books_that_agree(demo) -> None:
    outcome = demo.outcome
    assert not outcome.was_finished
    assert outcome.report.agrees
    nights = business_days_between(REQUEST.month, REQUEST.last_day)
    closed = set(ClosingBalance.objects.values_list("business_date", flat=True))
    assert sorted(closed) == nights
    assert outcome.report.business_date == nights[-1]
    assert Receipt.objects.exclude(obligor=None).exists()
    assert Receipt.objects.filter(obligor=None).exists()
    assert InboundFile.objects.filter(state="refused", kind="payments").count() == 3
    assert OutboundFile.objects.filter(amount_cents__gt=0).exists()


def test_every_balance_of_the_demo_is_proven_by_the_second_calculation(demo) -> None:
    proofs = RunStep.objects.filter(name="prove")
    assert all(step.in_count == step.out_count > 0 for step in proofs)
    outcome = do_prove(by="test")
    assert outcome.findings == ()
    assert outcome.balance_count > REQUEST.cases
    days = sorted(set(ClosingBalance.objects.values_list("business_date", flat=True)))
    assert do_prove(on=days[3], by="test").findings == ()


@pytest.mark.cites("45 CFR 302.15")
def test_the_quarter_of_the_demo_adds_up_to_what_came_in_and_went_out(demo) -> None:
    report = ocse34_for_quarter("2026-Q4")
    told = {line.line: sum(line.cents.values()) for line in report.lines if line.cents}
    assert report.difference_cents == 0
    # The other way round, by the receipts and the payments instead of the postings.
    assert told["2"] == total(Receipt.objects.all())
    refunds = {"account": int(Account.PAYABLE_OBLIGOR)}
    assert told["8"] == total(DisbursementLine.objects.exclude(**refunds)) > 0
    fees = {"account__in": [int(Account.ANNUAL_FEE_KEPT), int(Account.OFFSET_FEE_KEPT)]}
    assert told["7e"] == total(DisbursementLine.objects.filter(**fees)) > 0


def total(rows: QuerySet) -> int:
    """The cents of some rows together."""
    return rows.aggregate(cents=Sum("amount_cents"))["cents"]


def test_the_desk_of_the_demo_shows_each_correction_and_hold(demo) -> None:
    reasons = set(Reversal.objects.values_list("reason", flat=True))
    assert reasons == {"bounced", "treasury", "wrong_person"}
    assert Identification.objects.exists()
    assert {"joint_refund", "frozen_account", "appeal_on_arrears", "unknown_address"} <= set(
        Hold.objects.values_list("reason", flat=True)
    )
    released = HoldRelease.objects.values_list("trigger", flat=True)
    assert {"affidavit", "review_decided"} <= set(released)
    assert Hold.objects.filter(release__isnull=True).exists()
    assert Judgment.objects.filter(kind="arrears").exists()
    methods = set(Disbursement.objects.values_list("method", flat=True))
    assert {"direct_deposit", "debit_card", "warrant", "state_transfer"} <= methods
    accounts = Posting.objects.values_list("credit", flat=True)
    fees_and_holds = {Account.ANNUAL_FEE_KEPT, Account.OFFSET_FEE_KEPT, Account.HELD}
    assert fees_and_holds <= set(accounts)
    assert PayeeRedirection.objects.exists()
    ends = set(DisbursementEvent.objects.values_list("kind", flat=True))
    assert {"cleared", "returned", "voided"} <= ends
    assert Disbursement.objects.filter(reissue_of__isnull=False).exists()
    assert Card.objects.filter(reference__startswith="DEMO-C").exists()
    receivable = Posting.objects.filter(debit=Account.RECEIVABLE_FROM_PAYEE)
    assert receivable.exists()


def test_second_demo_of_the_same_request_does_nothing(demo) -> None:
    outcome = make_demo(demo.home)
    assert outcome.was_finished
    assert books_now() == demo.books


def test_another_demo_is_refused_until_asked_to_replace_the_first(demo, tmp_path) -> None:
    shutil.copytree(demo.home, tmp_path, dirs_exist_ok=True)
    other = Request(cases=10, seed=2)
    with pytest.raises(DemoRefused, match="120 cases, seed 1, 2026-10"):
        make_demo(tmp_path, other)
    assert Case.objects.count() == REQUEST.cases

    stale = {path.name for path in (tmp_path / "inbox").rglob("*.ach")}
    make_demo(tmp_path, other, is_again=True)
    assert Case.objects.count() == other.cases
    laid = {path.name for path in (tmp_path / "inbox").rglob("*.ach")}
    assert laid
    assert laid != stale
    assert InboundFile.objects.filter(name__endswith=".ach").count() == len(
        {path.read_bytes() for path in (tmp_path / "inbox").rglob("*.ach")}
    )


def test_each_role_has_a_sign_in_with_the_password_of_this_installation(demo) -> None:
    outcome, kept = demo.outcome, demo.home / FILE_NAME
    assert kept.stat().st_mode & 0o777 == 0o600
    assert outcome.password in kept.read_text()
    asked = RequestFactory().post("/sign-in/")
    for each in SIGN_INS:
        user = authenticate(asked, username=each.username, password=outcome.password)
        assert user is not None
        assert roles_for_user(user) == (each.role,)
    assert make_demo(demo.home).password == outcome.password
