"""Tables of events, tasks, who has which case, and what a case needs next."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.references import names_what_is_there
from posse.apps.runs.models import Run
from posse.apps.staff.models import StaffMember, Team
from posse.apps.work.choices import Action, Effect, MoveKind, TaskState
from posse.apps.work.triggers import keeps_to_what_is_there

OPEN = models.Q(state=TaskState.OPEN)
# A night writes these by the million, so triggers check a batch at once instead of each row.
TO_CASE = {"case_id": "cases_case"}
STAFF = "staff_staffmember"


class CaseEvent(Fact):
    """Something that happened in a case and may start or stop clocks.

    ``kind`` is a name of the events table. ``source`` and ``source_id`` name the fact from
    which a night derived it, so that it is derived once.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="work_events", db_constraint=False
    )
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Events are facts; one fact gives one event of a kind."""

        triggers = [append_only(), names_what_is_there(TO_CASE)]
        ordering = ["effective_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "source", "source_id"],
                condition=models.Q(source_id__isnull=False),
                name="case_event_derived_once",
            ),
        ]
        indexes = [models.Index(fields=["recorded_on"])]


class EventRule(Fact):
    """A change that an administrator lays over the events table from ``effective_on`` on.

    The file is never rewritten; the latest change of a line governs.
    """

    event = models.CharField(max_length=40)
    effect = models.CharField(max_length=6, choices=Effect)
    rule = models.CharField(max_length=20)
    is_on = models.BooleanField()
    alert_days = models.PositiveSmallIntegerField(null=True)
    why = models.CharField(max_length=300)

    class Meta:
        """Changes are facts, and only an opening can remind."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effect=Effect.OPENS) | models.Q(alert_days__isnull=True),
                name="event_rule_reminds_of_openings",
            ),
        ]


class CaseAssignment(Fact):
    """Who has a case from a date on; the latest governs, and an empty one takes it away."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="assignments", db_constraint=False
    )
    staff = models.ForeignKey(
        StaffMember,
        on_delete=models.PROTECT,
        null=True,
        related_name="case_assignments",
        db_constraint=False,
    )
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        """Assignments are facts."""

        triggers = [append_only(), names_what_is_there({**TO_CASE, "staff_id": STAFF})]


class Task(models.Model):
    """Something to be done, for whom, by when and under which rule.

    ``rule`` is a federal time frame or a rule of the office. Before ``due_on`` the task must
    be done, or, where ``must_wait``, may not be. ``opened_by`` is the event whose clock it is,
    ``remind_on`` the day from which it asks for attention. It is moved and closed in place;
    every move has its row in TaskMove, and a closed task stays closed.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="tasks", db_constraint=False
    )
    county_fips = models.CharField(max_length=5, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=40)
    opened_by = models.ForeignKey(
        CaseEvent,
        on_delete=models.PROTECT,
        null=True,
        related_name="tasks",
        db_constraint=False,
    )
    opened_on = models.DateField()
    remind_on = models.DateField(null=True)
    due_on = models.DateField()
    must_wait = models.BooleanField(default=False, db_default=False)
    assigned_to = models.ForeignKey(
        StaffMember,
        on_delete=models.PROTECT,
        null=True,
        related_name="tasks",
        db_index=False,
        db_constraint=False,
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        related_name="tasks",
        db_index=False,
        db_constraint=False,
    )
    escalated_to = models.ForeignKey(
        StaffMember,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    escalated_on = models.DateField(null=True)
    state = models.CharField(
        max_length=9, choices=TaskState, default=TaskState.OPEN, db_default=TaskState.OPEN
    )
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=80, blank=True, db_default="")
    outcome = models.CharField(max_length=300, blank=True, db_default="")
    url = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        """One task a clock; worklists read open tasks alone, by whom they belong to."""

        triggers = [
            names_what_is_there(
                {
                    **TO_CASE,
                    "opened_by_id": "work_caseevent",
                    "assigned_to_id": STAFF,
                    "team_id": "staff_team",
                }
            ),
            keeps_to_what_is_there(
                {"assigned_to_id": STAFF, "team_id": "staff_team", "escalated_to_id": STAFF}
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["opened_by", "rule"], name="task_once_a_clock"),
            models.CheckConstraint(
                condition=models.Q(state=TaskState.OPEN, closed_on__isnull=True)
                | models.Q(
                    state__in=[TaskState.DONE, TaskState.CANCELLED], closed_on__isnull=False
                ),
                name="task_closed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assigned_to", "due_on", "id"], condition=OPEN, name="task_of_worker"
            ),
            models.Index(fields=["team", "due_on", "id"], condition=OPEN, name="task_of_team"),
            models.Index(
                fields=["county_fips", "due_on", "id"], condition=OPEN, name="task_of_county"
            ),
            models.Index(fields=["due_on", "id"], condition=OPEN, name="task_by_due_day"),
            models.Index(
                fields=["escalated_to", "due_on"],
                condition=OPEN & models.Q(escalated_to__isnull=False),
                name="task_escalated",
            ),
            models.Index(
                fields=["assigned_to", "closed_on"],
                condition=~OPEN,
                name="task_closed_by_worker",
            ),
        ]


