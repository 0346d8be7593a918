"""The command that derives the books a second time and compares them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from posse.cli.django import fail, start_django
from posse.units.money import format_cents

if TYPE_CHECKING:
    from posse.services.books.proving import ProofOutcome


def prove(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="A closed day; the last one if absent."
        ),
    ] = None,
    *,
    obligor: Annotated[
        list[str] | None,
        typer.Option(help="A case number: prove its paying parent only. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Derive every balance a second time, by a separate calculation, and compare.

    Proven as of the last closed day, a difference is kept and holds the payments of that
    paying parent until a later proof finds none; an earlier day is only compared.

    Exit code 0: nobody differs. 1: somebody does. 2: it cannot be proven; nothing was done.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.books.proof_requests import ProofRefused, do_prove  # noqa: PLC0415
    from posse.services.runs import AnotherJobRuns  # noqa: PLC0415

    asked: date | None = day.date() if day else None
    try:
        with _bar(is_quiet=as_json) as progress:
            outcome = do_prove(
                case_numbers=obligor or [], on=asked, by="posse prove", progress=progress
            )
    except (ProofRefused, AnotherJobRuns) as error:
        raise fail(error) from error
    if as_json:
        typer.echo(json.dumps(outcome.to_json(), indent=2))
    else:
        _print(outcome)
    if outcome.findings:
        raise typer.Exit(1)


@contextmanager
def _bar(*, is_quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing elsewhere, where the answer itself is enough."""
    console = Console(stderr=True)
    if is_quiet or not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        task = bars.add_task("Proving books", total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _print(outcome: "ProofOutcome") -> None:
    for finding in outcome.findings:
        typer.echo(f"Differs: {', '.join(finding.case_numbers)}")
        for each in finding.differences:
            typer.echo(
                f"  {each.what}: {format_cents(each.books_cents)} in the books,"
                f" {format_cents(each.proven_cents)} by the second calculation"
            )
    typer.echo(
        f"Proven as of {outcome.proven_on}: {len(outcome.obligors):,} paying parents,"
        f" {outcome.balance_count:,} balances, {len(outcome.findings):,} differ."
    )
    typer.echo(f"SHA-256 of the derived balances: {outcome.sha256}")
