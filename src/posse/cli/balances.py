"""The command that says what is owed in a case, as of any day, as known on any day."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django
from posse.units.days import day_words
from posse.units.money import format_dollars

if TYPE_CHECKING:
    from posse.apps.cases.models import Case
    from posse.services.books.as_of import Balances

DAY = ["%Y-%m-%d"]


def balances(
    case: Annotated[str, typer.Argument(help="The case's number.")],
    *,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="The day of the balances; the last closed if absent."),
    ] = None,
    known_on: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="What was known by then; the last closed if absent."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Print what is owed in a case as of one day, as it was known on another.

    Exit code 0: printed. 2: there is no such case, or no day is closed and none was named.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.books.as_of import balances_for_case  # noqa: PLC0415

    found = case_named(case)
    told = balances_for_case(
        found.pk, as_of=day_or_last_closed(as_of), known_on=day_or_last_closed(known_on)
    )
    if as_json:
        typer.echo(json.dumps({"case": found.number, **told.to_json()}, indent=2))
    else:
        _print(found.number, told)


def case_named(number: str) -> "Case":
    """The case with this number; none is one clear line and exit code 2."""
    # Imported here because tables exist only once Django is started.
    from posse.services.pages.casefile import case_by_number  # noqa: PLC0415

    found = case_by_number(number)
    if found is None:
        raise fail(f"there is no case {number}")
    return found


def day_or_last_closed(day: datetime | None) -> date:
    """The day that was named, or the last closed business day."""
    # Imported here because tables exist only once Django is started.
    from posse.services.business_dates import last_closed_day  # noqa: PLC0415

    chosen = day.date() if day else last_closed_day()
    if chosen is None:
        raise fail("no business day is closed yet; name the days")
    return chosen


def _print(number: str, told: "Balances") -> None:
    table = Table(
        title=f"Case {number} as of {day_words(told.as_of)}, as known on "
        f"{day_words(told.known_on)}",
        title_justify="left",
        title_style="bold",
    )
    table.add_column("Debt")
    table.add_column("Owed", justify="right")
    for line in told.lines:
        table.add_row(f"{line.obligation}: {line.bucket}", format_dollars(line.balance_cents))
    table.add_section()
    table.add_row("Past due", format_dollars(told.arrears_cents))
    table.add_row("All debts", format_dollars(told.total_cents))
    Console().print(table)
