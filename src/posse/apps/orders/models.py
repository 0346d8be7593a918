"""Tables of orders, their terms and balance adjustments."""

from django.db import models

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.orders.choices import (
    Basis,
    BucketChoices,
    Frequency,
    ObligationChoices,
    TermChoices,
)


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
