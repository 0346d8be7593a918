"""Tables of the child care subsidy: providers, determinations, authorizations and changes."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareApplication, CareCase, CareFamilyFact
from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Participant
from posse.apps.proofs.models import Evidence
from posse.apps.records.models import Document, Letter
from posse.apps.runs.models import Run
from posse.apps.subsidy.choices import (
    AfterDisqualification,
    BeginsBy,
    ChangeKind,
    ChangeOutcome,
    DeterminationKind,
    DisqualifiedBy,
    EndReason,
    GoodCause,
    ProviderLicence,
    RulingOutcome,
)


class CareProvider(models.Model):
    """Somebody who cares for children and is paid for it. ``setting`` is in the law's rates.

    Source: CC-200-provider, CC-1203-E.
    """

    number = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    setting = models.CharField(max_length=20)
    line_1 = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=40)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=10)
    county_fips = models.CharField(max_length=5)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """What changes of a provider is told by facts."""

        triggers = [append_only()]
        ordering = ["name", "number"]


class ProviderStanding(Fact):
    """What a provider may do from ``effective_on`` on; the latest governs.

    ``registered_on`` and ``licensed_on`` are empty until it is done; ``barred_for`` is empty
    where nothing bars payment. ``words`` say what it rests on.
    Source: CC-1203-A, CC-1203-A-3, CC-1203-B, CC-1202-D.
    """

    provider = models.ForeignKey(
        CareProvider, on_delete=models.PROTECT, related_name="standings"
    )
    licence = models.CharField(max_length=12, choices=ProviderLicence)
    needs_license = models.BooleanField(default=True)
    registered_on = models.DateField(null=True)
    licensed_on = models.DateField(null=True)
    barred_for = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        """Standings are facts."""

        triggers = [append_only()]


class ProviderRate(Fact):
    """A provider's price of a day from ``effective_on`` on, for children of some age.

    ``charge_cents`` is what private families pay, ``declared_cents`` the rate declared for
    the agency, ``family_cents`` what each of several children of one family costs.
    Source: CC-1101-N, CC-1101-N-3, CC-1203-E-1.
    """

    provider = models.ForeignKey(CareProvider, on_delete=models.PROTECT, related_name="rates")
    from_months = models.SmallIntegerField(default=0)
    is_full_day = models.BooleanField()
    charge_cents = models.BigIntegerField()
    declared_cents = models.BigIntegerField(null=True)
    family_cents = models.BigIntegerField(null=True)

    class Meta:
        """Rates are facts, and more than nothing."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(charge_cents__gt=0), name="provider_charges_something"
            ),
        ]


class CareArrangement(CareFamilyFact):
    """That a child goes to a provider from ``effective_on`` through ``ends_on``.

    ``hours_day`` are hundredths of hours; ``other_cents`` of a month come from others.
    ``told_on`` is the day on which the agency learned of it; ``is_change`` marks a change of
    provider inside a period. ``weekdays`` marks the days from Monday on with a 1. What is
    agreed anew names what it ``replaces``.
    Source: CC-1202-E-3, CC-1202-E-4-b, CC-1203-E-2.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="arrangements"
    )
    child = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_arrangements"
    )
    provider = models.ForeignKey(
        CareProvider, on_delete=models.PROTECT, related_name="arrangements"
    )
    days_month = models.SmallIntegerField()
    hours_day = models.IntegerField()
    weekdays = models.CharField(max_length=7, default="1111100", db_default="1111100")
    drop_off_minute = models.SmallIntegerField(null=True)
    other_cents = models.BigIntegerField(default=0)
    ends_on = models.DateField(null=True)
    told_on = models.DateField()
    is_change = models.BooleanField(default=False)
    has_extension = models.BooleanField(default=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Arrangements are facts."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    days_month__gte=0, days_month__lte=31, hours_day__gte=0, other_cents__gte=0
                ),
                name="arrangement_is_of_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(weekdays__regex="^[01]{7}$"), name="arrangement_is_of_a_week"
            ),
        ]


class Determination(CareFamilyFact):
    """What the rules came to for one assistance unit in the month of ``effective_on``.

    ``unit`` is the lowest participant of the unit's children. ``facts`` hold every column the
    rules were given, ``result`` what came out, ``reasons`` each criterion with its checks in
    words and clauses, so that it can be replayed and read. ``is_final`` tells what was
    decided from what was only looked at. Amounts are of a month.
    Source: CC-1504-B, CC-905-NOTE-2.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="determinations"
    )
    unit = models.BigIntegerField()
    kind = models.CharField(max_length=11, choices=DeterminationKind)
    stage = models.CharField(max_length=14)
    application = models.ForeignKey(
        CareApplication, on_delete=models.PROTECT, null=True, related_name="determinations"
    )
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, null=True, related_name="determinations"
    )
    is_eligible = models.BooleanField()
    people = models.JSONField()
    facts = models.JSONField()
    result = models.JSONField()
    reasons = models.JSONField()
    failing = models.JSONField(default=list)
    size = models.SmallIntegerField()
    gross_cents = models.BigIntegerField()
    countable_cents = models.BigIntegerField()
    limit_cents = models.BigIntegerField()
    step = models.SmallIntegerField()
    copay_cents = models.BigIntegerField()
    agency_cents = models.BigIntegerField()
    profile = models.CharField(max_length=40)
    law_fingerprint = models.CharField(max_length=64)

    class Meta:
        """Determinations are kept, the latest first."""

        triggers = [append_only()]
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["care_case", "unit", "-id"], name="determination_of_unit")
        ]


