"""The command that prints, and where it is open closes, the accounts of a month."""

import json
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django
from posse.units.money import format_dollars


def month(
    which: Annotated[
        datetime, typer.Argument(formats=["%Y-%m"], help="The month, as 2026-10.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Print the closed accounts of a month; the night closes a month by itself.

    Exit code 0: printed. 2: the month is not closed yet, and why.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.reports.month_accounts import accounts_for_month  # noqa: PLC0415

    accounts = accounts_for_month(which.date())
    if accounts is None:
        raise fail(f"No business date of {which:%B %Y} is closed.")
    if accounts.state.hindrance:
        raise fail(f"{which:%B %Y} is not closed. {accounts.state.hindrance}")
    lines = accounts.lines
    if as_json:
        typer.echo(json.dumps([line.to_json() for line in lines], indent=2))
        return
    table = Table(title=f"Accounts of {which:%B %Y}")
    for heading in ("Account", "Carried forward", "Debits", "Credits", "Carried on"):
        table.add_column(heading, justify="left" if heading == "Account" else "right")
    for line in lines:
        amounts = (
            line.opening_cents, line.debit_cents, line.credit_cents, line.closing_cents
        )  # fmt: skip
        table.add_row(f"{line.account} {line.words}", *map(format_dollars, amounts))
    Console().print(table)
