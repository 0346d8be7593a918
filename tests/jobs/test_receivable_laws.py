"""Over random nights with corrections, every cent that a payee had is accounted for.

Of each payee: what was paid and waits, less what the facts give, less what was paid back and
written off, is what the payee owes; nobody owes less than nothing, and the books of every
night close.
"""

import os
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import Sum
from tests.builders import BY, build_case, build_person
from tests.payments import start_run

from posse.apps.books.choices import DERIVED
from posse.apps.books.models import Payable, Posting
from posse.apps.payments.models import Disbursement, Receipt
from posse.apps.recovery.models import (
    PayeeRedirection,
    ReceivableLine,
    RecoveryLine,
    Repayment,
)
from posse.services.books.balances import do_close_day
from posse.services.books.fold_list import obligors_to_fold
from posse.services.books.posting import do_fold
from posse.services.books.refold import do_mark_for_fold
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_out.disbursements import do_disburse
from posse.services.recovery.debts import debts_of_payee
from posse.services.recovery.terms import (
    do_agree_to_terms,
    do_end_terms,
    do_enter_repayment,
    do_write_off,
)
from posse.services.register.cases import do_record_assistance_period
from posse.services.register.redirection import do_redirect_payments

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

HISTORIES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 6
FIRST = date(2026, 10, 1)
NIGHTS = [FIRST + timedelta(days=days) for days in range(0, 42, 3)]


class Office:
    """Two paying parents with three cases, to which things happen."""

    def __init__(self, random):
        self.random = random
        parents = [build_person(on=FIRST) for _ in range(2)]
        self.cases = [
            build_case(
                obligor=random.choice(parents),
                monthly_cents=random.randint(1, 30_000),
                arrears={"never_assigned": random.randint(1, 90_000)},
                child_count=0,
                on=FIRST,
            )
            for _ in range(3)
        ]
        self.others = [build_person(on=FIRST) for _ in range(2)]
        # Redirections from one day that take each other back give again what was repaid.
        self.happenings = [
            *[self.receive] * 4, *[self.redirect] * 4, *[self.repay] * 3, *[self.write_off] * 3,
            self.reverse, self.reverse, self.agree, self.agree, self.end, self.assist,
        ]  # fmt: skip

    def day(self, night):
        return FIRST + timedelta(days=self.random.randint(0, (night - FIRST).days))

    def payees(self):
        return [*(case.obligee for case in self.cases), *self.others]

    def receive(self, night):
        case = self.random.choice(self.cases)
        Receipt.objects.create(
            source="income_withholding", amount_cents=self.random.randint(1, 50_000),
            effective_on=self.day(night), recorded_on=night, recorded_by=BY,
            obligor=case.obligor,
        )  # fmt: skip
        do_mark_for_fold([case.obligor_id])

    def reverse(self, night):
        receipt = self.random.choice(Receipt.objects.all())
        part = self.random.choice([None, self.random.randint(1, receipt.amount_cents)])
        do_reverse_receipt(
            receipt=receipt, amount_cents=part, reason="bounced", note="Told", on=night, by=BY
        )

    def redirect(self, night):
        case, day = self.random.choice(self.cases), self.random.choice([FIRST, self.day(night)])
        payee = self.random.choice([self.random.choice(self.others), case.obligee])
        do_redirect_payments(
            case=case, payee=payee, effective_on=day, affidavit_filed_on=day, note="Told",
            on=night, by=BY,
        )  # fmt: skip

    def agree(self, night):
        percent = self.random.choice([None, 1, 33, 100])
        how = {"share_percent": percent} if percent else {"monthly_cents": 5_000}
        payee = self.random.choice(self.payees())
        do_agree_to_terms(payee=payee, basis="agreement", note="Told", on=night, by=BY, **how)

    def end(self, night):
        do_end_terms(payee=self.random.choice(self.payees()), note="Told", on=night, by=BY)

    def some_debt(self, night):
        owed = [
            (payee, int(debts_of_payee(payee.pk, on=night)["owed_cents"].sum()))
            for payee in self.payees()
        ]
        payee, cents = max(owed, key=lambda debt: debt[1])
        amount_cents = self.random.choice([cents, self.random.randint(1, max(1, cents))])
        return {"payee": payee, "amount_cents": amount_cents}

    def repay(self, night):
        words = {"received_on": night, "note": "Told", "on": night, "by": BY}
        do_enter_repayment(**self.some_debt(night), **words)

    def write_off(self, night):
        do_write_off(**self.some_debt(night), reason="Told", on=night, by=BY)

    def assist(self, night):
        do_record_assistance_period(
            family=self.random.choice(self.cases).family, starts_on=self.day(night),
            ends_on=night, on=night, by=BY,
        )  # fmt: skip

    def live(self, night):
        for _ in range(self.random.randint(0, 6)):
            happening = self.random.choice(self.happenings)
            if happening == self.reverse and not Receipt.objects.exists():
                happening = self.receive
            try:
                happening(night)
            except ValueError:
                # What may not happen is refused in words, and nothing of it is kept.
                continue


def entitled(payee_of):
    """Cents that the facts give each payee, from the postings and the redirections."""
    found = Counter()
    rows = Posting.objects.filter(cause__in=DERIVED)
    for side, sign in (("credit", 1), ("debit", -1)):
        of_payees = rows.filter(**{f"{side}__in": [300, 302]}).select_related("receipt", "case")
        for row in of_payees:
            found[payee_of(row, getattr(row, side))] += sign * row.amount_cents
    return found


def payee_of(row, account):
    if account == 302:
        return row.case.obligor_id
    told = PayeeRedirection.objects.filter(
        case=row.case, effective_on__lte=row.receipt.effective_on
    )
    latest = told.order_by("effective_on", "id").last()
    return latest.payee_id if latest else row.case.obligee_id


def summed(rows):
    """Cents by payee."""
    by_payee = rows.filter(payee__isnull=False).values_list("payee")
    return Counter(dict(by_payee.annotate(Sum("amount_cents")).order_by()))


def check_payees():
    owed = summed(ReceivableLine.objects)
    written_off = summed(ReceivableLine.objects.filter(cause=20))
    sides = [
        (summed(Disbursement.objects), 1), (summed(Payable.objects), 1),
        (entitled(payee_of), -1), (summed(Repayment.objects), -1), (written_off, 1),
    ]  # fmt: skip
    found = Counter()
    for cents, sign in sides:
        for payee, amount in cents.items():
            found[payee] += sign * amount
    assert {payee: cents for payee, cents in found.items() if cents} == {
        payee: cents for payee, cents in owed.items() if cents
    }
    assert min(owed.values(), default=0) >= 0
    assert max(written_off.values(), default=0) <= 0
    kept = summed(RecoveryLine.objects)
    assert kept == {
        payee: -cents
        for payee, cents in summed(ReceivableLine.objects.filter(cause=18)).items()
    }


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_every_cent_that_a_payee_had_is_accounted_for(seed, settings):
    settings.POSSE_PROFILE = "demo_bank"
    office = Office(Random(seed))
    for night in NIGHTS:
        office.live(night)
        run = start_run(night, key="night")
        do_fold(obligors=obligors_to_fold(through=night), through=night, run=run)
        do_disburse(on=night, run=run)
        do_close_day(on=night, run=run)
        check_payees()
