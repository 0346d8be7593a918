"""What holds of every withholding: the ceiling, the fee inside it, and no order forgotten."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.profile import laws

from posse.rules.parameters import load_law
from posse.rules.support.withholding import Pay, WithholdingTerms, withholding

TERMS = WithholdingTerms.from_law(load_law(), on=date(2026, 3, 10))
CURRENT, MEDICAL, ARREARS = range(3)

cents = st.integers(0, 9) | st.integers(0, 200_000)


@dataclass(frozen=True)
class Payday:
    """One pay period; each order is its current, medical and ordered arrears, in cents."""

    disposable: int
    has_other_family: bool
    weeks: int
    orders: tuple[tuple[int, int, int], ...]


paydays = st.builds(
    Payday,
    st.integers(0, 20) | st.integers(0, 500_000),
    st.booleans(),
    st.integers(0, 25),
    st.lists(st.tuples(cents, cents, cents), max_size=5).map(tuple),
)


def withheld(*chosen, terms=TERMS):
    rows = [order for payday in chosen for order in payday.orders]
    pay = Pay(
        disposable_cents=np.array([each.disposable for each in chosen], dtype=np.int64),
        has_other_family=np.array([each.has_other_family for each in chosen], dtype=bool),
        weeks_in_arrears=np.array([each.weeks for each in chosen], dtype=np.int64),
        starts=np.cumsum([0, *(len(each.orders) for each in chosen)]),
    )
    claims = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return withholding(pay, claims, np.arange(len(rows)), terms=terms)


def percent_of(payday):
    """The statute's percentages once more, so that the rule is not proven by itself."""
    return (50 if payday.has_other_family else 60) + (5 if payday.weeks > 12 else 0)


@pytest.mark.cites("CS-IRG-G2.1-b", "CS-IRG-G3", "15 USC 1673(b)(2)", "45 CFR 303.100(e)(1)(i)")
@laws(300)
@given(payday=paydays)
def test_support_and_fee_together_never_pass_the_ceiling(payday):
    found = withheld(payday)
    support, fee = found.orders_cents.sum(), found.payor_fees_cents[0]
    assert 100 * (support + fee) <= percent_of(payday) * payday.disposable
    assert 0 <= fee <= 500
    assert fee == 0 or support > 0


@laws(300)
@given(payday=paydays)
def test_all_that_is_asked_for_or_all_that_may_be_taken_is_withheld(payday):
    found = withheld(payday)
    asked = sum(map(sum, payday.orders))
    assert found.limits_cents[0] == percent_of(payday) * payday.disposable // 100
    assert found.orders_cents.sum() == min(asked, found.limits_cents[0])


@laws(300)
@given(payday=paydays)
def test_no_claim_gets_more_than_it_asks_for_or_less_than_nothing(payday):
    claims = np.array(payday.orders, dtype=np.int64).reshape(-1, 3)
    given_cents = withheld(payday).orders_cents
    assert ((given_cents >= 0) & (given_cents <= claims)).all()


@pytest.mark.cites("45 CFR 303.100(a)(5)")
@laws(300)
@given(payday=paydays, least=st.sampled_from([1, 1, 500]))
def test_every_order_gets_the_least_while_there_is_enough_for_all(payday, least):
    found = withheld(payday, terms=replace(TERMS, least_cents=least))
    floors = [min(sum(order), least) for order in payday.orders]
    if sum(floors) <= found.limits_cents[0]:
        assert (found.orders_cents.sum(axis=1) >= floors).all()


@pytest.mark.cites("CS-IRG-G18", "45 CFR 303.100(a)(5)")
@laws(300)
@given(payday=paydays)
def test_a_later_claim_gets_only_the_least_while_an_earlier_one_is_short(payday):
    claims = np.array(payday.orders, dtype=np.int64).reshape(-1, 3)
    given_cents = withheld(payday).orders_cents
    for earlier, later in [(CURRENT, MEDICAL), (CURRENT, ARREARS), (MEDICAL, ARREARS)]:
        if (given_cents[:, earlier] < claims[:, earlier]).any():
            behind = given_cents[:, later] > 0
            # Who is paid out of turn holds nothing else, and no more than the least.
            assert (given_cents[behind, later] <= TERMS.least_cents).all()
            assert (given_cents[behind, :later] == 0).all()


@laws(200)
@given(payday=paydays, raised=st.integers(0, 100_000))
def test_more_pay_never_lowers_what_is_withheld_in_all(payday, raised):
    less = withheld(payday)
    more = withheld(replace(payday, disposable=payday.disposable + raised))
    assert less.limits_cents[0] <= more.limits_cents[0]
    assert less.orders_cents.sum() <= more.orders_cents.sum()


@pytest.mark.cites("CS-IRG-G11", "W.S. 20-6-206(b)")
@laws(200)
@given(disposable=st.integers(0, 500_000), asked=st.lists(st.integers(1, 200_000), min_size=1))
def test_current_support_is_shared_in_proportion_to_within_a_cent_or_the_least(
    disposable, asked
):
    payday = Payday(disposable, True, 0, tuple((amount, 0, 0) for amount in asked))
    found = withheld(payday)
    whole = min(int(found.limits_cents[0]), sum(asked))
    for part, amount in zip(found.orders_cents[:, CURRENT].tolist(), asked, strict=True):
        exact = Fraction(whole * amount, sum(asked))
        assert part - exact <= 1
        # Each order kept at the least may cost the others its cent.
        assert exact - part <= 1 + len(asked)


@laws(100)
@given(chosen=st.lists(paydays, min_size=1, max_size=6))
def test_pay_periods_together_are_what_each_is_alone(chosen):
    together = withheld(*chosen)
    alone = [withheld(each) for each in chosen]
    for name in ("limits_cents", "payor_fees_cents", "orders_cents"):
        assert (
            getattr(together, name).tolist()
            == np.concatenate([getattr(each, name) for each in alone]).tolist()
        )


@pytest.mark.parametrize("disposable", [-1, 3_000_000_001])
def test_pay_that_cannot_be_is_refused(disposable):
    with pytest.raises(ValueError, match="between 0 and 30 million"):
        withheld(Payday(disposable, True, 0, ()))
