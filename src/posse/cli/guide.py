"""The command ``posse guide``: what the State answers other States."""

import json
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from posse.rules.parameters import Law, load_law
from posse.rules.reference_guide import Question, answered, load_guide, matching


def guide(
    words: Annotated[str, typer.Argument(help="Only questions that hold these words.")] = "",
    *,
    section: Annotated[str, typer.Option(help="Only one section, such as J.")] = "",
    on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day whose figures are shown.")
    ],
    profile: Annotated[str, typer.Option(help="The law's profile.")] = "wyoming",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list for a program.")
    ] = False,
) -> None:
    """Print what the State answers other States in the reference guide.

    Exit code 0: printed. 1: no question holds the words. 2: the law has no such profile.
    """
    law, day = load_law(profile), on.date()
    found = [
        question
        for each in matching(load_guide(profile), words, law=law, on=day)
        for question in each.questions
        if section.upper() in {"", each.letter}
    ]
    if as_json:
        typer.echo(json.dumps([_to_json(each, law, on=day) for each in found], indent=2))
    else:
        _print(found, law, on=day)
    if not found:
        raise typer.Exit(1)


def _to_json(question: Question, law: Law, *, on: date) -> dict[str, Any]:
    return {
        "number": question.number,
        "asks": question.asks,
        "answer": answered(question, law, on=on) or None,
        "parameters": list(question.keys),
        "clauses": list(question.clauses),
        "sure": question.sure,
        "link": question.link or None,
        "changed_on": question.changed_on.isoformat() if question.changed_on else None,
    }


def _print(found: list[Question], law: Law, *, on: date) -> None:
    table = Table("Question", "Answer", "Clauses")
    for each in found:
        answer = answered(each, law, on=on) or "left blank"
        table.add_row(f"{each.number} {each.asks}", answer, "\n".join(each.clauses))
    Console().print(table)
