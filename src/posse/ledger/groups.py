"""Groups of obligors who share families: the pieces into which the books fall apart."""

import numpy as np
import numpy.typing as npt

from posse.units.compiled import njit

Numbers = npt.NDArray[np.int64]


@njit(cache=True)
def _root(parents: Numbers, member: int) -> int:
    while parents[member] != member:
        parents[member] = parents[parents[member]]
        member = parents[member]
    return member


@njit(cache=True)
def group_numbers(obligors: Numbers, families: Numbers) -> Numbers:
    """A group number for each case; cases share one if they share obligor or family.

    Shapes: all [case]. Obligors and families are numbered from zero. Groups are numbered
    from zero in the order of their lowest obligor.
    """
    obligor_count = obligors.max() + 1 if obligors.size else 0
    family_count = families.max() + 1 if families.size else 0
    parents = np.arange(obligor_count + family_count)
    for case in range(obligors.size):
        one = _root(parents, obligors[case])
        other = _root(parents, obligor_count + families[case])
        parents[max(one, other)] = min(one, other)
    numbers = np.full(parents.size, -1, dtype=np.int64)
    count = 0
    for obligor in range(obligor_count):
        root = _root(parents, obligor)
        if numbers[root] < 0:
            numbers[root] = count
            count += 1
    groups = np.empty(obligors.size, dtype=np.int64)
    for case in range(obligors.size):
        groups[case] = numbers[_root(parents, obligors[case])]
    return groups
