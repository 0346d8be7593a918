"""The books as they grow: debts, what is not yet reimbursed, fees, and the lines of money."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

# Case, obligation and bucket.
DebtKey = tuple[int, str, str]

SUPPORT = ("child_support", "medical", "spousal")
ARREARS = (
    "never_assigned",
    "permanently_assigned",
    "temporarily_assigned",
    "conditionally_assigned",
    "unassigned_during_assistance",
    "unassigned_pre_assistance",
    "assigned_iv_e",
)
# Assistance that support repays, in the order in which foster care money repays it.
PROGRAMS = ("iv_e", "power")
# What of the State's money the family is given instead repays none of it.
PASSED_THROUGH = "passed_through"
# Whose some cents of a month's support were, and how many.
Share = tuple[str, int]


class Line(NamedTuple):
    """Cents of one receipt that one payee receives for one debt; below zero, taken back.

    ``repays`` names the assistance that the line pays back, if any, or says that it is
    passed through. Money held has the payee ``hold`` and the bucket ``held``, money
    returned the bucket ``refund``.
    """

    case: int
    obligation: str
    bucket: str
    payee: str
    cents: int
    repays: str = ""


@dataclass
class Applied:
    """A line as it was applied, and how much of it was not taken back since.

    ``shares`` say of current support whose it was that the line paid, in the order of
    payment, as far as it was not taken back.
    """

    line: Line
    on: date
    left: int
    shares: list[Share] = field(default_factory=list)


@dataclass
class Current:
    """This month's unpaid support of one obligation, by whose it is. Units: cents.

    What fell due while the family was on assistance is assigned to the State, what fell
    due in foster care for that care, the rest is the family's own. What the State keeps
    pays the assigned part first and what the family receives its own part first, so that
    no cent counts twice against the assignment: 42 USC 657(a)(3).
    """

    own: int = 0
    power: int = 0
    iv_e: int = 0

    @property
    def cents(self) -> int:
        """All that is unpaid of the month."""
        return self.own + self.power + self.iv_e

    def lower(self, cents: int, *, first: str) -> list[Share]:
        """Take cents off, from one part first; the family's own last unless first."""
        shares = []
        for part in sorted(("power", "iv_e", "own"), key=lambda name: name != first):
            off = min(cents, getattr(self, part))
            setattr(self, part, getattr(self, part) - off)
            shares.append((part, off))
            cents -= off
        # Corrections are the register's to refuse; what goes below zero is the family's.
        self.own -= cents
        return shares

    def raise_by(self, cents: int, *, part: str) -> None:
        """Owe more, on behalf of one of the three."""
        setattr(self, part, getattr(self, part) + cents)


def _zeros() -> dict[int, int]:
    return defaultdict(int)


@dataclass
class Books:
    """Where everybody stands, and where the cents of each receipt went. Units: cents.

    ``unreimbursed`` is assistance (POWER) and ``foster_care`` foster care, by family;
    ``fees_owed`` and ``penalties`` not claimed yet by case; ``lines`` by receipt.
    """

    arrears: dict[DebtKey, int] = field(default_factory=lambda: defaultdict(int))
    current: dict[tuple[int, str], Current] = field(
        default_factory=lambda: defaultdict(Current)
    )
    unreimbursed: dict[int, int] = field(default_factory=_zeros)
    foster_care: dict[int, int] = field(default_factory=_zeros)
    fees_owed: dict[int, int] = field(default_factory=_zeros)
    penalties: dict[int, int] = field(default_factory=_zeros)
    lines: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    # Support applied to past-due support so far, less what was taken back.
    applied: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    # By family and month: foster care paid, what of it current support repaid, and what of
    # the State's money was passed through.
    maintenance: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))
    maintained: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))
    passed: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))
    # By case and federal fiscal year: what the family received.
    received: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    # Cases and federal fiscal years for which the fee was imposed.
    fee_years: set[tuple[int, int]] = field(default_factory=set)
    # Judgments not yet paid, and all that was ever judged.
    judged: dict[int, int] = field(default_factory=_zeros)
    judged_ever: dict[int, int] = field(default_factory=_zeros)

    def owed(self, case: int, obligation: str, bucket: str) -> int:
        """Cents of one debt; what is paid ahead is below zero."""
        if bucket == "current":
            return self.current[case, obligation].cents
        return self.arrears[case, obligation, bucket]

    def past_due(self, case: int, obligation: str) -> int:
        """All past-due support of one obligation."""
        return sum(self.arrears[case, obligation, bucket] for bucket in ARREARS)

    def balances(self) -> dict[DebtKey, int]:
        """Every debt that is not zero, by case, obligation and bucket."""
        found = dict(self.arrears)
        found |= {(*key, "current"): self.owed(*key, "current") for key in self.current}
        return {key: cents for key, cents in found.items() if cents}

    def pay(self, line: Line, case_type: str) -> list[Share]:
        """Lower a debt by what a payee receives for it; whose the month's support was."""
        key = (line.case, line.obligation)
        shares: list[Share] = []
        if line.bucket == "current":
            first = kept_part(case_type) if is_kept(line.payee) else "own"
            shares = self.current[key].lower(line.cents, first=first)
        elif line.bucket not in {"refund", "held"}:
            self.arrears[*key, line.bucket] -= line.cents
        if line.bucket in ARREARS and line.obligation in SUPPORT:
            self._apply(key, line.cents)
        return shares

    def _apply(self, key: tuple[int, str], cents: int) -> None:
        """Past-due support that is paid lowers a judgment for it first."""
        self.applied[key] += cents
        if key[1] == "child_support":
            self.judged[key[0]] -= min(cents, self.judged[key[0]])

    def adjust(self, key: tuple[int, str], bucket: str, cents: int) -> None:
        """A debt of the past brought over or corrected; no judgment is above the debt."""
        self.arrears[*key, bucket] += cents
        if key[1] == "child_support" and cents < 0:
            left = max(0, self.past_due(*key))
            self.judged[key[0]] = min(self.judged[key[0]], left)


def is_kept(payee: str) -> bool:
    """Whether money is kept on behalf of the child's assistance."""
    return payee in {"state", "foster_agency"}


def kept_part(case_type: str) -> str:
    """Which part of a month's support is assigned in a case of a type."""
    return "iv_e" if case_type == "iv_e" else "power"
