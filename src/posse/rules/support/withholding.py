"""How much of an obligor's pay may be withheld, and which order gets what of it.

A row of pay is one pay period of one obligor. Shares are taken of that period's own
disposable earnings, so nothing depends on how often he is paid. What the orders ask for in
the period is a table with one column for each claim of the law's priority: all orders'
current support comes before anybody's arrears.

Clauses: CS-IRG-G2.1-b (ceiling), CS-IRG-G3 (fee), CS-IRG-G11 (shares), CS-IRG-G18 (medical
support after child support).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.money import CentsArray, Ratio, Rounding, apply_ratio
from posse.units.splits import largest_remainder

PREFIX = "support.withholding."

# The split's products stay inside 64 bits up to here; no pay period comes near it.
AMOUNT_CENTS_MAX = 3_000_000_000

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WithholdingTerms:
    """The law of withholding on one day; ``claims`` are the words of its priority.

    ``shares`` are indexed by [has another family][has older arrears].
    """

    shares: tuple[tuple[Ratio, Ratio], tuple[Ratio, Ratio]]
    older_arrears_weeks: int
    payor_fee_most_cents: int
    least_cents: int
    claims: tuple[str, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "WithholdingTerms":
        """The terms in force on a day, usually the day of pay.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
        Source: 15 USC 1673(b)(2), 45 CFR 303.100(a)(5), CS-IRG-G3, CS-IRG-G18.
        """
        older = "_older_arrears"
        alone, other = (
            (law.value(PREFIX + share, on=on), law.value(PREFIX + share + older, on=on))
            for share in ("share_no_other_family", "share_other_family")
        )
        return cls(
            shares=(alone, other),
            older_arrears_weeks=law.value(PREFIX + "older_arrears_weeks", on=on),
            payor_fee_most_cents=law.value(PREFIX + "payor_fee_most", on=on),
            least_cents=law.value(PREFIX + "least_for_an_order", on=on),
            claims=tuple(row["claim"] for row in law.value(PREFIX + "priority", on=on)),
        )


@dataclass(frozen=True)
class Pay:
    """Pay periods. Shapes: all [pay], ``starts`` [pay + 1]: where each one's orders begin."""

    disposable_cents: CentsArray
    has_other_family: npt.NDArray[np.bool_]
    weeks_in_arrears: IntArray
    starts: IntArray


@dataclass(frozen=True)
class Withholding:
    """What is withheld. Shapes: limits and fees [pay], ``orders_cents`` [order, claim]."""

    limits_cents: CentsArray
    payor_fees_cents: CentsArray
    orders_cents: CentsArray


def withholding(
    pay: Pay, claims_cents: CentsArray, tie_ranks: IntArray, *, terms: WithholdingTerms
) -> Withholding:
    """The ceiling, what each order gets inside it, and the fee that still fits.

    Shapes: ``claims_cents`` is [order, claim] in the order of ``terms.claims``;
    ``tie_ranks`` is [order], lower ranks get the odd cents.
    Raises: ValueError for an amount below zero or above 30 million dollars.
    Source: 15 USC 1673(b)(2), 45 CFR 303.100(a)(5), CS-IRG-G3.
    """
    for amounts_cents in (pay.disposable_cents, claims_cents):
        if amounts_cents.min(initial=0) < 0 or amounts_cents.max(initial=0) > AMOUNT_CENTS_MAX:
            raise ValueError("amounts of a pay period lie between 0 and 30 million dollars")
    limits_cents = limits(pay, terms=terms)
    orders_cents = claims_cents.copy()
    asked_cents = _sums(claims_cents.sum(axis=1), pay.starts)
    # Where the ceiling is above all that is asked for, every claim is met as it stands.
    for short in np.flatnonzero(asked_cents > limits_cents):
        rows = slice(pay.starts[short], pay.starts[short + 1])
        orders_cents[rows] = _share(
            int(limits_cents[short]),
            claims_cents[rows],
            tie_ranks[rows],
            least_cents=terms.least_cents,
        )
    withheld_cents = _sums(orders_cents.sum(axis=1), pay.starts)
    # The fee is inside the ceiling too, 45 CFR 303.100(e)(1)(i). It comes after support, from
    # the income that remains, and is for a withholding payment (CS-IRG-G3); without one, none.
    fees_cents = np.minimum(limits_cents - withheld_cents, terms.payor_fee_most_cents)
    return Withholding(limits_cents, np.where(withheld_cents > 0, fees_cents, 0), orders_cents)


