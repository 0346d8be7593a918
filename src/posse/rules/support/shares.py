"""Whose the money is that the State kept: the federal government's share and the State's.

Source: 42 USC 657(c)(2)-(3), federal_rules 1.4: the federal medical assistance percentage of
the year of distribution.
"""

import numpy as np

from posse.units.money import Ratio, Rounding, apply_ratio


def split_retained(retained_cents: int, fmap: Ratio) -> tuple[int, int]:
    """The federal share, rounded once half a cent up, and the State's, which is the rest.

    An amount below zero, a correction of an earlier month, is split as its opposite is.

    Units: cents.
    Raises: ValueError for a share outside zero to one.
    Source: 42 USC 657(c)(2)-(3).
    """
    if not 0 <= fmap.numerator <= fmap.denominator:
        raise ValueError(f"{fmap.numerator}/{fmap.denominator} is no share of a whole")
    sign = -1 if retained_cents < 0 else 1
    amounts_cents = np.array([abs(retained_cents)], dtype=np.int64)
    federal_cents = sign * int(apply_ratio(amounts_cents, fmap, rounding=Rounding.HALF_UP)[0])
    return federal_cents, retained_cents - federal_cents
