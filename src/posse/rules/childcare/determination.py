"""A whole determination for any number of families: eligibility, step, share and benefit.

Facts in, results and reasons out; one call serves one family on a screen and a caseload in a
night alike. Start with :func:`determine`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from posse.rules.childcare.benefit import Benefits, Owing, benefits
from posse.rules.childcare.countable_income import CountingTerms, Incomes, count_incomes
from posse.rules.childcare.eligibility.criteria import INCOME, EligibilityTerms
from posse.rules.childcare.eligibility.evaluation import (
    CriterionResult,
    Eligibility,
    children_counted,
    judge,
)
from posse.rules.childcare.eligibility.facts import Bools, ChildFacts, FamilyFacts, Ints
from posse.rules.childcare.eligibility.measures import Reader
from posse.rules.childcare.rates import RateTerms
from posse.rules.childcare.scale import ScaleTerms, income_limits, steps_of, steps_that_count
from posse.rules.parameters import Law
from posse.units.days import day_number
from posse.units.money import CentsArray

# The columns of children by the names of the law's waivers.
WAIVED = MappingProxyType({
    "protective_services": "is_in_protective_services",
    "foster": "is_foster",
    "kinship": "is_kinship",
    "court_supervision": "is_under_court_supervision",
    "homeless": "is_homeless",
})  # fmt: skip


@dataclass(frozen=True)
class DeterminationTerms:
    """The law of a determination on one day; ``waivers`` are the rows of the law's table."""

    on: date
    eligibility: EligibilityTerms
    counting: CountingTerms
    scale: ScaleTerms
    rates: RateTerms
    waivers: tuple[Mapping[str, Any], ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "DeterminationTerms":
        """The terms in force on a day.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue for a year without a chart.
        Source: CC-906-A, CC-1101-A, CC-1201-B.
        """
        # Asked first, so that a day without a chart is refused for want of the chart.
        scale = ScaleTerms.from_law(law, on=on)
        return cls(
            on=on,
            eligibility=EligibilityTerms.from_law(law, on=on),
            counting=CountingTerms.from_law(law, on=on),
            scale=scale,
            rates=RateTerms.from_law(law, on=on),
            waivers=law.value("childcare.scale.waived_for", on=on),
        )


@dataclass(frozen=True)
class Determination:
    """What came of every family.

    ``found_steps`` are by income alone, one past the last above the scale; ``steps`` are
    those by which it pays. ``asks_supervisor`` marks, by factor, what somebody has to weigh:
    assets exactly at the limit, and a disqualified caretaker without another, whose case
    does not end by itself (ambiguity 6.05). Shapes: [family]; ``benefits`` are [child].
    """

    eligibility: Eligibility
    incomes: Incomes
    limits_cents: CentsArray
    found_steps: Ints
    steps: Ints
    benefits: Benefits
    asks_supervisor: Mapping[str, Bools]

    @property
    def copay_cents(self) -> CentsArray:
        """What each family owes in the month for all its children. Shapes: [family].

        Source: CC-200-parental-obligation.
        """
        return self._in_all("obligation_cents")

    @property
    def agency_cents(self) -> CentsArray:
        """What the agency pays in the month for each family. Shapes: [family].

        Source: CC-1101-K.
        """
        return self._in_all("agency_cents")

    def _in_all(self, name: str) -> CentsArray:
        """At every provider of every child of a family. Shapes: [family]."""
        facts = self.eligibility.facts
        total: CentsArray = facts.of_children.total(getattr(self.benefits, name))
        return total + facts.of_more_care.total(getattr(self.benefits.more, name))


def determine(facts: FamilyFacts, *, terms: DeterminationTerms) -> Determination:
    """Every family judged, placed on the scale, and its month worked out.

    Raises: ValueError for a family larger than the scale or of nobody, and for child support
    averaged over too many months.
    Source: CC-503-A, CC-906-A, CC-1101-A, CC-1101-K, CC-1201-A, CC-1201-B.
    """
    scale = terms.scale
    reader = Reader(facts, on=terms.on, terms=terms.eligibility)
    results = _judged_without_income(reader)
    incomes = count_incomes(
        facts, is_child_counted=children_counted(facts, results), terms=terms.counting
    )
    reader.take_incomes(incomes, scale=scale, is_waived=waived(terms, facts.children, INCOME))
    eligibility = Eligibility(facts, _with_income(reader, results))
    found = steps_of(incomes.countable_cents, facts.sizes, terms=scale)
    steps = steps_that_count(found, facts.stage, terms=scale, kept=facts.kept_step)
    owing = Owing(
        steps=steps,
        gross_cents=incomes.gross_cents,
        is_paid_for=eligibility.child_is_eligible,
        is_waived=waived(terms, facts.children, "copay"),
    )
    return Determination(
        eligibility=eligibility,
        incomes=incomes,
        limits_cents=income_limits(facts.sizes, facts.stage, terms=scale),
        found_steps=found,
        steps=steps,
        benefits=benefits(
            facts, owing, on_day=day_number(terms.on), scale=scale, rates=terms.rates
        ),
        asks_supervisor=_to_weigh(eligibility, terms=terms.eligibility),
    )


def _to_weigh(eligibility: Eligibility, *, terms: EligibilityTerms) -> Mapping[str, Bools]:
    """What a supervisor decides. Shapes: [family]. Source: CC-800-A, CC-2006-C-3."""
    facts = eligibility.facts
    able = facts.of_adults.total(~facts.adults.is_disqualified)
    return MappingProxyType({
        # Section 800 says equaling a million (ambiguity A16).
        "assets": facts.assets_cents == terms.assets_most_cents,
        "disqualification": able == 0,
    })  # fmt: skip


def waived(terms: DeterminationTerms, children: ChildFacts, what: str) -> Bools:
    """Children for whom the law waives ``what``, the family's share or the test of income.

    Shapes: [child]. Source: 45 CFR 98.45(l), 45 CFR 98.20(a)(3).
    """
    found = np.zeros(len(children), dtype=np.bool_)
    for row in terms.waivers:
        if row[what]:
            found |= getattr(children, WAIVED[row["child"]])
    return found


def _judged_without_income(reader: Reader) -> tuple[CriterionResult, ...]:
    """All but income, which asks which children are eligible by their person."""
    return judge(reader, [each for each in reader.terms.criteria if each.factor != INCOME])


def _with_income(
    reader: Reader, results: tuple[CriterionResult, ...]
) -> tuple[CriterionResult, ...]:
    """All results in the order of the law."""
    order = [each.name for each in reader.terms.criteria]
    of_income = judge(reader, [each for each in reader.terms.criteria if each.factor == INCOME])
    return tuple(
        sorted((*results, *of_income), key=lambda each: order.index(each.criterion.name))
    )
