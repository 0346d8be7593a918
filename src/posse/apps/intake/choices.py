"""Coded values of intake."""

from django.db import models


class AskedBy(models.TextChoices):
    """How somebody asked about services, which decides how soon an application must be out."""

    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"
    MAIL = "mail", "By letter"
    EMAIL = "email", "By e-mail or message"


class Wanted(models.TextChoices):
    """What somebody who asks wants to have."""

    APPLICATION = "application", "An application"
    INFORMATION = "information", "Only information"


class PacketKind(models.TextChoices):
    """What was handed out or sent."""

    APPLICATION = "application", "Application with information about the program"
    INFORMATION = "information", "Information about the program, rights, fees and payments"
    DECLINED = "declined", "Nothing: the person wanted nothing after all"


class PacketWay(models.TextChoices):
    """How it was handed out or sent."""

    HANDED = "handed", "Handed over"
    MAIL = "mail", "Mailed"
    EMAIL = "email", "Sent by e-mail"
    ONLINE = "online", "Address of the online application given"


class Channel(models.TextChoices):
    """How an application comes in."""

    ONLINE = "online", "Online"
    PAPER = "paper", "On paper"
    PHONE = "phone", "By telephone"
    REFERRAL = "referral", "Referral by another agency"


class ApplicationState(models.TextChoices):
    """How far an application has come."""

    DRAFT = "draft", "Being filled in"
    FILED = "filed", "Filed"
    SEARCHED = "searched", "Searched for a case"
    OPENED = "opened", "On a case"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REFUSED = "refused", "Refused"


class PersonRole(models.TextChoices):
    """The part that an application gives to a person."""

    CUSTODIAL = "custodial", "Custodial parent or caretaker"
    NONCUSTODIAL = "noncustodial", "Noncustodial parent"
    ALLEGED_FATHER = "alleged_father", "Alleged father"
    CHILD = "child", "Child"


class Tie(models.TextChoices):
    """Who a person of an application is, as the worker found."""

    UNDECIDED = "", "Not yet looked at"
    NEW = "new", "Somebody not known so far"
    KNOWN = "known", "A person known already"


class Step(models.TextChoices):
    """What happened to an application."""

    STARTED = "started", "Started"
    SAVED = "saved", "Saved"
    FILED = "filed", "Signed and filed"
    SEARCHED = "searched", "Searched for a case"
    DECIDED = "decided", "Result of the search kept"
    TIED = "tied", "Person tied"
    OPENED = "opened", "Case opened"
    UPDATED = "updated", "Case updated"
    REOPENED = "reopened", "Case reopened and updated"
    TAKEN = "taken", "Taken over from the application"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REFUSED = "refused", "Refused"


class Outcome(models.TextChoices):
    """What the search for an existing case came to."""

    MATCH = "match", "The family's case against this parent exists"
    NO_MATCH = "no_match", "There is no such case"


class Way(models.TextChoices):
    """What an application did to a case."""

    OPENED = "opened", "Opened"
    UPDATED = "updated", "Updated"
    REOPENED = "reopened", "Reopened and updated"


class ReferralProgram(models.TextChoices):
    """Which agency refers."""

    POWER = "power", "POWER (TANF)"
    FOSTER_CARE = "foster_care", "Foster care"
    MEDICAID = "medicaid", "Medicaid"
    STATE = "state", "Another state"
    TRIBE = "tribe", "A tribe"
    COUNTRY = "country", "Another country"


class ReferralAction(models.TextChoices):
    """What a referral says."""

    NEW = "new", "A family is referred"
    CHANGE = "change", "Something about a referred family changed"
    END = "end", "Assistance to a referred family ended"
