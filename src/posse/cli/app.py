"""The command ``posse``: every command is registered here, in one line."""

import sys

import typer

from posse.cli import (
    balances,
    care,
    certify,
    closures,
    database,
    demo,
    duplicates,
    explain,
    guide,
    law,
    letters,
    months,
    nightly,
    prove,
    receivables,
    receive,
    refer,
    reindex,
    reliability,
    reports,
    serve,
    simulate,
    staff,
    statement,
    submit,
    token,
    warrants,
)
from posse.rules.errors import LawError

app = typer.Typer(
    help="Child support in the open: every cent and every decision explains itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

app.command("demo")(demo.demo)
app.command("examples")(law.examples)
app.command("clauses")(law.clauses)
app.command("guide")(guide.guide)
app.command("receive")(receive.receive)
app.command("refer")(refer.refer)
app.command("reliability")(reliability.reliability)
app.command("nightly")(nightly.nightly)
app.command("balance")(nightly.balance)
app.command("balances")(balances.balances)
app.command("month")(months.month)
app.command("prove")(prove.prove)
app.add_typer(care.app, name="care")
app.add_typer(certify.app, name="certify")
app.add_typer(explain.app, name="explain")
app.add_typer(warrants.app, name="warrants")
app.command("reissue")(warrants.reissue)
app.command("returns")(warrants.returns)
app.command("overdue")(warrants.overdue)
app.command("duplicates")(duplicates.duplicates)
app.command("reindex")(reindex.reindex)
app.command("closures")(closures.closures)
app.command("letters")(letters.letters)
app.command("receivables")(receivables.receivables)
app.command("undistributed")(reports.undistributed)
app.command("retained")(reports.retained)
app.command("ocse34")(reports.ocse34)
app.command("statement")(statement.statement)
app.add_typer(submit.app, name="submit")
app.add_typer(submit.answers, name="answers")
app.command("simulate")(simulate.simulate)
app.command("serve")(serve.serve)
app.add_typer(staff.app, name="staff")
app.add_typer(token.app, name="token")
app.add_typer(database.app, name="database")


def main() -> None:
    """Run a command; a fault in the law files is one clear line and exit code 2."""
    try:
        app()
    except LawError as error:
        typer.echo(f"posse: {error}", err=True)
        sys.exit(2)
