"""For which hours of a week care is authorized: those in which nobody of the unit is free.

A span of time is one row: somebody's activity on a weekday, in minutes after midnight. A span
that ends before it begins goes on into the next day. What counts of it makes a week of 10,080
minutes; where two caretakers are in the unit only their common time is left.

Clauses: CC-200-need, CC-701-C, CC-1101-F, CC-1101-I-1, CC-1101-I-2, CC-1101-I-3, CC-1101-E,
CC-200-full-day, CC-200-part-day, CC-200-child-care, CC-1101-H.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.childcare.authorization.begin import PREFIX
from posse.rules.parameters import Law
from posse.units.money import CentsArray

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
QUARTERS_AN_HOUR = 4

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class HourTerms:
    """The law of hours on one day. Units: minutes, cents an hour."""

    full_day: int
    care_max: int
    lunch_gap: int
    lunch: int
    minimum_wage_cents: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "HourTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-200-full-day, CC-200-child-care, CC-1101-I-2, CC-1101-E.
        """

        names = ("full_day_hours", "care_hours_max", "lunch_gap_hours", "lunch_hours")
        full_day, care_max, lunch_gap, lunch = (
            int(law.value(PREFIX + name, on=on)) * HOUR for name in names
        )
        return cls(
            full_day=full_day,
            care_max=care_max,
            lunch_gap=lunch_gap,
            lunch=lunch,
            minimum_wage_cents=int(law.value(PREFIX + "minimum_wage", on=on)),
        )


@dataclass(frozen=True)
class Spans:
    """Spans of activity. Shapes: all [span]. Units: minutes after midnight of the weekday.

    ``unit`` and ``adult`` are numbers from zero; an adult belongs to one unit. ``weekday`` is 0
    on Monday. A class may have a lunch hour after it; private study is not authorized.
    """

    unit: IntArray
    adult: IntArray
    weekday: IntArray
    start: IntArray
    end: IntArray
    is_class: BoolArray
    is_private_study: BoolArray


@dataclass(frozen=True)
class Week:
    """The care of a week. Shapes: [unit], ``day_minutes`` [unit, 7].

    A span over midnight is care of the day on which it begins. ``is_over_max`` marks units in
    which a day has more care than may be authorized without overnight travel.
    """

    day_minutes: IntArray
    full_days: IntArray
    part_days: IntArray
    is_over_max: BoolArray


@dataclass(frozen=True)
class _Laid:
    """Spans laid out on the minutes of a week, each a stretch of one owner. Shapes: [span]."""

    owner: IntArray
    start: IntArray
    end: IntArray

    def within_week(self) -> "_Laid":
        """What runs over the end of the week is cut there and laid to its beginning."""
        over = np.flatnonzero(self.end > WEEK)
        return _Laid(
            np.concatenate([self.owner, self.owner[over]]),
            np.concatenate([self.start, np.zeros_like(over)]),
            np.concatenate([np.minimum(self.end, WEEK), self.end[over] - WEEK]),
        )

    def days_begun(self) -> IntArray:
        """The weekday on which each stretch began; they are sorted by owner."""
        days = self.start // DAY
        at_end = np.flatnonzero(self.end == WEEK)
        at_start = np.flatnonzero((self.start == 0) & np.isin(self.owner, self.owner[at_end]))
        # The last stretch of the week goes on in its first minutes.
        found = np.searchsorted(self.owner[at_end], self.owner[at_start])
        days[at_start] = days[at_end[found]]
        return days


def week_of(spans: Spans, *, caretakers: IntArray, terms: HourTerms) -> Week:
    """The minutes of each day, and how many are full days and part days.

    Shapes: ``caretakers`` [unit]: how many of the unit must be busy at the same time.
    Raises: ValueError for a weekday or a time that does not exist.
    Source: CC-200-need, CC-701-C, CC-200-full-day, CC-200-part-day.
    """
    _check(spans)
    counts = ~spans.is_private_study  # Source: CC-1101-I-3.
    days = spans.weekday * DAY
    length = (spans.end - spans.start - 1) % DAY + 1
    unit_of_adult = np.zeros(int(spans.adult.max(initial=0)) + 1, dtype=np.int64)
    unit_of_adult[spans.adult] = spans.unit
    busy, lunch = (days + spans.start)[counts], _lunches(spans, counts, terms)
    laid = _Laid(
        np.concatenate([spans.adult[counts], lunch.owner]),
        np.concatenate([busy, lunch.start]),
        np.concatenate([busy + length[counts], lunch.end]),
    )
    # Each adult's own spans first, so that two jobs in the same hour are one.
    own = _covered(laid.within_week(), least=np.ones_like(unit_of_adult))
    common = _covered(_Laid(unit_of_adult[own.owner], own.start, own.end), least=caretakers)
    day_minutes = np.zeros((len(caretakers), 7), dtype=np.int64)
    np.add.at(day_minutes, (common.owner, common.days_begun()), common.end - common.start)
    is_full = day_minutes >= terms.full_day
    return Week(
        day_minutes=day_minutes,
        full_days=is_full.sum(axis=1),
        part_days=((day_minutes > 0) & ~is_full).sum(axis=1),
        is_over_max=np.any(day_minutes > terms.care_max, axis=1),
    )


