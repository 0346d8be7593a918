"""Coded values of cases."""

from django.db import models


class Role(models.TextChoices):
    """The part a person has in a case."""

    CUSTODIAL = "custodial", "Custodial parent"
    NONCUSTODIAL = "noncustodial", "Noncustodial parent"
    ALLEGED_FATHER = "alleged_father", "Alleged father"
    CHILD = "child", "Child"


class Service(models.TextChoices):
    """Under which program a case is served."""

    IV_D = "iv_d", "IV-D"
    NON_IV_D = "non_iv_d", "Non-IV-D (payment processing only)"


class Origin(models.TextChoices):
    """How a case came into these books."""

    BROUGHT_OVER = "brought_over", "Brought over from earlier records"
    INTAKE = "intake", "By an application or referral"


class CaseState(models.TextChoices):
    """Whether a case is worked."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class AssistanceProgram(models.TextChoices):
    """Assistance to which a family's rights to support are assigned while it lasts."""

    POWER = "power", "POWER (TANF)"
    IV_E = "iv_e", "Foster care (IV-E)"
    MEDICAID = "medicaid", "Medicaid"


# Programs that pay money, which assigned support repays; Medicaid pays for care instead.
PAYING_PROGRAMS = (AssistanceProgram.POWER, AssistanceProgram.IV_E)


class Interstate(models.TextChoices):
    """What Wyoming does in a case that another state has a part in."""

    NONE = "none", "No other state"
    INITIATING = "initiating", "Wyoming asked another state"
    RESPONDING = "responding", "Another state asked Wyoming"


class FeeExemptionReason(models.TextChoices):
    """Why no annual fee is taken in a case."""

    FOREIGN_OBLIGEE = "foreign_obligee", "The payee lives in a foreign country"
    SNAP_COOPERATION = "snap_cooperation", "Services are a condition of food assistance"
    FOSTER_CARE = "foster_care", "The child is in foster care"


class Partner(models.TextChoices):
    """Another agency that knows a case by a number of its own."""

    POWER = "power", "POWER (TANF)"
    FOSTER_CARE = "foster_care", "Foster care"
    MEDICAID = "medicaid", "Medicaid"
    STATE = "state", "Another state"
    TRIBE = "tribe", "A tribe"
    COUNTRY = "country", "Another country"


class ParentsRelation(models.TextChoices):
    """What the custodial parent or caretaker is to the other parent of a case.

    Source: Wyoming policy appendix 11.F, list "CP Relationship to NCP".
    """

    NEVER_MARRIED = "never_married", "Never married"
    MARRIED = "married", "Married"
    DIVORCED = "divorced", "Divorced"
    RELATIVE = "relative", "Another relative of the child"
    CARETAKER = "caretaker", "Caretaker appointed by a court"
    AGENCY = "agency", "Agency that provides foster care"


class Wedlock(models.TextChoices):
    """Whether a child was born out of wedlock: it is the child's, not the case's."""

    UNKNOWN = "unknown", "Not known"
    YES = "yes", "Born out of wedlock"
    NO = "no", "Born of a marriage"


class PaternityStatus(models.TextChoices):
    """Whether the law knows the child's father."""

    UNKNOWN = "unknown", "Not established"
    ESTABLISHED = "established", "Established"
    EXCLUDED = "excluded", "This parent is excluded"


class PaternityMethod(models.TextChoices):
    """How paternity was established; a judgment by default is adjudicated.

    Source: Wyoming policy appendices 6.A and 11.F.
    """

    NONE = "", "Not established"
    ADJUDICATED = "adjudicated", "Adjudicated by a court order"
    VOLUNTARY = "voluntary", "Acknowledged by a paternity affidavit"
    PRESUMED = "presumed", "Presumed by marriage"
    ADOPTION = "adoption", "Adoption"


class PaternityEvidence(models.TextChoices):
    """The paper that shows it."""

    NONE = "", "None on file"
    COURT_ORDER = "court_order", "Court order"
    AFFIDAVIT = "affidavit", "Paternity affidavit"
    MARRIAGE_CERTIFICATE = "marriage_certificate", "Marriage certificate"
    ADOPTION_DECREE = "adoption_decree", "Adoption decree"
    BIRTH_CERTIFICATE = "birth_certificate", "Birth certificate"
