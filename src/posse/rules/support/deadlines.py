"""When something is due under the federal time frames.

The time frames are parameters of unit ``time_frame`` below ``support.deadlines``; a rule is
named by the last part of its key, such as ``TF005``. How each clock counts:

* ``same_day``: the day of the event itself.
* ``calendar``: every day counts, and a due day may fall on a weekend; no text moves it.
* ``business``: days on which federal and Wyoming offices are open, the event's not counted.
  Working days of the texts are the same thing.
* ``months``, ``quarters``, ``years``: the same day of a later month, or that month's last
  day where it is shorter.
* ``open``: no number; asking for the due date is an error.

Clauses: CS-17-TF-1 (time frames are a table of parameters, not code).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posse.rules.errors import BeforeFirstDate, EmptyValue, OpenEndedDeadline, UnknownParameter
from posse.rules.law_files import DatedValue
from posse.rules.parameters import Law
from posse.rules.value_units import TimeFrame
from posse.units.days import DayArray, day_from_number, day_number, office_holidays

PREFIX = "support.deadlines."
_MONTHS_IN = {"months": 1, "quarters": 3, "years": 12}


@dataclass(frozen=True)
class Deadlines:
    """Due days and the clock each was counted by. Shapes: both are [event]."""

    due_days: DayArray
    clocks: npt.NDArray[np.str_]


def time_frame_keys(law: Law) -> dict[str, str]:
    """The parameter key of each time frame, by its rule id."""
    keys = (key for key in law.parameters if key.startswith(PREFIX))
    return {key.rpartition(".")[2]: key for key in keys}


def deadlines(
    rules: Sequence[str],
    event_days: DayArray,
    *,
    law: Law,
    closed_days: Iterable[date] = (),
    law_days: DayArray | None = None,
) -> Deadlines:
    """The due day of each event under its rule, as the law stood on the event's day.

    ``closed_days`` are further days on which offices are closed by notice. ``law_days`` are
    the days whose law counts where it is not that of the event.

    Shapes: ``rules``, ``event_days`` and both results are [event].
    Units: days since 1970-01-01.
    Raises: UnknownParameter, BeforeFirstDate, EmptyValue, OpenEndedDeadline.
    Source: 45 CFR 303.2 and the sections cited with each time frame.
    """
    names = np.asarray(rules, dtype=np.str_)
    keys = time_frame_keys(law)
    holidays = _closed_days(event_days, closed_days)
    due_days = np.empty_like(event_days)
    clocks = np.empty(event_days.size, dtype="<U8")
    for name in np.unique(names):
        if name not in keys:
            raise UnknownParameter(str(name), keys, profile=law.profile)
        rows = np.flatnonzero(names == name)
        asked = (event_days if law_days is None else law_days)[rows]
        for value, inside in _by_version(law.history(keys[name]), asked):
            frame: TimeFrame = value.value
            if frame.limit is None:
                raise OpenEndedDeadline(str(name), frame.trigger)
            chosen = rows[inside]
            due_days[chosen] = _due_days(frame, event_days[chosen], holidays)
            clocks[chosen] = frame.clock
    return Deadlines(due_days, clocks)


def next_returns(
    rule: str, event_days: DayArray, *, not_before: DayArray, law: Law
) -> DayArray:
    """When a recurring duty is next due: the first return from ``not_before`` on.

    Returns that were over before their event was known belong to whoever kept the case then.

    Shapes: each is [event]. Units: days since 1970-01-01.
    Raises: UnknownParameter, OpenEndedDeadline; ValueError for a clock of days.
    Source: 45 CFR 303.3(b)(5), 45 CFR 303.8(b)(1).
    """
    frame: TimeFrame = law.history(time_frame_keys(law)[rule])[-1].value
    if frame.limit is None:
        raise OpenEndedDeadline(rule, frame.trigger)
    if frame.clock not in _MONTHS_IN:
        raise ValueError(f"{rule} does not return by months, quarters or years")
    period = frame.limit * _MONTHS_IN[frame.clock]
    passed = (_month_numbers(not_before) - _month_numbers(event_days)) // period
    due_days = _after_months(event_days, np.maximum(1, passed) * period)
    # The month may be reached before its day is.
    is_over = due_days < not_before
    again = _after_months(event_days, (np.maximum(1, passed) + 1) * period)
    return np.where(is_over, again, due_days)


def _month_numbers(days: DayArray) -> DayArray:
    found: DayArray = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found


def _by_version(
    history: tuple[DatedValue, ...], event_days: DayArray
) -> Iterable[tuple[DatedValue, npt.NDArray[np.bool_]]]:
    """Each dated value that some event falls under, with those events."""
    starts = [day_number(value.effective_from) for value in history]
    if event_days.min() < starts[0]:
        first = history[0]
        asked = day_from_number(event_days.min())
        raise BeforeFirstDate(first.key, asked, first.effective_from)
    for value, (start, end) in zip(
        history, pairwise([*starts, np.iinfo(np.int64).max]), strict=True
    ):
        inside = (event_days >= start) & (event_days < end)
        if not inside.any():
            continue
        if value.value is None:
            raise EmptyValue(value.key, value.label, value.effective_from)
        yield value, inside


def _due_days(
    frame: TimeFrame, event_days: DayArray, holidays: npt.NDArray[np.datetime64]
) -> DayArray:
    """The day the clock of one time frame reaches, for each event. Shapes: [event]."""
    limit = frame.limit or 0
    # Family shares under 45 CFR 302.32(b)(2)(i) and (iii) count from the end of the month.
    counted_from = _month_ends(event_days) if frame.counted_from == "month_end" else event_days
    if frame.clock == "business":
        due_days = _after_business_days(counted_from, limit, holidays)
    elif frame.clock in _MONTHS_IN:
        due_days = _after_months(counted_from, limit * _MONTHS_IN[frame.clock])
    else:
        due_days = counted_from + limit
    # "No later than the end of the second month", 45 CFR 303.108(c).
    return _month_ends(due_days) if frame.ends == "month_end" else due_days


def _after_business_days(
    days: DayArray, count: int, holidays: npt.NDArray[np.datetime64]
) -> DayArray:
    """The ``count``-th business day after each day. Source: 42 USC 654b(d)."""
    # Rolling back first makes the next open day the first one counted, from a closed day too;
    # with nothing to count, the day itself or the next open one.
    moved: npt.NDArray[np.datetime64] = np.busday_offset(
        days.astype("datetime64[D]"),
        count,
        roll="backward" if count else "forward",
        holidays=holidays,
    )
    return moved.astype(np.int64)


def _after_months(days: DayArray, count: int | DayArray) -> DayArray:
    """The same day ``count`` months later, or the month's last where it is shorter."""
    as_days = days.astype("datetime64[D]")
    months = as_days.astype("datetime64[M]")
    day_of_month = (as_days - months.astype("datetime64[D]")).astype(np.int64)
    firsts: DayArray = (months + count).astype("datetime64[D]").astype(np.int64)
    reached: DayArray = np.minimum(firsts + day_of_month, _month_ends(firsts))
    return reached


def _month_ends(days: DayArray) -> DayArray:
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    next_firsts: DayArray = (months + 1).astype("datetime64[D]").astype(np.int64)
    return next_firsts - 1


def _closed_days(
    event_days: DayArray, closed_days: Iterable[date]
) -> npt.NDArray[np.datetime64]:
    """Holidays of every year that a count could touch, and the days closed by notice."""
    if event_days.size == 0:
        return np.array([], dtype="datetime64[D]")
    first = day_from_number(event_days.min()).year - 1
    # A business-day limit is at most a few weeks, so one further year is enough.
    last = day_from_number(event_days.max()).year + 1
    closed = {day for year in range(first, last + 1) for day in office_holidays(year)}
    return np.array(sorted(closed | set(closed_days)), dtype="datetime64[D]")
