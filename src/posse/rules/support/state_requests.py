"""What another State may ask for here, and why a request of it is refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from operator import ge, gt

from posse.rules.parameters import Law
from posse.units.money import format_dollars

TOOLS = "support.state_requests.tools"
THRESHOLD = "support.remedies.aei.threshold"
_IS_ABOVE = {">": gt, ">=": ge}


@dataclass(frozen=True)
class Tool:
    """Something that may be asked for; ``source`` is the match that it is, if it is one."""

    name: str
    words: str
    needs_amount: bool
    source: str


@dataclass(frozen=True)
class Wanted:
    """What a request says, as far as it may be refused for it. Units: cents."""

    surname: str
    given_name: str
    birth_date: date | None
    ssn: str
    certified_cents: int
    has_due_process: bool
    tools: Collection[str]


def tools(law: Law, *, on: date) -> Mapping[str, Tool]:
    """Every tool by its name. Source: CS-IRG-J18."""
    return {
        row["name"]: Tool(row["name"], row["words"], row["needs_amount"], row["source"])
        for row in law.value(TOOLS, on=on)
    }


def tools_open_to(
    wanted: Collection[str], *, certified_cents: int, law: Law, on: date
) -> set[str]:
    """Of the tools asked for, those that the certified amount allows.

    Source: CS-IRG-J19, CS-IRG-J23.
    """
    known = tools(law, on=on)
    threshold = law.dated(THRESHOLD, on=on)
    is_above = _IS_ABOVE[threshold.comparator or ">"](certified_cents, threshold.value)
    return {
        name for name in wanted if name in known and (is_above or not known[name].needs_amount)
    }


def refusals(wanted: Wanted, *, law: Law, on: date) -> tuple[tuple[str, str], ...]:
    """The field and the reason of everything for which a request is refused; none where taken.

    A request is refused for lacking data and for arrears not above the amount alone
    (ambiguity A-46), and where it is no certification at all.
    Source: CS-IRG-J18, CS-IRG-J19, CS-IRG-J20, CS-IRG-J23, 42 USC 666(a)(14).
    """
    found = [
        (field, f"{words} is missing; no request is taken without it")
        for field, words, value in (
            ("surname", "the parent's surname", wanted.surname),
            ("given_name", "the parent's first name", wanted.given_name),
            ("birth_date", "the parent's birth date", wanted.birth_date),
            ("ssn", "the parent's social security number", wanted.ssn),
        )
        if not value
    ]
    if not wanted.has_due_process:
        reason = "the State does not certify that the parent had every notice and hearing"
        found.append(("has_due_process", reason))
    if wanted.certified_cents <= 0:
        found.append(("certified_cents", "no arrears are certified"))
    known = tools(law, on=on)
    unknown = sorted(set(wanted.tools) - set(known))
    if unknown or not wanted.tools:
        names = ", ".join(known)
        found.append(("tools", f"name at least one tool, and none but these: {names}"))
    cents = wanted.certified_cents
    open_to = tools_open_to(wanted.tools, certified_cents=cents, law=law, on=on)
    if wanted.tools and not unknown and not open_to and cents > 0:
        least = format_dollars(law.value(THRESHOLD, on=on))
        reason = f"{format_dollars(cents)} is not above {least}, as is asked of every match"
        found.append(("certified_cents", reason))
    return tuple(found)
