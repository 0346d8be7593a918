"""What a source of income is expected to bring in a month, as section 905 has it.

One row is one source of one person. A month of application is worked from the checks of that
month; the months after it from what best mirrors the future. Amounts stay exact until the one
rounding to cents at the end (ambiguity B3).

Clauses: CC-905-A-1-a, CC-905-A-1-b, CC-905-A-2, CC-905-A-2-b, CC-905-A-2-c, CC-905-A-3-a,
CC-905-A-3-b, CC-905-A-4-a, CC-905-A-8-d, CC-905-B-2, CC-905-C-2, CC-905-D-2.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.money import CentsArray, Ratio

PREFIX = "childcare.income."
PARAMETERS = (
    *("month_factors", "checks_counted", "history_days_min", "history_days_max"),
    *("spread_months", "business_expense_share"),
)
WEEKLY = "weekly"
NOT_SAID = -1
# Hours are kept in hundredths, so that 27.50 hours are a whole number.
HUNDREDTHS = 100

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

METHODS = MappingProxyType({
    "averaged": "A check on every pay date: all are added, averaged and made a month",
    "actual": "A pay date without a check: what came in is taken as it is",
    "history": "Thirty to sixty days of pay: added, averaged and made a month",
    "expected": "What is expected of the coming months, made a month",
    "spread": "Income of a year or another span, spread over its months",
    "nothing": "The source ended and nothing more is expected",
})  # fmt: skip
METHOD_NAMES = tuple(METHODS)


@dataclass(frozen=True)
class IncomeTerms:
    """The law of the best estimate on one day; ``units`` are the names of the factors."""

    units: tuple[str, ...]
    factors: tuple[Ratio, ...]
    period_days: tuple[int, ...]
    checks_counted: tuple[int, ...]
    history_days_min: int
    history_days_max: int
    spread_months: int
    expense_share: Ratio

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "IncomeTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-905-B-2-c, CC-905-A-8-g-i, CC-905-NOTE-1, CC-905-D-2, CC-903-A.
        """

        told: dict[str, Any] = {name: law.value(PREFIX + name, on=on) for name in PARAMETERS}
        rows = told["month_factors"]
        counted = {row["unit"]: int(row["count"]) for row in told["checks_counted"]}
        return cls(
            units=tuple(row["unit"] for row in rows),
            factors=tuple(Ratio.parse(row["factor"]) for row in rows),
            period_days=tuple(int(row["days"]) for row in rows),
            checks_counted=tuple(counted.get(row["unit"], 0) for row in rows),
            history_days_min=int(told["history_days_min"]),
            history_days_max=int(told["history_days_max"]),
            spread_months=int(told["spread_months"]),
            expense_share=told["business_expense_share"],
        )


@dataclass(frozen=True)
class Sources:
    """What is known of each source. Shapes: all [source]. Units: cents, hundredths of hours.

    ``unit`` is a place in the terms' units: how often checks come. ``received`` is of the
    month of application, ``missed_count`` of its pay dates so far without a check,
    ``awaited_count`` of those to come. NOT_SAID stands where nothing is known; ``history`` is
    checks of thirty to sixty days. ``spread_cents`` is income meant for ``spread_months``
    whole months, such as the net of a business for a year or a contract for a school year.
    """

    unit: IntArray
    received_cents: CentsArray
    received_count: IntArray
    missed_count: IntArray
    awaited_count: IntArray
    check_cents: CentsArray
    week_cents: CentsArray
    rate_cents: CentsArray
    hours_low: IntArray
    hours_high: IntArray
    tips_week_cents: CentsArray
    history_cents: CentsArray
    history_count: IntArray
    spread_cents: CentsArray
    spread_months: IntArray
    is_ended: BoolArray


@dataclass(frozen=True)
class Estimates:
    """Cents of the month of application and of each month after it, each with its method.

    Shapes: all [source]; methods are places in METHOD_NAMES.
    """

    month_cents: CentsArray
    following_cents: CentsArray
    month_method: IntArray
    following_method: IntArray


@dataclass(frozen=True)
class _Exact:
    """Amounts of a month before rounding, and where there is one. Shapes: [source]."""

    numerator: IntArray
    denominator: IntArray
    is_known: BoolArray

    def cents(self) -> CentsArray:
        """Rounded once, half a cent up."""
        return (2 * self.numerator + self.denominator) // (2 * self.denominator)


def best_estimates(sources: Sources, *, terms: IncomeTerms) -> Estimates:
    """What each source brings in the month of application, and in the months after it.

    Raises: ValueError for a source of which nothing is known at all.
    Source: CC-905-A-1-a, CC-905-A-2-b, CC-905-A-2-c, CC-905-A-3-a, CC-905-A-4-a.
    """
    future, future_method = _future(sources, terms)
    month, month_method = _month_of_application(
        sources, future, future_method=future_method, terms=terms
    )
    # A source that ended with nothing to follow brings nothing from the second month on.
    over = sources.is_ended & ~_expects(sources)
    following = np.where(over, 0, future.cents())
    known = future.is_known | over
    if not known.all():
        place = int(np.argmin(known))
        raise ValueError(
            f"nothing is known of source {place + 1} that an estimate could rest on"
        )
    return Estimates(
        month_cents=month,
        following_cents=following,
        month_method=month_method,
        following_method=np.where(over, METHOD_NAMES.index("nothing"), future_method),
    )


def net_of_business(
    receipts_cents: CentsArray, expenses_cents: CentsArray, *, terms: IncomeTerms
) -> CentsArray:
    """Gross receipts less the better of a share and the actual expenses, never below nothing.

    Who declares no expenses has none deducted. Shapes: any, the same. Units: cents.
    Source: CC-902-A-1, CC-902-A-1-none, CC-903-A.
    """
    share = terms.expense_share
    flat = (2 * receipts_cents * share.numerator + share.denominator) // (2 * share.denominator)
    deducted = np.where(expenses_cents > 0, np.maximum(flat, expenses_cents), 0)
    return np.maximum(receipts_cents - deducted, 0)


