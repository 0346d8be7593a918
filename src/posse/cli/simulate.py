"""The command that asks what another law would have given."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from posse.cli.django import fail, start_django
from posse.rules.errors import LawError
from posse.services.books.simulation_report import NOT_DECIDED, By, ShareLine
from posse.units.money import format_dollars

if TYPE_CHECKING:
    from posse.services.books.simulation_report import Simulation


def simulate(
    profile: Annotated[
        str, typer.Option(help="A profile of the law by its name, or its file anywhere.")
    ],
    *,
    starts_on: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            help="The first day of the other law; that of the oldest receipt if absent.",
        ),
    ] = None,
    through: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The last day; that of the last closed books if absent."
        ),
    ] = None,
    by: Annotated[By, typer.Option(help="How the cases are grouped.")] = By.ASSISTANCE,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the differences into this SVG file.")
    ] = None,
) -> None:
    """Fold the whole caseload under another law, and say who would have received what.

    Nothing is written to the books. Money is divided by the law of the day of its
    collection, so before the first day both laws are the same.

    Exit code 0: printed. 2: there is no such law, or it cannot be folded over these days.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.books.simulating import (  # noqa: PLC0415
        SimulationRefused,
        law_by_name_or_file,
        simulation_for_law,
    )

    try:
        with _telling(is_quiet=as_json) as tell:
            simulation = simulation_for_law(
                law_by_name_or_file(profile),
                starts_on=starts_on.date() if starts_on else None,
                through=through.date() if through else None,
                tell=tell,
            )
        if picture:
            _draw(simulation, by, picture)
    except (SimulationRefused, LawError) as error:
        raise fail(error) from error
    if as_json:
        typer.echo(json.dumps(simulation.to_json(by), indent=2))
    else:
        _print(simulation, by, Console())


def _draw(simulation: "Simulation", by: By, path: Path) -> None:
    # Imported here because the renderer starts slowly, and few simulations are drawn.
    from posse.services.books.simulation_picture import picture_of  # noqa: PLC0415

    try:
        path.write_text(picture_of(simulation, by=by), encoding="utf-8")
    except OSError as error:
        raise fail(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def _telling(*, is_quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; silent elsewhere and where a program reads the output."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    is_silent = is_quiet or not console.is_terminal
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=is_silent
    ) as progress:
        task = progress.add_task("Folding under both laws", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _print(simulation: "Simulation", by: By, console: Console) -> None:
    console.print(simulation.sentence, highlight=False, markup=False)
    table = Table(
        title=f"Money collected from {simulation.starts_on} through {simulation.through}",
        title_justify="left",
        title_style="bold",
    )
    table.add_column("Cases")
    table.add_column("To")
    for heading in (simulation.current_profile, simulation.profile, "Difference"):
        table.add_column(heading, justify="right")
    _add_rows(table, simulation.lines(by))
    _add_rows(table, simulation.totals())
    console.print(table)
    comparison = simulation.comparison
    console.print(
        f"{comparison.changed_receipt_count:,} of {comparison.receipt_count:,} receipts are"
        f" divided otherwise; {comparison.gaining_family_count:,} families gain and"
        f" {comparison.losing_family_count:,} lose.",
        highlight=False,
    )
    for sentence in NOT_DECIDED:
        console.print(sentence, highlight=False, markup=False)


def _add_rows(table: Table, lines: list[ShareLine]) -> None:
    """Lines of a group together, its name said once."""
    group = ""
    for line in lines:
        table.add_row(
            "" if line.group == group else line.group,
            line.payee.words,
            format_dollars(line.current_cents),
            format_dollars(line.simulated_cents),
            line.difference_words,
        )
        group = line.group
    table.add_section()
