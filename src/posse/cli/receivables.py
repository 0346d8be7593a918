"""The command that lists what payees owe back."""

import csv
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.balances import day_or_last_closed
from posse.cli.django import start_django
from posse.cli.warrants import AsJson, Day
from posse.units.money import format_cents, format_dollars

HEADER = ("payee", "name", "owed", "receipts", "since", "came_back", "terms", "next")


def receivables(
    *,
    day: Day = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print it as CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what payees owe back: paid to them before a correction, and not come back.

    Exit code 0: printed. 2: no day is closed and none was named.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.pages.receivables import receivables_for_office  # noqa: PLC0415

    on = day_or_last_closed(day)
    owed = receivables_for_office(on=on)
    rows = [
        (
            str(each.payee or ""),
            each.name,
            format_cents(each.owed_cents),
            str(each.count),
            each.since.isoformat(),
            format_cents(each.back_cents),
            each.terms_words,
            each.next_words,
        )
        for each in owed
    ]
    if as_json:
        typer.echo(json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows], indent=2))
    elif as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([HEADER, *rows])
    else:
        total_cents = sum(each.owed_cents for each in owed)
        _print(rows, title=f"Receivables on {on}: {format_dollars(total_cents)}")


def _print(rows: Sequence[tuple[str, ...]], *, title: str) -> None:
    table = Table(title=title, title_justify="left")
    for name in HEADER:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*row)
    Console().print(table)
