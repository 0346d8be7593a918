"""Commands that make partners' files of enforcement, and take in what partners answer."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posse.cli.django import fail, start_django, today
from posse.formats.codec import RecordError
from posse.formats.findings import Finding
from posse.rules.errors import LawError

if TYPE_CHECKING:
    from posse.services.enforcement.files.receiving import TakenFile
    from posse.services.enforcement.files.sending import SentFile

app = typer.Typer(help="Make files to partners of enforcement.", no_args_is_help=True)
answers = typer.Typer(help="Take in what partners of enforcement answer.", no_args_is_help=True)
SHOWN_FINDINGS = 50
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="The business date; today if absent."),
]
Folder = Annotated[
    Path | None, typer.Option("--outbox", help="Also write it into a folder of this one.")
]
Answer = Annotated[Path, typer.Argument(help="The partner's file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it for a program.")]


@app.command("offset")
def offset(*, day: Day = None, outbox: Folder = None, as_json: AsJson = False) -> None:
    """Tell the federal office whom to add, change and delete since the last file.

    Exit code 0: made, or made before and the same bytes. 1: made, some were left out.
    2: not possible, and why.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.sending import do_write_offset_file  # noqa: PLC0415

    _send(
        lambda on: do_write_offset_file(on=on, by="command line", today=today()),
        day=day, outbox=outbox, as_json=as_json,
    )  # fmt: skip


@app.command("credit")
def credit(*, day: Day = None, outbox: Folder = None, as_json: AsJson = False) -> None:
    """Report the month's accounts to the credit bureaus.

    Exit code 0: made, or made before and the same bytes. 1: made, some were left out.
    2: not possible, and why; without a bureau's number no file is made.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.sending import do_write_credit_file  # noqa: PLC0415

    _send(
        lambda on: do_write_credit_file(on=on, by="command line", today=today()),
        day=day, outbox=outbox, as_json=as_json,
    )  # fmt: skip


@app.command("inquiry")
def inquiry(
    partner: Annotated[str, typer.Argument(help="fidm, unclaimed_property or lottery.")],
    *,
    day: Day = None,
    outbox: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Ask a partner for accounts, property or prizes of parents.

    Exit code 0: made, or made before and the same bytes. 1: made, some were left out.
    2: not possible, and why.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.sending import do_write_match_inquiry  # noqa: PLC0415

    _send(
        lambda on: do_write_match_inquiry(
            on=on, partner=partner, by="command line", today=today()
        ),
        day=day, outbox=outbox, as_json=as_json,
    )  # fmt: skip


@answers.command("file")
def named(file: Answer, *, day: Day = None, as_json: AsJson = False) -> None:
    """Take in an answer by what the end of its name says that it is, as a night does.

    Exit code 0: every record was acted on, or the file came before. 1: some are findings.
    2: refused as a whole, unreadable, or not possible now; nothing was changed.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.receiving import do_take_named  # noqa: PLC0415

    _take(
        lambda on: do_take_named(path=file, on=on, by="command line", today=today()),
        day=day, as_json=as_json,
    )  # fmt: skip


@answers.command("offset-rejects")
def offset_rejects(file: Answer, *, day: Day = None, as_json: AsJson = False) -> None:
    """Take in what the federal office rejected or warned of.

    Exit code 0: nothing was rejected, or the file came before. 1: taken in, with findings.
    2: refused as a whole, unreadable, or not possible now; nothing was changed.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.receiving import (  # noqa: PLC0415
        do_take_offset_rejects,
    )

    _take(
        lambda on: do_take_offset_rejects(path=file, on=on, by="command line", today=today()),
        day=day, as_json=as_json,
    )  # fmt: skip


@answers.command("offset-collections")
def offset_collections(file: Answer, *, day: Day = None, as_json: AsJson = False) -> None:
    """Take in what was collected by offset, or taken back; a person posts each from it.

    Exit code 0: the file came before. 1: taken in, each record is a finding. 2: refused as a
    whole, unreadable, or not possible now; nothing was changed.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.receiving import (  # noqa: PLC0415
        do_take_offset_collections,
    )

    _take(
        lambda on: do_take_offset_collections(
            path=file, on=on, by="command line", today=today()
        ),
        day=day, as_json=as_json,
    )  # fmt: skip


