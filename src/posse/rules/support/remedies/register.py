"""The law's remedies, typed: what each is, its criteria in order, and when it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.rules.parameters import Law

PREFIX = "support.remedies."
OBLIGOR, CASE = "obligor", "case"
ADMINISTRATIVE, JUDICIAL, MANUAL = "administrative", "judicial", "manual"
ASSIGNED, UNASSIGNED = "assigned", "unassigned"


@dataclass(frozen=True)
class Threshold:
    """What a value is compared with. Units: as ``unit`` says, cents or days or months."""

    key: str
    comparator: str
    value: int
    unit: str
    cites: tuple[str, ...]
    sure: str
    note: str


@dataclass(frozen=True)
class Test:
    """One way to meet a criterion; a yes-or-no fact has no threshold.

    ``of`` names the notice, review or marks meant. ``times`` is the fact by which the
    threshold is multiplied. ``once_submitted`` replaces the threshold for whom the partner
    has already. ``arrears`` is the class of arrears asked about, and ``assistance`` the
    kinds of case whose arrears count, empty for all. ``words`` tell one way from another.
    """

    fact: str
    of: tuple[str, ...] = ()
    threshold: Threshold | None = None
    once_submitted: Threshold | None = None
    times: str = ""
    if_unknown: bool = False
    arrears: str = ""
    assistance: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Criterion:
    """What must hold. One of several tests is enough.

    ``is_first_only``: it is asked before the first submission alone. ``is_notice``: it waits
    for a notice, so who fails nothing else is to be sent one. ``is_step``: it decides not
    whether the remedy may be used, but whether it may go out yet.
    """

    name: str
    words: str
    tests: tuple[Test, ...]
    is_first_only: bool
    is_notice: bool
    is_step: bool
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Cycle:
    """Something a remedy does again and again: ``submit``, ``match``, ``notice``.

    ``every`` is ``day``, ``two_weeks``, ``month``, ``quarter`` or ``year``; ``month`` and
    ``day`` say when within it, ``first_on`` is the day from which two weeks are counted.
    """

    what: str
    every: str
    month: int
    day: int
    first_on: date | None
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A part of a remedy that can rest on its own, such as salary; ``code`` leaves it out."""

    name: str
    words: str
    suppression: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Remedy:
    """One remedy as the law has it on a day.

    ``scope`` is what is judged: the parent over all cases, or each case. ``roles`` are the
    roles of this State in which a case counts; ``needs_iv_d`` asks for IV-D cases.
    ``classes_apart``: classes of arrears are tested and submitted on their own.
    ``submits``, ``change`` and ``deletion`` say in words what goes to the partner.
    ``when_suppressed`` is ``withdraw`` or ``rest``: rest leaves with the partner what it has.
    """

    name: str
    words: str
    procedure: str
    is_automatic: bool
    scope: str
    roles: tuple[str, ...]
    needs_iv_d: bool
    classes_apart: bool
    when_suppressed: str
    partner: str
    submits: str
    change: str
    deletion: str
    code: str
    parts: tuple[Part, ...]
    criteria: tuple[Criterion, ...]
    cycles: tuple[Cycle, ...]
    cites: tuple[str, ...]
    sure: str
    note: str

    def criterion(self, name: str) -> Criterion:
        """The criterion of this name.

        Raises: ValueError.
        Source: CS-9.2-GEN-2.
        """
        for each in self.criteria:
            if each.name == name:
                return each
        raise ValueError(f"{self.words} has no criterion {name!r}")


def remedies(law: Law, *, on: date) -> tuple[Remedy, ...]:
    """The remedies in force on a day, those submitted to the federal office first.

    Raises: UnknownParameter, EmptyValue, ValueError for a threshold without comparator.
    Source: CS-9.2-GEN-2, CS-9.2-GEN-3, CS-9.2-GEN-4.
    """
    order = [row["name"] for row in law.value(f"{PREFIX}register", on=on)]
    return tuple(_remedy(law, name, on=on) for name in order)


