"""Coded values of the child care subsidy."""

from django.db import models


class ProviderLicence(models.TextChoices):
    """Whether a provider may care for children for pay. Source: CC-1203-A, CC-1203-A-2."""

    NONE = "none", "None yet"
    LICENSED = "licensed", "Licensed"
    PROVISIONAL = "provisional", "Provisional license"
    EXEMPT = "exempt", "Exempt from licensing"
    DENIED = "denied", "License denied"
    REVOKED = "revoked", "License revoked"


class DeterminationKind(models.TextChoices):
    """What brought a determination about."""

    PRESUMPTIVE = "presumptive", "On the family's own statements"
    INITIAL = "initial", "Application"
    CHANGE = "change", "A change"
    REVIEW = "review", "Review"
    CASELOAD = "caseload", "Recomputed with the caseload"
    POWER = "power", "While POWER is decided"


class BeginsBy(models.TextChoices):
    """Which day decided when an authorization begins. Source: CC-1202-E-1 to CC-1202-E-4."""

    APPLICATION = "application", "The application"
    ACTIVITY = "activity", "The approved activity began"
    CARE = "care", "The child first came into care"
    PROVIDER = "provider", "The provider met its requirements"
    CHANGE = "change", "A change took effect"


class EndReason(models.TextChoices):
    """Why an authorization ended before its last day."""

    INELIGIBLE = "ineligible", "The family is no longer eligible"
    NOT_ELIGIBLE_AT_REVIEW = "not_eligible_at_review", "Not eligible at the review"
    PRESUMPTION_REFUTED = "presumption_refuted", "Found ineligible while it was presumed"
    PROVIDER_CHANGED = "provider_changed", "The child goes to another provider"
    PROVIDER_BARRED = "provider_barred", "The provider may not be paid"
    HOURS_CHANGED = "hours_changed", "Other hours are authorized"
    TERMS_CHANGED = "terms_changed", "Another rate or share holds"
    CHILD_LEFT = "child_left", "The child left the household"
    ASKED = "asked", "The family asked for it"
    REVIEWED = "reviewed", "A review began a new period"
    POWER_DECIDED = "power_decided", "POWER was decided, or its work requirements are not met"


class ChangeKind(models.TextChoices):
    """What changed. Source: CC-1501-B-1, CC-1501-B-2-a to CC-1501-B-2-d."""

    INCOME = "income", "Income from work"
    UNEARNED = "unearned", "Other income"
    ACTIVITY = "activity", "Work, school or hours"
    HOUSEHOLD = "household", "Who lives in the household"
    MARRIAGE = "marriage", "Marriage or separation"
    ADDRESS = "address", "Address or living arrangement"
    PROVIDER = "provider", "Provider"
    EXPENSES = "expenses", "Allowable expenses"
    ASSETS = "assets", "Assets"
    OTHER = "other", "Something else"


class GoodCause(models.TextChoices):
    """Why a late report counts as in time. Source: CC-1507-A-2-a to CC-1507-A-2-e."""

    NONE = "", "None"
    AWAY = "away", "Away because somebody of the family was ill or died"
    HOSPITAL = "hospital", "Somebody of the unit was in hospital"
    POST = "post", "The postmark shows that the post was late"
    WEATHER = "weather", "Weather or a disaster kept the papers back"
    OTHER = "other", "Other events that the unit could not control"


class ChangeOutcome(models.TextChoices):
    """What came of a change."""

    WAITING = "waiting", "Not worked yet"
    ACTED = "acted", "Acted on"
    NO_ACTION = "no_action", "Recorded; nothing changes within the period"


class DisqualifiedBy(models.TextChoices):
    """The final decision that disqualifies. Source: CC-2006-D-1 to CC-2006-D-3."""

    HEARING = "hearing", "Disqualification hearing"
    WAIVER = "waiver", "Waiver of the hearing"
    COURT = "court", "Court"
    DEFERRED = "deferred", "Deferred prosecution"


class AfterDisqualification(models.TextChoices):
    """What became of a disqualification. Source: CC-2006-D-1, CC-2006-D-2."""

    REPAID = "repaid", "Restitution was paid in full"
    SERVED = "served", "The sentence was served"
    OVERTURNED = "overturned", "Overturned on appeal"


class RulingOutcome(models.TextChoices):
    """What a supervisor ruled where the only caretaker is disqualified. Source: CC-2006-C-3."""

    STAYS = "stays", "The children's care stays"
    ENDS = "ends", "The children's care ends, with notice"
