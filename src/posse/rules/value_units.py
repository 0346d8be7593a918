"""What a parameter's value is once read, by its unit.

In the YAML money is dollars in quotes and a rate is text; here they become whole cents and
an exact :class:`~posse.units.money.Ratio`, so that no rule can meet a float.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from posse.units.money import Ratio, parse_cents

CLOCKS = ("same_day", "calendar", "business", "months", "quarters", "years", "open")
DUTIES = (
    "must_complete_by",
    "must_wait_at_least",
    "may_hold_up_to",
    "retain_at_least",
    "recurring",
    "percentile_75",
    "percentile_90",
    "counting_rule",
)


@dataclass(frozen=True)
class TimeFrame:
    """How long something may or must take, and how it is counted.

    ``clock`` is one of CLOCKS; ``open`` has no number. Counting starts at the event, or at
    the end of its month; it ends on the day it reaches, or at the end of that month.
    """

    trigger: str
    duty: str
    clock: str
    limit: int | None
    counted_from: str = "event"
    ends: str = "day"


def read_value(raw: Any, unit: str, choices: tuple[str, ...] = ()) -> Any:
    """The value in the house's own type; None stays None.

    Raises: ValueError in plain words when ``raw`` does not fit the unit.
    """
    if raw is None:
        return None
    value = _READERS[unit](raw)
    if unit == "choice" and value not in choices:
        raise ValueError(f"{value!r} is none of the choices {', '.join(choices)}")
    return value


def frozen(raw: Any) -> Any:
    """Mappings and lists made unchangeable, all the way down: the law is shared."""
    if isinstance(raw, dict):
        return MappingProxyType({key: frozen(value) for key, value in raw.items()})
    return tuple(frozen(item) for item in raw) if isinstance(raw, list) else raw


def _whole_number(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError(f"{raw!r} is not a whole number of zero or more")
    return raw


def _cents(raw: Any) -> int:
    if not isinstance(raw, str):
        raise ValueError(f"{raw!r} is not money; write dollars in quotes, such as '{raw}.00'")
    return parse_cents(raw)


def _ratio(raw: Any) -> Ratio:
    if not isinstance(raw, str):
        raise ValueError(f"{raw!r} is not a rate; write it in quotes, such as '1/2' or '0.10'")
    try:
        return Ratio.parse(raw)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{raw!r} is not a rate such as '1/2' or '0.10'") from None


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw:
        raise ValueError(f"{raw!r} is not text; put it in quotes")
    return raw


def _yes_no(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"{raw!r} is not true or false")
    return raw


def _date(raw: Any) -> date:
    return date.fromisoformat(_text(raw))


def _table(raw: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise ValueError("a table is a list of rows, each a mapping of column to cell")
    return tuple(frozen(row) for row in raw)


def _time_frame(raw: Any) -> TimeFrame:
    fields = {"trigger", "duty", "clock", "limit", "counted_from", "ends"}
    if not isinstance(raw, dict) or not fields.issuperset(raw):
        raise ValueError(f"a time frame is a mapping of {', '.join(sorted(fields))}")
    frame = TimeFrame(
        trigger=_text(raw.get("trigger")),
        duty=_one_of(raw.get("duty"), DUTIES),
        clock=_one_of(raw.get("clock"), CLOCKS),
        limit=None if raw.get("limit") is None else _whole_number(raw["limit"]),
        counted_from=_one_of(raw.get("counted_from", "event"), ("event", "month_end")),
        ends=_one_of(raw.get("ends", "day"), ("day", "month_end")),
    )
    if (frame.limit is None) != (frame.clock == "open"):
        raise ValueError("a time frame has a limit, unless its clock is 'open'")
    return frame


def _one_of(raw: Any, words: tuple[str, ...]) -> str:
    if raw not in words:
        raise ValueError(f"{raw!r} is none of {', '.join(words)}")
    return str(raw)


_READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "business_days": _whole_number,
        "calendar_days": _whole_number,
        "months": _whole_number,
        "years": _whole_number,
        "count": _whole_number,
        "cents": _cents,
        "ratio": _ratio,
        "choice": _text,
        "text": _text,
        "yes_no": _yes_no,
        "date": _date,
        "table": _table,
        "time_frame": _time_frame,
    }
)

UNITS = tuple(_READERS)
