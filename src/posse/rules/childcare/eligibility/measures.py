"""From facts to the values that checks compare, for each child, adult or family."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from posse.rules.childcare.countable_income import Incomes
from posse.rules.childcare.eligibility.criteria import MONTHS_OF_YEAR, EligibilityTerms
from posse.rules.childcare.eligibility.facts import (
    ACTIVITIES,
    DEGREES,
    LICENCES,
    NO_DAY,
    NOT_SAID,
    OVERPAYMENTS,
    RELATIONSHIPS,
    Bools,
    FamilyFacts,
    Ints,
)
from posse.rules.childcare.rates import ages_in_months
from posse.rules.childcare.scale import STAGES, WITHIN_PERIOD, ScaleTerms, income_limits
from posse.units.days import DayArray, add_months, day_number

Values = npt.NDArray[np.int64] | Bools
# What a value is: a yes or no, an amount in cents, a count, hundredths, or a day.
FLAG, CENTS, COUNT, HUNDRED, DAY = "flag", "cents", "count", "hundredths", "day"


@dataclass(frozen=True)
class Reading:
    """The values of a fact. ``is_known`` is None where each is; the unknown never blocks.

    ``bounds`` and ``comparator`` are there where the fact brings its own threshold, such as
    a limit by family size. Shapes: [child], [adult] or [family], by the criterion.
    """

    values: Values
    kind: str = FLAG
    is_known: Bools | None = None
    bounds: Ints | None = None
    comparator: str = ""


class Reader:
    """Reads facts by the names the law gives them, each at most once."""

    def __init__(self, facts: FamilyFacts, *, on: date, terms: EligibilityTerms) -> None:
        """Read these facts on a day, before anybody's income is known."""
        self.facts = facts
        self.on = on
        self.terms = terms
        self.income_of_children: Reading | None = None
        self.is_income_waived: Bools | None = None

    def read(self, fact: str) -> Reading:
        """The values of a fact. Raises: ValueError for one that nobody measures.

        Source: CC-503-A.
        """
        if fact in ADULT_FLAGS:
            return Reading(getattr(self.facts.adults, fact))
        if fact in CHILD_FLAGS:
            return Reading(getattr(self.facts.children, CHILD_FLAGS[fact]))
        if fact not in MEASURES:
            raise ValueError(f"no measure of the fact {fact!r}")
        return MEASURES[fact](self)

    def take_incomes(self, incomes: Incomes, *, scale: ScaleTerms, is_waived: Bools) -> None:
        """Let the checks of income see what counts, and for which children it is waived.

        Shapes: ``is_waived`` is [child]. Source: CC-1101-A, CC-1201-B, 45 CFR 98.20(a)(3).
        """
        limits = income_limits(self.facts.sizes, self.facts.stage, terms=scale)
        family_of = self.facts.of_children.family_of
        self.income_of_children = Reading(
            incomes.countable_cents[family_of], CENTS, None, limits[family_of], "<="
        )
        self.is_income_waived = is_waived

    @cached_property
    def is_categorical(self) -> Bools:
        """Families whose adults are all in POWER, tribal TANF or SNAP training.

        Shapes: [family].
        Source: CC-502, CC-200-categorically-eligible-power, CC-200-categorically-eligible-snap.
        """
        adults, group = self.facts.adults, self.facts.of_adults
        is_one = adults.gets_power | adults.is_in_snap_training | self.has_activity("power")
        is_every: Bools = (group.total(is_one) == group.counts) & (group.counts > 0)
        return is_every

    @cached_property
    def is_at_work(self) -> Bools:
        """Adults who are employed or self-employed. Shapes: [adult]. Source: CC-701-B-1."""
        is_one = self.has_activity("employment") | self.has_activity("self_employment")
        return is_one & (self.facts.adults.hours_week > 0)

    @cached_property
    def is_disabled_beside_worker(self) -> Bools:
        """Adults for whom all four conditions of a disability hold. Shapes: [adult].

        Source: CC-503-F, CC-503-F-1, CC-503-F-2, CC-503-F-3, CC-503-F-4.
        """
        adults = self.facts.adults
        return (
            self.is_other_at_work
            & adults.is_disability_proved
            & adults.follows_treatment
            & adults.seeks_resources
        )

    @cached_property
    def is_other_at_work(self) -> Bools:
        """Adults beside whom another of the family works. Shapes: [adult].

        Source: CC-503-F-1.
        """
        group = self.facts.of_adults
        workers: Bools = group.total(self.is_at_work)[group.family_of] > self.is_at_work
        return workers

    @cached_property
    def age_months(self) -> Ints:
        """Completed months of each child's age. Shapes: [child]. Source: CC-503-B."""
        today = np.array(day_number(self.on), dtype=np.int64)
        return ages_in_months(self.facts.children.birth_days, today)

    def has_activity(self, name: str) -> Bools:
        """Adults of this activity. Shapes: [adult]. Source: CC-701-A."""
        is_it: Bools = self.facts.adults.activity == ACTIVITIES.index(name)
        return is_it

    def with_relationship(self, *names: str) -> Bools:
        """Children whose caretaker has them as one of these. Shapes: [child].

        Source: CC-606-A.
        """
        return np.isin(
            self.facts.children.relationship, [RELATIONSHIPS.index(each) for each in names]
        )