class TaskMove(models.Model):
    """That a task went from one person, or nobody, to another; who moved it, and why."""

    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="moves", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=MoveKind)
    from_staff = models.ForeignKey(
        StaffMember,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    to_staff = models.ForeignKey(
        StaffMember,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    why = models.CharField(max_length=300, blank=True)
    moved_on = models.DateField()
    moved_by = models.CharField(max_length=80)
    moved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Moves are kept."""

        triggers = [
            append_only(),
            names_what_is_there(
                {"task_id": "work_task", "from_staff_id": STAFF, "to_staff_id": STAFF}
            ),
        ]
        ordering = ["id"]


class NextAction(models.Model):
    """The decision what a case needs next, kept whenever it changes; the latest governs.

    ``reason`` is the condition of the law's table that held. The fingerprint says under which
    law it was decided.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="next_actions", db_constraint=False
    )
    action = models.CharField(max_length=12, choices=Action)
    reason = models.CharField(max_length=20)
    decided_on = models.DateField()
    profile = models.CharField(max_length=40)
    law_fingerprint = models.CharField(max_length=64)

    class Meta:
        """Decisions are kept."""

        triggers = [append_only(), names_what_is_there(TO_CASE)]
        ordering = ["id"]


class CaseStanding(models.Model):
    """How a case stands for the next action and the figures of a caseload; derived.

    Kept by the night from facts and postings. Units: cents.
    """

    case = models.OneToOneField(
        Case,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="standing",
        db_constraint=False,
    )
    staff = models.ForeignKey(
        StaffMember,
        on_delete=models.PROTECT,
        null=True,
        related_name="caseload",
        db_constraint=False,
    )
    is_served = models.BooleanField()
    is_located = models.BooleanField()
    has_order = models.BooleanField()
    has_employer = models.BooleanField()
    is_assigned = models.BooleanField()
    is_assisted = models.BooleanField()
    is_delinquent = models.BooleanField()
    past_due_cents = models.BigIntegerField()
    month = models.DateField()
    due_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    action = models.CharField(max_length=12, choices=Action)
    reason = models.CharField(max_length=20)


class CaseloadMonth(models.Model):
    """The measures of one person's caseload as they last stood in a month; derived.

    Units: cents of current support.
    """

    staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="caseload_months"
    )
    month = models.DateField()
    case_count = models.IntegerField()
    order_count = models.IntegerField()
    paying_count = models.IntegerField()
    due_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    done_count = models.IntegerField()
    late_count = models.IntegerField()

    class Meta:
        """One row a person and month."""

        constraints = [
            models.UniqueConstraint(fields=["staff", "month"], name="caseload_month_once"),
        ]


class DeadlineNight(models.Model):
    """How far the night's deadlines have read: business date and the newest posting."""

    business_date = models.DateField(unique=True)
    posting_id = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    event_count = models.IntegerField()
    opened_count = models.IntegerField()
    closed_count = models.IntegerField()
    escalated_count = models.IntegerField()
    assigned_count = models.IntegerField()
    action_count = models.IntegerField()
