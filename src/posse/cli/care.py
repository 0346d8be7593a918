"""Commands of the child care program: the caseload determined again, or looked at."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from posse.cli.django import fail, start_django, today
from posse.cli.warrants import AsJson
from posse.formats.codec import LayoutNotKnown
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
    from posse.services.care.comparing_laws import compare_laws  # noqa: PLC0415

    on = day.date() if day else today()
    try:
        rows = summed(compare_laws(on=on, profile=profile) if profile else compare(on=on))
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


@app.command("acf801")
def acf801(
    month: Annotated[str, typer.Option(help="The month of service, such as 2026-09.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Write the case records into this file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell a month's federal report: its families, and what is wrong or missing of each.

    The case records are written for a month whose layout is known; since October 2010 it is
    not, so the elements are checked and told but no file is made up.
    Exit code 0: done. 2: no such month, or its bytes are not known.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.formats.acf801.records import write_case_records  # noqa: PLC0415
    from posse.services.pages.care.federal import month_page  # noqa: PLC0415

    try:
        page = month_page(_month(month), on=today())
        if out:
            out.write_bytes(write_case_records(page.report).content)
    except (ValueError, LayoutNotKnown, LawError) as error:
        raise fail(str(error)) from error
    if as_json:
        told = {
            "month": month, "due_on": page.due_on.isoformat(), "refusal": page.refusal,
            "counts": dict(page.counts), "findings": [asdict(each) for each in page.lines],
        }  # fmt: skip
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"ACF-801 of {month}, due {page.due_on}: {_counted(dict(page.counts))}.")
    for line in page.lines:
        typer.echo(f"  {line.count:>6}  {line.part or 'report'}, {line.field}: {line.reason}")
    if page.refusal:
        typer.echo(page.refusal)


@app.command("acf800")
def acf800(
    year: Annotated[int, typer.Option(help="The federal fiscal year, such as 2027.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Count the families and children of a federal fiscal year by kind of provider.

    Exit code 0: done. 2: the law of a day of it is not known.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.pages.care.federal import year_page  # noqa: PLC0415

    try:
        page = year_page(year, on=today())
    except (ValueError, LayoutNotKnown, LawError) as error:
        raise fail(str(error)) from error
    counts, rows = page.counts, page.counts.by_provider.to_dicts()
    if as_json:
        told = {"year": year, "due_on": page.due_on.isoformat(), "families": counts.families,
                "children": counts.children, "missing_months": counts.missing_months,
                "by_provider": rows}  # fmt: skip
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(
        f"ACF-800 of {year}, due {page.due_on}: {counts.families} families,"
        f" {counts.children} children; {len(counts.missing_months)} months are not over."
    )
    for row in rows:
        typer.echo(f"  {row['families']:>6} {row['children']:>6}  {row['words']}")


def _month(text: str) -> date:
    # Imported here because tables exist only once Django is started.
    from posse.services.care.federal import month_of_text  # noqa: PLC0415

    return month_of_text(text)


def _counted(counts: dict[str, int]) -> str:
    names = {"family": "families", "child": "children", "setting": "settings of care",
             "provider": "providers"}  # fmt: skip
    return ", ".join(f"{count} {names[part]}" for part, count in counts.items())
