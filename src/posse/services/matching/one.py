"""Who the people of an application may be: candidates out of the whole state, at once.

Keys of the search index give a few dozen people for each: those with the number or a slip
of it, born on the day with a name that sounds so, or named alike and born nearly then. Only
these are compared. So it takes as long among millions as among thousands.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier
from posse.services.law import current_law
from posse.services.matching.comparison import Reason, likeness, weights_on
from posse.services.matching.merged import members_for, survivors_for
from posse.services.matching.records import Asked, Record, record_of
from posse.services.search.hits import identities_for_participants
from posse.services.search.keys import KEY_LENGTH_MAX, sound_key
from posse.services.search.nicknames import nicknames
from posse.services.search.numbers import SSN_LENGTH, slips

__all__ = ["Candidate", "candidates_for"]

# What a common name brings at most; the day of birth then says who is worth comparing.
NAMED_ALIKE_MAX = 3_000
COMPARED_MAX = 300


@dataclass(frozen=True)
class Candidate:
    """Somebody in the register who may be a person asked for.

    ``person`` is the place of that person among those asked for, from 0. ``score`` is of
    100, ``weight`` in bits, and the reasons say why, the weightiest first.
    """

    person: int
    participant: int
    score: int
    weight: float
    reasons: tuple[Reason, ...]


def candidates_for(persons: Sequence[Asked], *, on: date, limit: int = 10) -> list[Candidate]:
    """The best ``limit`` candidates for each person, in the order of persons, best first.

    Whoever was merged is found as the one who stands for him. A person without a name has
    none. Weights are those in force ``on``.
    """
    records = [
        _without_placeholder(record_of([person], ssns=[person.ssn]), on=on)
        for person in persons
    ]
    found = [_found_by_keys(record) if record.surname else set() for record in records]
    stands = survivors_for(set().union(*found))
    people = [{stands[participant] for participant in each} for each in found]
    known = records_for_participants(stands.values())
    weights = weights_on(on)
    candidates: list[Candidate] = []
    for place, (record, alike) in enumerate(zip(records, people, strict=True)):
        compared = (
            (participant, likeness(record, known[participant], weights))
            for participant in sorted(alike & known.keys())
        )
        best = sorted(compared, key=lambda pair: -pair[1].weight)[:limit]
        candidates += [
            Candidate(place, participant, like.score, like.weight, like.reasons)
            for participant, like in best
        ]
    return candidates


def records_for_participants(
    participants: Iterable[int], *, is_merged: bool = True
) -> dict[int, Record]:
    """The record of each participant who has a name, with all who are merged into him.

    Not ``is_merged``, each as it was told of him alone.
    """
    chosen = list(participants)
    members = members_for(chosen) if is_merged else {each: (each,) for each in chosen}
    everybody = [each for group in members.values() for each in group]
    rows = Identifier.objects.filter(participant__in=everybody, kind=IdentifierKind.SSN)
    numbers: dict[int, list[str]] = defaultdict(list)
    for person, number in rows.order_by("-effective_on", "-id").values_list(
        "participant", "number"
    ):
        numbers[person].append(number)
    names = identities_for_participants(everybody)
    return {
        person: record_of(
            [identity for each in group for identity in names.get(each, [])],
            ssns=[number for each in group for number in numbers[each]],
        )
        for person, group in members.items()
        if person in names
    }


def _without_placeholder(record: Record, *, on: date) -> Record:
    """The record without a number that so many people have that it tells nothing."""
    if not record.ssn:
        return record
    most = current_law().value("support.matching.shared_number_people", on=on)
    if len(_with_exact([f"s:{record.ssn}"])) <= most:
        return record
    return replace(record, ssn="", ssns=())


def _found_by_keys(record: Record) -> set[int]:
    """Participants worth comparing with a record; few enough to compare each."""
    found = _with_exact([*_number_keys(record), *_birth_keys(record)])
    alike = _named_alike(record)
    return found | set(alike[: max(0, COMPARED_MAX - len(found))])


def _number_keys(record: Record) -> list[str]:
    """The number itself, and each that is a slip of the pen away."""
    if len(record.ssn) != SSN_LENGTH:
        return []
    return [f"s:{record.ssn}", *(f"s:{near}" for near in slips(record.ssn, length=SSN_LENGTH))]


def _birth_keys(record: Record) -> list[str]:
    """The birth date, and it with day and month swapped, with each word of the name."""
    words = {*record.family_words, *_given_names(record), *record.middle_words}
    days = {record.birth, record.birth_swapped} - {""}
    sounds = {sound_key(word) for word in words} - {""}
    return [f"b:{day} {heard}" for day in days for heard in sounds]


def _given_names(record: Record) -> set[str]:
    """The given names with the first one's nicknames."""
    names = set(record.given_words)
    return names | (set(nicknames(record.given_words[0])) if record.given_words else set())


def _with_exact(keys: list[str]) -> set[int]:
    if not keys:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT participant_id FROM people_searchkey WHERE key = ANY(%s)",
            [[key[:KEY_LENGTH_MAX] for key in keys]],
        )
        return {row[0] for row in cursor.fetchall()}


def _named_alike(record: Record) -> list[int]:
    """People whose names sound alike and whose birth date may be a slip of the record's."""
    families = {sound_key(word) for word in record.family_words} - {""}
    givens = {sound_key(word) for word in _given_names(record)} - {""}
    pairs = [f"p:{family} {given} " for family in families for given in givens]
    # Whoever took down the names may have taken the one for the other.
    pairs += [f"p:{given} {family} " for family in families for given in givens]
    if not pairs:
        return []
    one = "(SELECT participant_id, key FROM people_searchkey WHERE key LIKE %s LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(pairs)),
            [value for pair in pairs for value in (f"{pair}%", NAMED_ALIKE_MAX)],
        )
        rows = cursor.fetchall()
    near = {
        participant: distance
        for participant, key in rows
        if (distance := _slip_distance(record, key.rpartition(" ")[2])) is not None
    }
    return sorted(near, key=lambda participant: (near[participant], participant))


def _slip_distance(record: Record, born: str) -> int | None:
    """How far a birth date is from the record's: 0 the same, None too far to be a slip."""
    if record.birth == born:
        return 0
    if not record.birth or not born:
        return 2
    is_slip = sum(map(str.__ne__, record.birth, born)) <= 2
    return 1 if is_slip or born == record.birth_swapped else None
