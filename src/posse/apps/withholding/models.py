"""Tables of income withholding: sources of income, orders to payors, lump sums, refusals."""

from datetime import date

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Employer, Participant
from posse.apps.records.models import Document, Letter
from posse.apps.withholding.choices import (
    NonComplianceState,
    OrderKind,
    OrderReason,
    RefusalCode,
    SourceKind,
    ToldBy,
)
from posse.apps.work.models import Task

REASON_LENGTH = 300


class IncomeSource(models.Model):
    """That a payor pays a parent something from ``began_on`` on, told on ``told_on``.

    A payor whose number (FEIN) nobody knows is no employer of the register: it has
    only its name, and no order goes to it. When it ends stands in :class:`SourceEnd`.
    """

    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="income_sources"
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, related_name="income_sources"
    )
    payor_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=SourceKind)
    began_on = models.DateField()
    told_on = models.DateField()
    told_by = models.CharField(max_length=10, choices=ToldBy)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Sources are facts; each names its payor."""

        triggers = [append_only()]
        ordering = ["-began_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligor", "employer", "payor_name", "kind", "began_on"],
                name="income_source_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(employer__isnull=False) | ~models.Q(payor_name=""),
                name="income_source_names_its_payor",
            ),
        ]

    @property
    def ended_on(self) -> date | None:
        """The last day of pay; None while it goes on."""
        return self.end.ended_on if hasattr(self, "end") else None

    @property
    def payor(self) -> str:
        """The payor's name."""
        return self.employer.name if self.employer else self.payor_name


class SourceEnd(models.Model):
    """That a source of income ended on ``ended_on``, and who told so."""

    source = models.OneToOneField(IncomeSource, on_delete=models.PROTECT, related_name="end")
    ended_on = models.DateField()
    told_on = models.DateField()
    told_by = models.CharField(max_length=10, choices=ToldBy)
    note = models.CharField(max_length=REASON_LENGTH, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """A source ends once; taken up again, it is a new one."""

        triggers = [append_only()]


class OtherFamily(Fact):
    """That a parent supports another spouse or child from ``effective_on`` on, or no longer.

    The latest word governs. Source: 15 USC 1673(b)(2).
    """

    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="other_families"
    )
    is_supported = models.BooleanField()
    told_by = models.CharField(max_length=10, choices=ToldBy)
    note = models.CharField(max_length=REASON_LENGTH)

    class Meta:
        """Words on it are facts."""

        triggers = [append_only()]
        ordering = ["effective_on", "id"]


class BenefitAward(Fact):
    """What an agency pays a parent in one payment of a benefit, from ``effective_on`` on.

    ``amount_cents`` is left after what the law takes of it first; ``ends_on`` is the last day
    for which it was granted, empty where none was told. The latest word governs. Units: cents.
    Source: 45 CFR 303.100(e), CS-IRG-G9.
    """

    income_source = models.ForeignKey(
        IncomeSource, on_delete=models.PROTECT, related_name="awards"
    )
    claim_number = models.CharField(max_length=30, blank=True)
    amount_cents = models.BigIntegerField()
    frequency = models.CharField(max_length=12)
    ends_on = models.DateField(null=True)
    told_by = models.CharField(max_length=10, choices=ToldBy)

    class Meta:
        """Awards are facts, of more than nothing, and do not end before they begin."""

        triggers = [append_only()]
        ordering = ["effective_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="benefit_award_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("effective_on")),
                name="benefit_award_runs_forwards",
            ),
        ]


