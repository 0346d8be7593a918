"""The books fall apart into groups of obligors who share families, and no further."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.property.profile import laws

from posse.ledger.groups import group_numbers

pairs = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=14)


def numbered(cases):
    """Groups of cases whose obligors and families are numbered from zero without gaps."""
    obligors = sorted({obligor for obligor, _ in cases})
    families = sorted({family for _, family in cases})
    return group_numbers(
        np.array([obligors.index(obligor) for obligor, _ in cases]),
        np.array([families.index(family) for _, family in cases]),
    ).tolist()


def test_nobody_has_no_group():
    none = np.zeros(0, dtype=np.int64)
    assert group_numbers(none, none).tolist() == []


def test_a_chain_of_shared_families_is_one_group_and_a_stranger_another():
    assert numbered([(0, 0), (1, 0), (1, 1), (2, 1), (3, 2)]) == [0, 0, 0, 0, 1]


def test_groups_are_numbered_by_their_lowest_obligor():
    assert numbered([(3, 0), (1, 1), (0, 2), (3, 2)]) == [0, 1, 0, 0]


def reachable(cases):
    """Each case with every case it can reach by a shared obligor or family."""
    found = [{place} for place in range(len(cases))]
    touching = [
        (one, other)
        for one, mine in enumerate(cases)
        for other, theirs in enumerate(cases)
        if mine[0] == theirs[0] or mine[1] == theirs[1]
    ]
    for one, other in touching * len(cases):
        found[one] |= found[other]
    return found


@laws(100)
@given(pairs)
def test_cases_share_a_group_if_and_only_if_they_hang_together(cases):
    groups = numbered(cases)
    for one, together in enumerate(reachable(cases)):
        same = {other for other, group in enumerate(groups) if group == groups[one]}
        assert same == together
    assert set(groups) == set(range(max(groups) + 1))
