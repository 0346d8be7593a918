"""Commands about warrants, about payments that came back, and about what is overdue."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.balances import DAY, day_or_last_closed
from posse.cli.django import fail, start_django, today
from posse.units.money import format_cents, format_dollars

if TYPE_CHECKING:
    from posse.apps.payments.models import Disbursement

app = typer.Typer(help="See and end warrants.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The number of the warrant.")]
Note = Annotated[str, typer.Option(help="How you know; kept for good.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it for a program.")]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=DAY, help="The day; the last closed if absent."),
]


@app.command("list")
def list_open(*, day: Day = None, as_json: AsJson = False) -> None:
    """List the warrants that are out: neither cashed nor back.

    Exit code 0: printed. 2: no day is closed and none was named.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.pages.disbursements import (  # noqa: PLC0415
        open_warrants,
        rows_for_disbursements,
    )

    rows = rows_for_disbursements(open_warrants(through=day_or_last_closed(day)))
    told = [
        {
            "warrant": row.number,
            "issued_on": row.sent_on.isoformat(),
            "payee": row.payee,
            "amount": format_cents(row.amount_cents),
            "latest": row.became,
        }
        for row in rows
    ]
    _print(told, title="Warrants that are out", as_json=as_json)


@app.command("stop")
def stop(number: Number, *, note: Note) -> None:
    """Ask the bank to stop a warrant; the next positive pay file tells it.

    Exit code 0: done. 2: nothing was changed, and why.
    """
    _act(number, "stop_requested", note)


@app.command("confirm-stop")
def confirm_stop(number: Number, *, note: Note) -> None:
    """Say that the bank stopped a warrant: its money is back and awaits payment.

    Exit code 0: done. 2: nothing was changed, and why.
    """
    _act(number, "stopped", note)


@app.command("void")
def void(number: Number, *, note: Note) -> None:
    """Void a warrant whose paper is at hand: its money is back and awaits payment.

    Exit code 0: done. 2: nothing was changed, and why.
    """
    _act(number, "voided", note)


@app.command("undeliverable")
def undeliverable(number: Number, *, note: Note) -> None:
    """Take back a warrant that came back by mail; its payee needs another address.

    Exit code 0: done. 2: nothing was changed, and why.
    """
    _act(number, "undeliverable", note)


@app.command("receive")
def receive(
    file: Annotated[Path, typer.Argument(help="The bank's file of answers.")],
    *,
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=DAY, help="The day it came; today if absent."),
    ] = None,
) -> None:
    """Take in the bank's answers: which warrants it paid, and which it stopped.

    Exit code 0: every answer fits, or the file came before. 1: some fit no open warrant.
    2: refused as a whole, or not possible now; nothing was changed.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror or error}") from error
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.money_out.warrant_answers import (  # noqa: PLC0415
        do_receive_answer_by_hand,
    )
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    try:
        outcome = do_receive_answer_by_hand(
            content=content,
            name=file.name,
            on=day.date() if day else today(),
            by="command line",
            today=today(),
        )
    except (AnotherJobRuns, ValueError) as error:
        raise fail(error) from error
    amount = format_dollars(outcome.receipt_cents)
    typer.echo(f"{file.name}: {outcome.words}; {outcome.receipt_count} warrants end, {amount}")
    for found in outcome.findings:
        typer.echo(f"  line {found.line}: {found.reason}")
    if outcome.is_refused:
        raise typer.Exit(2)
    if outcome.findings:
        raise typer.Exit(1)


def reissue(
    number: Annotated[str, typer.Argument(help="A warrant's number, or D and a payment's.")],
) -> None:
    """Pay once more what came back, as a payment of its own that names the old one.

    Exit code 0: done. 2: nothing was changed, and why.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.business_dates import first_open_day  # noqa: PLC0415
    from posse.services.money_out.life import CannotAct, name_of  # noqa: PLC0415
    from posse.services.money_out.reissuing import do_reissue  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    old = _named(number)
    try:
        new = do_reissue(disbursement=old, on=first_open_day(today=today()), by="command line")
    except (AnotherJobRuns, CannotAct) as refusal:
        raise fail(refusal) from refusal
    amount = format_dollars(new.amount_cents)
    typer.echo(f"{name_of(old)} is reissued as {name_of(new)}, {amount}")


