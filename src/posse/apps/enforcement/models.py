"""Tables of remedies: decisions, standings and moves; suppressions, settlements, reviews."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.approvals.models import Proposal
from posse.apps.cases.models import Case
from posse.apps.enforcement import tallies  # noqa: F401 - Django finds its tables from here
from posse.apps.enforcement.choices import (
    OPEN_MATCHES,
    OPEN_REVIEWS,
    MatchSource,
    MatchState,
    RemedyStanding,
    ReviewAct,
    ReviewState,
    StepAct,
    SuppressionKind,
)
from posse.apps.facts import Fact, append_only
from posse.apps.payments.models import OutboundFile, Receipt
from posse.apps.people.models import Participant
from posse.apps.records.models import Document, Letter
from posse.apps.references import names_what_is_there
from posse.apps.work.models import Task

NAME_LENGTH, REASON_LENGTH = 40, 300
# A night writes these by the million, so triggers check a batch at once instead of each row.
TO_OBLIGOR = {"obligor_id": "people_participant"}


class Suppression(Fact):
    """That an action rests in a case from ``effective_on`` through ``ends_on``.

    A penalty is suppressed in the money core (``orders.ChargeSuppression``), never here.
    ``reason`` is a name of the law's list (``support.enforcement.suppression_reasons``).
    Source: CS-9.2-SUP-2, CS-9.2-SUP-3.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remedy_suppressions")
    kind = models.CharField(max_length=20, choices=SuppressionKind)
    ends_on = models.DateField()
    reason = models.CharField(max_length=NAME_LENGTH)
    note = models.CharField(max_length=REASON_LENGTH)
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, related_name="suppressions"
    )

    class Meta:
        """Suppressions are facts, that end and do not end before they begin."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["kind", "ends_on"], name="suppression_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("effective_on")),
                name="remedy_suppression_runs_forwards",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=SuppressionKind.PENALTY),
                name="penalty_is_suppressed_in_the_books",
            ),
        ]


class SuppressionLift(Fact):
    """That a suppression no longer holds from ``effective_on`` on, before its end."""

    suppression = models.OneToOneField(
        Suppression, on_delete=models.PROTECT, related_name="lift"
    )
    note = models.CharField(max_length=REASON_LENGTH)

    class Meta:
        """Lifts are facts."""

        triggers = [append_only()]


class PassportSettlement(Fact):
    """The IV-D director's word that a passport is released although arrears are left.

    It holds for the arrears as they stood; what the parent pays for it is ``paid_cents``.
    Source: CS-9.2-PASS-12.
    """

    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="passport_settlements"
    )
    arrears_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField()
    ends_on = models.DateField(null=True)
    note = models.CharField(max_length=REASON_LENGTH)

    class Meta:
        """Settlements are facts and not negative."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paid_cents__gte=0) & models.Q(arrears_cents__gte=0),
                name="settlement_is_not_negative",
            ),
        ]


class LevyApproval(Fact):
    """An attorney's word that assets may be levied below the law's tests.

    Source: CS-IRG-J5.2.
    """

    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="levy_approvals"
    )
    attorney = models.CharField(max_length=80)
    note = models.CharField(max_length=REASON_LENGTH)

    class Meta:
        """Approvals are facts."""

        triggers = [append_only()]


