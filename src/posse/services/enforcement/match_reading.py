"""What a partner told of an account, a claim or property, held against what stands here."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from posse.apps.enforcement.choices import MatchSource
from posse.apps.enforcement.models import RemedyState
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity, Participant
from posse.rules.support.enforcement import MatchRule
from posse.services.matching.merged import members_for
from posse.services.register.entries import BALANCE_CENTS_MAX
from posse.services.search.keys import normalised
from posse.units.days import day_words
from posse.units.money import format_dollars


@dataclass(frozen=True)
class Told:
    """One record of a partner's answer. Units: cents.

    ``obligor`` is the number by which the parent was submitted, where the partner repeats
    it; ``owner`` the name on the account or the property, ``benefit`` a protected benefit
    that the account is known to hold.
    """

    source: str
    reference: str
    institution: str
    matched_on: date
    ssn: str = ""
    owner: str = ""
    obligor: int | None = None
    amount_cents: int | None = None
    benefit: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def payload(self) -> dict[str, Any]:
        """What is kept of the record; the number itself is not."""
        return {**self.more, "owner": self.owner, "benefit": self.benefit}


@dataclass(frozen=True)
class Compared:
    """Whose a record is and what of it differs, or (``finding``) why it is nobody's."""

    obligor: int | None
    differences: tuple[str, ...] = ()
    finding: str = ""

    @property
    def is_full(self) -> bool:
        """Whether number and name agree."""
        return self.obligor is not None and not self.differences


def compared(told: Told, rule: MatchRule) -> Compared:
    """Hold a record against the parents who were submitted.

    Complete where the number and the normalised full name agree; partial where the number
    agrees and the name differs, or the name agrees and no number was told. A name with
    another number is no match.
    Source: CS-9.2-UCP-2, CS-9.2-UCP-4, CS-9.2-UCP-5.
    """
    fault = _fault_of_amount(told)
    if fault:
        return Compared(None, finding=fault)
    obligor = _obligor(told)
    if obligor is None:
        return Compared(None, finding="nobody here has the number that the partner told")
    if not _was_submitted(obligor, rule.remedy):
        return Compared(None, finding=f"this parent was not submitted for {rule.words}")
    numbers = numbers_of(obligor)
    if told.ssn and told.ssn not in numbers:
        return Compared(None, finding="the parent submitted has another number; it is no match")
    differences = [] if told.ssn else ["No Social Security number was told"]
    is_same_name = _words_of_name(told.owner) in _names(obligor)
    if not told.ssn and not is_same_name:
        return Compared(None, finding="neither the number nor the name agrees; it is no match")
    if not is_same_name:
        differences.append(f"It is in the name of {told.owner.strip() or 'nobody'}")
    return Compared(obligor, tuple(differences))


def _fault_of_amount(told: Told) -> str:
    cents = told.amount_cents
    if cents is not None and cents < 0:
        return "the amount is less than nothing"
    if cents is not None and cents > BALANCE_CENTS_MAX:
        return f"the amount {format_dollars(cents)} is more than can be meant"
    return ""


def _obligor(told: Told) -> int | None:
    if told.obligor is not None:
        known = Participant.objects.filter(pk=told.obligor, cases_owed_by__isnull=False)
        return told.obligor if known.exists() else None
    if not told.ssn:
        return None
    people = Identifier.objects.filter(
        kind=IdentifierKind.SSN, number=told.ssn, participant__cases_owed_by__isnull=False
    )
    found = people.order_by("-effective_on", "-id").values_list("participant", flat=True)
    return found.first()


def _was_submitted(obligor: int, remedy: str) -> bool:
    return RemedyState.objects.filter(
        obligor=obligor, remedy=remedy, last_submitted_on__isnull=False
    ).exists()


def numbers_of(obligor: int) -> set[str]:
    """Every Social Security number that a parent is known by."""
    rows = Identifier.objects.filter(
        participant__in=members_for([obligor])[obligor], kind=IdentifierKind.SSN
    )
    return set(rows.values_list("number", flat=True))


def _names(obligor: int) -> set[tuple[str, ...]]:
    rows = Identity.objects.filter(participant__in=members_for([obligor])[obligor])
    return {_words_of_name(row.full_name) for row in rows}


def _words_of_name(name: str) -> tuple[str, ...]:
    # Partners write the family name first as often as last.
    return tuple(sorted(normalised(name).split()))


def words_of(told: Told) -> str:
    """A record in words for a task."""
    much = "" if told.amount_cents is None else f" of {format_dollars(told.amount_cents)}"
    source = MatchSource(told.source).label
    return f"{source}: {told.institution}{much}, {day_words(told.matched_on)}"
