"""The page that compares two people, field by field, with what each field weighs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.matching.models import PairDecision, PersonMerge
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity, Participant
from posse.services.matching.comparison import Likeness, Reason, likeness, weights_on
from posse.services.matching.fields import FIELDS
from posse.services.matching.merged import members_for
from posse.services.matching.merging import refusal_of_merge
from posse.services.matching.one import records_for_participants
from posse.services.pages.masking import masked_ssn
from posse.services.search.hits import CaseLink, case_links, identities_for_participants

NOT_KNOWN = "Not known"
APART = (
    "Both owe support, each in cases of their own. A merge moves no money: each case keeps the"
    " account under which it was kept, and each payment is shared over the cases of the person"
    " under whose number it was taken in. The balances stand beside each other and are not"
    " added up; the next nightly job looks at both again."
)


@dataclass(frozen=True)
class Person:
    """A person as the report and the page show him, with all who are merged into him."""

    participant: int
    name: str
    surnames: tuple[str, ...]
    given_names: tuple[str, ...]
    birth_date: date | None
    sex: str
    ssns: tuple[str, ...]
    cases: tuple[CaseLink, ...]
    merged: tuple[int, ...]


def signed(weight: float) -> str:
    """A weight in bits with its sign, such as +14.2."""
    return f"{weight:+.1f}".replace("-", "\N{MINUS SIGN}") if weight else "0.0"


@dataclass(frozen=True)
class FieldLine:
    """One field of two people side by side, and how it compared."""

    one: str
    other: str
    reason: Reason

    @property
    def weight_words(self) -> str:
        """The weight with its sign; nothing where the field says nothing. Units: bits."""
        return signed(self.reason.weight)


@dataclass(frozen=True)
class PairPage:
    """Two people compared: what speaks for one person and against it, and what was decided."""

    one: Person
    other: Person
    like: Likeness
    before: str
    lines: tuple[FieldLine, ...]
    decisions: tuple[PairDecision, ...]
    merge: PersonMerge | None
    refusal: str
    apart: str

    @property
    def total(self) -> str:
        """The sum of all weights with its sign. Units: bits."""
        return signed(self.like.weight)


def people_for_pairs(
    participants: Iterable[int], *, is_merged: bool = True
) -> dict[int, Person]:
    """Everybody of some pairs with names, numbers and cases, those merged into him included.

    Not ``is_merged``, each alone.
    """
    chosen = list(participants)
    members = members_for(chosen) if is_merged else {each: (each,) for each in chosen}
    everybody = [each for group in members.values() for each in group]
    names = identities_for_participants(everybody)
    numbers = _numbers(everybody)
    links = case_links(everybody)
    return {
        person: _person(
            group,
            told=[identity for each in group for identity in names.get(each, [])],
            ssns=[number for each in group for number in numbers.get(each, [])],
            cases=[link for each in group for link in links.get(each, ())],
        )
        for person, group in members.items()
        if person in names
    }


def _numbers(participants: list[int]) -> dict[int, list[str]]:
    rows = Identifier.objects.filter(participant__in=participants, kind=IdentifierKind.SSN)
    numbers: dict[int, list[str]] = {}
    for row in rows.order_by("-effective_on", "-id"):
        numbers.setdefault(row.participant_id, []).append(row.number)
    return numbers


def _person(
    group: tuple[int, ...], *, told: list[Identity], ssns: list[str], cases: list[CaseLink]
) -> Person:
    return Person(
        participant=group[0],
        name=told[0].full_name,
        surnames=tuple(dict.fromkeys(each.surname for each in told)),
        given_names=tuple(
            dict.fromkeys(f"{each.given_name} {each.middle_name}".strip() for each in told)
        ),
        birth_date=next((each.birth_date for each in told if each.birth_date), None),
        sex=next((each.sex for each in told if each.sex), ""),
        ssns=tuple(dict.fromkeys(ssns)),
        cases=tuple(cases),
        merged=group[1:],
    )


def pair_page_for(one: Participant, other: Participant, *, on: date) -> PairPage:
    """Two people compared under the weights in force on a day."""
    merge = merge_between(one, other)
    # Two that are one already are compared as they were before.
    people = people_for_pairs([one.pk, other.pk], is_merged=merge is None)
    records = records_for_participants([one.pk, other.pk], is_merged=merge is None)
    weights = weights_on(on)
    like = likeness(records[one.pk], records[other.pk], weights)
    return PairPage(
        one=people[one.pk],
        other=people[other.pk],
        like=like,
        before=signed(weights.prior_weight),
        lines=tuple(_lines(people[one.pk], people[other.pk], like)),
        decisions=tuple(decisions_for_pair(one, other)),
        merge=merge,
        refusal=refusal_of_merge(merged=other, into=one),
        apart=APART if _both_owe(people[one.pk], people[other.pk]) else "",
    )


def decisions_for_pair(one: Participant, other: Participant) -> list[PairDecision]:
    """What was decided of two people, the latest first."""
    first, second = sorted((one.pk, other.pk))
    return list(PairDecision.objects.filter(one=first, other=second).order_by("-id"))


def merge_between(one: Participant, other: Participant) -> PersonMerge | None:
    """The merge that makes two one person, where one of them is merged into the other."""
    for merged, into in ((one, other), (other, one)):
        last = PersonMerge.objects.filter(participant=merged).order_by("-id").first()
        if last is not None and not last.is_ended and last.into_id == into.pk:
            return last
    return None


def _both_owe(one: Person, other: Person) -> bool:
    owing = set(
        Case.objects.filter(
            obligor__in=(one.participant, *one.merged, other.participant, *other.merged)
        ).values_list("obligor", flat=True)
    )
    return all(owing & {person.participant, *person.merged} for person in (one, other))


def _lines(one: Person, other: Person, like: Likeness) -> list[FieldLine]:
    reasons = {reason.field: reason for reason in like.reasons}
    left, right = _shown(one), _shown(other)
    return [
        FieldLine(
            left[field.name] or NOT_KNOWN,
            right[field.name] or NOT_KNOWN,
            reason=reasons[field.name],
        )
        for field in FIELDS
    ]


def _shown(person: Person) -> dict[str, str]:
    """The compared fields of a person in words, the latest first, numbers masked."""
    return {
        "ssn": ", ".join(map(masked_ssn, person.ssns)),
        "surname": ", before ".join(person.surnames),
        "given_name": ", before ".join(person.given_names),
        "birth_date": f"{person.birth_date:%b} {person.birth_date:%-d, %Y}"
        if person.birth_date
        else "",
        "sex": {"F": "Female", "M": "Male", "X": "X"}.get(person.sex, ""),
    }
