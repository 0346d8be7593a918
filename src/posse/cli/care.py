"""Commands of the child care program: the caseload determined again, or looked at."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from posse.cli.django import fail, start_django, today
from posse.cli.warrants import AsJson
from posse.rules.errors import LawError
from posse.units.money import format_dollars

BY = "care caseload"
app = typer.Typer(help="The child care program.", no_args_is_help=True)


@app.callback()
def care() -> None:
    """Commands of the child care program."""


@app.command("recompute")
def recompute(
    *,
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="As of which day; today if absent."),
    ] = None,
    is_preview: Annotated[
        bool, typer.Option("--preview", help="Say what would change, and change nothing.")
    ] = False,
    profile: Annotated[
        str,
        typer.Option(help="Another law by its name; with it nothing is ever changed."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Determine every family with a running period again, by the law and facts of a day.

    A lower step and another rate act by themselves, income above the ceiling ends care by
    notice, and whatever else differs is counted for people. Run again, it changes nothing
    twice. Exit code 0: done. 2: the law of the day is not known.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.care.caseload import (  # noqa: PLC0415
        compare,
        do_recompute_caseload,
        summed,
    )

    on = day.date() if day else today()
    try:
        rows = summed(compare(on=on, profile=profile))
        if not is_preview and not profile:
            do_recompute_caseload(on=on, by=BY)
    except LawError as error:
        raise fail(error) from error
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2))
        return
    word = "would happen" if is_preview or profile else "happened"
    typer.echo(f"As of {on}, {sum(row.count for row in rows)} units. What {word}:")
    for row in rows:
        agency = format_dollars(row.agency_cents - row.agency_before_cents)
        share = format_dollars(row.share_cents - row.share_before_cents)
        typer.echo(f"  {row.count:>7}  {row.words}; a month: agency {agency}, families {share}")
