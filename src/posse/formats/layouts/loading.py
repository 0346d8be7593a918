"""Layouts read from their CSV files and checked before anyone uses them."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from posse.formats.codec import KINDS, MARKS, Field, FixedLayout, LayoutNotKnown
from posse.formats.delimited import DelimitedLayout, Element
from posse.formats.tables import Column, TableLayout

_FOLDER = Path(__file__).parent
Row = dict[str, str]


@dataclass(frozen=True)
class Code:
    """What a partner's code means, and how sure that is, as for a place in a layout."""

    code: str
    words: str
    sure: str


class LayoutError(ValueError):
    """A layout's CSV contradicts itself; nobody can read with it until it is mended."""


@cache
def _catalogue() -> dict[str, Row]:
    """The catalogue's rows by layout name."""
    return {row["layout"]: row for row in _rows("catalogue")}


def layout_names(kind: str = "fixed") -> list[str]:
    """Names of all layouts that are ``fixed``, ``delimited`` or ``unplaced``.

    Of an unplaced layout order and widths are known but no byte positions.
    """
    return [name for name, row in _catalogue().items() if row["kind"] == kind]


@cache
def load_layout(name: str) -> FixedLayout:
    """The fixed-width layout called ``name``, such as ``nacha_6_entry_ccd``.

    Raises:
        LayoutError: no such layout, or its rows leave a gap, overlap or miss the total.
        LayoutNotKnown: the positions of its fields are not known, so it cannot be read.
    """
    row = _catalogue_row(name)
    if row["kind"] == "unplaced":
        raise LayoutNotKnown(f"{row['record']} cannot be read or written: {row['note']}.")
    if row["kind"] != "fixed":
        raise LayoutError(f"{name} has no fixed widths; load it with load_delimited")
    layout = FixedLayout(
        name=name,
        record=row["record"],
        length=int(row["length"]) if row["length"] else None,
        is_upper_case=row["letters"] == "upper",
        fields=tuple(_field(field_row) for field_row in _rows(name)),
        note=row["note"],
    )
    validate(layout)
    return layout


@cache
def load_delimited(name: str) -> DelimitedLayout:
    """The delimited layout called ``name``, such as ``nacha_ded_segment``.

    Raises: LayoutError when there is no such layout.
    """
    row = _catalogue_row(name)
    if row["kind"] != "delimited":
        raise LayoutError(f"{name} has no separators; load it with load_layout")
    return DelimitedLayout(
        name=name,
        record=row["record"],
        separator=row["separator"],
        terminator=row["terminator"],
        elements=tuple(_element(element_row) for element_row in _rows(name)),
        note=row["note"],
    )


@cache
def load_table(name: str) -> TableLayout:
    """The table called ``name``, such as ``licence_request``: a layout of this project's own.

    Raises: LayoutError when there is no such table.
    """
    path = _FOLDER / "tables" / f"{name}.csv"
    if not path.is_file():
        raise LayoutError(f"there is no table {name!r}")
    with path.open(encoding="utf-8", newline="") as source:
        columns = tuple(_column(row) for row in csv.DictReader(source))
    return TableLayout(name=name, columns=columns)


@cache
def load_rows(folder: str, name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of a table beside the layouts, such as ``load_rows("elements", "acf801")``.

    Raises: LayoutError when there is no such table.
    """
    path = _FOLDER / folder / f"{name}.csv"
    if not path.is_file():
        raise LayoutError(f"there is no table {folder}/{name}")
    with path.open(encoding="utf-8", newline="") as source:
        return tuple(csv.DictReader(source))


def table_names() -> list[str]:
    """Names of all tables."""
    return sorted(path.stem for path in (_FOLDER / "tables").glob("*.csv"))


def _column(row: Row) -> Column:
    return Column(
        name=row["name"],
        kind=row["kind"],
        length=int(row["length"]),
        is_needed=row["need"] == "M",
        allowed=_allowed(row),
        meaning=row["meaning"],
        sure=row["sure"],
    )


@cache
def load_codes(name: str) -> Mapping[str, Mapping[str, Code]]:
    """A partner's codes by their set, such as ``load_codes("metro2")["account_status"]``.

    Raises: LayoutError when there are no such codes.
    """
    path = _FOLDER / "codes" / f"{name}.csv"
    if not path.is_file():
        raise LayoutError(f"there are no codes {name!r}")
    sets: dict[str, dict[str, Code]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            sets[row["set"]][row["code"]] = Code(row["code"], row["words"], row["sure"])
    return dict(sets)


def validate(layout: FixedLayout) -> None:
    """Check that fields follow one another from byte 1 to the record's length.

    Raises: LayoutError naming the first field that does not.
    """
    names = [field.name for field in layout.fields]
    if len(set(names)) != len(names):
        raise LayoutError(f"{layout.name}: a field name stands twice")
    expected = 1
    for field in layout.fields:
        if field.kind not in KINDS or field.sure not in MARKS or field.length < 1:
            raise LayoutError(f"{layout.name}.{field.name}: unknown kind, mark or length")
        if field.start > expected:
            raise LayoutError(f"{layout.name}.{field.name}: gap before byte {field.start}")
        if field.start < expected:
            raise LayoutError(f"{layout.name}.{field.name}: overlaps at byte {field.start}")
        expected = field.end + 1
    if layout.length is not None and layout.known_length != layout.length:
        raise LayoutError(
            f"{layout.name}: fields end at byte {layout.known_length},"
            f" the record at {layout.length}"
        )


def _catalogue_row(name: str) -> Row:
    if name not in _catalogue():
        raise LayoutError(f"there is no layout {name!r}")
    return _catalogue()[name]


def _rows(name: str) -> list[Row]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _field(row: Row) -> Field:
    return Field(
        name=row["name"],
        title=row["field"],
        start=int(row["start"]),
        length=int(row["length"]),
        kind=row["type"],
        sure=row["sure"],
        allowed=_allowed(row),
        meaning=row["meaning"],
        source_url=row["source_url"],
    )


def _element(row: Row) -> Element:
    return Element(
        name=row["name"],
        title=row["field"],
        lengths=_lengths(row["length"]),
        kind=row["type"],
        is_mandatory=row["need"] == "M",
        sure=row["sure"],
        allowed=_allowed(row),
    )


def _allowed(row: Row) -> tuple[str, ...]:
    return tuple(row["allowed"].split("|")) if row["allowed"] else ()


def _lengths(text: str) -> tuple[int, ...]:
    """Read ``9``, ``1-20`` (a range) or ``6|8`` (one or the other)."""
    if "|" in text:
        return tuple(int(part) for part in text.split("|"))
    first, _, last = text.partition("-")
    return tuple(range(int(first), int(last or first) + 1))
