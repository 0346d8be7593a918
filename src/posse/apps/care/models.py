"""Tables of families in the child care program: cases, applications, households and incomes.

People are those of the register, shared with child support. What a family told is facts: a
correction is a later one, and the latest that has taken effect governs.
"""

from django.db import models
from django.db.models.functions import Now

from posse.apps.care.choices import (
    ActivityKind,
    CareApplicationKind,
    CareApplicationState,
    CareChannel,
    CareStep,
    MemberRole,
    Origin,
    PowerStep,
)
from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Participant
from posse.apps.references import stays
from posse.apps.staff.models import StaffMember

FORM_KEY_LENGTH = 36


class CareCase(models.Model):
    """The child care case of a household; ``applicant`` is who asked first.

    It stays open when assistance ends: authorizations end, not the case.
    Source: CC-1504-C-2.
    """

    number = models.CharField(max_length=12, unique=True)
    applicant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_cases"
    )
    county_fips = models.CharField(max_length=5)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Named by much, and never changed."""

        triggers = [append_only()]
        ordering = ["number"]


class CareFamilyFact(Fact):
    """A fact of one child care case."""

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT)

    class Meta:
        """Shared by the facts below."""

        abstract = True


class CareSpecialist(CareFamilyFact):
    """Which benefit specialist has a case; the latest governs, none means nobody has it."""

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="specialists"
    )
    specialist = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="care_cases"
    )

    class Meta:
        """Assignments are facts."""

        triggers = [append_only()]


class CareApplication(models.Model):
    """An application for child care, from its first saved answer to its decision.

    ``answers`` hold the form as far as it is filled in; ``version`` counts the saves. It is
    filed on the day on which it came in complete: with name, address and signature.
    ``decide_by`` is the last day for a decision. ``representative`` signs for the applicant.
    Source: CC-200-application-date, CC-401-A, CC-401-B, CC-402-A-1.
    """

    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=14, choices=CareApplicationKind)
    channel = models.CharField(max_length=10, choices=CareChannel)
    state = models.CharField(
        max_length=10, choices=CareApplicationState, default=CareApplicationState.DRAFT
    )
    answers = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    language = models.CharField(max_length=2, default="en")
    county_fips = models.CharField(max_length=5, blank=True)
    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, null=True, related_name="applications"
    )
    started_on = models.DateField()
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    filed_on = models.DateField(null=True)
    decide_by = models.DateField(null=True)
    signature = models.CharField(max_length=120, blank=True)
    representative = models.CharField(max_length=120, blank=True)
    form_key = models.CharField(max_length=FORM_KEY_LENGTH, blank=True)

    class Meta:
        """Filed with a day, and a day by which it is decided."""

        triggers = [stays()]
        indexes = [models.Index(fields=["state", "decide_by"])]
        constraints = [
            models.UniqueConstraint(
                fields=["form_key"],
                condition=~models.Q(form_key=""),
                name="care_application_form_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[CareApplicationState.DRAFT, CareApplicationState.WITHDRAWN]
                )
                | models.Q(filed_on__isnull=False, decide_by__isnull=False, signature__gt=""),
                name="filed_care_application_has_its_days",
            ),
        ]


class CareApplicationEvent(models.Model):
    """One thing that happened to an application; ``changes`` are answers with old and new."""

    application = models.ForeignKey(
        CareApplication, on_delete=models.PROTECT, related_name="events"
    )
    step = models.CharField(max_length=10, choices=CareStep)
    version = models.IntegerField()
    note = models.CharField(max_length=1000, blank=True)
    changes = models.JSONField(default=dict)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """The history of an application is kept."""

        triggers = [append_only()]
        ordering = ["id"]


class HouseholdMember(CareFamilyFact):
    """That somebody lives in a household of the case, or (``is_ended``) no longer does.

    ``home`` numbers the households of a case: a child of parents who live apart and share
    custody is in two. Source: CC-200-household, CC-505, CC-603-A-4.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="members")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_memberships"
    )
    home = models.SmallIntegerField(default=1)
    role = models.CharField(max_length=5, choices=MemberRole)
    is_ended = models.BooleanField(default=False)

    class Meta:
        """Membership is a fact."""

        triggers = [append_only()]


class HouseholdTie(CareFamilyFact):
    """How two people of a case are tied, or (``is_ended``) no longer are.

    ``kind`` is a name in the law's table of ties; the parent or caretaker is ``elder``.
    Source: CC-505, CC-606-A.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="ties")
    elder = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    younger = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    is_ended = models.BooleanField(default=False)

    class Meta:
        """Ties are facts, and nobody is tied to himself or herself."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(elder=models.F("younger")), name="tie_is_of_two"
            ),
        ]


