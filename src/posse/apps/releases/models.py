"""Tables of requests to see or copy what the child care program holds, and of the answers."""

from django.db import models

from posse.apps.care.models import CareCase
from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Participant
from posse.apps.records.models import Document


class ReleaseRequest(Fact):
    """That somebody asked on ``effective_on`` to see or copy something, and on what ground.

    ``ground`` names a row of the law. Public information is of no case and of nobody.
    Source: CC-403-PUB-A, CC-403-SAFE-F, CC-403-SAFE-G.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, null=True, related_name="release_requests"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ground = models.CharField(max_length=30)
    asker = models.CharField(max_length=120)
    body = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=500)

    class Meta:
        """Requests are facts."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participant__isnull=True)
                | models.Q(care_case__isnull=False),
                name="asked_about_somebody_of_a_case",
            ),
        ]


class ReleaseShown(Fact):
    """That something which the ground needs was shown, on paper where the law asks for one.

    Source: CC-403-SAFE-F, CC-403-SAFE-H-3, CC-403-SAFE-I-3, CC-403-SAFE-J-1.
    """

    request = models.ForeignKey(ReleaseRequest, on_delete=models.PROTECT, related_name="shown")
    need = models.CharField(max_length=30)
    words = models.CharField(max_length=300)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """What was shown is a fact, each need once."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["request", "need"], name="shown_once"),
        ]


class ReleaseDecision(Fact):
    """That a request was answered, what went out or why nothing did, and what copying cost.

    Source: CC-403-PUB-B, CC-403-SAFE-F, CC-403-SAFE-G, CC-403-SAFE-I-3-b.
    """

    request = models.OneToOneField(
        ReleaseRequest, on_delete=models.PROTECT, related_name="decision"
    )
    is_released = models.BooleanField()
    words = models.CharField(max_length=500)
    cost_cents = models.BigIntegerField(default=0)

    class Meta:
        """Answers are facts, and copies cost nothing or something."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost_cents__gte=0), name="copies_cost_no_less_than_nothing"
            ),
        ]
