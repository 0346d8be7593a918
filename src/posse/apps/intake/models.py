"""Tables of inquiries, applications, referrals and the search for an existing case."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.intake.choices import (
    ApplicationState,
    AskedBy,
    Channel,
    Outcome,
    PacketKind,
    PacketWay,
    PersonRole,
    ReferralAction,
    ReferralProgram,
    Step,
    Tie,
    Wanted,
    Way,
)
from posse.apps.intake.triggers import (
    comes_after_the_search,
    decides_its_own_search,
    opened_by_a_case,
)
from posse.apps.payments.models import InboundFile
from posse.apps.people.models import Participant

KEY_LENGTH, NUMBER_LENGTH, NAME_LENGTH = 36, 12, 40


def once_by_form(name: str) -> models.UniqueConstraint:
    """A form that is posted twice makes one row; what came by no form has no key."""
    return models.UniqueConstraint(
        fields=["form_key"], condition=~models.Q(form_key=""), name=name
    )


class Inquiry(models.Model):
    """Somebody asked about services; kept before there is any case.

    ``due_on`` is the last day to hand out or send what was asked for, under ``rule``.
    ``form_key`` tells a form that was posted twice. Source: 45 CFR 303.2(a)(2).
    """

    asked_on = models.DateField()
    asked_by = models.CharField(max_length=10, choices=AskedBy)
    wanted = models.CharField(max_length=12, choices=Wanted)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    line_1 = models.CharField(max_length=60, blank=True)
    line_2 = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2, default="en")
    county_fips = models.CharField(max_length=5, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    rule = models.CharField(max_length=10)
    due_on = models.DateField()
    form_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """The log is kept."""

        triggers = [append_only()]
        verbose_name_plural = "inquiries"
        indexes = [models.Index(fields=["-asked_on", "-id"])]
        constraints = [once_by_form("inquiry_form_once")]


class Application(models.Model):
    """An application for services, from its first saved answer to the case it leads to.

    ``answers`` hold the form as far as it is filled in; ``version`` counts the saves, so
    that a second saver who saw an older one is told. An application is filed on the day on
    which it came in signed. ``case`` is the first case it led to; all are ``cases``.
    Source: 45 CFR 303.2(a)(3), CS-6.3-SEARCH-1.
    """

    number = models.CharField(max_length=NUMBER_LENGTH, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(
        max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    answers = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    language = models.CharField(max_length=2, default="en")
    county_fips = models.CharField(max_length=5, blank=True)
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, related_name="applications"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="applications"
    )
    started_on = models.DateField()
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    filed_on = models.DateField(null=True)
    open_by = models.DateField(null=True)
    signature = models.CharField(max_length=120, blank=True)
    form_key = models.CharField(max_length=KEY_LENGTH, blank=True)

    class Meta:
        """Filed with a day, and a day by which a case must be open."""

        triggers = [opened_by_a_case()]
        indexes = [models.Index(fields=["state", "open_by"])]
        constraints = [
            once_by_form("application_form_once"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN]
                )
                | models.Q(filed_on__isnull=False, open_by__isnull=False),
                name="filed_application_has_its_days",
            ),
        ]


class ApplicationEvent(models.Model):
    """One thing that happened to an application; ``changes`` are fields with old and new."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="events"
    )
    step = models.CharField(max_length=10, choices=Step)
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


