"""Replay in the database: nights in any order of arrival end where one fold ends.

Each history is told to the services in a random order over three months, with nights in
between; what was learned late is posted as a difference, and money that left is not pulled
back. At the end the books must say what one fold of all facts says.
"""

import os
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from django.db.models import F, Sum
from tests.builders import build_case, build_person

from posse.apps.books.choices import DERIVED, Cause
from posse.apps.books.models import Payable, Posting
from posse.apps.payments.models import DisbursementLine, Hold, Receipt
from posse.ledger.accounts import PAYABLE_ACCOUNTS, Account
from posse.ledger.fold import POSTING_KEY, fold
from posse.ledger.order import DistributionOrder
from posse.services.books.facts import choose_obligors, facts_of_chosen
from posse.services.books.fold_list import obligors_to_fold, partitions
from posse.services.books.posting import (
    do_fold,
    do_post_suspense,
)
from posse.services.books.proving import proof_for_obligors
from posse.services.books.refold import do_mark_for_fold
from posse.services.law import current_law
from posse.services.money_in.holds import do_hold_receipt, do_release_due_holds, do_release_hold
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_in.suspense import do_identify_receipt
from posse.services.money_out.disbursements import do_disburse
from posse.services.register.cases import (
    do_record_assistance_grant,
    do_record_assistance_period,
    do_set_interstate_role,
)
from posse.services.register.charges import (
    do_enter_judgment,
    do_file_penalty_affidavit,
    do_suppress_charges,
)
from posse.services.register.offsets import do_certify_for_offset, do_permit_excess
from posse.services.register.orders import do_adjust_balance, do_enter_order, do_enter_term
from posse.services.runs import do_start_run

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

HISTORIES = 400 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 6
FIRST, LAST = date(2026, 8, 3), date(2026, 11, 13)
BUSINESS_NIGHTS = [FIRST + timedelta(days=days) for days in range(0, 103, 6)]
SOURCES = ["income_withholding", "voluntary", "federal_tax_refund_offset"]
# Mostly POWER.
PROGRAMS = ["power", "power", "power", "iv_e", "medicaid"]


