"""The command that takes in one payment file."""

import json
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django, today
from posse.units.money import format_dollars

if TYPE_CHECKING:
    from posse.services.money_in.receive_outcome import ReceiveOutcome

SHOWN_FINDINGS = 50


def receive(
    file: Annotated[Path, typer.Argument(help="A bank's payment file (NACHA).")],
    *,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="The day it was received; today if not given."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only print totals and findings; post nothing.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Try a refused file again, once its cause is mended."),
    ] = False,
    note: Annotated[
        str, typer.Option("--note", help="With --again: what was mended. Kept for good.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Take in a payment file: receipts, suspense, notices, returns, and findings.

    A file that came before is recognised by its content and posts nothing again. Money is
    applied and paid by the next nightly run. A file that was refused stays so until it is
    tried again with --again and a note; --date is then the day of the trial, and what the file
    brings is received on the day on which it came.

    Exit code 0: all records are good, or the file was already received. 1: taken in, but
    some records were rejected. 2: refused as a whole (now or when it first came),
    unreadable, or not possible now; nothing was posted.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror or error}") from error
    start_django()
    on = day.date() if day else today()
    if again and not check:
        outcome = _tried_again(content, day=on, note=note)
    else:
        outcome = _outcome(content, file.name, day=on, check=check)
    if as_json:
        typer.echo(json.dumps({**outcome.to_json(), "posted": not check}, indent=2))
    else:
        _print(outcome, check=check)
    if outcome.is_refused:
        raise typer.Exit(2)
    if outcome.rejected_count or outcome.findings:
        raise typer.Exit(1)


def _outcome(content: bytes, name: str, *, day: date, check: bool) -> "ReceiveOutcome":
    # Imported here because tables exist only once Django is started.
    from posse.services.money_in.receipts import check_file, do_receive_by_hand  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    if check:
        return check_file(content=content, name=name, received_on=day)
    try:
        return do_receive_by_hand(
            content=content, name=name, on=day, by="command line", today=today()
        )
    except (AnotherJobRuns, ValueError) as error:
        raise fail(error) from error


def _tried_again(content: bytes, *, day: date, note: str) -> "ReceiveOutcome":
    # Imported here because tables exist only once Django is started.
    from posse.services.money_in.retrying import do_retry_file, refused_file  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    try:
        file = refused_file(sha256(content).hexdigest())
        return do_retry_file(file=file, note=note, on=day, by="command line", today=today())
    except (AnotherJobRuns, ValueError) as error:
        raise fail(error) from error


def _print(outcome: "ReceiveOutcome", *, check: bool) -> None:
    console = Console()
    console.print(f"[bold]{outcome.name}[/bold]: {_sentence(outcome, check=check)}")
    if check or not outcome.is_repeat:
        console.print(_totals(outcome))
    if outcome.findings:
        console.print(_findings(outcome))
    left = len(outcome.findings) - SHOWN_FINDINGS
    if left > 0:
        console.print(f"and {left} findings more; --json gives all of them")


def _sentence(outcome: "ReceiveOutcome", *, check: bool) -> str:
    if outcome.is_repeat:
        return (
            f"already received on {outcome.first_received_on} ({outcome.state}); the same"
            " bytes post nothing again."
        )
    if outcome.is_refused:
        return "refused as a whole; nothing is posted."
    return "a check only; nothing was posted." if check else "accepted."


def _totals(outcome: "ReceiveOutcome") -> Table:
    table = Table(show_header=True, title_justify="left")
    table.add_column("")
    table.add_column("Count", justify="right")
    table.add_column("Amount", justify="right")
    rows = (
        ("Entries in the file", outcome.entry_count, outcome.credit_cents),
        ("Receipts", outcome.receipt_count, outcome.receipt_cents),
        ("  of these in suspense", outcome.suspended_count, outcome.suspended_cents),
        ("Rejected records", outcome.rejected_count, outcome.rejected_cents),
    )
    for words, count, amount_cents in rows:
        table.add_row(words, f"{count:,}", format_dollars(amount_cents))
    table.add_row("Notices of ended employment", f"{outcome.notice_count:,}", "")
    table.add_row("Returned payments", f"{outcome.return_count:,}", "")
    return table


def _findings(outcome: "ReceiveOutcome") -> Table:
    table = Table(title="Findings", title_justify="left")
    table.add_column("Line", justify="right")
    table.add_column("Field")
    table.add_column("What is wrong, and how to mend it")
    for finding in outcome.findings[:SHOWN_FINDINGS]:
        line = "" if finding.line is None else str(finding.line)
        table.add_row(line, finding.field, finding.reason)
    return table