def self_employed_minutes(net_month_cents: CentsArray, *, terms: HourTerms) -> IntArray:
    """Minutes of care in a month: net income by the minimum wage, to a quarter of an hour.

    Who earns nothing has none. Shapes: any.
    Source: CC-1101-E, ambiguity 1.08.
    """
    net = np.maximum(net_month_cents, 0)
    quarters = (2 * QUARTERS_AN_HOUR * net + terms.minimum_wage_cents) // (
        2 * terms.minimum_wage_cents
    )
    minutes: IntArray = quarters * (HOUR // QUARTERS_AN_HOUR)
    return minutes


def overlaps_full_day(
    *,
    first_start: IntArray,
    first_end: IntArray,
    has_full_day_rate: BoolArray,
    second_start: IntArray,
    second_end: IntArray,
    terms: HourTerms,
) -> BoolArray:
    """Whether care at a second provider lies inside a full day at the first.

    It may begin in the minute in which the first ends. Shapes: all [pair]. Units: minutes of
    the week.
    Source: CC-1101-H, ambiguity 1.10.
    """
    is_full = has_full_day_rate & (first_end - first_start >= terms.full_day)
    meets: BoolArray = is_full & (second_start < first_end) & (first_start < second_end)
    return meets


def hours_words(minutes: int) -> str:
    """Hours as an example and a page write them: ``27.5``."""
    hours, rest = divmod(minutes, HOUR)
    hundredths = f"{rest * 100 // HOUR:02}".rstrip("0")
    return f"{hours}.{hundredths}" if hundredths else f"{hours}"


def _check(spans: Spans) -> None:
    for times in (spans.start, spans.end):
        if times.min(initial=0) < 0 or times.max(initial=0) > DAY:
            raise ValueError("a time of day lies between 00:00 and 24:00")
    if spans.weekday.min(initial=0) < 0 or spans.weekday.max(initial=0) > 6:
        raise ValueError("a weekday lies between Monday and Sunday")


def _lunches(spans: Spans, counts: BoolArray, terms: HourTerms) -> _Laid:
    """The first short break between two classes of a day, up to the lunch hour, by adult.

    Source: CC-1101-I-2, ambiguity 1.09.
    """
    day = spans.adult * 7 + spans.weekday
    places = np.flatnonzero(spans.is_class & counts)
    places = places[np.lexsort((spans.start[places], day[places]))]
    before, after = places[:-1], places[1:]
    gaps = spans.start[after] - spans.end[before]
    is_break = (day[before] == day[after]) & (gaps > 0) & (gaps <= terms.lunch_gap)
    breaks = np.flatnonzero(is_break)
    # One a day: of several breaks the first.
    _, earliest = np.unique(day[before[breaks]], return_index=True)
    chosen = breaks[earliest]
    start = spans.weekday[before[chosen]] * DAY + spans.end[before[chosen]]
    return _Laid(
        spans.adult[before[chosen]], start, start + np.minimum(gaps[chosen], terms.lunch)
    )


def _covered(laid: _Laid, *, least: IntArray) -> _Laid:
    """Where at least so many spans of an owner lie over each other, in whole stretches.

    Shapes: ``least`` [owner]; the stretches are sorted by owner and start.
    """
    owners = np.concatenate([laid.owner, laid.owner])
    minutes = np.concatenate([laid.start, laid.end])
    steps = np.repeat(np.array([1, -1], dtype=np.int64), len(laid.owner))
    # What begins in the minute in which another ends goes on without a gap.
    order = np.lexsort((-steps, minutes, owners))
    owners, minutes, steps = owners[order], minutes[order], steps[order]
    # Each owner's spans all end, so the running count is zero between owners.
    is_in = np.cumsum(steps) >= least[owners]
    was_in = np.concatenate([[False], is_in[:-1]])
    opens, closes = np.flatnonzero(is_in & ~was_in), np.flatnonzero(~is_in & was_in)
    return _Laid(owners[opens], minutes[opens], minutes[closes])
