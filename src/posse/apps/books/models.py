"""Tables of postings, distribution decisions and closing balances."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from posse.apps.books.choices import Cause, account_choices
from posse.apps.cases.models import Case
from posse.apps.facts import append_only
from posse.apps.payments.models import Receipt
from posse.apps.people.models import Participant
from posse.apps.references import names_what_is_there
from posse.apps.runs.models import Run

CONSERVES_RECEIPTS = """
    PERFORM 1 FROM (
        SELECT receipt_id,
               sum(CASE WHEN credit = 210 THEN amount_cents ELSE 0 END)
             - sum(CASE WHEN debit = 210 THEN amount_cents ELSE 0 END) AS left_cents
        FROM added WHERE receipt_id IS NOT NULL AND 210 IN (debit, credit)
        GROUP BY receipt_id) AS moved
    WHERE left_cents <> 0;
    IF FOUND THEN
        RAISE EXCEPTION 'a receipt is not distributed to the cent' USING ERRCODE = '23514';
    END IF;
    PERFORM 1 FROM (
        SELECT entered.receipt_id, sum(entered.amount_cents) AS total_cents
        FROM books_posting AS entered
        WHERE entered.debit = 100 AND entered.cause = 5
          AND entered.receipt_id IN (SELECT receipt_id FROM added WHERE debit = 100)
        GROUP BY entered.receipt_id) AS booked
    JOIN payments_receipt AS receipt ON receipt.id = booked.receipt_id
    WHERE booked.total_cents <> receipt.amount_cents;
    IF FOUND THEN
        RAISE EXCEPTION 'a receipt is booked with another amount than was received'
            USING ERRCODE = '23514';
    END IF;
    PERFORM 1 FROM (
        SELECT posting.receipt_id,
               sum(CASE WHEN posting.credit BETWEEN 300 AND 306 THEN posting.amount_cents
                        ELSE -posting.amount_cents END) AS payable_cents
        FROM books_posting AS posting
        WHERE posting.receipt_id IN (
                SELECT receipt_id FROM added WHERE debit BETWEEN 300 AND 306)
          AND (posting.credit BETWEEN 300 AND 306 OR posting.debit BETWEEN 300 AND 306)
          AND NOT (posting.credit BETWEEN 300 AND 306 AND posting.debit BETWEEN 300 AND 306)
        GROUP BY posting.receipt_id, posting.case_id,
                 CASE WHEN posting.credit BETWEEN 300 AND 306 THEN posting.credit
                      ELSE posting.debit END) AS owed
    WHERE payable_cents < 0;
    IF FOUND THEN
        RAISE EXCEPTION 'more would be paid out of a receipt than it holds for the payee'
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


class Posting(models.Model):
    """Cents moved from the credited to the debited account: balanced by its very shape.

    ``effective_on`` is the day to which it belongs, ``posted_on`` the business date on
    which it was written. ``cause`` and ``cause_id`` name the fact it follows from.
    """

    obligor = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        related_name="postings",
        db_constraint=False,
    )
    receipt = models.ForeignKey(
        Receipt,
        on_delete=models.PROTECT,
        null=True,
        related_name="postings",
        db_constraint=False,
    )
    cause = models.SmallIntegerField(choices=Cause)
    cause_id = models.BigIntegerField()
    effective_on = models.DateField()
    posted_on = models.DateField()
    debit = models.SmallIntegerField(choices=account_choices)
    credit = models.SmallIntegerField(choices=account_choices)
    amount_cents = models.BigIntegerField()
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        """Append-only, balanced, and conserving every receipt to the cent."""

        triggers = [
            append_only(),
            names_what_is_there(
                {
                    "obligor_id": "people_participant",
                    "case_id": "cases_case",
                    "receipt_id": "payments_receipt",
                    "run_id": "runs_run",
                }
            ),
            pgtrigger.Trigger(
                name="conserves_receipts",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=CONSERVES_RECEIPTS,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="posting_is_positive"
            ),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="posting_moves_money"
            ),
        ]
        indexes = [models.Index(fields=["posted_on"])]


