"""Chance with a seed: each part of the demo draws from a stream of its own.

So a part that draws one more number does not change what the other parts get.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
from stdnum.us import rtn

from posse.units.days import day_number

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Draws:
    """Made-up numbers, words and dates of one part of the demo."""

    def __init__(self, seed: int, part: int) -> None:
        """The stream of ``part``, the same for the same seed."""
        self._random = np.random.default_rng([seed, part])

    def whole(self, low: int, high: int, size: int) -> IntArray:
        """Whole numbers from ``low`` to ``high``, both included."""
        return self._random.integers(low, high, size, dtype=np.int64, endpoint=True)

    def between(self, low: IntArray, high: IntArray) -> IntArray:
        """One whole number from each ``low`` to its ``high``. Shapes: all alike."""
        return self._random.integers(low, np.maximum(low, high), dtype=np.int64, endpoint=True)

    def kinds(self, shares: Sequence[float], size: int) -> IntArray:
        """Places 0, 1, 2, … drawn in the given shares."""
        return self._random.choice(len(shares), size=size, p=np.asarray(shares)).astype(
            np.int64
        )

    def chances(self, share: float, size: int) -> BoolArray:
        """True for about ``share`` of the rows."""
        return self._random.random(size) < share

    def words(self, words: Sequence[str], size: int) -> pl.Series:
        """Words drawn evenly."""
        return pl.Series(words).gather(self.whole(0, len(words) - 1, size))

    def shuffled(self, size: int) -> IntArray:
        """The places 0 to ``size - 1`` in another order."""
        return self._random.permutation(size).astype(np.int64)


def days_before(day: date, counts: IntArray) -> pl.Series:
    """The dates that many days before ``day``."""
    return pl.Series((day_number(day) - counts).astype("datetime64[D]"))


def never_issued_ssns(places: IntArray, *, seed: int) -> pl.Series:
    """A Social Security number for each place, all different and none ever issued.

    Areas 900 to 999 are never issued; groups 1 to 49 of them are no taxpayer numbers either.
    """
    areas, groups, serials = 100, 49, 9_999
    count = areas * groups * serials
    # A multiplier without a common factor visits every number once before any comes again.
    numbers = (places * 15_485_863 + seed * 104_729) % count
    area, rest = numbers // (groups * serials), numbers % (groups * serials)
    digits = (900 + area) * 1_000_000 + (1 + rest // serials) * 10_000 + 1 + rest % serials
    return pl.Series(digits).cast(pl.String)


def made_up_bank(place: int) -> str:
    """A routing number with a right check digit whose first digits no bank has."""
    digits = f"99{place:06d}"
    return digits + rtn.calc_check_digit(digits)
