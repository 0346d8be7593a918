"""Coded values of enforcement."""

from django.db import models


class SuppressionKind(models.TextChoices):
    """What can be suppressed, each on its own.

    The first eight act on the parent and need every case of the parent; the others act in
    the case alone. Source: CS-9.2-SUP-TYPE-1 to CS-9.2-SUP-TYPE-11.
    """

    FEDERAL_TAX_OFFSET = "federal_tax_offset", "Federal tax offset"
    FEDERAL_SALARY = "federal_salary", "Federal salary"
    FEDERAL_RETIREMENT = "federal_retirement", "Federal retirement"
    PASSPORT_DENIAL = "passport_denial", "Passport denial"
    FEDERAL_VENDOR_MISC = "federal_vendor_misc", "Vendor payment or miscellaneous"
    INSURANCE_MATCH = "insurance_match", "Insurance match"
    FINANCIAL_DATA = "financial_data", "Financial data (MSFIDM and FIDM)"
    CREDIT_BUREAU = "credit_bureau", "Credit bureau reporting"
    NCP_BILLING = "ncp_billing", "Billing of the noncustodial parent"
    PENALTY = "penalty", "Penalty"
    INCOME_WITHHOLDING = "income_withholding", "Income withholding"


class RemedyStanding(models.TextChoices):
    """Where a remedy stands for a parent."""

    CANDIDATE = "candidate", "Meets the criteria"
    NOTICED = "noticed", "Notice sent"
    WAITING = "waiting", "Waiting for the notice's time"
    SUBMITTED = "submitted", "Submitted"
    MATCHED = "matched", "Matched"
    COLLECTED = "collected", "Collected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReviewState(models.TextChoices):
    """Where a review or a dispute stands."""

    OPEN = "open", "Open"
    TRANSFERRED = "transferred", "With another state"
    APPROVAL = "approval", "Waits for approval"
    CLOSED = "closed", "Decided"


class ReviewAct(models.TextChoices):
    """What was done in a review."""

    OPENED = "opened", "Asked for"
    PROOF_ASKED = "proof_asked", "Proof asked for"
    PROOF_RECEIVED = "proof_received", "Proof received"
    TRANSFERRED = "transferred", "Transferred to another state"
    PROPOSED = "proposed", "Result worked out"
    SENT_BACK = "sent_back", "Sent back by whoever approves"
    APPROVED = "approved", "Approved"
    DECIDED = "decided", "Decided"
    NOTICE_SENT = "notice_sent", "Result told"


class MatchSource(models.TextChoices):
    """Who found the money."""

    MSFIDM = "msfidm", "Multistate financial institution data match"
    FIDM = "fidm", "In-state financial institution data match"
    INSURANCE = "insurance", "Insurance match"
    UNCLAIMED_PROPERTY = "unclaimed_property", "Unclaimed property"
    LOTTERY = "lottery", "Wyoming State Lottery"


class MatchState(models.TextChoices):
    """What became of a match."""

    NEW = "new", "To be looked at"
    DISTRICT = "district", "With the district: differences to clear up"
    CONFIRMED = "confirmed", "Confirmed"
    INTERCEPTED = "intercepted", "Money asked for"
    LEVIED = "levied", "Lien and levy mailed"
    SHIELDED = "shielded", "Shielded: it may not be taken"
    RELEASED = "released", "Levied, and let go again"
    REFUSED = "refused", "Not this parent's, or left alone"
    RETURNED = "returned", "Given back"


class StepAct(models.TextChoices):
    """What a worker did, or heard, of a remedy that no file carries."""

    PLAN_OFFERED = "plan_offered", "Payment plan tried"
    ABILITY_SENT = "ability_sent", "Notice of ability to suspend sent"
    INTENT_SENT = "intent_sent", "Notice of intent to suspend sent"
    SERVED = "served", "Notice served"
    SUSPENSION_ASKED = "suspension_asked", "Suspension asked for"
    COURT_NOTICE_SENT = "court_notice_sent", "Notice that a court is asked sent"
    PETITION_FILED = "petition_filed", "Petition filed"
    COURT_ORDERED = "court_ordered", "Suspended by a court"
    PRIVILEGE_GIVEN = "privilege_given", "Limited privileges given"
    RESTORED = "restored", "Return of the license asked for"
    LIEN_FILED = "lien_filed", "Lien filed"
    LIEN_RELEASED = "lien_released", "Lien released"
    PASSPORT_CALL = "passport_call", "Call about a refused passport"
    PASSPORT_SETTLED = "passport_settled", "Passport settled by the director"
    LICENSE_FOUND = "license_found", "The department found a license"
    LICENSE_NONE = "license_none", "The department found no license"
    SUSPENDED = "suspended", "Suspended by the department"
    SUSPENSION_REFUSED = "suspension_refused", "The department did not suspend"
    GIVEN_BACK = "given_back", "Given back by the department"


OPEN_MATCHES = (MatchState.NEW, MatchState.DISTRICT, MatchState.CONFIRMED)
OPEN_REVIEWS = (ReviewState.OPEN, ReviewState.TRANSFERRED, ReviewState.APPROVAL)