class Office:
    """A small office to which a random history is told."""

    def __init__(self, random):
        self.random = random
        self.obligors = [build_person(on=FIRST) for _ in range(random.randint(1, 3))]
        self.cases = []
        self.terms = []
        self.suspended = []

    def some_day(self, night, *, ahead=0):
        """A day on which something took effect that is learned at a night."""
        return FIRST + timedelta(days=self.random.randint(0, (night - FIRST).days + ahead))

    def cents(self):
        """An amount, at times of a few cents."""
        return self.random.choice([self.random.randint(1, 9), self.random.randint(1, 60_000)])

    def learn(self, night):
        """Something new, whatever it may be."""
        facts = [
            self.open_case, self.enter_term, self.enter_term, self.adjust, self.assist,
            self.grant, *[self.receive] * 5, self.suspend, self.identify,
            *[self.reverse] * 3, *[self.hold] * 2, self.release, self.judge, self.swear,
            self.suppress, self.certify, self.permit, self.set_role,
        ]  # fmt: skip
        if not self.cases:
            facts = [self.open_case]
        # What an office refuses, as terms that overlap, it does not learn.
        with suppress(ValueError):
            self.random.choice(facts)(night)

    def open_case(self, night):
        """A case of one of the obligors, perhaps of a family that has one already."""
        if len(self.cases) >= 5:
            return
        families = [case.family for case in self.cases]
        case = build_case(
            monthly_cents=self.random.choice([None, self.cents()]),
            arrears_payment_cents=self.random.choice([0, 0, 2_500, 7_500]),
            obligor=self.random.choice(self.obligors),
            family=self.random.choice([None, *families]),
            ordered_on=date(2020, 1, 1) + timedelta(days=self.random.randint(0, 3)),
            first_due_on=FIRST + timedelta(days=self.random.randint(-5, 40)),
            child_count=0,
            with_account=self.random.random() < 0.9,
            on=night,
        )
        self.cases.append(case)

    def enter_term(self, night):
        """A new term, or one in place of an older one, back to any day."""
        case = self.random.choice(self.cases)
        replaced = [each for each in self.terms if each.order.case_id == case.pk]
        replaces = self.random.choice([None, *replaced])
        starts_on = self.some_day(night, ahead=20)
        order = replaces.order if replaces else self.another_order(case, night)
        self.terms.append(
            do_enter_term(
                order=order,
                obligation=replaces.obligation
                if replaces
                else self.random.choice(["child_support", "medical", "arrears_payment", "fee"]),
                amount_cents=self.cents(),
                frequency=self.random.choice(["monthly", "weekly", "semimonthly", "once"]),
                first_due_on=starts_on,
                ends_on=self.random.choice([None, None, starts_on + timedelta(days=40)]),
                replaces=replaces,
                on=night,
                by="test",
            )
        )

    def another_order(self, case, night):
        """Orders of one case run beside each other; terms of one order may not."""
        return do_enter_order(
            case=case, number="O-AGAIN", court="Example District Court",
            ordered_on=date(2021, 1, 1), on=night,
        )  # fmt: skip

    def adjust(self, night):
        """A debt brought over, or taken down perhaps further than is owed by now."""
        do_adjust_balance(
            case=self.random.choice(self.cases),
            bucket=self.random.choice(
                ["never_assigned", "permanently_assigned", "conditionally_assigned", "current"]
            ),
            amount_cents=self.cents() * self.random.choice([1, 1, 1, -1]),
            reason="Told to a test",
            on=night,
            effective_on=self.some_day(night, ahead=10),
            by="test",
        )

    def assist(self, night):
        """A family was on assistance, is, or no longer is; told again, it is corrected."""
        starts_on = self.random.choice([FIRST, FIRST + timedelta(days=60)])
        do_record_assistance_period(
            family=self.random.choice(self.cases).family,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=self.random.randint(0, 50)),
            program=self.random.choice(PROGRAMS),
            on=night,
            by="test",
        )

    def grant(self, night):
        """Assistance was paid."""
        do_record_assistance_grant(
            family=self.random.choice(self.cases).family,
            amount_cents=self.cents(),
            paid_on=self.some_day(night, ahead=10),
            program=self.random.choice(PROGRAMS),
            on=night,
            by="test",
        )

    def receive(self, night, *, obligor=None, reason=""):
        """Money that is known to be somebody's, or is in suspense for a reason."""
        if obligor is None and not reason:
            obligor = self.random.choice(self.cases).obligor
        receipt = Receipt.objects.create(
            source=self.random.choice(SOURCES),
            amount_cents=self.cents(),
            effective_on=self.some_day(night),
            recorded_on=night,
            recorded_by="test",
            obligor=obligor,
            suspense_reason=reason,
        )
        if obligor:
            do_mark_for_fold([obligor.pk])
        return receipt

    def suspend(self, night):
        """Money whose payer nobody knows yet."""
        self.suspended.append(self.receive(night, reason="unknown_remittance_id"))

    def identify(self, night):
        """Somebody finds out whose it is."""
        if self.suspended:
            do_identify_receipt(
                receipt_id=self.suspended.pop().pk,
                case_number=self.random.choice(self.cases).number,
                note="Told to a test",
                acting_user="test",
                on=night,
            )

    def reverse(self, night):
        """A receipt, or a part of it, is taken back, perhaps back to suspense."""
        receipt = self.some_receipt()
        taken = do_reverse_receipt(
            receipt=receipt,
            reason=self.random.choice(["bounced", "treasury", "wrong_person"]),
            amount_cents=self.random.choice([None, None, self.cents()]),
            effective_on=self.some_day(night),
            note="Told to a test",
            on=night,
            by="test",
        )
        if taken.reason == "wrong_person":
            self.suspended.append(receipt)

    def some_receipt(self):
        """One of the receipts there are. Raises: ValueError where none came in yet."""
        receipts = list(Receipt.objects.order_by("id"))
        if not receipts:
            raise ValueError("nothing came in yet")
        return self.random.choice(receipts)

    def hold(self, night):
        """A receipt is held for a time, or until somebody decides."""
        do_hold_receipt(
            receipt=self.some_receipt(),
            reason=self.random.choice(
                ["administrative_review", "appeal_on_arrears", "joint_refund", "other"]
            ),
            release_due_on=self.random.choice([None, night + timedelta(days=9)]),
            note="Told to a test",
            on=night,
            by="test",
        )

    def release(self, night):
        """A hold ends."""
        holds = list(Hold.objects.filter(release__isnull=True).order_by("id"))
        if holds:
            do_release_hold(
                hold=self.random.choice(holds), trigger="review_decided", note="", on=night,
                by="test",
            )  # fmt: skip

    def judge(self, night):
        """A court gives judgment."""
        do_enter_judgment(
            case=self.random.choice(self.cases), amount_cents=self.cents(),
            kind=self.random.choice(["retroactive", "arrears"]),
            judged_on=self.some_day(night), note="Told to a test", on=night, by="test",
        )  # fmt: skip

    def swear(self, night):
        """A payee claims penalties."""
        do_file_penalty_affidavit(
            case=self.random.choice(self.cases), filed_on=self.some_day(night), on=night,
            by="test",
        )  # fmt: skip

    def suppress(self, night):
        """A charge is suppressed for a while, past or to come."""
        starts_on = self.some_day(night, ahead=20)
        do_suppress_charges(
            case=self.random.choice(self.cases),
            kind=self.random.choice(["interest", "penalty"]),
            starts_on=starts_on, ends_on=starts_on + timedelta(days=self.random.randint(0, 60)),
            reason="Told to a test", on=night, by="test",
        )  # fmt: skip

    def certify(self, night):
        """A case is certified for offset, from some day on, perhaps one to come."""
        do_certify_for_offset(
            case=self.random.choice(self.cases),
            amount_cents=self.random.choice([0, self.cents()]),
            effective_on=self.some_day(night, ahead=10), on=night, by="test",
        )  # fmt: skip

    def permit(self, night):
        """A paying parent lets the excess of offsets pay what was not certified."""
        do_permit_excess(
            obligor=self.random.choice(self.obligors), effective_on=self.some_day(night),
            on=night, by="test",
        )  # fmt: skip

    def set_role(self, night):
        """Another state has a part in a case, or no longer."""
        do_set_interstate_role(
            case=self.random.choice(self.cases),
            role=self.random.choice(["responding", "initiating", "none"]),
            on=night, by="test",
        )  # fmt: skip


