"""What a partner told of an account, a claim or property, held against what stands here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from posse.apps.enforcement.choices import MatchSource
from posse.apps.enforcement.models import RemedyState
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity, Participant
from posse.rules.support.enforcement import MatchRule
from posse.services.matching.merged import members_for, survivors_for
from posse.services.register.entries import BALANCE_CENTS_MAX
from posse.services.search.keys import normalised
from posse.units.days import day_words
from posse.units.money import format_dollars

Thing = TypeVar("Thing")


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


@dataclass(frozen=True)
class Known:
    """What stands here of the parents whom some records may be about, read at once.

    ``standing`` says whose remedy was submitted: one person's records stand for each other.
    """

    owing: Collection[int]
    by_number: Mapping[str, int]
    standing: Mapping[tuple[int, str], int]
    numbers: Mapping[int, Collection[str]]
    names: Mapping[int, Collection[tuple[str, ...]]]


def known_of(told: Collection[Told], *, remedies: Collection[str]) -> Known:
    """What is to be held against some records, by as many queries for one as for many."""
    named = {each.obligor for each in told if each.obligor is not None}
    owing = set(
        Participant.objects.filter(pk__in=named, cases_owed_by__isnull=False)
        .order_by()
        .values_list("pk", flat=True)
        .distinct()
    )
    by_number = _by_number({each.ssn for each in told if each.obligor is None and each.ssn})
    found = owing | set(by_number.values())
    stands = survivors_for(found)
    people = members_for(stands.values())
    members = {each: people[stands[each]] for each in found}
    everybody = {each for group in members.values() for each in group}
    numbers, names = _numbers(everybody), _names(everybody)
    return Known(
        owing=owing,
        by_number=by_number,
        standing=_standing(members, remedies),
        numbers={each: _all_of(numbers, group) for each, group in members.items()},
        names={each: _all_of(names, group) for each, group in members.items()},
    )


def compared(told: Told, rule: MatchRule, known: Known) -> Compared:
    """Hold a record against the parents who were submitted.

    Complete where the number and the normalised full name agree; partial where the number
    agrees and the name differs, or the name agrees and no number was told. A name with
    another number is no match.
    Source: CS-9.2-UCP-2, CS-9.2-UCP-4, CS-9.2-UCP-5.
    """
    fault = _fault_of_amount(told)
    if fault:
        return Compared(None, finding=fault)
    obligor = _obligor(told, known)
    if obligor is None:
        return Compared(None, finding="nobody here has the number that the partner told")
    standing = known.standing.get((obligor, rule.remedy))
    if standing is None:
        return Compared(None, finding=f"this parent was not submitted for {rule.words}")
    if told.ssn and told.ssn not in known.numbers[obligor]:
        return Compared(None, finding="the parent submitted has another number; it is no match")
    differences = [] if told.ssn else ["No Social Security number was told"]
    is_same_name = _words_of_name(told.owner) in known.names[obligor]
    if not told.ssn and not is_same_name:
        return Compared(None, finding="neither the number nor the name agrees; it is no match")
    if not is_same_name:
        differences.append(f"It is in the name of {told.owner.strip() or 'nobody'}")
    return Compared(standing, tuple(differences))


def _fault_of_amount(told: Told) -> str:
    cents = told.amount_cents
    if cents is not None and cents < 0:
        return "the amount is less than nothing"
    if cents is not None and cents > BALANCE_CENTS_MAX:
        return f"the amount {format_dollars(cents)} is more than can be meant"
    return ""


def _obligor(told: Told, known: Known) -> int | None:
    if told.obligor is not None:
        return told.obligor if told.obligor in known.owing else None
    return known.by_number.get(told.ssn)


def _by_number(numbers: Collection[str]) -> dict[str, int]:
    """By number the parent who had it last."""
    rows = Identifier.objects.filter(
        kind=IdentifierKind.SSN, number__in=numbers, participant__cases_owed_by__isnull=False
    )
    ordered = rows.order_by("effective_on", "id").values_list("number", "participant_id")
    return dict(ordered)


def _standing(
    members: Mapping[int, Collection[int]], remedies: Collection[str]
) -> dict[tuple[int, str], int]:
    """By parent and remedy: under which of one person's records it was submitted."""
    everybody = {each for group in members.values() for each in group}
    rows = RemedyState.objects.filter(
        obligor__in=everybody, remedy__in=remedies, last_submitted_on__isnull=False
    )
    submitted = set(rows.values_list("obligor_id", "remedy"))
    found: dict[tuple[int, str], int] = {}
    for parent, group in members.items():
        for remedy in remedies:
            # The record that was asked about, where it was itself submitted.
            ordered = (parent, *(each for each in group if each != parent))
            mine = [each for each in ordered if (each, remedy) in submitted]
            if mine:
                found[parent, remedy] = mine[0]
    return found


def numbers_of(obligor: int) -> set[str]:
    """Every Social Security number that a parent is known by."""
    people = members_for([obligor])[obligor]
    return _all_of(_numbers(people), people)


def _numbers(people: Collection[int]) -> dict[int, set[str]]:
    rows = Identifier.objects.filter(participant__in=people, kind=IdentifierKind.SSN)
    found: dict[int, set[str]] = {}
    for person, number in rows.values_list("participant_id", "number"):
        found.setdefault(person, set()).add(number)
    return found


def _names(people: Collection[int]) -> dict[int, set[tuple[str, ...]]]:
    found: dict[int, set[tuple[str, ...]]] = {}
    for row in Identity.objects.filter(participant__in=people):
        found.setdefault(row.participant_id, set()).add(_words_of_name(row.full_name))
    return found


def _all_of(found: Mapping[int, set[Thing]], people: Collection[int]) -> set[Thing]:
    return set().union(*(found.get(each, set()) for each in people))


def _words_of_name(name: str) -> tuple[str, ...]:
    # Partners write the family name first as often as last.
    return tuple(sorted(normalised(name).split()))


def words_of(told: Told) -> str:
    """A record in words for a task."""
    much = "" if told.amount_cents is None else f" of {format_dollars(told.amount_cents)}"
    source = MatchSource(told.source).label
    return f"{source}: {told.institution}{much}, {day_words(told.matched_on)}"
