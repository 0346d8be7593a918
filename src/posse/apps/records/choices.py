"""Coded values of the case record."""

from django.db import models


class MediaType(models.TextChoices):
    """What a stored file truly is, told from its bytes."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG picture"
    PNG = "image/png", "PNG picture"


class DocumentKind(models.TextChoices):
    """What a document is about."""

    APPLICATION = "application", "Application"
    IDENTITY = "identity", "Proof of identity"
    BIRTH = "birth", "Birth record"
    PATERNITY = "paternity", "Paternity affidavit or test"
    ORDER = "order", "Court order"
    INCOME = "income", "Proof of income"
    CUSTODY = "custody", "Proof of where the child lives"
    SAFETY = "safety", "Protection order or safety paper"
    LETTER = "letter", "Letter received"
    OTHER = "other", "Other"


class ScanVerdict(models.TextChoices):
    """What the installation's virus scanner said of a file when it came."""

    CLEAN = "clean", "Scanned, nothing found"
    NOT_SCANNED = "not_scanned", "Not scanned"
    FAILED = "failed", "The scanner gave no answer"