class ApplicationPerson(models.Model):
    """A person of an application, as the form names him: what the search looks for.

    Follows the answers at each save. ``place`` numbers the persons of a role; ``of_parent``
    is the other parent of a child. ``tie`` and ``participant`` say who it is, as the worker
    found. Source: CS-6.3-INTAKE-1, CS-6.3-INTAKE-2.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="persons"
    )
    role = models.CharField(max_length=16, choices=PersonRole)
    place = models.SmallIntegerField()
    surname = models.CharField(max_length=NAME_LENGTH, blank=True)
    given_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    middle_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    suffix = models.CharField(max_length=10, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    ssn = models.CharField(max_length=9, blank=True)
    of_parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children"
    )
    tie = models.CharField(max_length=5, choices=Tie, blank=True, default=Tie.UNDECIDED)
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="application_persons"
    )
    is_left_out = models.BooleanField(default=False)

    class Meta:
        """One person to a role and place; whoever is known is named."""

        ordering = ["application", "role", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "role", "place"], name="application_person_place"
            ),
            models.CheckConstraint(
                condition=~models.Q(tie=Tie.KNOWN) | models.Q(participant__isnull=False),
                name="known_person_is_named",
            ),
        ]


class CaseSearch(models.Model):
    """A search for an existing case, as it was shown, or the result a worker kept of it.

    A search that was shown has no outcome. The result ``follows`` it and repeats what was
    asked and found. A search is for the family and one other parent, or for none where
    nobody is named. ``fingerprint`` is of the persons searched for, so that a search is run
    again when they change. Source: CS-6.3-SEARCH-2, CS-6.3-SEARCH-3.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="searches"
    )
    other_parent = models.ForeignKey(
        ApplicationPerson, on_delete=models.PROTECT, null=True, related_name="searches"
    )
    criteria = models.JSONField()
    candidates = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="result"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="searches")
    note = models.CharField(max_length=1000, blank=True)
    searched_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Kept; a result says which case, or that there is none."""

        triggers = [append_only(), decides_its_own_search()]
        ordering = ["id"]
        verbose_name_plural = "case searches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", follows__isnull=True, case__isnull=True)
                | models.Q(outcome=Outcome.MATCH, follows__isnull=False, case__isnull=False)
                | models.Q(outcome=Outcome.NO_MATCH, follows__isnull=False, case__isnull=True),
                name="search_result_says_which_case",
            ),
        ]


class ApplicationCase(models.Model):
    """That an application opened, updated or reopened a case, by the kept result of a search.

    One to each other parent: two absent parents of one family are two cases.
    Source: CS-6.3-SEARCH-3, CS-6.3-EXIST-1, 45 CFR 305.1(a).
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    other_parent = models.ForeignKey(
        ApplicationPerson, on_delete=models.PROTECT, null=True, related_name="cases"
    )
    search = models.OneToOneField(CaseSearch, on_delete=models.PROTECT, related_name="led_to")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="intakes")
    way = models.CharField(max_length=10, choices=Way)
    became_iv_d = models.BooleanField(default=False)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Kept, and only after the search."""

        triggers = [append_only(), comes_after_the_search()]
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "other_parent"],
                name="application_case_once",
                nulls_distinct=False,
            ),
        ]


class Referral(models.Model):
    """One record of a referral file, or a referral entered by hand.

    ``digest`` is of the record's content: the same record in a later file is the same
    referral. What it says becomes an application of channel referral, or what ended
    assistance to the family of ``case``. Source: 45 CFR 303.2(a)(2), 303.2(b).
    """

    file = models.ForeignKey(
        InboundFile, on_delete=models.PROTECT, null=True, related_name="referrals"
    )
    line = models.IntegerField(null=True)
    digest = models.CharField(max_length=64, unique=True)
    program = models.CharField(max_length=12, choices=ReferralProgram)
    action = models.CharField(max_length=8, choices=ReferralAction)
    agency_number = models.CharField(max_length=30)
    referred_on = models.DateField()
    content = models.JSONField()
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="referral"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="referrals"
    )
    information_due_on = models.DateField(null=True)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Kept as referred, found by the agency's number."""

        triggers = [append_only()]
        ordering = ["id"]
        indexes = [models.Index(fields=["program", "agency_number"])]


class Packet(models.Model):
    """What was handed out or sent for an inquiry or a referral, or that nothing was wanted.

    Source: 45 CFR 303.2(a)(2).
    """

    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, related_name="packets"
    )
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, related_name="packets"
    )
    kind = models.CharField(max_length=12, choices=PacketKind)
    way = models.CharField(max_length=8, choices=PacketWay, blank=True)
    note = models.CharField(max_length=300, blank=True)
    sent_on = models.DateField()
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Kept, for one inquiry or one referral."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(inquiry__isnull=False, referral__isnull=True)
                | models.Q(inquiry__isnull=True, referral__isnull=False),
                name="packet_answers_one",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=PacketKind.DECLINED, way="")
                | (~models.Q(kind=PacketKind.DECLINED) & ~models.Q(way="")),
                name="packet_says_how",
            ),
        ]


class Detail(Fact):
    """An answer about a person or a case for which there is no other table; the latest governs.

    ``field`` is the key of the form's question. Nothing on the form is without a place.
    Source: CS-6.3-DATA-1.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="details"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="details")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="details"
    )
    field = models.CharField(max_length=60)
    value = models.TextField()

    class Meta:
        """Answers are facts about a person, a case, or a person in a case."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participant__isnull=False) | models.Q(case__isnull=False),
                name="detail_is_of_somebody",
            ),
        ]


class CaseQuality(models.Model):
    """How many checks of paternity data an open IV-D case passes, in whole percent.

    Derived from the facts by :mod:`posse.services.intake.scoring` and made again at any
    time; ``failed`` are the keys of the checks that some child of the case fails.
    Source: CS-6.3-DATA-4.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="quality")
    county_fips = models.CharField(max_length=5)
    score = models.SmallIntegerField()
    applied_count = models.IntegerField()
    failed_count = models.IntegerField()
    failed = models.JSONField(default=list)
    scored_on = models.DateField()

    class Meta:
        """The worst first; found by what fails."""

        verbose_name_plural = "case qualities"
        ordering = ["score", "case_id"]
        indexes = [
            models.Index(fields=["score", "case"]),
            GinIndex(fields=["failed"], name="case_quality_failed"),
        ]
