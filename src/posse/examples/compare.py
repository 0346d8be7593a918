"""What is expected beside what came out: only the keys given, lines summed, order ignored."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from posse.examples.keys import Keys, read


def agrees(expected: Mapping[str, Any], actual: Mapping[str, Any], keys: Keys) -> bool:
    """Whether every key of ``expected`` has the same value in ``actual``.

    Both are written as in an example; they are compared as read, so ``"5"`` dollars and
    ``"5.00"`` are the same.
    """
    return _same(read(expected, keys), read(given_part(expected, actual), keys))


def given_part(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``actual`` that ``expected`` speaks of, to print beside it."""
    return {key: actual.get(key) for key in expected}


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and all(
            key in actual and _same(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(actual, Mapping):
        # One amount where there is a map by case: the map must have that one case.
        return len(actual) == 1 and _same(expected, next(iter(actual.values())))
    if isinstance(expected, list):
        return isinstance(actual, list) and _same_lists(expected, actual)
    return bool(expected == actual)


def _same_lists(expected: list[Any], actual: list[Any]) -> bool:
    rows = [*expected, *actual]
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        return sorted(map(repr, expected)) == sorted(map(repr, actual))
    if any("amount" in row for row in rows):
        return _same_lines(expected, actual)
    return len(expected) == len(actual) and all(map(_same, expected, actual))


def _same_lines(expected: list[Mapping[str, Any]], actual: list[Mapping[str, Any]]) -> bool:
    """Lines as sets, once those that agree in all keys given have been summed.

    Where no expected line names a key, such as the case when there is one, that key does
    not tell lines apart. A line of zero says nothing.
    """
    named = {key for line in expected for key in line}
    told_apart = tuple(sorted((named or {key for line in actual for key in line}) - {"amount"}))
    return _summed(expected, told_apart) == _summed(actual, told_apart)


def _summed(
    lines: list[Mapping[str, Any]], told_apart: tuple[str, ...]
) -> dict[tuple[Any, ...], int]:
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for line in lines:
        sums[tuple(line.get(key) for key in told_apart)] += line.get("amount", 0)
    return {key: amount_cents for key, amount_cents in sums.items() if amount_cents}
