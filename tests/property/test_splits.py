"""The largest-remainder split: whole, fair, and the same for everybody."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.property.profile import laws

from posse.ledger.order import BY_BALANCES, BY_ORDERED_PAYMENTS, EQUAL
from posse.ledger.sharing import split_arrears
from posse.proof.sharing import equal_parts
from posse.units.splits import largest_remainder

# As large as the split promises: 30 million dollars.
AMOUNT_CENTS_MAX = 3_000_000_000

amounts = st.integers(0, 200) | st.integers(0, AMOUNT_CENTS_MAX)
weights = st.lists(
    st.integers(0, 9) | st.integers(0, AMOUNT_CENTS_MAX // 8), min_size=1, max_size=8
)


def split(amount_cents, claims, ranks=None):
    ranks = np.arange(len(claims)) if ranks is None else np.array(ranks)
    return largest_remainder(amount_cents, np.array(claims), tie_ranks=ranks).tolist()


@laws(300)
@given(amount=amounts, claims=weights)
def test_parts_add_up_to_the_whole_and_lie_within_a_cent_of_the_exact_share(amount, claims):
    assume(any(claims))
    parts = split(amount, claims)
    assert sum(parts) == amount
    for part, claim in zip(parts, claims, strict=True):
        assert abs(part - Fraction(amount * claim, sum(claims))) < 1


@laws(100)
@given(amount=amounts, claims=weights)
def test_who_claims_nothing_gets_nothing(amount, claims):
    for part, claim in zip(split(amount, claims), claims, strict=True):
        assert part == 0 or claim > 0


@laws(200)
@given(amount=amounts, claims=weights)
def test_who_claims_more_never_gets_less(amount, claims):
    parts = split(amount, claims)
    for one, mine in zip(claims, parts, strict=True):
        for other, theirs in zip(claims, parts, strict=True):
            assert one <= other or mine >= theirs


@pytest.mark.cites("CS-IRG-G11")
@laws(200)
@given(amount=amounts, claim=st.integers(1, 10**6), ranks=st.permutations(range(5)))
def test_equal_claims_get_the_odd_cents_by_rank(amount, claim, ranks):
    parts = split(amount, [claim] * 5, ranks)
    by_rank = [part for _, part in sorted(zip(ranks, parts, strict=True))]
    assert by_rank == sorted(parts, reverse=True)


@laws(200)
@given(amount=amounts, claims=weights, random=st.randoms(use_true_random=False))
def test_the_order_in_which_claims_are_listed_changes_nothing(amount, claims, random):
    places = random.sample(range(len(claims)), len(claims))
    listed = split(amount, [claims[place] for place in places], places)
    assert listed == [split(amount, claims)[place] for place in places]


def share_arrears(amount, balances, *, ordered, method):
    ranks = np.arange(len(balances))
    cents, payments = np.array(balances), np.array(ordered)
    return split_arrears(amount, cents, payments, tie_ranks=ranks, method=method).tolist()


balances_and_ordered = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(0, 300)), min_size=1, max_size=5
)


@laws(300)
@given(
    pairs=balances_and_ordered,
    permille=st.integers(0, 1000),
    method=st.sampled_from([BY_BALANCES, EQUAL, BY_ORDERED_PAYMENTS]),
)
def test_arrears_money_is_shared_whole_and_nobody_gets_more_than_is_owed(
    pairs, permille, method
):
    balances, ordered = zip(*pairs, strict=True)
    amount = sum(balances) * permille // 1000
    parts = share_arrears(amount, balances, ordered=ordered, method=method)
    assert sum(parts) == amount
    assert all(0 <= part <= owed for part, owed in zip(parts, balances, strict=True))


@laws(200)
@given(
    balances=st.lists(st.integers(0, 500), min_size=1, max_size=5),
    permille=st.integers(0, 1000),
)
def test_equal_parts_differ_only_by_odd_cents_or_where_less_is_owed(balances, permille):
    amount = sum(balances) * permille // 1000
    parts = share_arrears(amount, balances, ordered=[0] * len(balances), method=EQUAL)
    unpaid = [part for part, owed in zip(parts, balances, strict=True) if part < owed]
    # Each round that a paid debt starts again may leave an odd cent to an older order.
    assert max(parts) - min(unpaid, default=max(parts)) <= len(balances)
    assert parts == list(equal_parts(amount, dict(enumerate(balances))).values())


@pytest.mark.cites("CS-IRG-G11")
def test_ordered_payments_decide_first_up_to_what_is_owed_and_balances_after():
    # 10 and 40 are ordered, but only 8 is owed in the second: 18 go first, 30 by 90 to 0.
    parts = share_arrears(48, [100, 8], ordered=[10, 40], method=BY_ORDERED_PAYMENTS)
    assert parts == [40, 8]
    short = share_arrears(9, [100, 8], ordered=[10, 40], method=BY_ORDERED_PAYMENTS)
    assert short == [5, 4]


@pytest.mark.cites("CS-IRG-G20")
def test_a_case_without_an_ordered_payment_is_not_left_with_nothing():
    parts = share_arrears(50, [100, 100], ordered=[50, 0], method=BY_ORDERED_PAYMENTS)
    assert parts == [25, 25]
