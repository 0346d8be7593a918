"""Tables of people and employers."""

from django.db import models
from django.db.models.functions import Now

from posse.apps.facts import Fact, append_only
from posse.apps.people.choices import (
    AccountKind,
    AddressKind,
    IdentifierKind,
    ViolenceBasis,
)
from posse.apps.references import stays


class Participant(models.Model):
    """A person of any case, known by the facts that point here."""

    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """Whom anything names, stays."""

        triggers = [stays()]


class ParticipantFact(Fact):
    """A fact about one participant."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT)

    class Meta:
        """Shared by the facts below."""

        abstract = True


class Identity(ParticipantFact):
    """The name, birth date and sex of a person, as known from a date; the latest governs."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="identities"
    )
    surname = models.CharField(max_length=40)
    given_name = models.CharField(max_length=40)
    middle_name = models.CharField(max_length=40, blank=True)
    suffix = models.CharField(max_length=10, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)

    class Meta:
        """Names are facts."""

        triggers = [append_only()]
        verbose_name_plural = "identities"

    @property
    def full_name(self) -> str:
        """Given, middle and family name with suffix."""
        parts = (self.given_name, self.middle_name, self.surname, self.suffix)
        return " ".join(part for part in parts if part)


class Identifier(ParticipantFact):
    """A number by which a person is known."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="identifiers"
    )
    kind = models.CharField(max_length=20, choices=IdentifierKind)
    number = models.CharField(max_length=30)

    class Meta:
        """Looked up by number when a payment arrives."""

        triggers = [append_only()]
        indexes = [models.Index(fields=["kind", "number"])]


class Address(ParticipantFact):
    """Where a person lives or gets mail from a date on; the latest of its kind governs."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="addresses"
    )
    kind = models.CharField(max_length=10, choices=AddressKind)
    line_1 = models.CharField(max_length=60)
    line_2 = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=40)
    state = models.CharField(max_length=2)
    zip_code = models.CharField(max_length=10)

    class Meta:
        """Addresses are facts."""

        triggers = [append_only()]
        verbose_name_plural = "addresses"


class Employer(models.Model):
    """A payor of income, known to banks by its identification number (FEIN).

    The address is where its payroll takes orders; it is empty where nobody told it.
    """

    name = models.CharField(max_length=60)
    fein = models.CharField(max_length=9, unique=True)
    city = models.CharField(max_length=40)
    state = models.CharField(max_length=2)
    line_1 = models.CharField(max_length=60, blank=True, db_default="")
    line_2 = models.CharField(max_length=60, blank=True, db_default="")
    zip_code = models.CharField(max_length=10, blank=True, db_default="")
    phone = models.CharField(max_length=20, blank=True, db_default="")


class Employment(ParticipantFact):
    """That a person works for an employer from a date on, or (``is_ended``) no longer does."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="employments"
    )
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True)
    employer_name = models.CharField(max_length=60, blank=True)
    is_ended = models.BooleanField(default=False)

    class Meta:
        """Employments are facts."""

        triggers = [append_only()]


class PayeeAccount(ParticipantFact):
    """The bank account to which a person's support is paid from a date on."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="payee_accounts"
    )
    kind = models.CharField(max_length=10, choices=AccountKind)
    routing_number = models.CharField(max_length=9)
    account_number = models.CharField(max_length=17)

    class Meta:
        """Accounts are facts."""

        triggers = [append_only()]


class FamilyViolence(ParticipantFact):
    """That a person is, or (``is_on`` false) no longer is, in danger from another.

    The latest governs. While it does, where the person lives, works and can be reached
    stands behind one door. Source: 42 USC 654(26); CS-6.3-FV-2.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="family_violence"
    )
    is_on = models.BooleanField()
    basis = models.CharField(max_length=20, choices=ViolenceBasis)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """Marks are facts."""

        triggers = [append_only()]
        verbose_name_plural = "family violence"


class ConfidentialAddress(ParticipantFact):
    """That a person takes part in a program that keeps addresses confidential, or no longer."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="confidential_addresses"
    )
    is_on = models.BooleanField()
    program = models.CharField(max_length=80)

    class Meta:
        """Taking part is a fact."""

        triggers = [append_only()]
        verbose_name_plural = "confidential addresses"


class SearchKey(models.Model):
    """A normalised word, sound or number by which search finds a person or case.

    Derived from the facts and rebuilt from them at any time.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="search_keys"
    )
    key = models.CharField(max_length=40)

    class Meta:
        """Found by prefix, so the index compares bytes; it alone answers who has a key."""

        indexes = [
            models.Index(
                fields=["key"],
                include=["participant"],
                name="search_key_prefix",
                opclasses=["varchar_pattern_ops"],
            ),
        ]
