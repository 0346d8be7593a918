"""Tables of orders, their terms, judgments, charges, adjustments and offset amounts."""

from django.db import models

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.orders.choices import (
    Basis,
    BucketChoices,
    Charge,
    Frequency,
    JudgmentKind,
    ObligationChoices,
    TermChoices,
)
from posse.apps.people.models import Participant


class Order(models.Model):
    """A support order of a court in one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=30)
    court = models.CharField(max_length=60)
    ordered_on = models.DateField()
    basis = models.CharField(max_length=16, choices=Basis)

    class Meta:
        """Oldest first: ties between orders go to the older."""

        ordering = ["ordered_on", "id"]
        indexes = [models.Index(fields=["number"])]


class OrderTerm(Fact):
    """What an order says is due, from ``effective_on`` through ``ends_on`` (open when empty).

    ``first_due_on`` is the date in the order, else its file-stamp date; a month is owed in
    full whatever the day (policy 14.2). A later-recorded term that names ``replaces``
    governs from its ``effective_on``.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="terms")
    obligation = models.CharField(max_length=16, choices=TermChoices)
    amount_cents = models.BigIntegerField()
    frequency = models.CharField(max_length=12, choices=Frequency)
    first_due_on = models.DateField()
    ends_on = models.DateField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Terms are facts."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gte=0), name="order_term_is_not_negative"
            ),
        ]


class BalanceAdjustment(Fact):
    """A debt brought over from another record, or corrected, by a signed amount."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="adjustments")
    obligation = models.CharField(max_length=16, choices=ObligationChoices)
    bucket = models.CharField(max_length=40, choices=BucketChoices)
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=120)

    class Meta:
        """Adjustments are facts."""

        triggers = [append_only()]


class Judgment(Fact):
    """Child support of a case reduced to judgment by a court on ``effective_on``.

    Source: W.S. 1-16-102.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="judgments")
    amount_cents = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=JudgmentKind)
    note = models.CharField(max_length=300)

    class Meta:
        """Judgments are facts and for more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="judgment_is_positive"
            ),
        ]


class PenaltyAffidavit(Fact):
    """The payee's sworn claim of the late-payment penalties that arose by ``effective_on``.

    Source: W.S. 1-16-103(c).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="affidavits")

    class Meta:
        """Affidavits are facts."""

        triggers = [append_only()]


class ChargeSuppression(Fact):
    """That no interest, or no penalty, is charged in a case for a while; always with an end.

    A later-recorded suppression of the same charge with the same ``effective_on``
    supersedes the earlier one. Source: CS-9.2-SUP-3, CS-9.2-SUP-TYPE-10.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suppressions")
    kind = models.CharField(max_length=10, choices=Charge)
    ends_on = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        """Suppressions are facts that do not end before they begin."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("effective_on")),
                name="suppression_runs_forwards",
            ),
        ]


class OffsetCertification(Fact):
    """What of a case is certified for federal tax refund offset from ``effective_on`` on.

    The latest governs; nothing is certified any more at zero. Source: 45 CFR 303.72(a).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="certifications")
    amount_cents = models.BigIntegerField()

    class Meta:
        """Certifications are facts and not negative."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gte=0), name="certification_is_not_negative"
            ),
        ]


class ExcessPermission(Fact):
    """A paying parent's word that offset money above what is certified may pay other debts.

    Source: CS-9.2-TOP-SINGLE-3, CS-9.2-TOP-SINGLE-4.
    """

    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="excess_permissions"
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Permissions are facts."""

        triggers = [append_only()]
