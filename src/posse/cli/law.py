"""Commands about the law: run its examples, count the clauses that are cited."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.clause_places import do_write_places
from posse.cli.clause_report import ClauseUse, clause_uses
from posse.examples.runner import Failure, Outcome, run_examples
from posse.rules.clauses import DOCUMENTS


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


def examples(
    paths: Annotated[list[Path], typer.Argument(help="Example files, or folders of them.")],
    form: Annotated[Format, typer.Option("--format", help="For people or for a program.")] = (
        Format.TEXT
    ),
) -> None:
    """Run examples of the law and print each one that fails.

    Exit code 0: all passed. 1: some failed. 2: something could not be run, such as a file
    with an unknown kind, profile or key.
    """
    outcome = run_examples(paths)
    if form is Format.JSON:
        typer.echo(json.dumps(outcome.to_json(), indent=2))
    else:
        _print_outcome(outcome)
    if outcome.errors:
        raise typer.Exit(2)
    if outcome.failures:
        raise typer.Exit(1)


def clauses(
    *,
    missing: Annotated[
        bool, typer.Option("--missing", help="List the clauses that nothing cites yet.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list for a program.")
    ] = False,
    document: Annotated[
        str | None, typer.Option(help=f"Only one document: {', '.join(DOCUMENTS)}.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the list of places the library shows.")
    ] = False,
) -> None:
    """Count the clauses cited by the law files, by code and by a passing test.

    What counts as tested is what passed when the tests were last run.

    Exit code 0: printed. 2: there is no such document.
    """
    if write:
        typer.echo(f"wrote {do_write_places()}")
        return
    if document is not None and document not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        raise typer.BadParameter(f"there is no document {document!r}; known: {known}")
    uses = [use for use in clause_uses() if document in {None, use.clause.document}]
    if missing:
        uses = [use for use in uses if not use.is_used]
    if as_json:
        typer.echo(json.dumps([use.to_json() for use in uses], indent=2))
    elif missing:
        for use in uses:
            typer.echo(f"{use.clause.id}  {use.clause.summary}")
    else:
        Console().print(_table(uses))


def _print_outcome(outcome: Outcome) -> None:
    for error in outcome.errors:
        name = f" {error.id}" if error.id else ""
        typer.echo(f"ERROR {error.path}{name}: {error.reason}")
    for failure in outcome.failures:
        typer.echo(_in_one_line(failure))
    counts = f"{len(outcome.passed)} passed, {len(outcome.failures)} failed"
    typer.echo(counts + (f", {len(outcome.errors)} not run" if outcome.errors else ""))


def _in_one_line(failure: Failure) -> str:
    """The failure with what was expected and what came, key by key."""
    example = failure.example
    head = f"FAILED {example.path} {example.id} ({example.kind}, {example.profile}): "
    if set(failure.actual) == {"single", "stacked", "shuffled"}:
        return f"{head}the three runs differ: {failure.actual}"
    if "error" in failure.actual:
        return head + str(failure.actual["error"])
    parts = (
        f"{key} expected {expected!r}, was {failure.actual.get(key)!r}"
        for key, expected in failure.expected.items()
        if expected != failure.actual.get(key)
    )
    return head + "; ".join(parts)


def _table(uses: list[ClauseUse]) -> Table:
    table = Table(title="Clauses of the source documents")
    table.add_column("document")
    for heading in ("clauses", "in law", "in code", "tested", "nowhere"):
        table.add_column(heading, justify="right", no_wrap=True, min_width=len(heading))
    for name in DOCUMENTS:
        mine = [use for use in uses if use.clause.document == name]
        if mine:
            counts = (
                len(mine),
                sum(bool(use.law_files) for use in mine),
                sum(bool(use.code_files) for use in mine),
                sum(use.is_tested for use in mine),
                sum(not use.is_used for use in mine),
            )
            table.add_row(name, *map(str, counts))
    return table