class RemedyRun(models.Model):
    """One evaluation of remedies: over whom, under which law, and what it changed."""

    business_date = models.DateField()
    obligor_count = models.BigIntegerField()
    decision_count = models.BigIntegerField()
    event_count = models.BigIntegerField()
    task_count = models.BigIntegerField()
    profile = models.CharField(max_length=40)
    law_fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Runs are kept."""

        triggers = [append_only()]
        ordering = ["id"]
        indexes = [models.Index(fields=["business_date"], name="remedy_run_by_date")]


class RemedyDecision(models.Model):
    """Whether a remedy may be used on a parent, kept whenever that changes; the latest governs.

    ``failing`` names the criteria that are not met, in the order of the law, joined by
    blanks. ``amount_cents`` is what would be submitted. The run says when and under which law.
    """

    obligor = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        related_name="remedy_decisions",
        db_constraint=False,
    )
    remedy = models.CharField(max_length=NAME_LENGTH)
    is_eligible = models.BooleanField()
    amount_cents = models.BigIntegerField()
    failing = models.CharField(max_length=1_000, blank=True)
    run = models.ForeignKey(
        RemedyRun, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )

    class Meta:
        """Decisions are kept."""

        triggers = [append_only(), names_what_is_there(TO_OBLIGOR)]
        ordering = ["id"]


class RemedyState(models.Model):
    """Where a remedy stands for a parent now; derived from decisions and events.

    ``next_on`` is the first day on which it may go on by itself: on which a notice has waited
    long enough. ``submitted_cents`` is what the partner has of this parent, empty where it
    has nothing or was told to delete it. Units: cents.
    """

    obligor = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        related_name="remedy_states",
        # The rule of one row a parent and remedy has its index already.
        db_index=False,
        db_constraint=False,
    )
    remedy = models.CharField(max_length=NAME_LENGTH)
    is_eligible = models.BooleanField()
    state = models.CharField(max_length=10, choices=RemedyStanding, blank=True)
    since = models.DateField()
    amount_cents = models.BigIntegerField()
    failing = models.CharField(max_length=1_000, blank=True, db_default="")
    noticed_on = models.DateField(null=True)
    noticed_cents = models.BigIntegerField(null=True)
    next_on = models.DateField(null=True)
    last_submitted_on = models.DateField(null=True)
    submitted_cents = models.BigIntegerField(null=True)

    class Meta:
        """One row a parent and remedy."""

        triggers = [names_what_is_there(TO_OBLIGOR)]
        constraints = [
            models.UniqueConstraint(
                fields=["obligor", "remedy"], name="remedy_state_once_a_parent"
            ),
        ]
        indexes = [
            # Worklists of one remedy, the longest there first, leaf through it without a sort.
            models.Index(fields=["remedy", "state", "since", "id"], name="remedy_state_by_day"),
            models.Index(
                fields=["since", "id"],
                condition=~models.Q(state=""),
                name="remedy_state_standing_by_day",
            ),
            # What partners have is a small part, and a night asks for it parent by parent.
            models.Index(
                fields=["obligor", "remedy"],
                condition=models.Q(submitted_cents__isnull=False),
                name="remedy_state_with_partner",
            ),
        ]


class RemedyEvent(models.Model):
    """That a remedy moved from one standing to another, or what was submitted changed.

    ``decision`` is the one behind it, where a decision was; ``reason`` is in words.
    """

    obligor = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        related_name="remedy_events",
        db_constraint=False,
    )
    remedy = models.CharField(max_length=NAME_LENGTH)
    from_state = models.CharField(max_length=10, choices=RemedyStanding, blank=True)
    to_state = models.CharField(max_length=10, choices=RemedyStanding, blank=True)
    moved_on = models.DateField()
    amount_cents = models.BigIntegerField()
    decision = models.ForeignKey(
        RemedyDecision,
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        db_index=False,
        db_constraint=False,
    )
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Moves are kept."""

        triggers = [
            append_only(),
            names_what_is_there({**TO_OBLIGOR, "decision_id": "enforcement_remedydecision"}),
        ]
        ordering = ["id"]
        indexes = [models.Index(fields=["moved_on"], name="remedy_event_by_day")]


class Review(models.Model):
    """A review, dispute or challenge of a remedy that a parent asked for.

    ``kind`` is a name of the law's table (``support.enforcement.reviews``). It moves in
    place; each move has its row in ReviewEvent. ``due_on`` is the end of the time that runs
    now; ``notice_on`` is the notice objected to. ``place`` is the state that decides, where it
    is another. ``before_cents`` and ``after_cents`` are the amount in question, and as decided.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remedy_reviews")
    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="remedy_reviews"
    )
    remedy = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=NAME_LENGTH)
    ground = models.CharField(max_length=NAME_LENGTH)
    state = models.CharField(max_length=12, choices=ReviewState)
    notice_on = models.DateField(null=True)
    requested_on = models.DateField()
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    place = models.CharField(max_length=2, blank=True)
    before_cents = models.BigIntegerField()
    after_cents = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=NAME_LENGTH, blank=True)
    closed_on = models.DateField(null=True)
    result_notice_on = models.DateField(null=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Worklists read open reviews, the first due first."""

        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(state__in=OPEN_REVIEWS),
                name="review_open_by_due_day",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ReviewState.CLOSED, closed_on__isnull=False)
                & ~models.Q(outcome="")
                | ~models.Q(state=ReviewState.CLOSED) & models.Q(closed_on__isnull=True),
                name="review_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_on__gte=models.F("requested_on")),
                name="review_opened_when_asked",
            ),
        ]


