"""Dividing an amount over several claims so that the parts add up to the whole."""

import numpy as np

from posse.units.compiled import inner, njit
from posse.units.money import CentsArray


@inner
def split_into(
    amount_cents: int, weights: CentsArray, tie_ranks: CentsArray, parts_cents: CentsArray
) -> None:
    """Fill ``parts_cents`` with the largest-remainder split of ``amount_cents``.

    Shapes: the three arrays are [claim]. Weights must not be negative; where all are
    zero nothing is given. Ties go to the lower rank (the older order, then the lower id).
    Products run in floor and remainder form, so they stay inside 64 bits up to
    amounts and weights of 30 million dollars each.
    """
    total_weight = 0
    for claim in range(weights.size):
        total_weight += weights[claim]
        parts_cents[claim] = 0
    if total_weight == 0 or amount_cents == 0:
        return
    left_cents = amount_cents
    for claim in range(weights.size):
        parts_cents[claim] = amount_cents * weights[claim] // total_weight
        left_cents -= parts_cents[claim]
    # Each claim has at most one cent more, in the order of remainders, then of ranks.
    last_remainder, last_rank = total_weight, -1
    while left_cents > 0:
        best, best_remainder, best_rank = -1, -1, -1
        for claim in range(weights.size):
            remainder = amount_cents * weights[claim] % total_weight
            rank = tie_ranks[claim]
            had_its_turn = remainder > last_remainder or (
                remainder == last_remainder and rank <= last_rank
            )
            if had_its_turn or weights[claim] == 0:
                continue
            if remainder > best_remainder or (remainder == best_remainder and rank < best_rank):
                best, best_remainder, best_rank = claim, remainder, rank
        parts_cents[best] += 1
        last_remainder, last_rank = best_remainder, best_rank
        left_cents -= 1


@njit()
def _split_from_python(
    amount_cents: int, weights: CentsArray, tie_ranks: CentsArray, parts_cents: CentsArray
) -> None:
    split_into(amount_cents, weights, tie_ranks, parts_cents)


def largest_remainder(
    amount_cents: int, weights: CentsArray, *, tie_ranks: CentsArray
) -> CentsArray:
    """Parts of ``amount_cents`` in proportion to ``weights``; they sum to the whole.

    Shapes: ``weights``, ``tie_ranks`` and the result are [claim]; no two ranks are equal.
    Source: money core, units and rounding (a penny rule is set by no federal text).

    Examples:
        >>> largest_remainder(100, np.array([1, 1, 1]), tie_ranks=np.array([2, 0, 1]))
        array([33, 34, 33])
    """
    weights = np.asarray(weights, dtype=np.int64)
    parts_cents = np.zeros_like(weights)
    _split_from_python(amount_cents, weights, np.asarray(tie_ranks, np.int64), parts_cents)
    return parts_cents
