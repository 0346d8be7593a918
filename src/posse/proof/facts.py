"""Facts and law as plain rows: what the second calculation knows of the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol


class Case(NamedTuple):
    """One obligor and one family; ``ordered_on`` is the day of the oldest order."""

    case: int
    obligor: int
    family: int
    ordered_on: date | None
    basis: str = "paternity"
    is_responding: bool = False
    children: int = 1
    is_fee_exempt: bool = False


class Term(NamedTuple):
    """What an order sets: how much falls due, how often, and between which days."""

    id: int
    case: int
    obligation: str
    amount_cents: int
    frequency: str
    first_due_on: date
    starts_on: date
    ends_on: date | None


class Period(NamedTuple):
    """Assistance to a family; an empty end is open."""

    id: int
    family: int
    starts_on: date
    ends_on: date | None
    program: str = "power"


class Grant(NamedTuple):
    """Assistance paid to a family."""

    id: int
    family: int
    amount_cents: int
    effective_on: date
    program: str = "power"


class Adjustment(NamedTuple):
    """A debt brought over or corrected."""

    id: int
    case: int
    obligation: str
    bucket: str
    amount_cents: int
    effective_on: date


class Receipt(NamedTuple):
    """Money of an obligor; ``identification`` says by which word it came out of suspense."""

    id: int
    obligor: int
    source: str
    amount_cents: int
    effective_on: date
    identification: int | None


@dataclass(frozen=True)
class FactRows:
    """Everything that happened to some obligors and to all who share a family with them."""

    cases: Sequence[Case] = field(default_factory=list)
    terms: Sequence[Term] = field(default_factory=list)
    periods: Sequence[Period] = field(default_factory=list)
    grants: Sequence[Grant] = field(default_factory=list)
    adjustments: Sequence[Adjustment] = field(default_factory=list)
    receipts: Sequence[Receipt] = field(default_factory=list)


class LawPeriod(Protocol):
    """The law of distribution from one day on, as the policy states it."""

    @property
    def effective_from(self) -> date:
        """The first day on which it holds."""

    @property
    def election(self) -> str:
        """What the State chose under 42 USC 657."""

    @property
    def arrears_split(self) -> str:
        """How arrears are shared over the cases of an obligor."""

    @property
    def table(self) -> Sequence[Mapping[str, Any]]:
        """Steps by election, type of case and class of money."""

    @property
    def source_classes(self) -> Mapping[str, str]:
        """The class of money by its source."""
