"""Tables of cases, families, roles and assistance."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.choices import (
    PAYING_PROGRAMS,
    AssistanceProgram,
    CaseState,
    FeeExemptionReason,
    Interstate,
    Role,
    Service,
)
from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Participant
from posse.apps.references import stays


class Family(models.Model):
    """A custodial parent with children: the unit to which assistance is paid.

    Unreimbursed assistance is counted per family over all its obligors.
    """

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Plain words."""

        verbose_name_plural = "families"


class Case(models.Model):
    """One obligor and one family; two absent parents of one family are two cases.

    Source: 45 CFR 305.1(a).
    """

    number = models.CharField(max_length=20, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="cases")
    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="cases_owed_by", null=True
    )
    obligee = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="cases_owed_to"
    )
    county_fips = models.CharField(max_length=5)
    opened_on = models.DateField()

    class Meta:
        """Listed by number; what the books name, stays."""

        ordering = ["number"]
        triggers = [stays()]


class CaseStatus(Fact):
    """Service and state of a case from a date on; the latest governs."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statuses")
    service = models.CharField(max_length=10, choices=Service)
    state = models.CharField(max_length=10, choices=CaseState)

    class Meta:
        """Statuses are facts."""

        triggers = [append_only()]
        verbose_name_plural = "case statuses"


class CaseRole(Fact):
    """The part a person has in a case from a date on, or (``is_ended``) no longer has."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="roles")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=16, choices=Role)
    is_ended = models.BooleanField(default=False)

    class Meta:
        """Roles are facts, found by the day on which they were told."""

        triggers = [append_only()]
        indexes = [models.Index(fields=["recorded_on"])]


class AssistancePeriod(Fact):
    """Assistance to a family from ``effective_on`` through ``ends_on`` (open when empty).

    A later-recorded period of the same program with the same ``effective_on`` supersedes
    the earlier one.
    """

    family = models.ForeignKey(
        Family, on_delete=models.PROTECT, related_name="assistance_periods"
    )
    program = models.CharField(max_length=10, choices=AssistanceProgram)
    ends_on = models.DateField(null=True)

    class Meta:
        """Periods are facts that do not end before they begin."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("effective_on")),
                name="assistance_period_runs_forwards",
            ),
        ]


class AssistanceGrant(Fact):
    """Assistance paid to a family on ``effective_on``: unreimbursed assistance grows by it."""

    family = models.ForeignKey(
        Family, on_delete=models.PROTECT, related_name="assistance_grants"
    )
    program = models.CharField(max_length=10, choices=AssistanceProgram)
    amount_cents = models.BigIntegerField()

    class Meta:
        """Grants are facts and more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="assistance_grant_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(program__in=PAYING_PROGRAMS),
                name="assistance_grant_is_money",
            ),
        ]


class InterstateRole(Fact):
    """Wyoming's part in a case with another state, from a date on; the latest governs.

    Source: 45 CFR 303.7.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interstate_roles")
    role = models.CharField(max_length=10, choices=Interstate)

    class Meta:
        """Roles are facts."""

        triggers = [append_only()]


class FeeExemption(Fact):
    """That no annual fee is taken in a case for a reason, or (``is_ended``) no longer.

    Source: 45 CFR 302.33(e).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fee_exemptions")
    reason = models.CharField(max_length=20, choices=FeeExemptionReason)
    is_ended = models.BooleanField(default=False)

    class Meta:
        """Exemptions are facts."""

        triggers = [append_only()]
