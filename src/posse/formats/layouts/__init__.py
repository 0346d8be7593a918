"""Layouts of partners' records as data, one CSV file each, and ``catalogue.csv`` of them all.

A row is a field: its machine name, the partner's own name, first byte and length, kind, the
only values allowed, how sure the place is (``sure``; ``mark`` says it in words) and where it
was read. What no source gives stays ``not_known``: it can be previewed, never written. A
partner's new release is a new file beside the old one, so that both can be read.

``tables/*.csv`` are files of separated values that this project chose for partners without
any public layout: unclaimed property, lottery, licences.

``elements/*.csv`` tell what a federal report asks, and ``versions/*.csv`` in which months
which form of it holds, where that is more than the bytes of a record.

What the codes in a field mean lies in ``codes/*.csv``, one file a partner, with the same marks.

Where no public layout exists (card loads, warrants, positive pay) the places are this
project's own, marked ``own``; the chart agreed with a bank or programme takes their place.
"""

from posse.formats.layouts.loading import (
    Code,
    LayoutError,
    layout_names,
    load_codes,
    load_delimited,
    load_layout,
    load_rows,
    load_table,
    table_names,
    validate,
)

__all__ = [
    "Code",
    "LayoutError",
    "layout_names",
    "load_codes",
    "load_delimited",
    "load_layout",
    "load_rows",
    "load_table",
    "table_names",
    "validate",
]
