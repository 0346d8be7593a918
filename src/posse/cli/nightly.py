"""The commands of the business day: run the night, print the balance."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from posse.cli.balance_table import print_report, print_steps
from posse.cli.django import fail, start_django, today
from posse.cli.progress import nightly_progress
from posse.config.home import home

STOPPED_EXIT = 3

Day = Annotated[
    datetime,
    typer.Option("--date", formats=["%Y-%m-%d"], help="The business date."),
]


def nightly(
    day: Day,
    *,
    inbox: Annotated[
        Path | None, typer.Option(help="Where files wait, in folders named by day.")
    ] = None,
    outbox: Annotated[
        Path | None, typer.Option(help="Where files for the bank are written.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Do everything of one business day: take in, post, distribute, pay, write, close.

    It may be stopped at any moment, even by a power cut, and run again: it goes on where it
    stopped and ends with the same books and files. For a finished day it posts nothing and
    only writes again what is missing in the outbox.

    Exit code 0: the day is closed. 2: it cannot be run now or for this date, and nothing
    was done. 3: it stopped on the way; nothing is lost, run it again.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from django.db import DatabaseError  # noqa: PLC0415

    from posse.jobs.nightly import NightlyRefused, run_nightly  # noqa: PLC0415
    from posse.services.books.balances import BooksDisagree  # noqa: PLC0415
    from posse.services.money_out.outbound_files import OutboxNotWritable  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    try:
        with nightly_progress(is_quiet=as_json) as progress:
            outcome = run_nightly(
                business_date=day.date(),
                inbox=inbox or home() / "inbox",
                outbox=outbox or home() / "outbox",
                today=today(),
                progress=progress,
            )
    except (NightlyRefused, AnotherJobRuns) as error:
        raise fail(error) from error
    except (BooksDisagree, OutboxNotWritable) as error:
        raise fail(error, code=STOPPED_EXIT) from error
    except KeyboardInterrupt as error:
        message = "stopped by hand; nothing is lost, run the same command again"
        raise fail(message, code=STOPPED_EXIT) from error
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        message = (
            f"the database stopped the job: {reason}. Nothing half done is kept; run again."
        )
        raise fail(message, code=STOPPED_EXIT) from error
    if as_json:
        typer.echo(json.dumps(outcome.to_json(), indent=2))
        return
    console = Console()
    for note in outcome.notes:
        console.print(note, highlight=False, markup=False)
    print_steps(outcome, console)
    print_report(outcome.report, console)


def balance(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The business date; the last closed if absent."
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Print the books of a business day: accounts, suspense, what awaits payment, proofs.

    Exit code 0: the books agree. 1: they do not. 2: there is no such day.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.books.balances import balance_report_for_day  # noqa: PLC0415
    from posse.services.business_dates import last_closed_day  # noqa: PLC0415

    chosen: date | None = day.date() if day else last_closed_day()
    if chosen is None:
        raise fail("no business day is closed yet; name one by --date")
    report = balance_report_for_day(chosen)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
    else:
        print_report(report, Console())
    if not report.agrees:
        raise typer.Exit(1)
