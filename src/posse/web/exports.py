"""Lists as CSV files that open in a spreadsheet and carry nothing it would run."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A cell that starts so would be taken for a formula.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """A CSV download; amounts are given as plain dollars such as ``123.45``."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return response


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    is_amount = text.lstrip("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(FORMULA_MARKS) and not is_amount else text
