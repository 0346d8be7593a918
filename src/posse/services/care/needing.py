"""Which factors of which people of cases need a proof, and when each was told last."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q

from posse.apps.care.models import (
    Activity,
    CareIncome,
    Circumstance,
    HouseholdTie,
    PayCheck,
)
from posse.rules.childcare.evidence import EvidenceTerms, Factor
from posse.services.care.circumstances import ADULT, CHILD, catalogue
from posse.services.care.units import LaidOut
from posse.services.law import current_law

# Of which factor the circumstances are that a factor of the proofs rests on, where it differs.
TOLD_AS = {"immigration": "citizenship", "exception": "age", "disability": "activity"}
ACTIVITY, INCOME, RELATIONSHIP = "activity", "income", "relationship"
YES = "true"

Key = tuple[int, int, str]
Told = dict[Key, date]
# The role of each person who goes into a unit, by case and person.
Roles = dict[tuple[int, int], str]
Recorded = Iterable[tuple[int, int, date]]


@dataclass(frozen=True)
class Need:
    """A factor of a person that has to be proved; ``told_on`` is when it was told last."""

    care_case: int
    participant: int
    factor: Factor
    told_on: date | None

    @property
    def pair(self) -> tuple[int, str]:
        """Person and factor, by which proofs of one case are found."""
        return self.participant, self.factor.name

    @property
    def key(self) -> Key:
        """Case, person and factor, by which proofs of many cases are found."""
        return self.care_case, self.participant, self.factor.name


def evidence_terms(*, on: date) -> EvidenceTerms:
    """The law of proofs of a day. Source: CC-301, CC-303-B."""
    return EvidenceTerms.from_law(current_law(), on=on)


def people_in_units(laid_out: LaidOut, case_ids: Collection[int]) -> Roles:
    """Who goes into a unit of some cases, adults before children. Source: CC-301."""
    rows = laid_out.whole.filter(pl.col("care_case").is_in(list(case_ids)))
    by_role = (rows.filter(pl.col("role") == role) for role in (ADULT, CHILD))
    found = pl.concat(by_role).select("care_case", "participant", "role")
    return {(care_case, person): role for care_case, person, role in found.iter_rows()}


def needs_of(people: Roles, *, on: date, terms: EvidenceTerms) -> list[Need]:
    """What has to be proved of people of any number of cases. Source: CC-301, CC-501."""
    cases = sorted({care_case for care_case, _ in people})
    said, told = _circumstances(cases, people, on=on)
    for name, rows in ((ACTIVITY, _activities(cases, on=on)), (INCOME, _incomes(cases, on=on))):
        for care_case, participant, recorded_on in rows:
            said[care_case, participant, name] = YES
            _later(told, (care_case, participant, name), recorded_on)
    for name, rows in ((INCOME, _checks(cases, on=on)), (RELATIONSHIP, _ties(cases, on=on))):
        for care_case, participant, recorded_on in rows:
            _later(told, (care_case, participant, name), recorded_on)
    return [
        Need(*person, factor, told.get((*person, TOLD_AS.get(factor.name, factor.name))))
        for person, role in people.items()
        for factor in terms.factors
        if factor.of == role and _is_needed(factor, person, said)
    ]


def _is_needed(factor: Factor, person: tuple[int, int], said: Mapping[Key, str]) -> bool:
    if not factor.when:
        return True
    pairs = (each.partition(":") for each in factor.when)
    return any(said.get((*person, name)) == value for name, _, value in pairs)


def _circumstances(
    cases: Sequence[int], people: Roles, *, on: date
) -> tuple[dict[Key, str], Told]:
    """What was told of each person as text, and when something of a factor was told last."""
    asked = catalogue(on=on)
    said: dict[Key, str] = {}
    told: Told = {}
    rows = Circumstance.objects.filter(
        care_case__in=cases, participant__isnull=False, effective_on__lte=on
    ).order_by("effective_on", "id")
    columns = ("care_case_id", "participant_id", "name", "value", "recorded_on")
    for care_case, participant, name, value, recorded_on in rows.values_list(*columns):
        role = people.get((care_case, participant))
        if role is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        said[care_case, participant, name] = text
        known = asked.get((role, name))
        if known is not None:
            _later(told, (care_case, participant, known.factor), recorded_on)
    return said, told


def _later(told: Told, key: Key, day: date) -> None:
    told[key] = max(told.get(key, day), day)


def _activities(cases: Sequence[int], *, on: date) -> Recorded:
    """Who takes part in an activity, and when each was recorded."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = Activity.objects.filter(
        running, care_case__in=cases, effective_on__lte=on, replaced_by__isnull=True,
        is_withdrawn=False,
    )  # fmt: skip
    return rows.values_list("care_case_id", "participant_id", "recorded_on")


def _incomes(cases: Sequence[int], *, on: date) -> Recorded:
    """Who has income, and when each source was recorded."""
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    rows = CareIncome.objects.filter(
        running, care_case__in=cases, effective_on__lte=on, replaced_by__isnull=True,
        is_withdrawn=False,
    )  # fmt: skip
    return rows.values_list("care_case_id", "participant_id", "recorded_on")


def _checks(cases: Sequence[int], *, on: date) -> Recorded:
    """Each check counts only once it is verified. Source: CC-905-B-2-a."""
    rows = PayCheck.objects.filter(care_case__in=cases, effective_on__lte=on)
    return rows.values_list("care_case_id", "participant_id", "recorded_on")


def _ties(cases: Sequence[int], *, on: date) -> Recorded:
    rows = HouseholdTie.objects.filter(care_case__in=cases, effective_on__lte=on)
    return rows.values_list("care_case_id", "younger_id", "recorded_on")