def fold_night(night, *, size=1):
    """One night's postings; returns how many."""
    run = do_start_run(key=f"replay:{night}", kind="nightly", business_date=night, by="test")
    count = do_post_suspense(through=night, run=run).posting_count
    do_release_due_holds(on=night, by="test")
    for part in partitions(obligors_to_fold(through=night), size=size):
        count += do_fold(obligors=part, through=night, run=run).posting_count
    return count


def live_through_history(seed, settings):
    """Tell a random history over many nights, some of which are missed."""
    settings.POSSE_PROFILE = "demo_bank"
    random = Random(seed)
    office = Office(random)
    for night in BUSINESS_NIGHTS:
        for _ in range(random.randint(0, 4)):
            office.learn(night)
        if random.random() < 0.7:
            fold_night(night, size=random.randint(1, 3))
        if random.random() < 0.4:
            run = do_start_run(
                key=f"pay:{night}", kind="nightly", business_date=night, by="test"
            )
            do_disburse(on=night, run=run)
    fold_night(LAST)
    return office


def net(rows):
    """Cents by key, whichever way round the two accounts stand."""
    found = {}
    for *key, debit, credit, cents in rows:
        pair = (*key, *sorted((debit, credit)))
        found[pair] = found.get(pair, 0) + (cents if debit < credit else -cents)
    return {key: cents for key, cents in found.items() if cents}


def posted():
    columns = [F(f"{name}_id") for name in ("obligor", "case", "receipt")]
    rows = Posting.objects.filter(cause__in=DERIVED, obligor__isnull=False).values_list(
        *columns, *POSTING_KEY[3:], "amount_cents"
    )
    return net([tuple(value or 0 for value in row[:3]) + row[3:] for row in rows])


def all_facts(office):
    with transaction.atomic():
        choose_obligors(obligor.pk for obligor in office.obligors)
        return facts_of_chosen(known_on=LAST)