class LumpSum(models.Model):
    """A payment beside the usual pay that a payor told of, such as a bonus.

    ``is_earnings`` says whether it is pay, for then the federal ceiling holds. Units: cents.
    Source: CS-IRG-L3, CS-IRG-L9, CS-IRG-L9.2.
    """

    income_source = models.ForeignKey(
        IncomeSource, on_delete=models.PROTECT, related_name="lump_sums"
    )
    amount_cents = models.BigIntegerField()
    is_earnings = models.BooleanField()
    told_on = models.DateField()
    payable_on = models.DateField(null=True)
    note = models.CharField(max_length=REASON_LENGTH, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Lump sums are facts and more than nothing."""

        triggers = [append_only()]
        ordering = ["-told_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="lump_sum_is_positive"
            ),
        ]


class WithholdingOrder(models.Model):
    """What went to a payor about one case: an order, a changed one, or its end.

    The amounts are what is asked from a month's pay, by claim; ``lump_sum_cents`` is asked
    once. ``arrears_cents`` is what was past due on ``issued_on``. ``replaces`` is the order
    before it in the same case at the same source. Without a letter it went out otherwise,
    such as by a court's clerk. Units: cents.
    Source: 45 CFR 303.100(e)(1).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="withholding_orders")
    income_source = models.ForeignKey(
        IncomeSource, on_delete=models.PROTECT, related_name="orders"
    )
    kind = models.CharField(max_length=12, choices=OrderKind)
    issued_on = models.DateField()
    current_child_cents = models.BigIntegerField(default=0)
    past_due_child_cents = models.BigIntegerField(default=0)
    current_medical_cents = models.BigIntegerField(default=0)
    past_due_medical_cents = models.BigIntegerField(default=0)
    current_spousal_cents = models.BigIntegerField(default=0)
    past_due_spousal_cents = models.BigIntegerField(default=0)
    arrears_cents = models.BigIntegerField(default=0)
    is_over_12_weeks = models.BooleanField(default=False)
    lump_sum = models.ForeignKey(
        LumpSum, on_delete=models.PROTECT, null=True, related_name="orders"
    )
    lump_sum_cents = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=20, choices=OrderReason)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, null=True, related_name="withholding_order"
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Orders are kept as they went; the latest of a case and source governs."""

        triggers = [append_only()]
        ordering = ["-issued_on", "-id"]
        indexes = [models.Index(fields=["issued_on"], name="withholding_order_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "income_source"],
                condition=models.Q(kind=OrderKind.ORIGINAL, replaces__isnull=True),
                name="withholding_order_begins_once",
            ),
            models.UniqueConstraint(
                fields=["case", "lump_sum"],
                condition=models.Q(kind=OrderKind.ONE_TIME),
                name="withholding_order_once_for_a_case",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    current_child_cents__gte=0,
                    past_due_child_cents__gte=0,
                    current_medical_cents__gte=0,
                    past_due_medical_cents__gte=0,
                    current_spousal_cents__gte=0,
                    past_due_spousal_cents__gte=0,
                    arrears_cents__gte=0,
                ),
                name="withholding_order_is_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=OrderKind.ONE_TIME, lump_sum__isnull=False, lump_sum_cents__gt=0
                )
                | ~models.Q(kind=OrderKind.ONE_TIME)
                & models.Q(lump_sum__isnull=True, lump_sum_cents__isnull=True),
                name="withholding_order_once_for_a_lump_sum",
            ),
        ]

    @property
    def current_cents(self) -> int:
        """Current support that is asked from a month's pay."""
        return (
            self.current_child_cents + self.current_medical_cents + self.current_spousal_cents
        )

    @property
    def past_due_cents(self) -> int:
        """What is asked from a month's pay for support past due."""
        return (
            self.past_due_child_cents
            + self.past_due_medical_cents
            + self.past_due_spousal_cents
        )

    @property
    def monthly_cents(self) -> int:
        """All that is asked from a month's pay."""
        return self.current_cents + self.past_due_cents


class OrderRefusal(models.Model):
    """That no order, or no change of one, could go out in a case, and why; the latest counts.

    The code is empty once nothing hinders any more.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="withholding_refusals"
    )
    income_source = models.ForeignKey(
        IncomeSource, on_delete=models.PROTECT, related_name="refusals"
    )
    code = models.CharField(max_length=20, choices=RefusalCode, blank=True)
    refused_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Refusals are kept, one whenever the reason changes."""

        triggers = [append_only()]
        ordering = ["-refused_on", "-id"]


class NonCompliance(models.Model):
    """That a payor does not do what an order says, and what is done about it.

    It moves in place; each move has its row in :class:`NonComplianceEvent`. ``hearing_on`` is
    the day before the court, ``penalty_cents`` what the court set, ``liable_cents`` what
    should have been withheld. Units: cents. Source: CS-IRG-G6, CS-IRG-G6-b, CS-IRG-G7.
    """

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="non_compliances"
    )
    income_source = models.ForeignKey(
        IncomeSource, on_delete=models.PROTECT, related_name="non_compliances"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="non_compliances")
    state = models.CharField(max_length=10, choices=NonComplianceState)
    violation = models.CharField(max_length=REASON_LENGTH)
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    hearing_on = models.DateField(null=True)
    liable_cents = models.BigIntegerField(default=0)
    penalty_cents = models.BigIntegerField(null=True)
    closed_on = models.DateField(null=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Worklists read the open ones, the oldest first."""

        ordering = ["opened_on", "id"]
        indexes = [
            models.Index(
                fields=["opened_on", "id"],
                condition=~models.Q(state=NonComplianceState.CLOSED),
                name="non_compliance_open_by_day",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "income_source"],
                condition=~models.Q(state=NonComplianceState.CLOSED),
                name="non_compliance_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(liable_cents__gte=0)
                & (models.Q(penalty_cents__isnull=True) | models.Q(penalty_cents__gte=0)),
                name="non_compliance_is_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(state=NonComplianceState.CLOSED, closed_on__isnull=False)
                | ~models.Q(state=NonComplianceState.CLOSED) & models.Q(closed_on__isnull=True),
                name="non_compliance_closed_on_a_day",
            ),
        ]


class NonComplianceEvent(Fact):
    """That a payor's non-compliance moved from one state to another, and with which paper."""

    non_compliance = models.ForeignKey(
        NonCompliance, on_delete=models.PROTECT, related_name="events"
    )
    from_state = models.CharField(max_length=10, choices=NonComplianceState, blank=True)
    to_state = models.CharField(max_length=10, choices=NonComplianceState)
    text = models.CharField(max_length=REASON_LENGTH, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="non_compliance_events"
    )
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, related_name="non_compliance_events"
    )

    class Meta:
        """Moves are facts."""

        triggers = [append_only()]
        ordering = ["id"]