class ReviewEvent(Fact):
    """What was done in a review, by whom, and with which paper."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=16, choices=ReviewAct)
    text = models.CharField(max_length=REASON_LENGTH, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="review_events"
    )
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, related_name="review_events"
    )

    class Meta:
        """Events are facts."""

        triggers = [append_only()]
        ordering = ["id"]


class RemedyStep(Fact):
    """A step of a remedy that no file carries: a notice, a filing, a court's word, a call.

    ``reference`` is the number under which the other side has it, such as a filing or a
    docket; ``ends_on`` the last day of what was given for a time; ``fee_cents`` what a filing
    of ``page_count`` pages cost. Units: cents.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remedy_steps")
    remedy = models.CharField(max_length=NAME_LENGTH)
    act = models.CharField(max_length=20, choices=StepAct)
    text = models.CharField(max_length=REASON_LENGTH, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    ends_on = models.DateField(null=True)
    page_count = models.PositiveIntegerField(null=True)
    fee_cents = models.BigIntegerField(null=True)
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, related_name="remedy_steps"
    )

    class Meta:
        """Steps are facts; what is given for a time ends after it begins."""

        triggers = [append_only()]
        ordering = ["id"]
        indexes = [
            models.Index(fields=["case", "remedy", "id"], name="remedy_step_by_case"),
            models.Index(fields=["act", "effective_on"], name="remedy_step_by_act"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("effective_on")),
                name="remedy_step_runs_forwards",
            ),
            models.CheckConstraint(
                condition=models.Q(fee_cents__isnull=True) | models.Q(fee_cents__gte=0),
                name="remedy_step_fee_not_negative",
            ),
        ]


class AssetMatch(models.Model):
    """Money or property that a partner found for a parent.

    ``payload`` is what the partner told, ``differences`` what of it is not as it stands
    here; ``is_full`` where nothing differs. ``reference`` names it with the partner, so that
    an answer that comes twice is one match. It moves in place; each move has its MatchEvent.
    """

    source = models.CharField(max_length=20, choices=MatchSource)
    obligor = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="asset_matches"
    )
    reference = models.CharField(max_length=80)
    institution = models.CharField(max_length=80)
    amount_cents = models.BigIntegerField(null=True)
    payload = models.JSONField()
    differences = models.JSONField(default=list)
    is_full = models.BooleanField()
    state = models.CharField(max_length=12, choices=MatchState)
    matched_on = models.DateField()
    levied_on = models.DateField(null=True)
    parent_noticed_on = models.DateField(null=True)
    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, null=True, related_name="asset_matches"
    )
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """One match of a partner's reference; worklists read the open ones."""

        ordering = ["matched_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="asset_match_once"),
            models.CheckConstraint(
                condition=models.Q(amount_cents__isnull=True) | models.Q(amount_cents__gte=0),
                name="asset_match_is_not_negative",
            ),
        ]
        indexes = [
            models.Index(
                fields=["matched_on", "id"],
                condition=models.Q(state__in=OPEN_MATCHES),
                name="asset_match_open_by_day",
            ),
        ]


class MatchEvent(Fact):
    """That a match moved from one state to another, and why."""

    match = models.ForeignKey(AssetMatch, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=12, choices=MatchState, blank=True)
    to_state = models.CharField(max_length=12, choices=MatchState)
    note = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        """Moves are facts."""

        triggers = [append_only()]
        ordering = ["id"]


class SendingFinding(models.Model):
    """Whom a file to a partner left out, and why; without a file, why none was made.

    ``kind`` is that of the file. ``case`` is empty where the file as a whole is meant.
    """

    kind = models.CharField(max_length=30)
    business_date = models.DateField()
    file = models.ForeignKey(
        OutboundFile, on_delete=models.PROTECT, null=True, related_name="left_out"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=60)
    code = models.CharField(max_length=NAME_LENGTH)
    reason = models.CharField(max_length=REASON_LENGTH)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        """Findings are kept."""

        triggers = [append_only()]
        ordering = ["-business_date", "id"]
        indexes = [
            models.Index(fields=["kind", "business_date"], name="sending_finding_by_file")
        ]
