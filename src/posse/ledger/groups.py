"""Groups of obligors who share families: the pieces into which the books fall apart."""

import numpy as np
import numpy.typing as npt

from posse.units.compiled import inner, njit

Numbers = npt.NDArray[np.int64]


@inner
def _root(parents: Numbers, member: int) -> int:
    while parents[member] != member:
        parents[member] = parents[parents[member]]
        member = parents[member]
    return member


@njit()
def _fill_groups(
    obligors: Numbers, families: Numbers, parents: Numbers, numbers: Numbers, groups: Numbers
) -> None:
    """Join obligors and families that share a case, and number what hangs together."""
    obligor_count = numbers.size
    for case in range(obligors.size):
        one = _root(parents, obligors[case])
        other = _root(parents, obligor_count + families[case])
        parents[max(one, other)] = min(one, other)
    count = 0
    for obligor in range(obligor_count):
        root = _root(parents, obligor)
        if numbers[root] < 0:
            numbers[root] = count
            count += 1
    for case in range(obligors.size):
        groups[case] = numbers[_root(parents, obligors[case])]


def group_numbers(obligors: Numbers, families: Numbers) -> Numbers:
    """A group number for each case; cases share one if they share obligor or family.

    Shapes: all [case]. Obligors and families are numbered from zero. Groups are numbered
    from zero in the order of their lowest obligor.
    """
    obligor_count = int(obligors.max(initial=-1)) + 1
    family_count = int(families.max(initial=-1)) + 1
    groups = np.zeros(obligors.size, dtype=np.int64)
    # The lowest member of what hangs together is an obligor, since they come first.
    numbers = np.full(obligor_count, -1, dtype=np.int64)
    parents = np.arange(obligor_count + family_count)
    _fill_groups(obligors.astype(np.int64), families.astype(np.int64), parents, numbers, groups)
    return groups
