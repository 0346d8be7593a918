"""Money as whole cents: reading it, writing it, and multiplying it once."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

CentsArray = npt.NDArray[np.int64]

_DOLLARS = re.compile(r"-?\d{1,15}(\.\d{2})?")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{2})?")


class Rounding(Enum):
    """How the one rounding of a product is done; there is no default."""

    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True)
class Ratio:
    """An exact rate, such as 10 % a year or 52/12."""

    numerator: int
    denominator: int

    @classmethod
    def parse(cls, text: str) -> "Ratio":
        """Read ``"0.295"`` or ``"2/37"`` exactly.

        Raises: ValueError for anything else.
        """
        exact = Fraction(text)
        return cls(exact.numerator, exact.denominator)


def parse_cents(text: str) -> int:
    """Read ``"123.45"`` or ``"123"`` dollars as whole cents.

    Raises: ValueError when ``text`` is not plain dollars with at most two decimals.
    """
    if not isinstance(text, str) or not _DOLLARS.fullmatch(text):
        raise ValueError(f"{text!r} is not an amount such as 123.45")
    return int((Decimal(text) * 100).to_integral_exact())


def read_cents(text: str) -> int:
    """Read dollars as people write them, such as ``$1,234.50``, as whole cents.

    A comma parts thousands and nothing else: ``12,50`` is refused rather than taken for 1,250.
    Raises: ValueError.
    """
    plain = text.replace("$", "").strip()
    if "," in plain and not _THOUSANDS.fullmatch(plain):
        raise ValueError(f"{text!r} has a comma where no thousands are parted")
    return parse_cents(plain.replace(",", ""))


def format_cents(amount_cents: int) -> str:
    """Write whole cents as ``"123.45"``, the form used in JSON and YAML."""
    sign = "-" if amount_cents < 0 else ""
    dollars, cents = divmod(abs(int(amount_cents)), 100)
    return f"{sign}{dollars}.{cents:02d}"


def format_dollars(amount_cents: int) -> str:
    """Write whole cents for people: ``$1,234.50``, and a negative as ``$5.00 credit``."""
    dollars, cents = divmod(abs(int(amount_cents)), 100)
    return f"${dollars:,}.{cents:02d}" + (" credit" if amount_cents < 0 else "")


def apply_ratio(amounts_cents: CentsArray, ratio: Ratio, *, rounding: Rounding) -> CentsArray:
    """Multiply whole cents by an exact ratio and round once.

    Shapes: any; the result has the shape of ``amounts_cents``.
    Units: cents in, cents out. Amounts must not be negative.
    """
    assert (amounts_cents >= 0).all(), "split refunds out before applying a ratio"
    largest_cents = int(amounts_cents.max(initial=0))
    assert largest_cents * ratio.numerator < 2**61, "would overflow 64 bits"
    if rounding is Rounding.HALF_UP:
        doubled = 2 * amounts_cents * ratio.numerator + ratio.denominator
        return doubled // (2 * ratio.denominator)
    return amounts_cents * ratio.numerator // ratio.denominator
