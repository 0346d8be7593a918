"""The command that scores the paternity data of every case."""

import json
from datetime import datetime
from typing import Annotated

import typer

from posse.cli.django import start_django, today


def reliability(
    *,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="As of which day; today if not given."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Score the paternity data of every open IV-D case, and say how they stand.

    A case is scored anew whenever intake changes it; this makes all scores anew, such as after
    the law's list of checks was changed. The worklist stands on the page of paternity data.

    Exit code 0: every case reaches the standard. 1: some are below it.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.intake.scoring import do_score_cases  # noqa: PLC0415
    from posse.services.pages.reliability import standing_for_office  # noqa: PLC0415

    on = day.date() if day else today()
    do_score_cases(on=on)
    standing = standing_for_office(on=on)
    if as_json:
        typer.echo(json.dumps(standing, indent=2, default=str))
    else:
        typer.echo(
            f"{standing['case_count']:,} cases scored as of {on}: {standing['average']} percent"
            f" of checks passed on average, {standing['below_count']:,} cases below"
            f" {standing['standard']} percent."
        )
    if standing["below_count"]:
        raise typer.Exit(1)
