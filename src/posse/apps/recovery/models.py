"""Tables of receivables from payees, of what brings them back, and of redirected payments."""

from django.db import models

from posse.apps.books.choices import Cause, account_choices
from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.payments.models import Receipt
from posse.apps.people.models import Participant
from posse.apps.recovery.choices import TermsBasis
from posse.apps.runs.models import Run


class PayeeRedirection(Fact):
    """That the family's money of a case goes to ``payee`` from ``effective_on`` on.

    The day of collection counts; the latest redirection by then governs. The day on which
    proof of the affidavit was filed is empty only where the money goes back to the obligee.
    Source: W.S. 20-2-312, CS-IRG-F17.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="redirections")
    payee = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    affidavit_filed_on = models.DateField(null=True)
    note = models.CharField(max_length=300)

    class Meta:
        """Redirections are facts."""

        triggers = [append_only()]


class RepaymentTerms(Fact):
    """How a payee pays back what was paid wrongly; the latest by ``effective_on`` governs.

    Either a share of each later payment or an amount a month is taken, as the payee agreed
    in writing or a court ordered; where the terms ended, nothing is.
    """

    payee = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="repayment_terms"
    )
    basis = models.CharField(max_length=10, choices=TermsBasis)
    share_percent = models.PositiveSmallIntegerField(null=True)
    monthly_cents = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300)

    class Meta:
        """Terms are facts, and say one of the two ways."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    basis=TermsBasis.ENDED,
                    share_percent__isnull=True,
                    monthly_cents__isnull=True,
                )
                | models.Q(
                    basis__in=[TermsBasis.AGREEMENT, TermsBasis.ORDER],
                    share_percent__range=(1, 100),
                    monthly_cents__isnull=True,
                )
                | models.Q(
                    basis__in=[TermsBasis.AGREEMENT, TermsBasis.ORDER],
                    share_percent__isnull=True,
                    monthly_cents__gt=0,
                ),
                name="repayment_terms_say_how",
            ),
        ]


class Repayment(Fact):
    """Money that a payee paid back, as it came in on ``effective_on``."""

    payee = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="repayments")
    amount_cents = models.BigIntegerField()
    note = models.CharField(max_length=300)

    class Meta:
        """Repayments are facts and more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="repayment_is_positive"
            ),
        ]


class WriteOff(Fact):
    """That no more is asked of a payee for so many cents, and why."""

    payee = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="write_offs")
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=300)

    class Meta:
        """Write-offs are facts and more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="write_off_is_positive"
            ),
        ]


class RecoveryLine(models.Model):
    """What of one payable went to what its payee owes, instead of being paid out.

    ``due_cents`` is what would have been paid of the receipt in the case. The payee is empty
    where the State or an agency of it owes; such debts need no terms.
    """

    payee = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="recovery_lines"
    )
    terms = models.ForeignKey(
        RepaymentTerms, on_delete=models.PROTECT, null=True, related_name="recovery_lines"
    )
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    account = models.SmallIntegerField(choices=account_choices)
    due_cents = models.BigIntegerField()
    amount_cents = models.BigIntegerField()
    recovered_on = models.DateField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """Never more than there was to be paid."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0)
                & models.Q(amount_cents__lte=models.F("due_cents")),
                name="recovery_within_what_is_due",
            ),
        ]


class ReceivableLine(models.Model):
    """A change of what a payee owes: the account to be recovered, told by payee.

    ``receipt``, ``case`` and ``account`` name what was paid wrongly. Positive cents are paid
    above what the facts say (cause 8); negative ones were recovered, repaid, written off or
    found to be right after all. ``cause_id`` is the receipt, the recovery line, the repayment
    or the write-off. The payee is empty where the State or an agency of it owes.
    """

    payee = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="receivable_lines"
    )
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    account = models.SmallIntegerField(choices=account_choices)
    cause = models.SmallIntegerField(choices=Cause)
    cause_id = models.BigIntegerField()
    posted_on = models.DateField()
    amount_cents = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        """Lines are kept."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_cents=0), name="receivable_line_moves_money"
            ),
        ]
