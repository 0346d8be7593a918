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


class ContactMethod(models.TextChoices):
    """By which way somebody was spoken with, or was tried to be."""

    MAIL = "mail", "Letter by mail"
    PHONE = "phone", "Telephone"
    EMAIL = "email", "E-mail"
    TEXT = "text", "Text message"
    PORTAL = "portal", "Message in the portal"
    IN_PERSON = "in_person", "In person"


class Direction(models.TextChoices):
    """Who began a contact."""

    OUTGOING = "outgoing", "From the office"
    INCOMING = "incoming", "To the office"


class ContactOutcome(models.TextChoices):
    """What came of a contact."""

    REACHED = "reached", "Reached"
    SENT = "sent", "Sent, no answer yet"
    MESSAGE_LEFT = "message_left", "Left a message"
    NO_ANSWER = "no_answer", "No answer"
    CAME_BACK = "came_back", "Came back, or no such number"


class EntryKind(models.TextChoices):
    """What is on the calendar."""

    APPOINTMENT = "appointment", "Appointment"
    HEARING = "hearing", "Hearing"
    GENETIC_TEST = "genetic_test", "Genetic test"
    REVIEW = "review", "Review of the order"
    OTHER = "other", "Other"


class LetterKind(models.TextChoices):
    """What a letter is."""

    CLOSURE_NOTICE = "closure_notice", "Notice that the case will be closed"
    CONTACT_REQUEST = "contact_request", "Request to call the office"
    OTHER = "other", "Other letter"
