"""Coded values of proofs in the child care program."""

from django.db import models


class EvidenceGrade(models.TextChoices):
    """How much a proof weighs. Source: CC-303-B, CC-301-B-1, CC-301-G."""

    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"


class EvidenceWay(models.TextChoices):
    """By what something is proved. Source: CC-301-B-1, CC-301-B-2, CC-301-G, CC-302-A."""

    DOCUMENT = "document", "A document"
    INTERFACE = "interface", "An answer of another agency's system"
    COLLATERAL = "collateral", "A collateral contact"
    STATEMENT = "statement", "A written statement"
    EARLIER_CASE = "earlier_case", "Proved in an earlier case of the agency"
