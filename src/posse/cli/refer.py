"""The command that takes in files of referrals from other agencies."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django, today

if TYPE_CHECKING:
    from posse.services.intake.referring import ReferralOutcome

SUFFIXES = (".csv", ".json")


def refer(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of referrals, as CSV or JSON.")
    ] = None,
    *,
    inbox: Annotated[
        Path | None,
        typer.Option(
            "--inbox", help="Take in what waits in a folder, in folders named by the day."
        ),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            help="The day they came in; today if not"
            " given. Of an inbox: the last day taken in.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only print totals and findings; take in nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Take in referrals of POWER, foster care, Medicaid, other states, tribes and countries.

    Each new referral becomes a filed application, whose clock runs; an end of assistance ends
    it in the case. A file, or a referral, that came before adds nothing. Stopped anywhere, run
    it again: each file is taken in whole or not at all.

    Exit code 0: all referrals are good, or came before. 1: taken in, but some were rejected.
    2: a file was refused as a whole, or cannot be read; of the others all was taken in.
    """  # fmt: skip
    start_django()
    on = day.date() if day else today()
    waiting = list(_waiting(files or [], inbox, on))
    if not waiting:
        raise fail("No file of referrals (*.csv, *.json) was named or waits in the inbox.")
    outcomes = [_taken(path, received_on, check=check) for path, received_on in waiting]
    if as_json:
        typer.echo(json.dumps([each.to_json() for each in outcomes], indent=2))
    else:
        _print(outcomes, check=check)
    if any(each.is_refused for each in outcomes):
        raise typer.Exit(2)
    if any(each.findings for each in outcomes):
        raise typer.Exit(1)


def _waiting(files: list[Path], inbox: Path | None, on: date) -> Iterator[tuple[Path, date]]:
    """The files with the day on which each came in."""
    yield from ((path, on) for path in files)
    for folder in sorted(inbox.iterdir()) if inbox and inbox.is_dir() else []:
        try:
            received_on = date.fromisoformat(folder.name)
        except ValueError:
            continue
        if received_on <= on and folder.is_dir():
            names = (path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES)
            yield from ((path, received_on) for path in names)


def _taken(path: Path, received_on: date, *, check: bool) -> "ReferralOutcome":
    # Imported here because tables exist only once Django is started.
    from posse.services.intake.referring import (  # noqa: PLC0415
        check_referrals,
        do_receive_referrals,
    )

    try:
        content = path.read_bytes()
    except OSError as error:
        raise fail(f"{path} cannot be read: {error.strerror or error}") from error
    if check:
        return check_referrals(content=content, name=path.name, received_on=received_on)
    return do_receive_referrals(
        content=content, name=path.name, received_on=received_on, by="command line"
    )


def _print(outcomes: list["ReferralOutcome"], *, check: bool) -> None:
    console = Console()
    table = Table(title="A check only; nothing was taken in" if check else None)
    for heading in ("File", "Referrals", "Applications", "Ends", "Came before", "Rejected"):
        table.add_column(heading, justify="left" if heading == "File" else "right")
    for each in outcomes:
        words = " (refused)" if each.is_refused else " (came before)" if each.is_repeat else ""
        counts = (each.referral_count, each.application_count, each.ended_count,
                  each.repeated_count, each.rejected_count)  # fmt: skip
        table.add_row(each.name + words, *map(str, counts))
    console.print(table)
    for each in outcomes:
        for finding in each.findings:
            where = f"{each.name}, line {finding.line}, {finding.field}"
            console.print(f"{where}: {finding.reason}", highlight=False, markup=False)
