"""Commands that explain a stored decision."""

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import start_django
from posse.units.days import day_words
from posse.units.money import format_dollars

if TYPE_CHECKING:
    from posse.services.explanations import Explanation, Step

app = typer.Typer(help="Say why something was decided.", no_args_is_help=True)


@app.callback()
def explain() -> None:
    """Say why something was decided, in plain words with the law behind it."""


@app.command("receipt")
def receipt(
    number: Annotated[str, typer.Argument(help="The receipt's number, such as 123 or R123.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print it for a program.")] = False,
) -> None:
    """Say why every cent of a receipt went where it went.

    Exit code 0: explained. 2: there is no such receipt.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.apps.payments.models import Receipt  # noqa: PLC0415
    from posse.services.explanations import explanation_for_receipt  # noqa: PLC0415

    digits = number.strip().upper().removeprefix("R")
    try:
        explanation = explanation_for_receipt(int(digits))
    except (ValueError, Receipt.DoesNotExist):
        typer.echo(f"posse: there is no receipt {number}", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(explanation.to_json(), indent=2))
    else:
        _print(explanation, Console())


def _print(explanation: "Explanation", console: Console) -> None:
    console.print(f"[bold]Receipt R{explanation.receipt_id}[/bold]  {explanation.sentence}")
    for name, words in explanation.facts.items():
        console.print(f"  {name}: {words}", highlight=False, markup=False)
    for setting in explanation.settings:
        cites = ", ".join(setting.citations)
        console.print(
            f"  {setting.label}: {setting.value}, since {day_words(setting.in_force_from)} "
            f"({cites}; {setting.sure.replace('_', ' ')})",
            highlight=False,
        )
    for share in explanation.shares:
        console.print(f"  {share.words} ({', '.join(share.citations)})", highlight=False)
    if explanation.steps:
        console.print(_table("What the money paid, in the order of the law", explanation.steps))
    if explanation.not_reached:
        console.print(_table("Owed, but not reached by this money", explanation.not_reached))
    for paid in explanation.paid:
        console.print(
            f"  {format_dollars(paid.amount_cents)} sent to {paid.payee.lower()} on "
            f"{day_words(paid.paid_on)} ({paid.method}), "
            f"at the bank {day_words(paid.settles_on)}",
            highlight=False,
        )
    if explanation.decided_on:
        same = "unchanged since" if explanation.is_law_unchanged else "since replaced"
        console.print(
            f"  Decided {day_words(explanation.decided_on)} under profile "
            f"{explanation.profile}, law {explanation.law_fingerprint[:12]}, {same}",
            highlight=False,
        )


def _table(title: str, steps: "tuple[Step, ...]") -> Table:
    table = Table(title=title, title_justify="left")
    for heading, side in (
        ("Case", "left"), ("Why", "left"), ("Owed", "right"), ("Paid", "right"),
        ("To", "left"), ("Law", "left"), ("Sure", "left"),
    ):  # fmt: skip
        table.add_column(heading, justify=side)
    for step in steps:
        table.add_row(
            step.case_number,
            step.words,
            format_dollars(step.owed_cents),
            format_dollars(step.amount_cents),
            step.payee,
            ", ".join(step.citations),
            step.sure.replace("_", " "),
        )
    return table