def returns(*, day: Day = None, as_json: AsJson = False) -> None:
    """List what came back and was not reissued, and return entries that fit no payment.

    Exit code 0: printed, and every return fits a payment. 1: some fit none. 2: no day is
    closed and none was named.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.money_out.life import name_of  # noqa: PLC0415
    from posse.services.money_out.returned_deposits import (  # noqa: PLC0415
        open_returns_for_office,
    )
    from posse.services.money_out.stale_warrants import unclaimed_for_office  # noqa: PLC0415
    from posse.services.pages.disbursements import came_back_through  # noqa: PLC0415

    on = day_or_last_closed(day)
    unclaimed = {line.disbursement_id: line.days for line in unclaimed_for_office(on=on)}
    back = [
        {
            "payment": name_of(event.disbursement),
            "came_back_on": event.effective_on.isoformat(),
            "why": event.get_kind_display(),
            "amount": format_cents(event.disbursement.amount_cents),
            "unclaimed_days": unclaimed.get(event.disbursement_id, ""),
        }
        for event in came_back_through(on)
    ]
    unfit = [
        {
            "trace": row.trace_number,
            "returned_on": row.returned_on.isoformat(),
            "why": row.words,
            "code": row.return_code,
            "amount": format_cents(row.amount_cents),
        }
        for row in open_returns_for_office(on=on)
    ]
    if as_json:
        typer.echo(json.dumps({"came_back": back, "unmatched": unfit}, indent=2))
    else:
        _print(back, title="Came back and was not reissued", as_json=False)
        _print(unfit, title="Returns that fit no payment", as_json=False)
    if unfit:
        raise typer.Exit(1)


def overdue(*, day: Day = None, as_json: AsJson = False) -> None:
    """List what should have been sent by now, by time frame and by what hinders it.

    Exit code 0: nothing is overdue. 1: something is. 2: no day is closed and none was named.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.money_out.late_payments import (  # noqa: PLC0415
        late_lines,
        late_payments_for_day,
    )

    on = day_or_last_closed(day)
    told = [
        {
            "rule": line.rule,
            "what": line.words,
            "hindrance": line.hindrance_words,
            "count": line.count,
            "amount": format_cents(line.amount_cents),
            "oldest_due_on": line.oldest_due_on.isoformat(),
            "citations": ", ".join(line.citations),
        }
        for line in late_lines(late_payments_for_day(on), on=on)
    ]
    _print(told, title=f"Overdue on {on}", as_json=as_json)
    if told:
        raise typer.Exit(1)


def _act(number: str, kind: str, note: str) -> None:
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.apps.instruments.choices import EventKind  # noqa: PLC0415
    from posse.services.business_dates import first_open_day  # noqa: PLC0415
    from posse.services.money_out.life import CannotAct, do_act, name_of  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    sent = _named(number)
    try:
        event = do_act(
            disbursement=sent,
            kind=EventKind(kind),
            note=note,
            on=first_open_day(today=today()),
            by="command line",
        )
    except (AnotherJobRuns, CannotAct) as refusal:
        raise fail(refusal) from refusal
    typer.echo(f"{name_of(sent)}: {event.get_kind_display()}, {event.effective_on}")


def _named(number: str) -> "Disbursement":
    # Imported here because tables exist only once Django is started.
    from posse.services.pages.disbursements import disbursement_by_number  # noqa: PLC0415

    found = disbursement_by_number(number)
    if found is None:
        raise fail(f"there is no warrant or payment {number}")
    return found


def _print(rows: list[dict[str, Any]], *, title: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    if not rows:
        typer.echo(f"{title}: none")
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in rows[0]:
        is_figure = name in {"amount", "count", "unclaimed_days"}
        heading = name.replace("_", " ").capitalize()
        table.add_column(heading, justify="right" if is_figure else "left")
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)
