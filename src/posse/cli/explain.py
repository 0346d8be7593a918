"""Commands that explain a stored decision."""

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from posse.cli.django import start_django
from posse.units.days import day_words
from posse.units.money import format_dollars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from posse.services.books.explanation_steps import Step
    from posse.services.books.explanations import Explanation

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
    from posse.services.books.explanations import explanation_for_receipt  # noqa: PLC0415

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
        _say(console, f"{name}: {words}")
    _print_steps(console, "What the money paid, in the order of the law", explanation.steps)
    _print_steps(console, "Owed, but not reached by this money", explanation.not_reached)
    if explanation.shares or explanation.settings:
        console.print("[bold]What decided[/bold]")
    for share in explanation.shares:
        _say(console, f"{share.words}\n{_law(share.citations, share.sure)}")
    for setting in explanation.settings:
        since = day_words(setting.in_force_from)
        law = _law(setting.citations, setting.sure)
        _say(console, f"{setting.label}: {setting.value}, since {since}\n{law}")
    _print_ending(console, explanation)


def _print_steps(console: Console, title: str, steps: "Sequence[Step]") -> None:
    if steps:
        console.print(f"[bold]{title}[/bold]")
    for step in steps:
        amounts = f"{format_dollars(step.amount_cents)} of {format_dollars(step.owed_cents)}"
        act = f"{step.heading}. " if step.heading else ""
        _say(
            console,
            f"{act}{step.case_number} ({step.case_type.lower()}): {step.words}.\n"
            f"{amounts} to {step.payee[0].lower()}{step.payee[1:]}. "
            f"{_law(step.citations, step.sure)}",
        )


def _print_ending(console: Console, explanation: "Explanation") -> None:
    """Who was paid, and under which text of the law all this was decided."""
    if explanation.paid:
        console.print("[bold]Who was paid[/bold]")
    for paid in explanation.paid:
        _say(
            console,
            f"{format_dollars(paid.amount_cents)} to {paid.payee[0].lower()}{paid.payee[1:]} "
            f"on {day_words(paid.paid_on)}, {paid.method.lower()}, "
            f"at the bank {day_words(paid.settles_on)}",
        )
    if explanation.decided_on:
        same = "is unchanged" if explanation.is_law_unchanged else "has changed since"
        _say(
            console,
            f"Decided {day_words(explanation.decided_on)} under the profile "
            f"{explanation.profile}; the text of the law ({explanation.law_fingerprint[:12]}) "
            f"{same}.",
        )


def _law(citations: "Sequence[str]", sure: str) -> str:
    return f"{', '.join(citations)} ({sure.replace('_', ' ')})" if citations else ""


def _say(console: Console, words: str) -> None:
    console.print(Padding(Text(words), (0, 0, 0, 2)))
