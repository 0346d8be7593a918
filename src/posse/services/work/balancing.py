"""Giving out work so that those with least get most: pure arrays."""

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def balanced(loads: Counts, count: int) -> Counts:
    """To whom each of ``count`` things goes, as places in ``loads``; the fullest get none.

    The lowest loads are filled up to one level, a left-over going to whoever stands first.
    Shapes: ``loads`` is [person], the result [thing].
    """
    if loads.size == 0 or count == 0:
        return np.zeros(0, dtype=np.int64)
    shares = _shares(loads, count)
    # One in turn to each, so that neighbours in the list do not all go to one person.
    rounds = np.concatenate([np.arange(share) for share in shares])
    places = np.repeat(np.arange(loads.size), shares)
    return places[np.lexsort((places, rounds))]


def _shares(loads: Counts, count: int) -> Counts:
    low, high = int(loads.min()), int(loads.min()) + count
    # The lowest level at which all of it fits.
    while low < high:
        middle = (low + high) // 2
        if np.maximum(0, middle - loads).sum() >= count:
            high = middle
        else:
            low = middle + 1
    shares = np.maximum(0, low - loads)
    over = int(shares.sum()) - count
    at_the_level = np.flatnonzero(shares > 0)
    shares[at_the_level[::-1][:over]] -= 1
    return np.asarray(shares, dtype=np.int64)