def entitlements():
    """What each payee is entitled to of each receipt, by the books."""
    rows = Posting.objects.filter(cause__in=DERIVED)
    found = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        chosen = rows.filter(**{f"{side}__in": PAYABLE_ACCOUNTS})
        for *key, cents in chosen.values_list("receipt", "case", side, "amount_cents"):
            found[tuple(key)] = found.get(tuple(key), 0) + sign * cents
    return {key: cents for key, cents in found.items() if cents}


def waiting_paid_and_to_be_recovered():
    """Payable, plus paid or kept, less what was to be recovered, of each receipt's payee."""
    found = {}
    for rows in (Payable.objects, DisbursementLine.objects):
        for *key, cents in rows.values_list("receipt", "case", "account").annotate(
            Sum("amount_cents")
        ):
            found[tuple(key)] = found.get(tuple(key), 0) + cents
    receivable = Account.RECEIVABLE_FROM_PAYEE
    for row in Posting.objects.filter(cause__in=(Cause.OVERPAYMENT, Cause.RECOVERY)).values(
        "receipt", "case", "debit", "credit", "amount_cents"
    ):
        is_raised = row["debit"] == receivable
        key = (row["receipt"], row["case"], row["credit" if is_raised else "debit"])
        found[key] = found.get(key, 0) + row["amount_cents"] * (-1 if is_raised else 1)
    return {key: cents for key, cents in found.items() if cents}


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nights_in_any_order_of_arrival_end_where_one_fold_ends(seed, settings):
    office = live_through_history(seed, settings)
    facts = all_facts(office)
    order = DistributionOrder.from_law(current_law(), through=LAST)
    whole = fold(facts, through=LAST, order=order)
    assert posted() == net(whole.postings.iter_rows())
    assert waiting_paid_and_to_be_recovered() == entitlements()
    assert fold_night(LAST) == 0
    do_mark_for_fold([obligor.pk for obligor in office.obligors])
    assert fold_night(LAST) == 0


@pytest.mark.parametrize("seed", range(HISTORIES // 2))
def test_the_books_in_the_database_are_those_of_the_second_calculation(seed, settings):
    office = live_through_history(1_000 + seed, settings)
    proof = proof_for_obligors([obligor.pk for obligor in office.obligors], on=LAST)
    assert len(proof.obligors) == len({case.obligor_id for case in office.cases})
    assert [finding.to_json() for finding in proof.findings] == []


def test_a_payee_entitled_to_nothing_any_more_owes_back_what_was_paid(settings):
    settings.POSSE_PROFILE = "demo_bank"
    older = build_case(monthly_cents=None, on=FIRST)
    case = build_case(monthly_cents=40_000, first_due_on=FIRST, obligor=older.obligor, on=FIRST)
    receipt = Receipt.objects.create(
        source="income_withholding",
        amount_cents=40_000,
        effective_on=FIRST,
        recorded_on=FIRST,
        recorded_by="test",
        obligor=case.obligor,
    )
    fold_night(FIRST)
    run = do_start_run(key="pay", kind="nightly", business_date=FIRST, by="test")
    do_disburse(on=FIRST, run=run)
    # The order never applied: its first installment is taken back, and nothing runs on.
    do_adjust_balance(
        case=older, bucket="never_assigned", amount_cents=40_000, on=LAST,
        effective_on=FIRST, reason="Found in the court's record", by="test",
    )  # fmt: skip
    do_adjust_balance(
        case=case, bucket="current", amount_cents=-40_000, on=LAST, effective_on=FIRST,
        reason="The order was set aside", by="test",
    )  # fmt: skip
    fold_night(LAST)
    owed_back = Posting.objects.get(debit=Account.RECEIVABLE_FROM_PAYEE)
    assert (owed_back.receipt, owed_back.case) == (receipt, case)
    assert (owed_back.obligor, owed_back.effective_on) == (case.obligor, FIRST)
    assert owed_back.amount_cents == 40_000


def test_a_debt_that_begins_on_a_later_day_is_posted_on_that_day():
    case = build_case(monthly_cents=None, on=FIRST)
    begins_on = date(2026, 8, 12)
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=5_000, on=FIRST,
        effective_on=begins_on, reason="Agreed from that day on", by="test",
    )  # fmt: skip
    assert fold_night(FIRST) == 0
    assert fold_night(begins_on) == 1
