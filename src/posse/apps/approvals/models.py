"""Tables of proposed corrections and of the decisions about them."""

import pgtrigger
from django.conf import settings
from django.db import models

from posse.apps.approvals.choices import RESTS, Correction
from posse.apps.cases.models import Case
from posse.apps.facts import Fact, append_only
from posse.apps.payments.models import Receipt

NAMES_PROPOSER = """
    PERFORM 1 FROM approvals_proposal
    WHERE id = NEW.proposal_id AND proposed_by_id = NEW.proposed_by_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a decision names another proposer than its proposal'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class Proposal(Fact):
    """A correction that somebody asks for and another person must approve.

    ``what`` holds the arguments of the writer that would do it, so that what is approved is
    exactly what was proposed. ``amount_cents`` is how much it moves.
    """

    kind = models.CharField(max_length=10, choices=Correction)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.JSONField()
    amount_cents = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Proposals are kept, the refused ones too."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0)
                | models.Q(amount_cents=0, kind__in=RESTS),
                name="proposal_is_positive",
            ),
        ]


class Decision(Fact):
    """What another person said to a proposal; ``outcome`` is what was then done, in words.

    ``proposed_by`` repeats the proposal's, so that the table itself can refuse a decision
    by whoever proposed.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    note = models.CharField(max_length=300)
    outcome = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """One to a proposal, by two people, and kept."""

        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="names_proposer",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=NAMES_PROPOSER,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")),
                name="decision_by_another_person",
            ),
        ]
