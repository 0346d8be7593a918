"""One collection over the debts of its obligor: 42 USC 657 and 45 CFR 302.51."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from posse.proof.facts import LawPeriod

SUPPORT = ("child_support", "medical", "spousal")

# A step of the order of distribution, as the policy states it.
Step = Mapping[str, Any]
Steps = Mapping[int, list[Step]]


class Line(NamedTuple):
    """Cents of one receipt that one payee receives for one debt."""

    case: int
    obligation: str
    bucket: str
    payee: str
    cents: int


class Debts(Protocol):
    """What is owed, and how it is lowered."""

    @property
    def unreimbursed(self) -> MutableMapping[int, int]:
        """Cents of assistance not yet repaid, by family."""

    def owed(self, case: int, obligation: str, bucket: str) -> int:
        """Cents of one debt."""

    def pay(self, line: Line) -> None:
        """Lower a debt by what a payee receives for it."""


@dataclass(frozen=True)
class Collection:
    """Money of one obligor and what the law asks about each case, older orders first.

    ``types`` are the cases' types, ``ordered`` the monthly payments that orders set on
    arrears, ``running`` the monthly child support. Units: cents.
    """

    cents: int
    source: str
    law: LawPeriod
    types: Mapping[int, str]
    families: Mapping[int, int]
    ordered: Mapping[int, int]
    running: Mapping[int, int]

    def steps(self, case: int) -> list[Step]:
        """The order of distribution for this money in a case of its type."""
        wanted = (self.types[case], self.law.source_classes[self.source])
        (row,) = (
            row
            for row in self.law.table
            if row["election"] in {self.law.election, "any"}
            and (row["case_type"], row["source_class"]) == wanted
        )
        return list(row["steps"])


def lines_of(collection: Collection, debts: Debts) -> list[Line]:
    """Where each cent goes; ``debts`` are lowered as it goes there."""
    lines: list[Line] = []
    left = collection.cents
    every_step = {case: collection.steps(case) for case in collection.types}
    # Current support of all cases, then arrears of all, then fees: CS-IRG-G11, A-30.
    for phase in ("current", "arrears", "fee"):
        if not left:
            break
        steps = {
            case: [step for step in found if phase_of(step) == phase]
            for case, found in every_step.items()
        }
        claims = {case: _claim(case, steps[case], debts) for case in steps}
        cents = min(left, sum(claims.values()))
        parts = _parts(phase, cents, claims, collection=collection)
        for case, part in parts.items():
            lines += _paid_in_steps(case, part, steps[case], debts=debts, of=collection)
        left -= sum(parts.values())
    return [*lines, *_paid_ahead_or_back(left, collection, debts)]


def phase_of(step: Step) -> str:
    """With what of other cases a step shares the money."""
    if step["bucket"] in {"futures", "refund"}:
        return str(step["bucket"])
    if step["bucket"] == "current":
        return "fee" if step.get("obligation") == "fee" else "current"
    return "arrears"


def _obligations(step: Step) -> tuple[str, ...]:
    # Child support before medical before spousal support: CS-IRG-G18.
    return (step["obligation"],) if "obligation" in step else SUPPORT


def _claim(case: int, steps: list[Step], debts: Debts) -> int:
    return sum(
        max(0, debts.owed(case, obligation, step["bucket"]))
        for step in steps
        for obligation in _obligations(step)
    )


def _parts(
    phase: str, cents: int, claims: Mapping[int, int], *, collection: Collection
) -> dict[int, int]:
    """Cents for each case: what it may claim, or its part where money is short."""
    split = collection.law.arrears_split
    if phase == "arrears" and split == "equal":
        return equal_parts(cents, claims)
    # Payments ordered out of income do not bind a refund: CS-9.2-TOP-DIST-1.
    is_income = collection.law.source_classes[collection.source] == "ordinary"
    is_ordered = is_income and all(collection.ordered[case] for case in claims if claims[case])
    if phase == "arrears" and split == "ordered_payments_then_balances" and is_ordered:
        # By the payments that orders set on arrears, then by balances: reading A-30.
        caps = {case: min(claims[case], collection.ordered[case]) for case in claims}
        first = largest_remainder(min(cents, sum(caps.values())), caps)
        left = {case: claims[case] - first[case] for case in claims}
        rest = largest_remainder(cents - sum(first.values()), left)
        return {case: first[case] + rest[case] for case in claims}
    return largest_remainder(cents, claims)


def largest_remainder(cents: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Parts in proportion to ``weights``, given in the order in which ties are won."""
    whole = sum(weights.values())
    if not whole or not cents:
        return dict.fromkeys(weights, 0)
    if cents == whole:
        return dict(weights)
    exact = {name: Fraction(cents * weight, whole) for name, weight in weights.items()}
    parts = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(weights, key=lambda name: parts[name] - exact[name])
    for name in by_remainder[: cents - sum(parts.values())]:
        parts[name] += 1
    return parts


def equal_parts(cents: int, caps: Mapping[int, int]) -> dict[int, int]:
    """As equal as caps allow; what a capped claim leaves goes round again."""
    parts = dict.fromkeys(caps, 0)
    while cents:
        open_ones = {name: 1 for name, cap in caps.items() if parts[name] < cap}
        for name, part in largest_remainder(cents, open_ones).items():
            added = min(part, caps[name] - parts[name])
            parts[name] += added
            cents -= added
    return parts


def _paid_in_steps(
    case: int, share: int, steps: list[Step], *, debts: Debts, of: Collection
) -> Iterator[Line]:
    for step in steps:
        for obligation in _obligations(step):
            part = min(share, max(0, debts.owed(case, obligation, step["bucket"])))
            if not part:
                continue
            yield from _paid((case, obligation), part, step, debts=debts, of=of)
            share -= part
    assert share == 0, "a case was given more than it may claim"


def _paid(
    key: tuple[int, str], cents: int, step: Step, *, debts: Debts, of: Collection
) -> list[Line]:
    """Pay a debt; what the State may not keep is the family's: 42 USC 657(a)(3)."""
    family = of.families[key[0]]
    to_payee = cents
    if step.get("limit") == "unreimbursed_assistance":
        to_payee = min(cents, debts.unreimbursed[family])
        debts.unreimbursed[family] -= to_payee
    lines = [
        Line(*key, step["bucket"], payee, part)
        for payee, part in ((step["payee"], to_payee), ("family", cents - to_payee))
        if part
    ]
    for line in lines:
        debts.pay(line)
    return lines


def _paid_ahead_or_back(cents: int, collection: Collection, debts: Debts) -> list[Line]:
    """What all debts leave pays coming months where support runs: 45 CFR 302.51(b).

    Where nothing may be paid ahead it goes back to the obligor: 45 CFR 303.72(h)(4).
    """
    if not cents:
        return []
    ahead = {
        case: step
        for case in collection.types
        for step in collection.steps(case)
        if phase_of(step) == "futures"
    }
    # Child support is what runs on: nothing else is paid ahead.
    parts = largest_remainder(cents, {case: collection.running[case] for case in ahead})
    lines = []
    for case, part in parts.items():
        key = (case, "child_support")
        lines += _paid(key, part, ahead[case], debts=debts, of=collection)
    left = cents - sum(parts.values())
    oldest = next(iter(collection.types))
    refund = Line(oldest, "child_support", "refund", "obligor", left)
    return [*lines, refund] if left else lines
