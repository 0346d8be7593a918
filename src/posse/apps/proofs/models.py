"""Tables of what proves the facts of families in the child care program."""

from django.db import models

from posse.apps.care.models import CareApplication, CareCase, CareFamilyFact
from posse.apps.facts import append_only
from posse.apps.people.models import Participant
from posse.apps.proofs.choices import EvidenceGrade, EvidenceWay
from posse.apps.records.models import Document, Letter


class VerificationRequest(CareFamilyFact):
    """That a family was asked on ``effective_on`` to prove a factor, by ``due_on``.

    Source: CC-301-F, CC-404-E, CC-401-D-J.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="verification_requests"
    )
    application = models.ForeignKey(
        CareApplication, on_delete=models.PROTECT, null=True, related_name="requests"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="+"
    )
    factor = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    due_on = models.DateField()
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Requests are facts, and leave some days to answer."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gt=models.F("effective_on")),
                name="request_leaves_time",
            ),
        ]


class Evidence(CareFamilyFact):
    """One proof, looked at by a worker on ``effective_on``, with its narrative.

    ``holds_until`` is the last day on which it proves anything, where it ends.
    ``instead_of_primary`` says why no primary paper can be had, or would hold up the case.
    Source: CC-302-A, CC-302-B-1 to CC-302-B-9, CC-301-G, CC-303-B-2, CC-605-D-3.
    """

    care_case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="evidence")
    way = models.CharField(max_length=12, choices=EvidenceWay)
    grade = models.CharField(max_length=9, choices=EvidenceGrade)
    source = models.CharField(max_length=40, blank=True)
    given_by = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=80, blank=True)
    obtained_on = models.DateField()
    document_kind = models.CharField(max_length=80, blank=True)
    document_date = models.DateField(null=True)
    document_number = models.CharField(max_length=60, blank=True)
    volume_and_page = models.CharField(max_length=60, blank=True)
    says = models.TextField()
    holds_until = models.DateField(null=True)
    instead_of_primary = models.CharField(max_length=300, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="care_evidence"
    )
    request = models.ForeignKey(
        VerificationRequest, on_delete=models.PROTECT, null=True, related_name="answers"
    )

    class Meta:
        """Proofs are facts that say something."""

        triggers = [append_only()]
        verbose_name_plural = "evidence"
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(says=""), name="evidence_says_something"
            ),
        ]


class EvidenceFor(models.Model):
    """What a proof proves: a factor of a person, or of the family where nobody is named.

    Source: CC-303-B-3.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="proves")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="care_evidence"
    )
    factor = models.CharField(max_length=40)

    class Meta:
        """A proof proves a factor of somebody once."""

        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "participant", "factor"],
                nulls_distinct=False,
                name="evidence_proves_once",
            ),
        ]


class EvidenceRejection(CareFamilyFact):
    """That a proof does not count, and why, such as that it was altered.

    Source: CC-301-D-1 to CC-301-D-5, CC-301-E-1.
    """

    care_case = models.ForeignKey(
        CareCase, on_delete=models.PROTECT, related_name="evidence_rejections"
    )
    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, related_name="rejection"
    )
    reason = models.CharField(max_length=300)

    class Meta:
        """A proof is rejected once."""

        triggers = [append_only()]
