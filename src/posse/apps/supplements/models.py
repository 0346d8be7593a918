"""Tables of what is asked, shown, decided and paid by hand for a child with special needs."""

from django.db import models

from posse.apps.care.models import CareCase, CareFamilyFact
from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Participant
from posse.apps.records.models import Document
from posse.apps.subsidy.models import CareProvider


class Supplement(CareFamilyFact):
    """That more is asked for a child at a provider, a month from ``effective_on`` on.

    Source: CC-1101-O, CC-A1-C-10-c.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="supplements"
    )
    child = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(
        CareProvider, on_delete=models.PROTECT, related_name="supplements"
    )
    asked_cents = models.BigIntegerField()
    need = models.CharField(max_length=500)

    class Meta:
        """Supplements are facts, of more than nothing."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked_cents__gt=0), name="supplement_asks_for_something"
            ),
        ]


class SupplementShown(Fact):
    """That one of the law's conditions is on file since ``effective_on``, and how.

    Source: CC-1101-O-1, CC-1101-O-2, CC-1101-O-3.
    """

    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="shown")
    condition = models.CharField(max_length=30)
    words = models.CharField(max_length=300)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """What is on file is a fact, each condition once."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplement", "condition"], name="condition_shown_once"
            ),
        ]


class SupplementDecision(Fact):
    """What a supervisor decided, with what the rule was given and what it gave.

    Source: CC-1101-O-4, CC-A1-C-10-d-iv.
    """

    supplement = models.OneToOneField(
        Supplement, on_delete=models.PROTECT, related_name="decision"
    )
    is_approved = models.BooleanField()
    granted_cents = models.BigIntegerField()
    words = models.CharField(max_length=500)
    profile = models.CharField(max_length=40)
    inputs = models.JSONField()
    result = models.JSONField()

    class Meta:
        """Decisions are facts; what is refused grants nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_approved=True, granted_cents__gt=0)
                | models.Q(is_approved=False, granted_cents=0),
                name="supplement_grants_when_approved",
            ),
        ]


class SupplementEnd(Fact):
    """That a supplement ends with ``effective_on``, and why. Source: CC-1101-O."""

    supplement = models.OneToOneField(Supplement, on_delete=models.PROTECT, related_name="end")
    words = models.CharField(max_length=300)

    class Meta:
        """Ends are facts."""

        triggers = [append_only()]


class SupplementPayment(Fact):
    """That a month was paid by hand on ``effective_on`` in the State's financial system.

    Source: CC-1101-O-5.
    """

    supplement = models.ForeignKey(
        Supplement, on_delete=models.PROTECT, related_name="payments"
    )
    month = models.DateField()
    amount_cents = models.BigIntegerField()
    reference = models.CharField(max_length=40)

    class Meta:
        """A month is paid once, and more than nothing."""

        triggers = [append_only()]
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplement", "month"], name="supplement_month_paid_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="supplement_pays_something"
            ),
        ]
