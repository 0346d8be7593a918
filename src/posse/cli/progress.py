"""How a long job shows where it stands: bars on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

STEP_WORDS = {
    "receive": "Taking in files",
    "referrals": "Taking in referrals",
    "answers": "Taking in partners' answers",
    "returns": "Taking back returned deposits",
    "stale": "Ending stale warrants",
    "suspense": "Booking suspense",
    "holds": "Holding and releasing",
    "fold": "Folding facts into postings",
    "prove": "Proving books",
    "remedies": "Judging remedies",
    "submit": "Telling partners",
    "withholding": "Issuing withholding orders",
    "closures": "Closing cases",
    "reliability": "Scoring paternity data",
    "child care": "Writing to families in child care",
    "deadlines": "Watching deadlines",
    "reminders": "Reminding families",
    "disburse": "Paying",
    "write": "Writing files",
    "close": "Closing the day",
}


@contextmanager
def nightly_progress(*, is_quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A teller of progress for the nightly job; silent where a program reads the output."""
    console = Console(stderr=True)
    if is_quiet:
        yield lambda _step, _done, _total: None
    elif console.is_terminal:
        with _bars(console) as progress:
            yield _teller(progress)
    else:
        yield _tell_in_lines


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=console)


def _teller(progress: Progress) -> Callable[[str, int, int], None]:
    tasks = {
        step: progress.add_task(words, total=None, start=False)
        for step, words in STEP_WORDS.items()
    }

    def tell(step: str, done: int, total: int) -> None:
        progress.start_task(tasks[step])
        progress.update(tasks[step], completed=done, total=total)

    return tell


def _tell_in_lines(step: str, done: int, total: int) -> None:
    of_total = f" of {total}" if total > done else ""
    typer.echo(f"{STEP_WORDS[step]}: {done}{of_total}", err=True)
