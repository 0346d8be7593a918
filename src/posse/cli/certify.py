"""Commands that issue certified records."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from posse.cli.balances import DAY, case_named, day_or_last_closed
from posse.cli.django import fail, start_django
from posse.units.money import format_dollars

STOPPED_EXIT = 3

app = typer.Typer(help="Issue a certified record.", no_args_is_help=True)


@app.callback()
def certify() -> None:
    """Issue a certified record out of the books, and keep that it was issued."""


@app.command("payment-record")
def payment_record(
    case: Annotated[str, typer.Argument(help="The case's number.")],
    *,
    first: Annotated[
        datetime, typer.Option("--from", formats=DAY, help="The first day of the period.")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=DAY, help="The last day of the period.")
    ],
    known_on: Annotated[
        datetime | None,
        typer.Option(formats=DAY, help="What was known by then; the last closed if absent."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
) -> None:
    """Issue a payment record with its arrears calculation as an accessible PDF.

    Exit code 0: written. 2: nothing was issued. 3: issued, but the file cannot be written.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.books.issuing import (  # noqa: PLC0415
        CannotIssue,
        do_issue_payment_record,
    )

    if not out.parent.is_dir():
        raise fail(f"there is no folder {out.parent}")
    try:
        issued = do_issue_payment_record(
            case=case_named(case),
            first=first.date(),
            last=last.date(),
            known_on=day_or_last_closed(known_on),
            issued_on=day_or_last_closed(None),
            by="command line",
        )
    except CannotIssue as refusal:
        raise fail(refusal) from refusal
    try:
        out.write_bytes(issued.content)
    except OSError as error:
        reason = f"cannot write {out}: {error.strerror}; run again for another copy"
        raise fail(reason, code=STOPPED_EXIT) from error
    past_due = format_dollars(issued.record.past_due_cents)
    typer.echo(f"{out}: past due {past_due}; run {issued.run.pk} keeps that it was issued")