def _month_of_application(
    sources: Sources, future: _Exact, *, future_method: IntArray, terms: IncomeTerms
) -> tuple[CentsArray, IntArray]:
    """The month of application, by the decision table of ambiguity B9."""
    has_checks = sources.received_count + sources.missed_count > 0
    is_sure = (sources.awaited_count == 0) | _said(sources.check_cents)
    total = (
        sources.received_cents + _zero_unless_said(sources.check_cents) * sources.awaited_count
    )
    # A check on every pay date, received or foreseeable. Source: CC-905-A-2-b, CC-905-A-4-a.
    whole = (sources.missed_count == 0) & is_sure & ~(sources.is_ended & ~_expects(sources))
    count = sources.received_count + sources.awaited_count
    averaged = _of_month(total, unit=sources.unit, count=count, terms=terms).cents()
    # Some pay date without one: as it came, what is uncertain left out. Source: CC-905-A-3-a.
    cents = np.where(whole, averaged, total)
    method = np.where(whole, METHOD_NAMES.index("averaged"), METHOD_NAMES.index("actual"))
    return (
        np.where(has_checks, cents, np.where(future.is_known, future.cents(), 0)),
        np.where(has_checks, method, future_method),
    )


def _future(sources: Sources, terms: IncomeTerms) -> tuple[_Exact, IntArray]:
    """What best mirrors the coming months: what is expected, then a history, then the month."""
    weekly = np.full_like(sources.unit, terms.units.index(WEEKLY))
    # The middle of a range of hours, at the rate of an hour. Source: CC-905-A-8-d.
    hours = sources.hours_low + sources.hours_high
    is_paid_by_hour = _said(sources.hours_low) & _said(sources.rate_cents)
    halves = np.full_like(sources.unit, 2 * HUNDREDTHS)
    whole_month = (sources.received_count > 0) & (sources.missed_count == 0)
    by_hour = _of_month(
        np.where(is_paid_by_hour, hours * sources.rate_cents, NOT_SAID),
        unit=weekly, count=halves, terms=terms,
    )  # fmt: skip
    ways = (
        ("expected", _of_month(sources.check_cents, unit=sources.unit, terms=terms)),
        ("expected", _of_month(sources.week_cents, unit=weekly, terms=terms)),
        # A check that is expected holds its tips; an hourly rate does not.
        ("expected", _plus(by_hour, _tips(sources, terms))),
        ("history", _of_month(
            np.where(sources.history_count > 0, sources.history_cents, NOT_SAID),
            unit=sources.unit, count=sources.history_count, terms=terms,
        )),
        ("averaged", _of_month(
            np.where(whole_month, sources.received_cents, NOT_SAID),
            unit=sources.unit, count=sources.received_count, terms=terms,
        )),
        ("spread", _spread(sources)),
    )  # fmt: skip
    return _first_known(ways)


def _spread(sources: Sources) -> _Exact:
    """Income meant for several months, over them.

    Source: CC-905-D-2, CC-905-A-8-f, CC-901-C.
    """
    return _Exact(
        sources.spread_cents, np.maximum(sources.spread_months, 1), _said(sources.spread_cents)
    )


def _tips(sources: Sources, terms: IncomeTerms) -> _Exact:
    """Tips of a week made those of a month, nothing where none are likely.

    Source: CC-905-A-8-c.
    """
    weekly = np.full_like(sources.unit, terms.units.index(WEEKLY))
    return _of_month(_zero_unless_said(sources.tips_week_cents), unit=weekly, terms=terms)


def _first_known(ways: tuple[tuple[str, _Exact], ...]) -> tuple[_Exact, IntArray]:
    """Of several ways the first that is known, source by source."""
    name, best = ways[0]
    method = np.full(best.is_known.shape, METHOD_NAMES.index(name), dtype=np.int64)
    for name, way in ways[1:]:
        takes = ~best.is_known & way.is_known
        method = np.where(takes, METHOD_NAMES.index(name), method)
        best = _Exact(
            np.where(takes, way.numerator, best.numerator),
            np.where(takes, way.denominator, best.denominator),
            best.is_known | way.is_known,
        )
    return best, method


def _of_month(
    cents: CentsArray, *, unit: IntArray, terms: IncomeTerms, count: IntArray | None = None
) -> _Exact:
    """A sum of amounts, averaged over their count and made one of a month by its unit's factor.

    Source: CC-905-B-2-a, CC-905-B-2-b, CC-905-B-2-c.
    """
    numerators = np.array([factor.numerator for factor in terms.factors], dtype=np.int64)
    denominators = np.array([factor.denominator for factor in terms.factors], dtype=np.int64)
    over = np.ones_like(unit) if count is None else np.maximum(count, 1)
    return _Exact(cents * numerators[unit], over * denominators[unit], _said(cents))


def _plus(one: _Exact, other: _Exact) -> _Exact:
    return _Exact(
        one.numerator * other.denominator + other.numerator * one.denominator,
        one.denominator * other.denominator,
        one.is_known,
    )


def _said(cents: IntArray) -> BoolArray:
    known: BoolArray = cents > NOT_SAID
    return known


def _zero_unless_said(cents: IntArray) -> IntArray:
    return np.maximum(cents, 0)


def _expects(sources: Sources) -> BoolArray:
    """Whether anything is said of the time to come."""
    return _said(sources.check_cents) | _said(sources.week_cents) | _said(sources.hours_low)