def remedy_named(law: Law, name: str, *, on: date) -> Remedy:
    """One remedy.

    Raises: UnknownParameter where the law has none of this name.
    Source: CS-9.2-GEN-2.
    """
    return _remedy(law, name, on=on)


def _remedy(law: Law, name: str, *, on: date) -> Remedy:
    dated = law.dated(f"{PREFIX}{name}.remedy", on=on)
    (row,) = dated.value
    rows = law.value(f"{PREFIX}{name}.criteria", on=on)
    criteria = tuple(_criterion(law, name, each, on=on) for each in rows)
    if row.get("classes_apart", False):
        _check_classes(name, criteria)
    return Remedy(
        name=name,
        words=row["words"],
        procedure=row["procedure"],
        is_automatic=row["automatic"],
        scope=row["scope"],
        roles=tuple(row["roles"]),
        needs_iv_d=row.get("needs_iv_d", True),
        classes_apart=row.get("classes_apart", False),
        when_suppressed=row.get("when_suppressed", "withdraw"),
        partner=row["partner"],
        submits=row["submits"],
        change=row["change"],
        deletion=row["deletion"],
        code=row.get("code", ""),
        parts=tuple(_part(each) for each in row.get("parts", ())),
        criteria=criteria,
        cycles=tuple(_cycle(each) for each in law.value(f"{PREFIX}{name}.cycles", on=on)),
        cites=dated.cites,
        sure=dated.sure,
        note=dated.note,
    )


def _check_classes(name: str, criteria: tuple[Criterion, ...]) -> None:
    """Refuse a remedy that keeps classes apart but does not test each of them."""
    tested = {test.arrears for each in criteria for test in each.tests}
    if not {ASSIGNED, UNASSIGNED} <= tested:
        raise ValueError(f"{name} keeps classes of arrears apart and must test each of them")


def _part(row: Mapping[str, Any]) -> Part:
    return Part(row["name"], row["words"], row["suppression"], tuple(row["codes"]))


def _cycle(row: Mapping[str, Any]) -> Cycle:
    first_on = row.get("first_on")
    return Cycle(
        what=row["what"],
        every=row["every"],
        month=row.get("month", 1),
        day=row.get("day", 1),
        first_on=None if first_on is None else date.fromisoformat(first_on),
        cites=tuple(row["cites"]),
    )


def _criterion(law: Law, remedy: str, row: Mapping[str, Any], *, on: date) -> Criterion:
    tests = row.get("one_of", (row,))
    return Criterion(
        name=row["name"],
        words=row["words"],
        tests=tuple(_test(law, remedy, each, on=on) for each in tests),
        is_first_only=row.get("first_only", False),
        is_notice=row.get("notice", False),
        is_step=row.get("step", False),
        cites=tuple(row["cites"]),
    )


def _test(law: Law, remedy: str, row: Mapping[str, Any], *, on: date) -> Test:
    return Test(
        fact=row["fact"],
        of=tuple(row.get("of", ())),
        threshold=_threshold(law, remedy, row.get("threshold"), on=on),
        once_submitted=_threshold(law, remedy, row.get("once_submitted"), on=on),
        times=row.get("times", ""),
        if_unknown=row.get("if_unknown", False),
        arrears=row.get("arrears", ""),
        assistance=tuple(row.get("assistance", ())),
        # A criterion without alternatives says in its own words what its one test asks.
        words=row["words"] if "name" not in row and "words" in row else "",
    )


def _threshold(law: Law, remedy: str, name: str | None, *, on: date) -> Threshold | None:
    if name is None:
        return None
    dated = law.dated(f"{PREFIX}{remedy}.{name}", on=on)
    if dated.comparator is None:
        raise ValueError(f"{dated.key} is a threshold and needs a comparator")
    return Threshold(
        key=dated.key,
        comparator=dated.comparator,
        value=dated.value,
        unit=dated.unit,
        cites=dated.cites,
        sure=dated.sure,
        note=dated.note,
    )
