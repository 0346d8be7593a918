"""Tables of partners: requests of other States with their matches, and agreements."""

from django.db import models

from posse.apps.enforcement.choices import MatchSource
from posse.apps.facts import Fact, append_only
from posse.apps.partners.choices import MatchMethod, RequestAct, StateMatchAct

NAME_LENGTH, TEXT_LENGTH = 60, 300


class StateRequest(Fact):
    """That another State asks for enforcement here, from ``effective_on`` on, without a case.

    ``state`` and ``reference`` name it with that State. ``certified_cents`` is what it
    certified as past due on ``certified_on``, and ``has_due_process`` that the parent had
    every notice and hearing of its law. ``tools`` are names of the law's table. Units: cents.
    Source: 42 USC 666(a)(14), CS-IRG-J18, CS-IRG-J19, CS-IRG-J20, CS-IRG-J21.
    """

    state = models.CharField(max_length=2)
    reference = models.CharField(max_length=30)
    surname = models.CharField(max_length=NAME_LENGTH)
    given_name = models.CharField(max_length=NAME_LENGTH)
    birth_date = models.DateField()
    ssn = models.CharField(max_length=9)
    certified_cents = models.BigIntegerField()
    certified_on = models.DateField()
    certified_by = models.CharField(max_length=80)
    has_due_process = models.BooleanField()
    tools = models.JSONField()
    address = models.CharField(max_length=TEXT_LENGTH, blank=True)
    known_assets = models.CharField(max_length=TEXT_LENGTH, blank=True)
    came_in = models.CharField(max_length=120, blank=True)

    class Meta:
        """Requests are facts; one of a State's number."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["state", "reference"], name="state_request_once"),
            models.CheckConstraint(
                condition=models.Q(certified_cents__gt=0), name="state_request_is_positive"
            ),
        ]
        indexes = [models.Index(fields=["ssn"], name="state_request_by_ssn")]


class StateRequestEvent(Fact):
    """That a request was certified anew, answered or withdrawn. Units: cents."""

    request = models.ForeignKey(StateRequest, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=RequestAct)
    certified_cents = models.BigIntegerField(null=True)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)

    class Meta:
        """Events are facts, and a new certification says how much."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act=RequestAct.CERTIFIED, certified_cents__gte=0)
                | ~models.Q(act=RequestAct.CERTIFIED) & models.Q(certified_cents__isnull=True),
                name="state_request_event_amount",
            ),
        ]


class StateMatch(Fact):
    """That a partner found an account of a requested parent on ``effective_on``.

    ``reference`` names it with the partner, so that an answer that comes twice is one match;
    ``differences`` are what is not as the State told it. Units: cents.
    """

    request = models.ForeignKey(StateRequest, on_delete=models.PROTECT, related_name="matches")
    source = models.CharField(max_length=20, choices=MatchSource)
    reference = models.CharField(max_length=80)
    institution = models.CharField(max_length=80)
    account_ending = models.CharField(max_length=4, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    differences = models.JSONField(default=list)

    class Meta:
        """Matches are facts, each once."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "source", "reference"], name="state_match_once"
            ),
        ]


class StateMatchEvent(Fact):
    """What became of a match; ``amount_cents`` is money sent to the State. Units: cents."""

    match = models.ForeignKey(StateMatch, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=StateMatchAct)
    amount_cents = models.BigIntegerField(null=True)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True)

    class Meta:
        """Events are facts, and money sent says how much."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act=StateMatchAct.COLLECTED, amount_cents__gt=0)
                | ~models.Q(act=StateMatchAct.COLLECTED) & models.Q(amount_cents__isnull=True),
                name="state_match_event_amount",
            ),
        ]


class InstitutionAgreement(Fact):
    """That a financial institution agreed to the match from ``effective_on`` on.

    ``tin`` is its tax number, by which its answers name it; ``fee_cents`` what the State
    pays it for a quarter's match, empty where nothing was agreed. Units: cents.
    Source: CS-9.2-FIDM-2.
    """

    name = models.CharField(max_length=80)
    tin = models.CharField(max_length=9)
    method = models.CharField(max_length=3, choices=MatchMethod)
    fee_cents = models.BigIntegerField(null=True)
    contact = models.CharField(max_length=TEXT_LENGTH, blank=True)

    class Meta:
        """Agreements are facts."""

        triggers = [append_only()]
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["tin"], name="agreement_by_tin")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fee_cents__isnull=True) | models.Q(fee_cents__gte=0),
                name="agreement_fee_not_negative",
            ),
        ]


class AgreementEnd(Fact):
    """That an agreement ended; ``effective_on`` is the first day without it."""

    agreement = models.OneToOneField(
        InstitutionAgreement, on_delete=models.PROTECT, related_name="end"
    )
    note = models.CharField(max_length=TEXT_LENGTH)

    class Meta:
        """Ends are facts."""

        triggers = [append_only()]


class MatchRound(Fact):
    """That an institution's accounts were matched on ``effective_on``, and how many agreed."""

    agreement = models.ForeignKey(
        InstitutionAgreement, on_delete=models.PROTECT, related_name="rounds"
    )
    match_count = models.PositiveIntegerField()
    came_in = models.CharField(max_length=120, blank=True)

    class Meta:
        """Rounds are facts, one a day and institution."""

        triggers = [append_only()]
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "effective_on"], name="match_round_once_a_day"
            ),
        ]
