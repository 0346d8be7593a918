"""What the State kept is shared with the federal government to the cent."""

import pytest

from posse.rules.support.shares import split_retained
from posse.units.money import Ratio

HALF = Ratio(1, 2)


@pytest.mark.cites("42 USC 657(c)(2)")
@pytest.mark.parametrize(
    ("retained_cents", "federal_cents", "state_cents"),
    [(0, 0, 0), (1, 1, 0), (2, 1, 1), (10_001, 5_001, 5_000), (-3, -2, -1)],
)
def test_half_a_cent_goes_to_the_federal_share(
    retained_cents: int, federal_cents: int, state_cents: int
) -> None:
    assert split_retained(retained_cents, HALF) == (federal_cents, state_cents)


def test_both_shares_are_always_the_whole() -> None:
    for retained_cents in range(-500, 500):
        assert sum(split_retained(retained_cents, Ratio(5623, 10_000))) == retained_cents


@pytest.mark.parametrize("share", [Ratio(-1, 2), Ratio(3, 2)])
def test_a_share_that_is_none_is_refused(share: Ratio) -> None:
    with pytest.raises(ValueError, match="no share of a whole"):
        split_retained(100, share)