def limits(pay: Pay, *, terms: WithholdingTerms) -> CentsArray:
    """The most that may be taken of each pay period, fee included.

    Shapes: [pay].
    Source: 15 USC 1673(b)(2); reading A-29.
    """
    has_older_arrears = pay.weeks_in_arrears > terms.older_arrears_weeks
    limits_cents = np.zeros_like(pay.disposable_cents)
    for other_family, shares in enumerate(terms.shares):
        for older_arrears, share in enumerate(shares):
            rows = (pay.has_other_family == other_family) & (has_older_arrears == older_arrears)
            # Down, because a part of a cent above the ceiling is above the ceiling.
            limits_cents[rows] = apply_ratio(
                pay.disposable_cents[rows], share, rounding=Rounding.DOWN
            )
    return limits_cents


def _sums(amounts_cents: CentsArray, starts: IntArray) -> CentsArray:
    """What the orders of each pay period come to, zero where it has none. Shapes: [pay]."""
    running_cents: CentsArray = np.concatenate([[0], np.cumsum(amounts_cents)]).astype(np.int64)
    sums_cents: CentsArray = running_cents[starts[1:]] - running_cents[starts[:-1]]
    return sums_cents


def _share(
    room_cents: int, claims_cents: CentsArray, tie_ranks: IntArray, *, least_cents: int
) -> CentsArray:
    """The claims of one pay period met as far as the room goes. Shapes: [order, claim].

    No order may be left without withholding: 45 CFR 303.100(a)(5). Those that the priority
    would give less than the least get the least, older orders first, and the others share
    what then remains; that may bring another below the least, so it is looked at again.
    """
    floors_cents = np.minimum(claims_cents.sum(axis=1), least_cents)
    is_kept = np.zeros(len(claims_cents), dtype=np.bool_)
    while True:
        kept_cents = _in_turn(room_cents, np.where(is_kept, floors_cents, 0), tie_ranks)
        shared_cents = _by_priority(
            room_cents - int(kept_cents.sum()),
            np.where(is_kept[:, None], 0, claims_cents),
            tie_ranks,
        )
        is_short = ~is_kept & (shared_cents.sum(axis=1) < floors_cents)
        if not is_short.any():
            break
        is_kept |= is_short
    for order in np.flatnonzero(is_kept):
        # Within an order the claims have their places, so its ranks are theirs.
        places = np.arange(claims_cents.shape[1])
        shared_cents[order] = _in_turn(int(kept_cents[order]), claims_cents[order], places)
    return shared_cents


def _by_priority(room_cents: int, claims_cents: CentsArray, tie_ranks: IntArray) -> CentsArray:
    """Each claim in its turn, met whole or shared in proportion. Shapes: [order, claim].

    Source: W.S. 20-6-206(b), CS-IRG-G11; cents by the largest remainder.
    """
    met_cents = np.zeros_like(claims_cents)
    for claim in range(claims_cents.shape[1]):
        asked_cents = claims_cents[:, claim]
        given_cents = min(room_cents, int(asked_cents.sum()))
        met_cents[:, claim] = largest_remainder(given_cents, asked_cents, tie_ranks=tie_ranks)
        room_cents -= given_cents
    return met_cents


def _in_turn(room_cents: int, wanted_cents: CentsArray, ranks: IntArray) -> CentsArray:
    """Each amount whole, lower ranks first, until the room is used up. Shapes: as wanted."""
    sorted_places = np.argsort(ranks, kind="stable")
    reached_cents = np.minimum(np.cumsum(wanted_cents[sorted_places]), room_cents)
    given_cents = np.zeros_like(wanted_cents)
    given_cents[sorted_places] = np.diff(reached_cents, prepend=0)
    return given_cents
