"""The command that finds who could be closed, and closes what has waited its time."""

import json
from datetime import datetime
from typing import Annotated

import typer

from posse.cli.django import fail, start_django, today
from posse.cli.warrants import AsJson

BY = "closures"


def closures(
    *,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The business date; the open one if absent."
        ),
    ] = None,
    find_only: Annotated[
        bool, typer.Option("--find-only", help="Find who could be closed, and close nobody.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find the cases that a reason could close, and close those whose notice has waited.

    A case is closed only where every test still holds, nobody answered, and no arrears are
    assigned to the State; the director decides those. Run again, it closes nothing twice.
    Exit code 0: done. 2: the books of the day are closed.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.business_dates import first_open_day, refusal_of_closed_day  # noqa: PLC0415
    from posse.services.closure.closing import Due, do_close_due  # noqa: PLC0415
    from posse.services.closure.findings import do_find_candidates  # noqa: PLC0415
    from posse.services.pages.closure import candidate_counts  # noqa: PLC0415

    on = day.date() if day else first_open_day(today=today())
    refusal = refusal_of_closed_day(on)
    if refusal:
        raise fail(refusal)
    do_find_candidates(on=on)
    due = Due((), ()) if find_only else do_close_due(on=on, by=BY)
    counts = candidate_counts(on=on)
    if as_json:
        told = {
            "on": on.isoformat(),
            "candidates": {name: count for name, _, count in counts},
            "closed": list(due.closed),
            "kept": dict(due.kept),
        }
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"On {on}: {sum(count for *_, count in counts)} candidates.")
    for _, words, count in counts:
        typer.echo(f"  {count:>6}  {words}")
    for number in due.closed:
        typer.echo(f"Closed: case {number}.")
    for number, why in due.kept:
        typer.echo(f"Left open: case {number}: {why}.")