@answers.command("matches")
def matches(
    source: Annotated[
        str, typer.Argument(help="msfidm, fidm, insurance, unclaimed_property or lottery.")
    ],
    file: Answer,
    *,
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Take in accounts, claims, property or prizes that a partner found.

    Exit code 0: every record is a match, or the file came before. 1: some are findings.
    2: refused as a whole, unreadable, or not possible now; nothing was changed.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.receiving import do_take_matches  # noqa: PLC0415

    _take(
        lambda on: do_take_matches(
            path=file, source=source, on=on, by="command line", today=today()
        ),
        day=day, as_json=as_json,
    )  # fmt: skip


@answers.command("new-hires")
def new_hires(
    file: Answer,
    *,
    fein: Annotated[
        str, typer.Option(help="The employer's number, for a file in the State's own layout.")
    ] = "",
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Take in reported hires; each of a paying parent becomes a source of income.

    Exit code 0: every record was read, or the file came before. 1: some are findings.
    2: refused as a whole, unreadable, or not possible now; nothing was changed.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.enforcement.files.receiving import do_take_new_hires  # noqa: PLC0415

    _take(
        lambda on: do_take_new_hires(
            path=file, fein=fein, on=on, by="command line", today=today()
        ),
        day=day, as_json=as_json,
    )  # fmt: skip


def _send(
    make: Callable[[date], "SentFile"],
    *,
    day: datetime | None,
    outbox: Path | None,
    as_json: bool,
) -> None:
    # Imported here because tables exist only once Django is started.
    from posse.services.money_out.outbound_files import (  # noqa: PLC0415
        OutboxNotWritable,
        do_write_outbound_files,
    )
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    on = day.date() if day else today()
    try:
        sent = make(on)
        if outbox:
            do_write_outbound_files(on=on, outbox=outbox)
    except (AnotherJobRuns, LawError, OutboxNotWritable, RecordError, ValueError) as error:
        raise fail(error) from error
    told = {
        "name": sent.file.name,
        "sha256": sent.file.sha256,
        "entries": sent.file.entry_count,
        "was_made": sent.was_made,
        "findings": [vars(found) for found in sent.findings],
    }
    made = "made" if sent.was_made else "made before; the same bytes"
    _say(f"{sent.file.name}: {made}, {sent.file.entry_count:,} entries", told, as_json=as_json)
    _end(sent.findings, as_json=as_json)


def _take(take: Callable[[date], "TakenFile"], *, day: datetime | None, as_json: bool) -> None:
    # Imported here because tables exist only once Django is started.
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    try:
        taken = take(day.date() if day else today())
    except OSError as error:
        raise fail(f"the file cannot be read: {error.strerror or error}") from error
    except (AnotherJobRuns, ValueError) as error:
        raise fail(error) from error
    told = {**vars(taken), "findings": [vars(found) for found in taken.findings]}
    words = "already received" if taken.is_repeat else taken.state
    _say(
        f"{taken.name}: {words}, {taken.count:,} records, {taken.taken_count:,} acted on",
        told, as_json=as_json,
    )  # fmt: skip
    if taken.is_refused:
        _show(taken.findings, as_json=as_json)
        raise typer.Exit(2)
    _end(taken.findings, as_json=as_json)


def _say(sentence: str, told: dict[str, object], *, as_json: bool) -> None:
    typer.echo(json.dumps(told, indent=2) if as_json else sentence)


def _end(findings: tuple[Finding, ...], *, as_json: bool) -> None:
    """Print what is wrong, and say so by the exit code."""
    _show(findings, as_json=as_json)
    if findings:
        raise typer.Exit(1)


def _show(findings: tuple[Finding, ...], *, as_json: bool) -> None:
    if as_json:
        return
    for found in findings[:SHOWN_FINDINGS]:
        place = f"line {found.line}" if found.line else "the file"
        typer.echo(f"  {place}: {found.reason}")
    left = len(findings) - SHOWN_FINDINGS
    if left > 0:
        typer.echo(f"  and {left} findings more; --json gives all of them")
