"""Which keys an example may have, and how the words under them are read.

A kind states its keys as a tree: a mapping of key to what stands below it. Below a key
stands another mapping, a list of one mapping (then the example has a list of such), or a
reader: a function from what the YAML holds to a value that compares, which raises
ValueError in plain words. The key ``"*"`` stands for any name, such as a case's id.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from posse.units.money import Ratio, parse_cents

Reader = Callable[[Any], Any]
Keys = Mapping[str, Any]


def money(raw: Any) -> int:
    """Dollars in quotes, as whole cents. Raises: ValueError."""
    if not isinstance(raw, str):
        raise ValueError(f"{raw!r} is not money; write it in quotes, such as '{raw}.00'")
    return parse_cents(raw)


def money_or_by_case(raw: Any) -> int | dict[str, int]:
    """One amount, or a map of amounts by case. Raises: ValueError."""
    if isinstance(raw, Mapping):
        return {str(name): money(amount) for name, amount in raw.items()}
    return money(raw)


def day(raw: Any) -> date:
    """A day such as 2026-03-10. Raises: ValueError."""
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError(f"{raw!r} is not a day such as 2026-03-10") from None


def days(raw: Any) -> list[date]:
    """A list of days. Raises: ValueError."""
    if not isinstance(raw, list):
        raise ValueError(f"{raw!r} is not a list of days")
    return [day(each) for each in raw]


def month(raw: Any) -> date:
    """A month such as 2026-04, as its first day. Raises: ValueError."""
    try:
        return date.fromisoformat(f"{raw}-01")
    except ValueError:
        raise ValueError(f"{raw!r} is not a month such as 2026-04") from None


def months_due(raw: Any) -> int | dict[date, int | None]:
    """How many months are due, which ones, or which with what amounts. Raises: ValueError."""
    if isinstance(raw, Mapping):
        return {month(each): money(amount) for each, amount in raw.items()}
    if isinstance(raw, list):
        return {month(each): None for each in raw}
    count = whole_number(raw)
    if count < 1:
        raise ValueError(f"{raw!r} is no number of months; at least one is due")
    return count


def rate(raw: Any) -> Ratio:
    """A share such as "0.50", or percent such as "50" or "50%". Raises: ValueError."""
    written = str(raw).strip()
    try:
        share = Fraction(written.removesuffix("%"))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{raw!r} is not a share such as '0.50' or '50'") from None
    if share > 1 or written.endswith("%"):
        share /= 100
    if not 0 <= share <= 1:
        raise ValueError(f"{raw!r} is no share of a whole")
    return Ratio(share.numerator, share.denominator)


def text(raw: Any) -> str:
    """Any text. Raises: ValueError."""
    if not isinstance(raw, str):
        raise ValueError(f"{raw!r} is not text; put it in quotes")
    return raw


def whole_number(raw: Any) -> int:
    """A whole number, without quotes. Raises: ValueError."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(f"{raw!r} is not a whole number")
    return raw


def yes_no(raw: Any) -> bool:
    """``true`` or ``false``. Raises: ValueError."""
    if not isinstance(raw, bool):
        raise ValueError(f"{raw!r} is not true or false")
    return raw


def yes_no_or_day(raw: Any) -> bool:
    """``true`` or ``false``; a day on which it happened is a yes. Raises: ValueError."""
    return bool(day(raw)) if isinstance(raw, str) else yes_no(raw)


def money_and_day(raw: Any) -> tuple[int, date | None]:
    """An amount, or an amount and its date. Raises: ValueError."""
    if not isinstance(raw, Mapping):
        return money(raw), None
    if not {"amount"} <= raw.keys() <= {"amount", "date"}:
        raise ValueError(f"{raw!r} is neither an amount nor an amount and a date")
    return money(raw["amount"]), day(raw["date"]) if "date" in raw else None


def one_of(*words: str) -> Reader:
    """A reader of one of ``words``; its error lists them."""

    def read(raw: Any) -> str:
        if raw not in words:
            raise ValueError(f"{raw!r} is none of {', '.join(words)}")
        return str(raw)

    return read


def faults(raw: Any, keys: Any, *, where: str) -> Iterator[str]:
    """Each key or value under ``raw`` that ``keys`` does not allow, in words."""
    if callable(keys):
        yield from _value_faults(raw, keys, where=where)
    elif isinstance(keys, list):
        if not isinstance(raw, list):
            yield f"{where} must be a list"
            return
        for place, entry in enumerate(raw):
            yield from faults(entry, keys[0], where=f"{where}[{place}]")
    elif not isinstance(raw, Mapping):
        yield f"{where} must be a mapping of {', '.join(sorted(keys))}"
    else:
        for key, value in raw.items():
            below = keys.get(key, keys.get("*"))
            if below is None:
                yield f"{where} has no key {key!r}; allowed here: {', '.join(sorted(keys))}"
            else:
                yield from faults(value, below, where=f"{where}.{key}")


def read(raw: Any, keys: Any) -> Any:
    """``raw`` with every value read by its reader, so that it can be compared.

    What has no reader, and a result that is None, stays as it is.
    Raises: ValueError for a value its reader refuses.
    """
    if raw is None or keys is None:
        return raw
    if callable(keys):
        return keys(raw)
    if isinstance(keys, list):
        return [read(entry, keys[0]) for entry in raw]
    return {key: read(value, keys.get(key, keys.get("*"))) for key, value in raw.items()}


def _value_faults(raw: Any, reader: Reader, *, where: str) -> Iterator[str]:
    try:
        reader(raw)
    except ValueError as error:
        yield f"{where}: {error}"
