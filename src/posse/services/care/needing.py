"""Which factors of which people of a case need a proof, and when each was told last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q

from posse.apps.care.models import CareCase
from posse.rules.childcare.evidence import EvidenceTerms, Factor
from posse.services.care.circumstances import ADULT, CHILD, catalogue
from posse.services.care.determining import Looked
from posse.services.law import current_law

# Of which factor the circumstances are that a factor of the proofs rests on, where it differs.
TOLD_AS = {"immigration": "citizenship", "exception": "age", "disability": "activity"}
ACTIVITY, INCOME, RELATIONSHIP = "activity", "income", "relationship"
YES = "true"

Told = dict[tuple[int, str], date]


@dataclass(frozen=True)
class Need:
    """A factor of a person that has to be proved; ``told_on`` is when it was told last."""

    participant: int
    factor: Factor
    told_on: date | None

    @property
    def pair(self) -> tuple[int, str]:
        """Person and factor, by which proofs are found."""
        return self.participant, self.factor.name


def evidence_terms(*, on: date) -> EvidenceTerms:
    """The law of proofs of a day. Source: CC-301, CC-303-B."""
    return EvidenceTerms.from_law(current_law(), on=on)


def people_in_units(looked: Looked, care_case: CareCase) -> dict[int, str]:
    """Who goes into an assistance unit of a case, as an adult or a child. Source: CC-301."""
    of_case = pl.col("care_case") == care_case.pk
    adults = looked.families.adults.filter(of_case)["participant"].to_list()
    children = looked.families.children.filter(of_case)["participant"].to_list()
    return dict.fromkeys(adults, ADULT) | dict.fromkeys(children, CHILD)


def needs_of(
    care_case: CareCase, *, people: Mapping[int, str], on: date, terms: EvidenceTerms
) -> list[Need]:
    """What has to be proved of people, adults before children. Source: CC-301, CC-501."""
    said, told = _circumstances(care_case, people, on=on)
    for name, found in (
        (ACTIVITY, _activities(care_case, on=on)),
        (INCOME, _incomes(care_case, on=on)),
    ):
        for participant, recorded_on in found.items():
            said[participant, name] = YES
            _later(told, (participant, name), recorded_on)
    for participant, recorded_on in _checks(care_case, on=on):
        _later(told, (participant, INCOME), recorded_on)
    for participant, recorded_on in _ties(care_case, on=on):
        _later(told, (participant, RELATIONSHIP), recorded_on)
    return [
        Need(participant, factor, told.get(_told_key(participant, factor)))
        for participant, role in people.items()
        for factor in terms.factors
        if factor.of == role and _is_needed(factor, participant, said)
    ]


def _told_key(participant: int, factor: Factor) -> tuple[int, str]:
    return participant, TOLD_AS.get(factor.name, factor.name)


def _is_needed(factor: Factor, participant: int, said: Mapping[tuple[int, str], str]) -> bool:
    if not factor.when:
        return True
    pairs = (each.partition(":") for each in factor.when)
    return any(said.get((participant, name)) == value for name, _, value in pairs)


def _circumstances(
    care_case: CareCase, people: Mapping[int, str], *, on: date
) -> tuple[dict[tuple[int, str], str], Told]:
    """What was told of each person as text, and when something of a factor was told last."""
    asked = catalogue(on=on)
    said: dict[tuple[int, str], str] = {}
    told: Told = {}
    rows = care_case.circumstances.filter(
        participant__in=list(people), effective_on__lte=on
    ).order_by("effective_on", "id")
    for row in rows:
        assert row.participant_id is not None, "only rows of people were asked for"
        value = str(row.value).lower() if isinstance(row.value, bool) else str(row.value)
        said[row.participant_id, row.name] = value
        known = asked.get((people[row.participant_id], row.name))
        if known is not None:
            _later(told, (row.participant_id, known.factor), row.recorded_on)
    return said, told


def _later(told: Told, key: tuple[int, str], day: date) -> None:
    told[key] = max(told.get(key, day), day)


def _latest(rows: Iterable[tuple[int, date]]) -> dict[int, date]:
    found: dict[int, date] = defaultdict(lambda: date.min)
    for participant, day in rows:
        found[participant] = max(found[participant], day)
    return dict(found)


def _activities(care_case: CareCase, *, on: date) -> dict[int, date]:
    """Who takes part in an activity, and when one was recorded last."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = care_case.activities.filter(
        running, effective_on__lte=on, replaced_by__isnull=True, is_withdrawn=False
    )
    return _latest(rows.values_list("participant_id", "recorded_on"))


def _incomes(care_case: CareCase, *, on: date) -> dict[int, date]:
    """Who has income, and when a source was recorded last."""
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    rows = care_case.incomes.filter(
        running, effective_on__lte=on, replaced_by__isnull=True, is_withdrawn=False
    )
    return _latest(rows.values_list("participant_id", "recorded_on"))


def _checks(care_case: CareCase, *, on: date) -> Iterable[tuple[int, date]]:
    """Each check counts only once it is verified. Source: CC-905-B-2-a."""
    rows = care_case.checks.filter(effective_on__lte=on)
    return rows.values_list("participant_id", "recorded_on")


def _ties(care_case: CareCase, *, on: date) -> Iterable[tuple[int, date]]:
    rows = care_case.ties.filter(effective_on__lte=on)
    return rows.values_list("younger_id", "recorded_on")
