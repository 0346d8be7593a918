"""Tables of cards, of warrants, and of what became of each disbursement."""

import pgtrigger
from django.db import models

from posse.apps.facts import Fact, append_only
from posse.apps.instruments.choices import ENDINGS, MONEY_BACK, EventKind
from posse.apps.payments.models import Disbursement, InboundFile, ReturnedEntry
from posse.apps.people.models import Participant, ParticipantFact

HAS_NO_GAP = """
    PERFORM 1 FROM added
    WHERE added.number > (SELECT min(number) FROM instruments_warrant)
      AND NOT EXISTS (SELECT FROM instruments_warrant AS before
                      WHERE before.number = added.number - 1);
    IF FOUND THEN
        RAISE EXCEPTION 'a warrant number is left out' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


class Card(ParticipantFact):
    """That a payee has a debit card of the card programme from a date on, or no longer.

    ``reference`` is the programme's own number for the enrolment, never that of the card:
    whoever reads these tables can spend nobody's money.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="cards")
    reference = models.CharField(max_length=20)
    is_closed = models.BooleanField(default=False)

    class Meta:
        """Enrolments are facts, and hold no card number."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reference__regex=r"^([0-9][ -]?){12,19}$"),
                name="card_reference_is_no_card_number",
            ),
        ]


class Warrant(models.Model):
    """The paper of a disbursement: its number, and the name and address printed on it."""

    disbursement = models.OneToOneField(
        Disbursement, on_delete=models.PROTECT, related_name="warrant"
    )
    number = models.BigIntegerField(unique=True)
    payee_name = models.CharField(max_length=100)
    line_1 = models.CharField(max_length=60)
    line_2 = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=40)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=10)

    class Meta:
        """Numbers follow each other without a gap, and none stands twice."""

        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="has_no_gap",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=HAS_NO_GAP,
            ),
        ]
        ordering = ["number"]


class DisbursementEvent(Fact):
    """A turn in the life of a disbursement after it left the building.

    It ends once: somebody got the money, or it is back and awaits payment again. So nothing
    is stopped after it was cashed, and nothing comes back twice. ``file`` and ``line`` name
    the bank's answer, ``returned_entry`` the return entry of a direct deposit.
    """

    disbursement = models.ForeignKey(
        Disbursement, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=16, choices=EventKind)
    note = models.CharField(max_length=300, blank=True)
    returned_entry = models.OneToOneField(
        ReturnedEntry, on_delete=models.PROTECT, null=True, related_name="event"
    )
    file = models.ForeignKey(
        InboundFile, on_delete=models.PROTECT, null=True, related_name="disbursement_events"
    )
    line = models.IntegerField(null=True)

    class Meta:
        """Each turn is taken once, and only one of them is the end."""

        triggers = [append_only()]
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["disbursement", "kind"], name="disbursement_event_once"
            ),
            models.UniqueConstraint(
                fields=["disbursement"],
                condition=models.Q(kind__in=ENDINGS),
                name="disbursement_ends_once",
            ),
            models.UniqueConstraint(
                fields=["file", "line"], name="disbursement_event_once_per_file_line"
            ),
        ]
        indexes = [
            models.Index(fields=["recorded_on"]),
            # Money that came back is asked for each night, among many warrants cashed.
            models.Index(
                fields=["disbursement"],
                condition=models.Q(kind__in=MONEY_BACK),
                name="disbursement_money_back",
            ),
        ]