class Distribution(models.Model):
    """The decision how one receipt of an obligor was applied; a later one supersedes it.

    A receipt posted to the wrong person has decisions for two obligors.
    ``law_fingerprint`` and ``profile`` say under which law, ``decided_on`` as of when.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="distributions")
    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField()
    profile = models.CharField(max_length=40)
    law_fingerprint = models.CharField(max_length=64)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """Decisions are kept."""

        triggers = [append_only()]
        ordering = ["id"]


class DistributionLine(models.Model):
    """One step of a decision in one case: what was owed, what was applied, to whom.

    ``step`` is the place in the order of distribution of the case's type; lines of zero
    cents show a debt that the money did not reach. ``case_type`` is the type as of the
    collection. ``unreimbursed_cents`` is the assistance, or foster care, not yet repaid
    before the step; ``repays`` says which of them the line repays. ``act`` is the
    collection itself, its release from a hold, or its reversal, on ``effective_on``; a
    reversal's cents are negative.
    """

    distribution = models.ForeignKey(
        Distribution, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    act = models.SmallIntegerField(default=0, db_default=0)
    effective_on = models.DateField(null=True)
    case_type = models.SmallIntegerField()
    step = models.SmallIntegerField()
    obligation = models.SmallIntegerField()
    bucket = models.SmallIntegerField()
    payee = models.SmallIntegerField()
    owed_cents = models.BigIntegerField()
    unreimbursed_cents = models.BigIntegerField()
    amount_cents = models.BigIntegerField()
    repays = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        """Decisions are kept, in the order in which the law was applied."""

        triggers = [
            append_only(),
            names_what_is_there(
                {"distribution_id": "books_distribution", "case_id": "cases_case"}
            ),
        ]
        ordering = ["id"]


class Payable(models.Model):
    """Cents of a receipt that await payment: written by the fold, emptied by disbursement.

    Derived from the postings and rebuilt from them at any time. Rows of the same receipt,
    case, account and payee add up; a correction before payment is a negative row. The payee
    is empty where the State or an agency of it is paid.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="payables")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payables")
    payee = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="payables"
    )
    account = models.SmallIntegerField(choices=account_choices)
    amount_cents = models.BigIntegerField()
    release_on = models.DateField(db_index=True)


class Refold(models.Model):
    """An obligor whose facts changed since the last fold; emptied by the fold itself."""

    obligor = models.OneToOneField(Participant, on_delete=models.PROTECT, primary_key=True)


class FoldMark(models.Model):
    """Through which day an obligor's facts are folded into postings."""

    obligor = models.OneToOneField(Participant, on_delete=models.PROTECT, primary_key=True)
    folded_through = models.DateField()


class ProofFinding(models.Model):
    """What a second calculation found for an obligor; the latest finding governs.

    ``difference_count`` counts the balances that differed, zero when all agreed again;
    ``what`` is the first of them in words, ``books_cents`` and ``proven_cents`` what either
    way of reckoning makes of it. While it counts any, nothing of the obligor's is paid out.
    """

    obligor = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    proven_on = models.DateField()
    difference_count = models.PositiveIntegerField()
    what = models.CharField(max_length=240, blank=True)
    books_cents = models.BigIntegerField(default=0)
    proven_cents = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Findings are kept, those that were released too."""

        triggers = [append_only()]
        ordering = ["id"]


class ProofMark(models.Model):
    """As of which business date an obligor's books were last proven, so that all have turns."""

    obligor = models.OneToOneField(Participant, on_delete=models.PROTECT, primary_key=True)
    proven_on = models.DateField()


class ClosingBalance(models.Model):
    """An account at the close of a business date: opening, debits, credits, closing.

    Units: cents, debits positive. The closing balances of a day add up to zero.
    """

    business_date = models.DateField()
    account = models.SmallIntegerField(choices=account_choices)
    opening_cents = models.BigIntegerField()
    debit_cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField()
    closing_cents = models.BigIntegerField()

    class Meta:
        """One a day and account, and it adds up."""

        triggers = [append_only()]
        ordering = ["business_date", "account"]
        constraints = [
            models.UniqueConstraint(
                fields=["business_date", "account"], name="closing_balance_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    closing_cents=models.F("opening_cents")
                    + models.F("debit_cents")
                    - models.F("credit_cents")
                ),
                name="closing_balance_adds_up",
            ),
        ]


class MonthClose(models.Model):
    """An account over a calendar month: carried forward, debits, credits, carried on.

    ``month`` is its first day, ``closed_on`` the last business date in it. Units: cents,
    debits positive. What is posted after ``closed_on`` belongs to a later month.
    """

    month = models.DateField()
    closed_on = models.DateField()
    account = models.SmallIntegerField(choices=account_choices)
    opening_cents = models.BigIntegerField()
    debit_cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField()
    closing_cents = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """One a month and account, and it adds up."""

        triggers = [append_only()]
        ordering = ["month", "account"]
        constraints = [
            models.UniqueConstraint(fields=["month", "account"], name="month_close_once"),
            models.CheckConstraint(
                condition=models.Q(
                    closing_cents=models.F("opening_cents")
                    + models.F("debit_cents")
                    - models.F("credit_cents")
                ),
                name="month_close_adds_up",
            ),
        ]
