"""Tables of cases, families, roles and assistance."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.choices import (
    PAYING_PROGRAMS,
    AssistanceProgram,
    CaseState,
    FeeExemptionReason,
    Interstate,
    Origin,
    ParentsRelation,
    Partner,
    PaternityEvidence,
    PaternityMethod,
    PaternityStatus,
    Role,
    Service,
    Wedlock,
)
from posse.apps.cases.triggers import comes_by_an_application
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

    A case of intake has an application whose search came first. Source: 45 CFR 305.1(a),
    CS-6.3-SEARCH-3.
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
    origin = models.CharField(
        max_length=12,
        choices=Origin,
        default=Origin.BROUGHT_OVER,
        db_default=Origin.BROUGHT_OVER,
    )

    class Meta:
        """Listed by number; what the books name, stays."""

        ordering = ["number"]
        triggers = [stays(), comes_by_an_application()]


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


class AgencyCase(Fact):
    """The number by which another agency knows a case, or (``is_ended``) no longer does.

    ``place`` is the state's, tribe's or country's code where the agency is not Wyoming's.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agency_cases")
    partner = models.CharField(max_length=12, choices=Partner)
    place = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=30)
    is_ended = models.BooleanField(default=False)

    class Meta:
        """Numbers are facts, found when the agency writes again."""

        triggers = [append_only()]
        indexes = [models.Index(fields=["partner", "number"])]


class Parents(Fact):
    """What the two parents of a case are to each other; the latest governs.

    ``ended_on`` is when a court or death ended the marriage.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parents")
    relation = models.CharField(max_length=14, choices=ParentsRelation)
    married_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        """Relations are facts; a marriage does not end before it began."""

        triggers = [append_only()]
        verbose_name_plural = "parents"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(married_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("married_on")),
                name="marriage_runs_forwards",
            ),
        ]


class Paternity(Fact):
    """What is known of a child's paternity; the latest by ``effective_on`` governs.

    It is the child's own; ``case`` is where it was learned. ``father`` is the man concerned,
    where he is known. Source: CS-6.3-DATA-3, CS-6.3-XREF-1.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="paternities"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="paternities")
    father = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="+"
    )
    born_out_of_wedlock = models.CharField(max_length=8, choices=Wedlock)
    status = models.CharField(max_length=12, choices=PaternityStatus)
    method = models.CharField(max_length=12, choices=PaternityMethod, blank=True)
    established_on = models.DateField(null=True)
    established_state = models.CharField(max_length=2, blank=True)
    established_county = models.CharField(max_length=40, blank=True)
    birth_state = models.CharField(max_length=2, blank=True)
    birth_county = models.CharField(max_length=40, blank=True)
    evidence = models.CharField(max_length=20, choices=PaternityEvidence, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Paternities are facts."""

        triggers = [append_only()]
        verbose_name_plural = "paternities"
