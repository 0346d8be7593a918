"""The night and the day's balance as tables on a terminal."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from posse.units.money import format_dollars

if TYPE_CHECKING:
    from posse.jobs.nightly_outcome import NightlyOutcome
    from posse.services.books.balance_report import BalanceReport, WaitingLine

STEPS = (
    ("receive", "Files taken in"),
    ("referrals", "Referrals, and those brought to intake"),
    ("answers", "Partners' answers, and records acted on"),
    ("suspense", "Booked in suspense"),
    ("holds", "Receipts held, and released"),
    ("fold", "Facts folded into postings"),
    ("prove", "Paying parents proven"),
    ("remedies", "Parents judged, and remedies moved"),
    ("submit", "Records for partners, and those told"),
    ("withholding", "Incomes judged, and withholding orders sent"),
    ("closures", "Reasons to close found, cases closed"),
    ("reliability", "Cases scored anew"),
    ("child care", "Child care cases, and letters to them"),
    ("deadlines", "Events told, and tasks opened"),
    ("reminders", "Reminders decided, and sent"),
    ("disburse", "Amounts paid"),
    ("write", "Entries written for the bank"),
)


def _table(title: str, *columns: tuple[str, str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading, side in columns:
        table.add_column(heading, justify="right" if side == "right" else "left")
    return table


def print_steps(outcome: "NightlyOutcome", console: Console) -> None:
    """What came in, went out and was rejected, step by step."""
    table = _table(
        f"Nightly job of {outcome.business_date}",
        ("", "left"), ("In", "right"), ("Out", "right"), ("Rejected", "right"),
        ("Amount", "right"),
    )  # fmt: skip
    for name, words in STEPS:
        line = outcome.total(name)
        table.add_row(
            words,
            f"{line.in_count:,}",
            f"{line.out_count:,}",
            f"{line.rejected_count:,}" if line.rejected_count else "",
            format_dollars(line.amount_cents),
        )
    console.print(table)


def print_report(report: "BalanceReport", console: Console) -> None:
    """Every account, what waits and why, and the proofs."""
    state = "closed" if report.is_closed else "still open"
    table = _table(
        f"Balance of {report.business_date} ({state})",
        ("Account", "left"), ("Opening", "right"), ("Debits", "right"), ("Credits", "right"),
        ("Closing", "right"),
    )  # fmt: skip
    for line in report.accounts:
        amounts = (
            line.opening_cents, line.debit_cents, line.credit_cents, line.closing_cents
        )  # fmt: skip
        table.add_row(line.words, *map(_signed_dollars, amounts))
    table.add_section()
    table.add_row("All accounts together", "", "", "", _signed_dollars(report.total_cents))
    console.print(table)
    came, went = report.receipts, report.disbursements
    console.print(
        f"Received {came.count:,} payments, {format_dollars(came.amount_cents)};"
        f" paid out {went.count:,}, {format_dollars(went.amount_cents)}.",
        highlight=False,
    )
    if report.not_booked.count:
        console.print(
            f"Arrived but not in the books, out of {report.not_booked.count:,} files with"
            f" rejected records or returned payments:"
            f" {format_dollars(report.not_booked.amount_cents)}.",
            highlight=False,
        )
    _print_waiting("In suspense", report.suspense, console)
    _print_waiting("Awaiting payment", report.unpaid or (), console)
    for proof in report.proofs:
        verdict = "holds" if proof.holds else "[bold red]DOES NOT HOLD[/bold red]"
        amount = _signed_dollars(proof.books_cents)
        console.print(f"{proof.words} ({amount}): {verdict}.", highlight=False)
    for finding in report.differing:
        console.print(
            f"Held since {finding.proven_on}, as the second calculation differs:"
            f" {finding.what}: {_signed_dollars(finding.books_cents)} in the books,"
            f" {_signed_dollars(finding.proven_cents)} by it.",
            highlight=False,
            markup=False,
        )
    for doubt in report.doubts:
        console.print(f"Unverified: {doubt}", highlight=False, markup=False)


def _print_waiting(title: str, lines: "tuple[WaitingLine, ...]", console: Console) -> None:
    if not lines:
        return
    table = _table(
        title,
        ("Why", "left"), ("For", "left"), ("Count", "right"), ("Amount", "right"),
        ("Oldest", "left"),
    )  # fmt: skip
    for line in lines:
        table.add_row(
            line.words,
            line.age,
            f"{line.count:,}",
            _signed_dollars(line.amount_cents),
            str(line.oldest_on),
        )
    console.print(table)


def _signed_dollars(amount_cents: int) -> str:
    """Accounts run both ways, so a credit balance is marked by its sign."""
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}{format_dollars(abs(amount_cents))}"
