"""A parameter's value in words, whatever its unit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from posse.rules.law_files import DatedValue
from posse.rules.value_units import TimeFrame
from posse.units.days import day_words
from posse.units.money import Ratio, format_dollars

_COUNTED = {
    "business_days": "business day",
    "calendar_days": "calendar day",
    "months": "month",
    "years": "year",
}
_CLOCKS = {
    "calendar": "calendar day",
    "business": "business day",
    "months": "month",
    "quarters": "quarter",
    "years": "year",
}
_COMPARATORS = {
    ">": "more than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
}
_DUTIES = {
    "must_complete_by": "to be done within",
    "must_wait_at_least": "to wait at least",
    "may_hold_up_to": "may be held up to",
    "retain_at_least": "to be kept at least",
    "recurring": "again every",
    "percentile_75": "three of four within",
    "percentile_90": "nine of ten within",
    "counting_rule": "counted over",
}


@dataclass(frozen=True)
class Table:
    """Rows under headings, every cell as text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Fact:
    """One fact of an example under its name: in words, or as a table of its own."""

    label: str
    words: str
    table: Table | None


def value_words(value: DatedValue) -> str:
    """The value as a reader would say it; a table says how many rows it has."""
    if value.value is None:
        return "left empty until it is settled"
    if value.unit == "table":
        return _counted(len(value.value), "row")
    if value.unit == "cents":
        said = format_dollars(value.value)
    elif value.unit in _COUNTED:
        said = _counted(value.value, _COUNTED[value.unit])
    else:
        said = plain(value.value)
    before = _COMPARATORS.get(value.comparator or "", value.comparator or "")
    return f"{before} {said}".strip()


def value_table(value: DatedValue) -> Table | None:
    """The rows of a table; None for every other unit."""
    if value.unit != "table" or value.value is None:
        return None
    return _table(value.value)


def facts_shown(stated: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The facts, or the result, of a worked example; a list of rows becomes a table."""
    found = []
    for key, each in stated.items():
        are_rows = isinstance(each, list | tuple) and each and isinstance(each[0], Mapping)
        words, table = ("", _table(each)) if are_rows else (plain(each), None)
        found.append(Fact(key.replace("_", " "), words, table))
    return tuple(found)


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = tuple(tuple(plain(row.get(column)) for column in header) for row in rows)
    return Table(tuple(column.replace("_", " ") for column in header), cells)


def plain(value: Any) -> str:
    """Any cell, list or mapping of the law files in plain words."""
    for kind, words in _WORDS.items():
        if isinstance(value, kind):
            return words(value)
    return "" if value is None else str(value)


def _mapping_words(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{key.replace('_', ' ')}: {plain(each)}" for key, each in value.items())


def _list_words(value: Sequence[Any]) -> str:
    return ", ".join(plain(each) for each in value)


def _yes_no_words(value: bool) -> str:  # noqa: FBT001 - the value itself is told
    return "yes" if value else "no"


def _ratio_words(value: Ratio) -> str:
    """A percentage where it is a whole one, else the fraction itself."""
    percent, rest = divmod(value.numerator * 100, value.denominator)
    fraction = f"{value.numerator}/{value.denominator}"
    return fraction if rest else f"{fraction} ({percent} %)"


def _frame_words(frame: TimeFrame) -> str:
    duty = _DUTIES[frame.duty]
    if frame.clock == "same_day":
        length = "the same day"
    elif frame.limit is None:
        length = "no fixed time"
    else:
        length = _counted(frame.limit, _CLOCKS[frame.clock])
    after = " from the end of the month" if frame.counted_from == "month_end" else ""
    ends = ", ending with its month" if frame.ends == "month_end" else ""
    return f"{duty} {length}{after} of: {frame.trigger.replace('_', ' ')}{ends}"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


_WORDS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        bool: _yes_no_words,
        date: day_words,
        Ratio: _ratio_words,
        TimeFrame: _frame_words,
        Mapping: _mapping_words,
        tuple: _list_words,
        list: _list_words,
    }
)
