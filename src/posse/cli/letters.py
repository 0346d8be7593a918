"""The command that prints the letters that wait for the post."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from posse.cli.django import fail, start_django, today
from posse.cli.warrants import AsJson

BY = "letters"


def letters(
    *,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The business date; the open one if absent."
        ),
    ] = None,
    batch: Annotated[
        int | None, typer.Option(help="Write the files of this batch again, and print nothing.")
    ] = None,
    outbox: Annotated[Path | None, typer.Option(help="Where to; the home's if absent.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print what waits for the post as one PDF with a manifest.

    A letter is printed in one batch only. Exit code 0: done, or nothing waits. 2: there is no
    such batch, or the files cannot be written; ``--batch`` writes them again.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.config.home import home  # noqa: PLC0415
    from posse.services.business_dates import first_open_day  # noqa: PLC0415
    from posse.services.notices.printing import do_print_letters, do_write_batch  # noqa: PLC0415
    from posse.services.pages.mail import batch_by_id  # noqa: PLC0415

    on = day.date() if day else first_open_day(today=today())
    folder = outbox or home() / "outbox"
    found = batch_by_id(batch) if batch else None
    if batch and found is None:
        raise fail(f"there is no batch {batch}")
    try:
        printed = (
            do_write_batch(found, outbox=folder)
            if found
            else do_print_letters(on=on, by=BY, outbox=folder)
        )
    except OSError as error:
        raise fail(f"{error}; what was printed is kept, --batch writes it again") from error
    if printed is None:
        typer.echo(json.dumps({"batch": None}) if as_json else "No letter waits to be printed.")
        return
    told = {
        "batch": printed.batch.pk,
        "letters": printed.batch.letter_count,
        "pages": printed.batch.page_count,
        "folder": str(printed.letters.parent),
    }
    typer.echo(
        json.dumps(told, indent=2)
        if as_json
        else f"Batch {told['batch']}: {told['letters']} letters, {told['pages']} pages in"
        f" {told['folder']}"
    )
