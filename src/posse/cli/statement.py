"""The command that issues a payee's statement of a month."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from posse.cli.balances import case_named, day_or_last_closed
from posse.cli.django import fail, start_django
from posse.units.money import format_dollars

STOPPED_EXIT = 3


def statement(
    case: Annotated[str, typer.Argument(help="The number of a case of the payee.")],
    *,
    month: Annotated[str, typer.Option(help="The month, such as 2026-10.")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    paying_parent: Annotated[
        bool,
        typer.Option("--paying-parent", help="What was returned to the paying parent."),
    ] = False,
) -> None:
    """Issue the statement of a case's payee: what was sent in a month, and what it was for.

    Exit code 0: written. 2: nothing was issued. 3: issued, but the file cannot be written.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.money_out.payee_statements import (  # noqa: PLC0415
        do_issue_payee_statement,
    )

    if not out.parent.is_dir():
        raise fail(f"there is no folder {out.parent}")
    found = case_named(case)
    payee = found.obligor if paying_parent else found.obligee
    if payee is None:
        raise fail(f"case {case} has no such parent")
    issued = do_issue_payee_statement(
        payee=payee,
        month=_month(month),
        issued_on=day_or_last_closed(None),
        by="command line",
    )
    try:
        out.write_bytes(issued.content)
    except OSError as error:
        reason = f"cannot write {out}: {error.strerror}; run again for another copy"
        raise fail(reason, code=STOPPED_EXIT) from error
    sent = format_dollars(issued.statement.sent_cents)
    typer.echo(f"{out}: {sent} sent; run {issued.run.pk} keeps that it was issued")


def _month(text: str) -> date:
    try:
        # Only the month is read; there is no time of day in it.
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError as error:
        raise fail(f"{text!r} is no month such as 2026-10") from error
