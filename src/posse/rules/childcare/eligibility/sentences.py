"""Checks in words: what was found, what it was compared with, and by which clause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from posse.rules.childcare.eligibility.evaluation import Reason, ShownCheck
from posse.rules.childcare.eligibility.measures import CENTS, COUNT, DAY, FLAG, HUNDRED
from posse.units.days import day_from_number, day_words
from posse.units.money import format_cents, format_dollars

COMPARED = MappingProxyType({"<": "below", "<=": "at most", ">": "above", ">=": "at least"})
UNKNOWN = "not known"


@dataclass(frozen=True)
class Told:
    """One check for a screen or a notice; ``limit`` is empty for a yes or no."""

    words: str
    found: str
    limit: str
    is_met: bool
    cites: tuple[str, ...]


def told(check: ShownCheck) -> Told:
    """A check in words. Source: CC-905-NOTE-2, CC-503-A."""
    write = WRITERS[check.kind]
    limit = ""
    if check.bound is not None:
        compared = "until" if check.kind == DAY else COMPARED[check.comparator]
        limit = f"{compared} {write(check.bound)}"
    threshold = check.check.threshold
    return Told(
        words=check.check.words,
        found=UNKNOWN if check.value is None else write(check.value),
        limit=limit,
        is_met=check.is_met,
        cites=check.check.cites + (() if threshold is None else threshold.cites),
    )


def told_reason(reason: Reason) -> tuple[Told, ...]:
    """The checks of a reason: those unmet where it is not met, else all of the way met.

    Source: CC-503-A.
    """
    return tuple(told(each) for each in reason.way if reason.is_met or not each.is_met)


WRITERS: Mapping[str, Callable[[int], str]] = MappingProxyType({
    FLAG: lambda value: "yes" if value else "no",
    CENTS: format_dollars,
    COUNT: str,
    HUNDRED: format_cents,
    DAY: lambda value: day_words(day_from_number(value)),
})  # fmt: skip
