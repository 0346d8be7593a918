"""The command that makes the demo."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from posse.cli.balance_table import print_report
from posse.cli.django import fail, start_django
from posse.config.home import home

if TYPE_CHECKING:
    from posse.jobs.demo.flow import DemoOutcome

STOPPED_EXIT = 3
Tell = Callable[[str, int, int], None]


def demo(
    *,
    cases: Annotated[int, typer.Option(min=1, max=2_000_000, help="How many cases.")] = 2_000,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other people.")] = 1,
    month: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m"], help="The month whose nights are run.", show_default="2026-10"
        ),
    ] = datetime(2026, 10, 1),  # noqa: DTZ001 - a month on the calendar has no zone
    is_again: Annotated[
        bool, typer.Option("--again", help="Replace another demo; only a demo is ever removed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Make a caseload of invented people, a month of bank files, and run its nights.

    The same cases, seed and month give the same people and the same bytes. What is done
    already is not done again; a demo that was stopped goes on where it stopped.

    Exit code 0: the demo stands and its month is closed. 2: the database holds something
    else, and nothing was done. 3: it stopped on the way; run it again.
    """
    start_django(needs_tables=False)
    # Imported here because tables exist only once Django is started.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    from posse.jobs.demo.flow import run_demo  # noqa: PLC0415
    from posse.jobs.demo.mix import Request  # noqa: PLC0415
    from posse.jobs.nightly import NightlyRefused  # noqa: PLC0415
    from posse.services.demo.installation import DemoRefused  # noqa: PLC0415
    from posse.services.money_out.outbound_files import OutboxNotWritable  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    try:
        request = Request(cases=cases, seed=seed, month=month.date())
        with _telling(is_quiet=as_json) as tell:
            tell("Making the tables", 0, 1)
            call_command("migrate", interactive=False, verbosity=0)
            tell("Making the tables", 1, 1)
            outcome = run_demo(request, home=home(), is_again=is_again, tell=tell)
    except (DemoRefused, NightlyRefused, AnotherJobRuns, ValueError) as error:
        raise fail(error) from error
    except (DatabaseError, OutboxNotWritable, OSError) as error:
        reason = str(error).strip().splitlines()[0]
        raise fail(f"the demo stopped: {reason}. Run it again.", code=STOPPED_EXIT) from error
    if as_json:
        typer.echo(json.dumps(outcome.to_json(), indent=2))
    else:
        _print(outcome, Console())


def _print(outcome: "DemoOutcome", console: Console) -> None:
    print_report(outcome.report, console)
    request = outcome.request
    stands = "stands already" if outcome.was_finished else "is made"
    console.print(
        f"\nThe demo of {request.cases:,} cases {stands}; {request.month:%B %Y} is closed."
        " Everybody in it is invented.",
        highlight=False,
    )
    console.print(
        f"Its sign-ins stand in {outcome.sign_ins}; 'posse serve' shows the site.",
        highlight=False,
        soft_wrap=True,
    )


@contextmanager
def _telling(*, is_quiet: bool) -> Iterator[Tell]:
    """Bars on a terminal, a line for each finished piece elsewhere, nothing for programs."""
    console = Console(stderr=True)
    if is_quiet:
        yield lambda _what, _done, _total: None
    elif console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
            yield _bars(progress)
    else:
        yield _tell_in_lines


def _bars(progress: Progress) -> Tell:
    """One bar for each kind of work; all nights share the last."""
    bars: dict[str, TaskID] = {}

    def tell(what: str, done: int, total: int) -> None:
        kind = "nights" if what.startswith("Night") else what
        if kind not in bars:
            bars[kind] = progress.add_task(what, total=total)
        progress.update(bars[kind], description=what, completed=done, total=total)

    return tell


def _tell_in_lines(what: str, done: int, total: int) -> None:
    # A line for a piece that is done; the steps of a night would be too many.
    if done and ": " not in what:
        typer.echo(f"{what}: {done} of {total}", err=True)
