"""Table I: the step of a family, what it owes for a child and a day, and the ceiling of income.

The chart of a year holds from April to March. Families larger than it go on by the guideline
of its year. A year without a chart is refused by the law store, in words.

Clauses: CC-906-A, CC-1101-A, CC-1201-A, CC-1201-B, CC-1500-B, CC-1501-B-3.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.money import CentsArray, Ratio, parse_cents

PREFIX = "childcare.scale."
INITIAL, CONTINUING, WITHIN_PERIOD = "initial", "continuing", "within_period"
STAGES = (INITIAL, CONTINUING, WITHIN_PERIOD)
# No household of any register comes near it; a larger one is a slip of the pen.
LARGEST_FAMILY = 30
MONTHS_OF_YEAR = 12
PERCENT = 100
NEVER = -1

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ScaleTerms:
    """The law of the scale on one day; a family of one stands in the first row.

    ``part_day_cents`` and ``full_day_cents`` begin with nothing owed, for step 0; behind the
    last step stands its own amount again, for a family that is above all steps.
    ``cap`` is None where none applies. ``sure`` says by the law's name how sure each is.
    Shapes: limits [size, step], ceilings [size], per day [step + 2]. Units: cents.
    """

    limits_cents: CentsArray
    ceilings_cents: CentsArray
    part_day_cents: CentsArray
    full_day_cents: CentsArray
    initial_step: int
    continuing_step: int
    break_in_aid_days: int
    is_lower_within_period: bool
    is_better_step_kept: bool
    cap: Ratio | None
    sure: Mapping[str, str]

    @property
    def step_count(self) -> int:
        """How many steps the scale has. Source: CC-906-A."""
        return int(self.limits_cents.shape[1])

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ScaleTerms":
        """The terms in force on a day.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue for a year without a chart.
        Source: CC-906-A, CC-1101-A, CC-1201-B, CC-1500-B.
        """
        names = ("chart", "guideline", "steps", "median_income", "cap_applies", "ceiling_share")
        dated = {name: law.dated(PREFIX + name, on=on) for name in names}
        steps = dated["steps"].value
        is_capped = dated["cap_applies"].value
        return cls(
            limits_cents=_limits(law, on=on),
            ceilings_cents=_ceilings(law, on=on),
            part_day_cents=_by_day([row["part_day"] for row in steps]),
            full_day_cents=_by_day([row["full_day"] for row in steps]),
            initial_step=law.value(f"{PREFIX}initial_step", on=on),
            continuing_step=law.value(f"{PREFIX}continuing_step", on=on),
            break_in_aid_days=law.value(f"{PREFIX}break_in_aid_days", on=on),
            is_lower_within_period=(
                law.value(f"{PREFIX}ceiling_within_period", on=on) == "lower_of_both"
            ),
            is_better_step_kept=(
                law.value(f"{PREFIX}step_within_period", on=on) == "better_for_family"
            ),
            cap=law.value(f"{PREFIX}cap_share", on=on) if is_capped else None,
            sure=MappingProxyType({name: each.sure for name, each in dated.items()}),
        )


def steps_of(income_cents: CentsArray, family_size: IntArray, *, terms: ScaleTerms) -> IntArray:
    """The step of each family by countable income, and one past the last above them all.

    Exactly on a limit is still the lower step. Shapes: [family]. Units: cents of a month.
    Raises: ValueError for a family of nobody, or of more than LARGEST_FAMILY.
    Source: CC-906-A, CC-1201-B.
    """
    rows = _rows(family_size)
    found = np.ones(rows.shape, dtype=np.int64)
    for limits in terms.limits_cents.T:
        found += income_cents > limits[rows]
    return found


def stages_after(gap_days: IntArray, *, terms: ScaleTerms) -> IntArray:
    """The stage of a new determination, a place in STAGES, by the days without aid before it.

    NEVER stands for a family that had none before. Shapes: [family]. Units: days.
    Source: CC-1201-A, CC-1201-B, CC-200-initial-eligibility-determination.
    """
    is_first = (gap_days == NEVER) | (gap_days >= terms.break_in_aid_days)
    return np.where(is_first, STAGES.index(INITIAL), STAGES.index(CONTINUING))


def income_limits(family_size: IntArray, stage: IntArray, *, terms: ScaleTerms) -> CentsArray:
    """The highest income with which a family is eligible at its stage, a place in STAGES.

    A first determination asks for Step 4, a later one for Step 6, and neither passes 85
    percent of the median income; inside the twelve months that alone counts.
    Shapes: [family]. Units: cents of a month. Raises: ValueError.
    Source: CC-1101-A, CC-1201-A, CC-1201-B, CC-1500-B, CC-1501-B-3.1, 45 CFR 98.20(a)(2).
    """
    rows = _rows(family_size)
    last = np.where(stage == STAGES.index(INITIAL), terms.initial_step, terms.continuing_step)
    limits: CentsArray = terms.limits_cents[rows, last - 1]
    ceilings: CentsArray = terms.ceilings_cents[rows]
    lower: CentsArray = np.minimum(limits, ceilings)
    if terms.is_lower_within_period:
        return lower
    return np.where(stage == STAGES.index(WITHIN_PERIOD), ceilings, lower)


def steps_that_count(
    found: IntArray, stage: IntArray, *, terms: ScaleTerms, kept: IntArray
) -> IntArray:
    """The step by which a family pays, once it is eligible.

    Inside the twelve months the step it has goes on, ``kept`` (0 where none is known),
    unless the new one is better for it. Nobody pays more than the last step asks.
    Shapes: [family]. Source: CC-1501-B-3.2, CC-1500-B, CC-1201-B.
    """
    counted = np.minimum(found, terms.step_count)
    if not terms.is_better_step_kept:
        return counted
    is_kept = (stage == STAGES.index(WITHIN_PERIOD)) & (kept > 0)
    return np.where(is_kept, np.minimum(counted, kept), counted)


def daily_obligations(
    steps: IntArray, is_full_day: BoolArray, *, terms: ScaleTerms
) -> CentsArray:
    """What a family owes for a child and a day on its step, 0 for nothing.

    Shapes: any, the same. Units: cents. Source: CC-200-parental-obligation, CC-1101-K.
    """
    by_day = np.concatenate([terms.part_day_cents, terms.full_day_cents])
    cents: CentsArray = by_day[steps + is_full_day * len(terms.part_day_cents)]
    return cents


def obligation_caps(gross_cents: CentsArray, *, terms: ScaleTerms) -> CentsArray | None:
    """The most a family owes in a month for all its children, None where no cap applies.

    Rounded down, so that it never passes the share. Shapes: [family]. Units: cents.
    Source: 45 CFR 98.45(l).
    """
    if terms.cap is None:
        return None
    caps: CentsArray = np.maximum(gross_cents, 0) * terms.cap.numerator // terms.cap.denominator
    return caps


def _limits(law: Law, *, on: date) -> CentsArray:
    """The chart, gone on with by the guideline. Source: CC-906-A."""
    chart = law.value(f"{PREFIX}chart", on=on)
    [guideline] = law.value(f"{PREFIX}guideline", on=on)
    steps = law.value(f"{PREFIX}steps", on=on)
    first, further = parse_cents(guideline["first"]), parse_cents(guideline["further"])
    rows = [[parse_cents(row[f"step_{each['step']}"]) for each in steps] for row in chart]
    for size in range(len(rows) + 1, LARGEST_FAMILY + 1):
        year = first + further * (size - 1)
        rows.append([_month_of(Fraction(each["through"]) * year) for each in steps])
    return np.array(rows, dtype=np.int64)


def _ceilings(law: Law, *, on: date) -> CentsArray:
    """85 percent of the median income by family size. Source: 45 CFR 98.20(a)(2)."""
    of_four = law.value(f"{PREFIX}median_income", on=on)
    share = law.value(f"{PREFIX}ceiling_share", on=on)
    further = law.value(f"{PREFIX}median_income_further", on=on)
    percents = [row["percent"] for row in law.value(f"{PREFIX}median_income_sizes", on=on)]
    while len(percents) < LARGEST_FAMILY:
        percents.append(percents[-1] + further)
    factor = Fraction(share.numerator, share.denominator * PERCENT)
    return np.array([_month_of(of_four * each * factor) for each in percents], dtype=np.int64)


def _month_of(year_cents: Fraction) -> int:
    """A twelfth, to the nearest cent, half a cent up."""
    whole = MONTHS_OF_YEAR * year_cents.denominator
    return (2 * year_cents.numerator + whole) // (2 * whole)


def _by_day(dollars: list[str]) -> CentsArray:
    cents = [parse_cents(each) for each in dollars]
    return np.array([0, *cents, cents[-1]], dtype=np.int64)


def _rows(family_size: IntArray) -> IntArray:
    """Places in the chart. Raises: ValueError."""
    is_off = (family_size < 1) | (family_size > LARGEST_FAMILY)
    if is_off.any():
        size = int(family_size[np.argmax(is_off)])
        raise ValueError(f"a family of {size}; the scale knows 1 to {LARGEST_FAMILY} persons")
    return family_size - 1