def _age_at_determination(reader: Reader) -> Reading:
    """Age now, but inside the twelve months as it was at their start (ambiguity A1)."""
    is_within = reader.facts.stage == STAGES.index(WITHIN_PERIOD)
    if not is_within.any():
        return _age_years(reader)
    began = reader.facts.period_began_days
    a_year_ago = day_number(add_months(reader.on, -MONTHS_OF_YEAR))
    today = np.int64(day_number(reader.on))
    # A period whose start is not known began at most a year ago.
    counts: DayArray = np.where(is_within, np.where(began == NO_DAY, a_year_ago, began), today)
    months = ages_in_months(
        reader.facts.children.birth_days, counts[reader.facts.of_children.family_of]
    )
    return Reading(months // MONTHS_OF_YEAR, COUNT)


def _age_years(reader: Reader) -> Reading:
    return Reading(reader.age_months // MONTHS_OF_YEAR, COUNT)


def _grade_points(reader: Reader) -> Reading:
    points = reader.facts.adults.grade_points
    return Reading(points, HUNDRED, points != NOT_SAID)


def _may_seek_degree(reader: Reader) -> Reading:
    """A first degree below a master's, or a higher one that was meant from the start.

    Source: CC-503-D-1, CC-200-educational-program.
    """
    adults = reader.facts.adults
    sought, held, intended = adults.degree_sought, adults.degree_held, adults.degree_intended
    is_first = (held == 0) & (sought < DEGREES.index("masters"))
    return Reading((sought == 0) | (held < sought) & (is_first | (sought <= intended)))


def _study_months(reader: Reader) -> Reading:
    """Months assisted during study, against the limit of the degree sought.

    Source: CC-503-D-2-i, CC-503-D-2-ii.
    """
    adults, terms = reader.facts.adults, reader.terms
    is_working = adults.study_work_hours >= terms.study_work_hours
    limits = np.where(
        is_working,
        np.array(terms.study_months_working)[adults.degree_sought],
        np.array(terms.study_months)[adults.degree_sought],
    )
    return Reading(adults.study_months, COUNT, limits > 0, limits, terms.study_comparator)


def _search_since(reader: Reader) -> Reading:
    since = reader.facts.adults.search_since_days
    return Reading(since, DAY, since != NO_DAY)


def _is_within_period(reader: Reader) -> Reading:
    is_within = reader.facts.stage == STAGES.index(WITHIN_PERIOD)
    return Reading(is_within[reader.facts.of_adults.family_of])


def _has_same_hours(reader: Reader) -> Reading:
    """One caretaker, or hours that all share; a disabled one of section 503-F is not free.

    Hours laid side by side decide. Where they are not, all are taken to share theirs.
    Source: CC-701-C, CC-503-A, CC-503-F.
    """
    facts = reader.facts
    able = facts.of_adults.counts - facts.of_adults.total(reader.is_disabled_beside_worker)
    return Reading((able <= 1) | (facts.same_hours == NOT_SAID) | (facts.same_hours > 0))


def _assets(reader: Reader) -> Reading:
    return Reading(reader.facts.assets_cents, CENTS)


def _overpayment_settled(reader: Reader) -> Reading:
    return Reading(reader.facts.adults.overpayment != OVERPAYMENTS.index("open"))


def _countable_income(reader: Reader) -> Reading:
    assert reader.income_of_children is not None, "incomes are taken before they are judged"
    return reader.income_of_children


def _is_income_waived(reader: Reader) -> Reading:
    assert reader.is_income_waived is not None, "incomes are taken before they are judged"
    return Reading(reader.is_income_waived)


def _is_licensed(reader: Reader) -> Reading:
    good = [LICENCES.index(each) for each in ("licensed", "provisional", "exempt")]
    return Reading(np.isin(reader.facts.children.licence, good))


# Facts that are columns already, by the law's name; those of children with their column.
ADULT_FLAGS = frozenset({
    "intends_to_stay", "is_migrant", "is_identified", "makes_progress", "is_in_snap_training",
    "cooperates", "is_on_break", "is_disability_proved", "follows_treatment", "seeks_resources",
})  # fmt: skip
CHILD_FLAGS: Mapping[str, str] = MappingProxyType({
    "child_intends_to_stay": "intends_to_stay",
    "child_is_migrant": "is_migrant",
    "child_is_identified": "is_identified",
    **{name: name for name in (
        "is_citizen", "has_qualified_status", "is_permanent_resident",
        "is_with_citizen_parent", "is_under_court_supervision", "does_court_order_care",
        "is_unable_to_self_care", "has_medical_proof", "is_provider_registered",
    )},
})  # fmt: skip
MEASURES: Mapping[str, Callable[[Reader], Reading]] = MappingProxyType({
    "is_born": lambda reader: Reading(reader.age_months >= 0),
    "age_years": _age_years,
    "age_at_determination": _age_at_determination,
    "is_not_on_vacation": lambda reader: Reading(~reader.facts.adults.is_on_vacation),
    "child_is_not_on_vacation": lambda reader: Reading(~reader.facts.children.is_on_vacation),
    "is_citizen_or_qualified": lambda reader: Reading(
        reader.facts.children.is_citizen | reader.facts.children.has_qualified_status
    ),
    "is_with_parent": lambda reader: Reading(reader.with_relationship("parent", "step_parent")),
    "is_with_guardian": lambda reader: Reading(reader.with_relationship("guardian")),
    "is_with_foster_parent": lambda reader: Reading(reader.with_relationship("foster")),
    "is_employed": lambda reader: Reading(reader.has_activity("employment")),
    "is_self_employed": lambda reader: Reading(reader.has_activity("self_employment")),
    "is_studying": lambda reader: Reading(reader.has_activity("education")),
    "is_in_training": lambda reader: Reading(reader.has_activity("training")),
    "is_in_power": lambda reader: Reading(reader.has_activity("power")),
    "is_searching": lambda reader: Reading(reader.has_activity("job_search")),
    "has_hours": lambda reader: Reading(reader.facts.adults.hours_week > 0),
    "grade_points": _grade_points,
    "may_seek_degree": _may_seek_degree,
    "study_months": _study_months,
    "search_since": _search_since,
    "is_within_period": _is_within_period,
    "is_other_employed": lambda reader: Reading(reader.is_other_at_work),
    "has_same_hours": _has_same_hours,
    "countable_income": _countable_income,
    "is_categorical": lambda reader: Reading(
        reader.is_categorical[reader.facts.of_children.family_of]
    ),
    "is_categorical_family": lambda reader: Reading(reader.is_categorical),
    "is_income_waived": _is_income_waived,
    "assets": _assets,
    "is_not_disqualified": lambda reader: Reading(~reader.facts.adults.is_disqualified),
    "is_overpayment_settled": _overpayment_settled,
    "is_provider_licensed": _is_licensed,
    "is_provider_payable": lambda reader: Reading(~reader.facts.children.is_provider_barred),
})  # fmt: skip
