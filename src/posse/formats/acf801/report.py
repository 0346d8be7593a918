"""The report of one month as frames of plain columns, whatever bytes it becomes.

Every element is a column by its name in ``layouts/elements/acf801.csv``. Codes, months
(YYYYMM), days (MMDDYYYY) and identifiers are text; dollars are ``_cents``; family size and
hours are whole numbers. A null is an element that is missing.

A child is known by ``unique_state_identifier`` of its family and ``child_number``; a setting
belongs to a child and is told by its provider. A month of service counts, not of payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from posse.formats.acf801.elements import (
    CHILD,
    FAMILY,
    PARTS,
    PROVIDER,
    SETTING,
    Element,
    elements,
)

FAMILY_KEY = "unique_state_identifier"
CHILD_KEY = "child_number"
_KEYS: Mapping[str, Mapping[str, pl.DataType]] = {
    FAMILY: {},
    CHILD: {FAMILY_KEY: pl.String(), CHILD_KEY: pl.Int64()},
    SETTING: {FAMILY_KEY: pl.String(), CHILD_KEY: pl.Int64()},
    PROVIDER: {},
}
CENTS_OF_DOLLAR = 100


@dataclass(frozen=True)
class CareReport:
    """A month's families, their children, the children's settings and the providers.

    Shapes: one row each of :func:`schema` of its part. Units: cents, hours.
    """

    month: str
    families: pl.DataFrame
    children: pl.DataFrame
    settings: pl.DataFrame
    providers: pl.DataFrame

    @classmethod
    def of(
        cls,
        month: str,
        *,
        families: pl.DataFrame,
        children: pl.DataFrame,
        settings: pl.DataFrame,
        providers: pl.DataFrame | None = None,
    ) -> "CareReport":
        """A report of the columns given; columns left out are missing elements.

        Raises: ValueError for a column that is no element, or of another kind.
        """
        given = (families, children, settings, providers)
        return cls(month, *(
            _shaped(pl.DataFrame() if rows is None else rows, part)
            for part, rows in zip(PARTS, given, strict=True)
        ))  # fmt: skip

    def rows_of(self, part: str) -> pl.DataFrame:
        """The frame of a part of the report."""
        by_part = (self.families, self.children, self.settings, self.providers)
        return by_part[PARTS.index(part)]


def schema(part: str) -> dict[str, pl.DataType]:
    """Columns of a part's frame and their kinds."""
    columns = {each.column: _kind(each) for each in elements(part)}
    return {**_KEYS[part], **columns}


def whole_dollars(column: str) -> pl.Expr:
    """Cents as the nearest whole dollars, half a dollar up.

    The form asks whole dollars and no source says how to round; this is a choice.
    """
    cents = pl.col(column)
    return (cents + CENTS_OF_DOLLAR // 2) // CENTS_OF_DOLLAR


def _kind(element: Element) -> pl.DataType:
    return pl.Int64() if element.is_number else pl.String()


def _shaped(rows: pl.DataFrame, part: str) -> pl.DataFrame:
    """The frame with every column of its part, in order."""
    wanted = schema(part)
    strangers = sorted(set(rows.columns) - set(wanted))
    if strangers:
        raise ValueError(f"a {part} has no column {', '.join(strangers)}")
    for name, kind in rows.schema.items():
        if kind not in (wanted[name], pl.Null()):
            raise ValueError(f"{name} must be {wanted[name]}, not {kind}")
    if not rows.width:
        return pl.DataFrame(schema=wanted)
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in wanted.items()
    )
