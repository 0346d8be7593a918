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


class Circumstance(NamedTuple):
    """That a case has more or fewer from a day on: children, requests of another state
    (``responding``), or reasons to pay no annual fee (``fee_exemption``)."""

    id: int
    case: int
    kind: str
    change: int
    effective_on: date


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


class Hold(NamedTuple):
    """What keeps a receipt, or its part for arrears, from being applied; empty is open."""

    id: int
    receipt: int
    scope: str
    release: int | None
    released_on: date | None


class Reversal(NamedTuple):
    """A receipt, or part of it, taken back from one obligor."""

    id: int
    receipt: int
    obligor: int
    amount_cents: int
    effective_on: date
    reason: str


class Certification(NamedTuple):
    """What is certified for tax refund offset in a case from a day on."""

    id: int
    case: int
    amount_cents: int
    effective_on: date


class Permission(NamedTuple):
    """An obligor's word that the excess of an offset may pay debts not certified."""

    id: int
    obligor: int
    effective_on: date


class Judgment(NamedTuple):
    """A court's judgment for support: of a time before the order, or of arrears."""

    id: int
    case: int
    amount_cents: int
    effective_on: date
    kind: str


class Affidavit(NamedTuple):
    """A family's sworn claim of the penalties that have arisen."""

    id: int
    case: int
    effective_on: date


class Suppression(NamedTuple):
    """Days on which a case is charged no interest, or no penalty; an empty end is open."""

    id: int
    case: int
    kind: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class FactRows:
    """Everything that happened to some obligors and to all who share a family with them."""

    cases: Sequence[Case] = field(default_factory=list)
    circumstances: Sequence[Circumstance] = field(default_factory=list)
    terms: Sequence[Term] = field(default_factory=list)
    periods: Sequence[Period] = field(default_factory=list)
    grants: Sequence[Grant] = field(default_factory=list)
    adjustments: Sequence[Adjustment] = field(default_factory=list)
    receipts: Sequence[Receipt] = field(default_factory=list)
    holds: Sequence[Hold] = field(default_factory=list)
    reversals: Sequence[Reversal] = field(default_factory=list)
    certifications: Sequence[Certification] = field(default_factory=list)
    permissions: Sequence[Permission] = field(default_factory=list)
    judgments: Sequence[Judgment] = field(default_factory=list)
    affidavits: Sequence[Affidavit] = field(default_factory=list)
    suppressions: Sequence[Suppression] = field(default_factory=list)


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

    @property
    def pass_through_cents(self) -> tuple[int, int]:
        """What a month passes through to a family with one child, and with more."""

    @property
    def annual_fee_cents(self) -> int:
        """The fee of a federal fiscal year; none where zero."""

    @property
    def annual_fee_after_cents(self) -> int:
        """What the family must have received in the year before the fee is owed."""

    @property
    def offset_fee_cents(self) -> int:
        """The fee for one tax refund offset; none where zero."""

    @property
    def interest_percent(self) -> int:
        """Simple interest a year; none where zero."""

    @property
    def penalty_percent(self) -> int:
        """The penalty of an installment's unpaid part; none where zero."""

    @property
    def penalty_days(self) -> int:
        """Days from the due date after which the penalty arises."""