class CarePeriod(CareFamilyFact):
    """The twelve months of an assistance unit from ``effective_on`` through ``ends_on``.

    ``step`` is the step by which the family pays in it. A change for the family's benefit, or
    an end before its time, is a period that ``replaces`` it.
    Source: CC-1101-C, CC-1202-A, CC-1501-B-3.2, CC-1601-A.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="periods")
    unit = models.BigIntegerField()
    ends_on = models.DateField()
    step = models.SmallIntegerField()
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="periods"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Periods are facts."""

        triggers = [append_only()]
        indexes = [models.Index(fields=["ends_on"], name="care_period_by_end")]


class Authorization(CareFamilyFact):
    """What is authorized for a child at a provider from ``effective_on`` through ``ends_on``.

    It states the most hours, the most that is paid and the parent's share. ``day_minutes``
    are those of each weekday from Monday on; amounts of a day are for a full and a part day.
    Nothing is paid before ``can_issue_on``, null until the provider may be paid.
    Source: CC-200-authorization, CC-1101-B, CC-1202-E, CC-1101-D.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="authorizations"
    )
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, related_name="authorizations"
    )
    arrangement = models.ForeignKey(
        CareArrangement, on_delete=models.PROTECT, related_name="authorizations"
    )
    child = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_authorizations"
    )
    provider = models.ForeignKey(
        CareProvider, on_delete=models.PROTECT, related_name="authorizations"
    )
    ends_on = models.DateField()
    begins_by = models.CharField(max_length=11, choices=BeginsBy)
    can_issue_on = models.DateField(null=True)
    is_presumptive = models.BooleanField(default=False)
    day_minutes = models.JSONField()
    full_days_week = models.SmallIntegerField()
    part_days_week = models.SmallIntegerField()
    full_day_cents = models.BigIntegerField()
    part_day_cents = models.BigIntegerField()
    full_share_cents = models.BigIntegerField()
    part_share_cents = models.BigIntegerField()
    month_cents = models.BigIntegerField()
    share_month_cents = models.BigIntegerField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )

    class Meta:
        """Authorizations are facts that end after they begin."""

        triggers = [append_only()]
        ordering = ["child", "effective_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("effective_on")),
                name="authorization_runs_forwards",
            ),
        ]


class AuthorizationEnd(CareFamilyFact):
    """That an authorization ends with ``effective_on``, before its last day, and why.

    Source: CC-1504-C-2, CC-1203-A-4.2, CC-401-G.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="authorization_ends"
    )
    authorization = models.OneToOneField(
        Authorization, on_delete=models.PROTECT, related_name="end"
    )
    reason = models.CharField(max_length=24, choices=EndReason)
    words = models.CharField(max_length=300, blank=True)
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, null=True, related_name="ended"
    )

    class Meta:
        """An authorization ends once."""

        triggers = [append_only()]