class Circumstance(CareFamilyFact):
    """One thing known of a person, or of the family where nobody is named.

    ``name`` is in the law's list of circumstances, which says what ``value`` may be and which
    factor it belongs to. A value of null takes back what was told before.
    Source: CC-501, CC-503-A.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="circumstances"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="care_circumstances"
    )
    name = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    origin = models.CharField(max_length=12, choices=Origin)

    class Meta:
        """Circumstances are facts."""

        triggers = [append_only()]
        indexes = [models.Index(fields=["care_case", "name"], name="circumstance_by_name")]


class Activity(CareFamilyFact):
    """An activity of a caretaker, from ``effective_on`` through ``ends_on``.

    A correction, such as an end that became known, names what it ``replaces``.
    Source: CC-701-A, CC-701-B-1.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="activities")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_activities"
    )
    kind = models.CharField(max_length=16, choices=ActivityKind)
    place = models.CharField(max_length=80, blank=True)
    ends_on = models.DateField(null=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Activities are facts that end after they begin."""

        triggers = [append_only()]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("effective_on")),
                name="activity_runs_forwards",
            ),
        ]


class ActivitySpan(models.Model):
    """A span of a week in which an activity takes place, in minutes after midnight.

    ``weekday`` is 0 on Monday. A span that ends before it begins goes on into the next day.
    Source: CC-200-need, CC-1101-F, CC-1101-I-3.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="spans")
    weekday = models.SmallIntegerField()
    starts_minute = models.SmallIntegerField()
    ends_minute = models.SmallIntegerField()
    is_class = models.BooleanField(default=False)
    is_private_study = models.BooleanField(default=False)

    class Meta:
        """Spans belong to the activity as it was told."""

        triggers = [append_only()]
        ordering = ["activity", "weekday", "starts_minute"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    weekday__gte=0,
                    weekday__lte=6,
                    starts_minute__gte=0,
                    starts_minute__lt=1440,
                    ends_minute__gt=0,
                    ends_minute__lte=1440,
                ),
                name="span_lies_in_a_week",
            ),
        ]


class CareIncome(CareFamilyFact):
    """A source of income of somebody, and what is expected of it from ``effective_on`` on.

    ``kind`` is in the law's table of income, ``frequency`` in its table of factors. What is
    not said is null. ``spread_cents`` is income meant for ``spread_months`` months, such as
    the gross of a business, of which ``expenses_cents`` come off.
    Source: CC-901-A, CC-905-B-2, CC-905-C-2, CC-903-A.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="incomes")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_incomes"
    )
    kind = models.CharField(max_length=40)
    payer = models.CharField(max_length=80, blank=True)
    frequency = models.CharField(max_length=12)
    ended_on = models.DateField(null=True)
    check_cents = models.BigIntegerField(null=True)
    week_cents = models.BigIntegerField(null=True)
    rate_cents = models.BigIntegerField(null=True)
    hours_low = models.IntegerField(null=True)
    hours_high = models.IntegerField(null=True)
    tips_week_cents = models.BigIntegerField(null=True)
    spread_cents = models.BigIntegerField(null=True)
    spread_months = models.SmallIntegerField(null=True)
    expenses_cents = models.BigIntegerField(null=True)
    reasons = models.CharField(max_length=1000, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Incomes are facts; a number of hours is in hundredths."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spread_cents__isnull=True) | models.Q(spread_months__gte=1),
                name="spread_income_has_its_months",
            ),
        ]


class PayCheck(CareFamilyFact):
    """What came of an income on the pay date ``effective_on``, before any deduction.

    A pay date without a check is an amount of nothing with ``is_missed``. A later record of
    the same pay date corrects the earlier. Source: CC-905-A-3-a, CC-905-B-2-a.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="checks")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_checks"
    )
    kind = models.CharField(max_length=40)
    payer = models.CharField(max_length=80, blank=True)
    gross_cents = models.BigIntegerField()
    is_missed = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)
    why_left_out = models.CharField(max_length=300, blank=True)

    class Meta:
        """Checks are facts; why one is not counted is written down."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_left_out=False) | models.Q(why_left_out__gt=""),
                name="check_left_out_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(gross_cents__gte=0), name="check_is_not_negative"
            ),
        ]


class CareNarrative(CareFamilyFact):
    """What a worker wrote into the record of a case. Source: CC-905-A-2-a, CC-1501-B-4."""

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="narratives")
    topic = models.CharField(max_length=40, blank=True)
    text = models.TextField()

    class Meta:
        """Narratives are facts, the latest first."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""), name="narrative_says_something"
            ),
        ]


class PowerApplication(CareFamilyFact):
    """That an adult applied for POWER on ``effective_on``.

    ``must_work`` marks one to whom the work requirements apply, ``needs_care`` one who needs
    child care to meet them; ``manager`` is the case manager of the work programme.
    Source: CC-401-F, CC-401-F-1, CC-401-F-2.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="power_applications"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="power_applications"
    )
    must_work = models.BooleanField()
    needs_care = models.BooleanField()
    manager = models.CharField(max_length=80, blank=True)

    class Meta:
        """An adult applies once a day."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "effective_on"], name="power_applied_for_once_a_day"
            ),
        ]


class PowerEvent(CareFamilyFact):
    """What became of an application for POWER on ``effective_on``, each step once.

    Source: CC-401-F-1, CC-401-F-2.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="power_events"
    )
    power = models.ForeignKey(PowerApplication, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=8, choices=PowerStep)
    words = models.CharField(max_length=300)

    class Meta:
        """Each comes once."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["power", "what"], name="power_told_once"),
        ]
