"""The command that reports people entered twice, and lets Splink estimate the weights."""

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django, today
from posse.cli.warrants import AsJson, Day

BY = "posse duplicates"


def duplicates(
    *,
    day: Day = None,
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Estimate the weights instead of using the law's."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare all people with each other and keep the pairs that look alike.

    A monthly job: the report takes the place of the last one, and what was decided different
    is not in it. Exit code 0: reported, or estimated. 2: too few people to estimate from.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.matching.batch import do_report_duplicates  # noqa: PLC0415

    on = day.date() if day else today()
    if estimate:
        _print_estimates(on, as_json=as_json)
        return
    report = do_report_duplicates(on=on, by=BY)
    counts = {
        "people": report.people_count,
        "compared": report.compared_count,
        "pairs": report.pair_count,
        "placeholder_numbers": report.placeholder_count,
    }
    if as_json:
        typer.echo(json.dumps(counts))
        return
    typer.echo(
        f"{report.people_count:,} people compared in {report.compared_count:,} pairs;"
        f" {report.pair_count:,} look like one person or share a number."
    )


def _print_estimates(on: date, *, as_json: bool) -> None:
    from posse.services.matching.estimating import estimated_weights  # noqa: PLC0415 - as above

    try:
        estimates = estimated_weights(on=on)
    except ValueError as refusal:
        raise fail(refusal) from refusal
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in estimates], indent=2))
        return
    table = Table(title="Shares of each level: the law's, and as Splink estimates them")
    for heading in ("Field", "Level", "m, law", "m, estimated", "u, law", "u, estimated"):
        table.add_column(heading, justify="left" if heading in {"Field", "Level"} else "right")
    for each in estimates:
        shares = (each.law_m, each.m, each.law_u, each.u)
        table.add_row(each.field, each.level, *(f"{share:.3g}" for share in shares))
    Console().print(table)
