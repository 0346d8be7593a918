"""What the federal child care reports ask of a month, read once for all families of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from posse.apps.care.models import Activity, Circumstance
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import Address, Identity
from posse.apps.subsidy.models import Authorization, Determination, ProviderStanding
from posse.units.days import month_end

RACES = ("is_american_indian", "is_asian", "is_black", "is_pacific_islander", "is_white")
SAID = ("is_in_protective_services", "is_homeless", "is_unable_to_self_care", "gets_power",
        "is_in_snap_training", "is_hispanic", "has_disability", *RACES)  # fmt: skip
SAID_OF_FAMILY = ("home_language", "military_service", "gets_snap", "gets_housing_help")
OF_DETERMINATION = ("id", "care_case_id", "unit", "people", "size", "gross_cents",
                    "copay_cents")  # fmt: skip


@dataclass(frozen=True)
class ReportedFamily:
    """A family of a month: its number, its latest determination and what was authorized."""

    number: str
    row: Mapping[str, Any]
    adults: tuple[int, ...]
    applicant: int
    county_fips: str
    began_on: date
    authorizations: tuple[Authorization, ...]


@dataclass(frozen=True)
class KnownPeople:
    """What is known of people on the last day of a month."""

    identities: Mapping[int, Identity]
    zips: Mapping[int, str]
    said: Mapping[tuple[int, str], Any]
    # By the case and the name, of the family as a whole.
    said_of_family: Mapping[tuple[int, str], Any]
    activities: Mapping[int, frozenset[str]]

    def is_true(self, people: Iterable[int], name: str) -> bool:
        """Whether a circumstance was told of any of some people."""
        return any(self.said.get((each, name)) is True for each in people)


def families_of_month(first: date) -> list[ReportedFamily]:
    """The families of which care was authorized on some day of a month, by number.

    A family is known by its case and by the adult of lowest number, so that it keeps its
    number while children come and go. Source: 45 CFR 98.71(a).
    """
    served = defaultdict(list)
    for each in _authorizations(first):
        served[each.determination_id].append(each)
    rows = _determinations([row.care_case_id for found in served.values() for row in found])
    letters, latest, began = _letters(rows), {}, _began(rows)
    joined: dict[tuple[int, int], list[Authorization]] = defaultdict(list)
    for number, row in rows.items():
        if number in served:
            key = row["care_case_id"], head_of(row)
            joined[key] += served[number]
            latest[key] = row
    found = [
        _family(latest[key], found, letter=letters[key], began_on=began[key])
        for key, found in joined.items()
    ]
    return sorted(found, key=lambda each: each.number)


def head_of(row: Mapping[str, Any]) -> int:
    """Who stands for a family: the adult of lowest number, or its child where none is in it."""
    return int(min(row["people"]["adults"], default=row["unit"]))


def _authorizations(first: date) -> list[Authorization]:
    rows = Authorization.objects.filter(
        Q(end__isnull=True) | Q(end__effective_on__gte=first),
        replaced_by__isnull=True, effective_on__lte=month_end(first), ends_on__gte=first,
    )  # fmt: skip
    return list(rows.select_related("provider", "end", "care_case").order_by("id"))


def _determinations(case_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = Determination.objects.filter(care_case__in=set(case_ids)).order_by("id")
    found = rows.values(*OF_DETERMINATION, incomes=KeyTransform("incomes", "result"))
    return {row["id"]: row for row in found}


def _letters(rows: Mapping[int, Mapping[str, Any]]) -> dict[tuple[int, int], str]:
    """Which family of its case each is, in the order in which they were first looked at."""
    letters: dict[tuple[int, int], str] = {}
    counts: dict[int, int] = defaultdict(int)
    for row in rows.values():
        key = row["care_case_id"], head_of(row)
        if key not in letters:
            letters[key] = chr(ord("A") + counts[key[0]])
            counts[key[0]] += 1
    return letters


def _began(rows: Mapping[int, Mapping[str, Any]]) -> dict[tuple[int, int], date]:
    """The first day of each family's first authorization."""
    first: dict[tuple[int, int], date] = {}
    told = Authorization.objects.filter(determination__in=list(rows))
    for number, day in told.values_list("determination_id", "effective_on"):
        key = rows[number]["care_case_id"], head_of(rows[number])
        first[key] = min(day, first.get(key, day))
    return first


def _family(
    row: Mapping[str, Any], found: Sequence[Authorization], *, letter: str, began_on: date
) -> ReportedFamily:
    care_case = found[0].care_case
    return ReportedFamily(
        number=f"{care_case.number}{letter}",
        row=row,
        adults=tuple(row["people"]["adults"]),
        applicant=care_case.applicant_id,
        county_fips=care_case.county_fips,
        began_on=began_on,
        authorizations=tuple(found),
    )


def known_people(families: Sequence[ReportedFamily], *, first: date) -> KnownPeople:
    """What is known of the families' people on the last day of the month."""
    on, people = month_end(first), set()
    for each in families:
        people |= {each.applicant, *each.adults, *each.row["people"]["children"]}
    told = {"participant__in": people, "effective_on__lte": on}
    identities = Identity.objects.filter(participant__in=people)
    addresses = Address.objects.filter(kind=AddressKind.RESIDENCE, **told)
    said = Circumstance.objects.filter(name__in=SAID, **told)
    cases = {each.row["care_case_id"] for each in families}
    of_family = Circumstance.objects.filter(
        name__in=SAID_OF_FAMILY, participant=None, care_case__in=cases, effective_on__lte=on
    )
    return KnownPeople(
        identities={
            row.participant_id: row for row in identities.order_by("effective_on", "id")
        },
        zips={
            row.participant_id: row.zip_code[:5]
            for row in addresses.order_by("effective_on", "id")
        },
        said={
            (row.participant_id or 0, row.name): row.value
            for row in said.order_by("effective_on", "id")
        },
        said_of_family={
            (row.care_case_id, row.name): row.value
            for row in of_family.order_by("effective_on", "id")
        },
        activities=_activities(told, first=first),
    )


def _activities(told: Mapping[str, Any], *, first: date) -> dict[int, frozenset[str]]:
    rows = Activity.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first),
        replaced_by__isnull=True, is_withdrawn=False, **told,
    )  # fmt: skip
    found: dict[int, set[str]] = defaultdict(set)
    for person, kind in rows.values_list("participant_id", "kind"):
        found[person].add(kind)
    return {person: frozenset(kinds) for person, kinds in found.items()}


def numbers_of_children(families: Sequence[ReportedFamily]) -> dict[tuple[str, int], int]:
    """The number of each child in its family: the order in which care was first authorized.

    It counts all of a case's authorizations, so that a child keeps its number for good.
    """
    cases = {row.care_case_id for each in families for row in each.authorizations}
    ordered = Authorization.objects.filter(care_case__in=cases).order_by("id")
    places: dict[int, dict[int, int]] = defaultdict(dict)
    for case, child in ordered.values_list("care_case_id", "child_id"):
        places[case].setdefault(child, len(places[case]) + 1)
    return {
        (each.number, row.child_id): places[row.care_case_id][row.child_id]
        for each in families
        for row in each.authorizations
    }


def licences_of(providers: Iterable[int], *, on: date) -> dict[int, str]:
    """As what each provider may care for children on a day."""
    rows = ProviderStanding.objects.filter(provider__in=set(providers), effective_on__lte=on)
    return {row.provider_id: row.licence for row in rows.order_by("effective_on", "id")}
