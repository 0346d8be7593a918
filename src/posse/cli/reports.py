"""The commands that account for the State's money: what waits, what was kept, the quarter."""

import csv
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.balances import day_or_last_closed
from posse.cli.django import fail, start_django
from posse.cli.warrants import AsJson, Day
from posse.units.money import format_dollars

AsCsv = Annotated[bool, typer.Option("--csv", help="Print it as CSV.")]
Quarter = Annotated[str, typer.Option(help="The quarter, such as 2026-Q4.")]


def undistributed(*, day: Day = None, as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """List what came in and did not go out by the close of a day, by reason and age.

    Exit code 0: printed. 1: the lines miss the accounts. 2: no day is closed and none named.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.reports.undistributed import HEADER, undistributed_on  # noqa: PLC0415

    report = undistributed_on(day_or_last_closed(day))
    title = f"Undistributed on {report.on}: {format_dollars(report.total_cents)}"
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
    else:
        _print(HEADER, report.to_rows(), title=title, as_csv=as_csv)
    if report.difference_cents:
        typer.echo(f"The accounts say {format_dollars(report.books_cents)}.", err=True)
        raise typer.Exit(1)


def retained(*, quarter: Quarter, as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """Print what the State kept in a quarter by month, with the federal share, and fees.

    Exit code 0: printed. 2: there is no such quarter.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.reports.ocse34 import quarter_days  # noqa: PLC0415
    from posse.services.reports.retained import HEADER, retained_between  # noqa: PLC0415

    try:
        report = retained_between(*quarter_days(quarter))
    except ValueError as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
        return
    rows = [line.to_row() for line in report.lines]
    _print(HEADER, rows, title=f"Kept by the State in {quarter}", as_csv=as_csv)
    typer.echo(f"Federal share: {report.share_sure}. {report.share_note}", err=True)


def ocse34(*, quarter: Quarter, as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """Print the quarterly report of collections, OCSE-34 Part 1, as far as it is sure.

    Exit code 0: printed. 1: line 9 misses the accounts. 2: there is no such quarter.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.reports.ocse34 import HEADER, ocse34_for_quarter  # noqa: PLC0415

    try:
        report = ocse34_for_quarter(quarter)
    except ValueError as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
    else:
        _print(HEADER, report.to_rows(), title=f"OCSE-34 Part 1, {quarter}", as_csv=as_csv)
    if report.difference_cents:
        typer.echo(
            f"Line 9 misses the accounts by {format_dollars(report.difference_cents)}.",
            err=True,
        )
        raise typer.Exit(1)


def _print(
    header: Sequence[str], rows: Sequence[tuple[str, ...]], *, title: str, as_csv: bool
) -> None:
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
        return
    table = Table(title=title, title_justify="left")
    for name in header:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*row)
    Console().print(table)