class CareChange(CareFamilyFact):
    """A change that the agency learned of on ``effective_on``.

    ``happened_on`` is when it came to be, ``learned_on`` when the family knew of it.
    ``is_passing`` is for hours or an activity that come back. ``good_cause`` is why a late
    report counts as in time, with its proof; that row ``replaces`` the first.
    Source: CC-1501-A, CC-1502-A.1, CC-1507-A, CC-1507-A-4, CC-1101-C-4.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    channel = models.CharField(max_length=10, choices=CareChannel)
    happened_on = models.DateField()
    learned_on = models.DateField()
    words = models.CharField(max_length=1000)
    is_late = models.BooleanField()
    is_passing = models.BooleanField(default=False, db_default=False)
    good_cause = models.CharField(max_length=8, choices=GoodCause, blank=True)
    cause_words = models.CharField(max_length=300, blank=True)
    cause_proof = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )

    class Meta:
        """Changes are facts."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]


class CareChangeOutcome(CareFamilyFact):
    """What was done about a change, by which determination, and why.

    Source: CC-1500-B, CC-1501-B-4, CC-1504-A.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="change_outcomes"
    )
    change = models.ForeignKey(CareChange, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=9, choices=ChangeOutcome)
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, null=True, related_name="change_outcomes"
    )
    words = models.CharField(max_length=1000)

    class Meta:
        """Outcomes are facts."""

        triggers = [append_only()]


class CareDisqualification(CareFamilyFact):
    """That a person is disqualified from ``effective_on`` on, by a final decision on file.

    ``referral`` is what the referral of the act is called; two decisions on one act share it.
    Only the person is, not the household.
    Source: CC-2006-B-2, CC-2006-C-1-d, CC-2006-C-3, CC-2006-D-1, CC-2006-D-2, CC-2006-D-3.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="disqualifications"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="care_disqualifications"
    )
    finding = models.CharField(max_length=8, choices=DisqualifiedBy)
    referral = models.CharField(max_length=40)
    decided_on = models.DateField()
    decision = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="care_disqualifications"
    )

    class Meta:
        """A person is disqualified once by each kind of decision on an act."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "referral", "finding"], name="disqualified_once_by_each"
            ),
            models.CheckConstraint(
                condition=models.Q(effective_on__gte=models.F("decided_on")),
                name="disqualified_after_the_decision",
            ),
        ]


class CareDisqualificationEvent(CareFamilyFact):
    """What became of a disqualification on ``effective_on``.

    Source: CC-2006-D-1, CC-2006-D-2.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="disqualification_events"
    )
    disqualification = models.ForeignKey(
        CareDisqualification, on_delete=models.PROTECT, related_name="events"
    )
    what = models.CharField(max_length=10, choices=AfterDisqualification)
    words = models.CharField(max_length=300)

    class Meta:
        """Each comes once."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(
                fields=["disqualification", "what"], name="disqualification_told_once"
            ),
        ]


class CareRuling(CareFamilyFact):
    """What a supervisor ruled where the only caretaker of a unit is disqualified, and why.

    The latest governs. Source: CC-2006-C-3, CC-503-I-1 (ambiguity 6.05).
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="rulings")
    disqualification = models.ForeignKey(
        CareDisqualification, on_delete=models.PROTECT, related_name="rulings"
    )
    what = models.CharField(max_length=5, choices=RulingOutcome)
    words = models.CharField(max_length=1000)

    class Meta:
        """Rulings are facts."""

        triggers = [append_only()]
        ordering = ["effective_on", "id"]


class CareNotice(CareFamilyFact):
    """That a letter of the program went out in a case, and of what it tells.

    ``kind`` names the notice, ``determination`` what it tells of.
    Source: CC-1400-A, CC-1401-A.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="care_notice")
    application = models.ForeignKey(
        CareApplication, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    determination = models.ForeignKey(
        Determination, on_delete=models.PROTECT, null=True, related_name="notices"
    )

    class Meta:
        """Notices are facts."""

        triggers = [append_only()]
