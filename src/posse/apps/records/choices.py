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
    PRE_OFFSET = "pre_offset", "Notice before federal offsets and passport denial"
    CREDIT_BUREAU = "credit_bureau", "Notice before reporting to the credit bureau"
    PASSPORT_DENIAL = "passport_denial", "Letter on a passport that was refused"
    LEVY_INSTITUTION = "levy_institution", "Lien and levy on an account, to the institution"
    LEVY_PARENT = "levy_parent", "Lien and levy on an account, to the parent"
    LICENSE_ABILITY = "license_ability", "Notice of ability to suspend the driver's license"
    LICENSE_INTENT = "license_intent", "Notice of intent to suspend the driver's license"
    LICENSE_COURT = "license_court", "Notice that a court is asked to suspend a license"
    LICENSE_REQUEST = "license_request", "Request to suspend a driver's license"
    LICENSE_RELEASE = "license_release", "Release of a suspended license"
    LIEN_NOTICE = "lien_notice", "Notice of a lien on property"
    LIEN_RELEASE = "lien_release", "Notice that a lien is released"
    LEVY_RELEASE = "levy_release", "Release of a lien and levy, to the institution"
    PASSPORT_RELEASE = "passport_release", "Letter on a passport that is free again"
    INCOME_WITHHOLDING_ORDER = "income_withholding_order", "Income withholding order"
    INCOME_WITHHOLDING_TERMINATION = (
        "income_withholding_termination",
        "Termination of income withholding",
    )
    LUMP_SUM_NOTICE = "lump_sum_notice", "Answer on a lump sum, to the payor"
    PAYOR_NON_COMPLIANCE = "payor_non_compliance", "Notice of non-compliance, to the payor"
    EMPLOYMENT_ENDED = "employment_ended", "Notice that employment ended"
    WITHHOLDING_NOTICE = "withholding_notice", "Notice of delinquency before withholding"
    REVIEW_RESULT = "review_result", "Result of a records review"
    SUPPRESSION = "suppression", "Notice that an enforcement action is suppressed"
    CARE_APPROVAL = "care_approval", "Approval of child care assistance"
    CARE_DENIAL = "care_denial", "Denial of child care assistance"
    CARE_PROOFS = "care_proofs", "Request for contact or verification"
    CARE_PENDING = "care_pending", "Notice that an application is pending"
    CARE_DENIAL_DAY_60 = (
        "care_denial_day_60",
        "Denial of an application that could not be decided",
    )
    CARE_LICENSE_PENDING = (
        "care_license_pending",
        "Notice that an application waits for a provider's license",
    )
    CARE_PRESUMPTIVE = "care_presumptive", "Presumptive approval of child care assistance"
    CARE_PRESUMPTIVE_END = "care_presumptive_end", "End of presumptive child care assistance"
    CARE_POWER = "care_power", "Approval of child care while POWER is decided"
    CARE_WITHDRAWAL = "care_withdrawal", "Notice that an application is withdrawn"
    CARE_CHANGE = "care_change", "Notice of a change of child care assistance"
    CARE_ENDING = "care_ending", "Notice of adverse action, child care ends"
    CARE_AUTHORIZATION = "care_authorization", "Authorization of child care"
    CARE_REVIEW_DUE = "care_review_due", "Reminder that a child care review is due"
    CARE_REVIEW_ENDED = "care_review_ended", "Result of a child care review"
    OTHER = "other", "Other letter"


class ReturnReason(models.TextChoices):
    """What the post says about a letter that came back."""

    MOVED = "moved", "Moved, left no address"
    FORWARDED = "forwarded", "Moved, with a new address on the envelope"
    NO_SUCH_ADDRESS = "no_such_address", "No such address"
    NOT_CLAIMED = "not_claimed", "Not claimed"
    REFUSED = "refused", "Refused"
    DECEASED = "deceased", "Deceased"
