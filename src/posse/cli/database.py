"""Commands about the database: the embedded server, its address, its tables."""

import os
from typing import Annotated

import typer

from posse.cli.django import fail, start_django
from posse.config.database import embedded_url, stop_embedded
from posse.config.home import home

app = typer.Typer(help="Start, stop or find the database.", no_args_is_help=True)

OWN_SERVER = "DATABASE_URL names the database server; it is started and stopped elsewhere"


@app.command("start")
def start() -> None:
    """Start the embedded server, if it does not run, and print its address.

    Exit code 0: it runs. 2: DATABASE_URL names another server, or it cannot start.
    """
    if os.environ.get("DATABASE_URL"):
        raise fail(OWN_SERVER)
    typer.echo(_embedded_url())


@app.command("stop")
def stop() -> None:
    """Stop the embedded server, if it runs; nothing is lost.

    Exit code 0: it does not run. 2: DATABASE_URL names another server.
    """
    if os.environ.get("DATABASE_URL"):
        raise fail(OWN_SERVER)
    was_running = stop_embedded(home() / "pgdata")
    typer.echo("The embedded server is stopped." if was_running else "It was not running.")


@app.command("url")
def url() -> None:
    """Print the address of the database, starting the embedded server where there is one.

    For other tools, such as psql "$(posse database url)". Exit code 0, or 2 when the
    server cannot start.
    """
    typer.echo(os.environ.get("DATABASE_URL") or _embedded_url())


@app.command("migrate")
def migrate(
    *, verbose: Annotated[bool, typer.Option("--verbose", help="Print each change.")] = False
) -> None:
    """Make the tables, or bring them to this version.

    Exit code 0: the tables fit this version. 2: the database cannot be reached.
    """
    start_django(needs_tables=False)
    # Imported here because Django must stand first.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    try:
        call_command("migrate", interactive=False, verbosity=1 if verbose else 0)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise fail(f"the tables cannot be made: {reason}") from error
    typer.echo("The tables fit this version.")


def _embedded_url() -> str:
    try:
        return embedded_url(home() / "pgdata")
    except (OSError, RuntimeError) as error:
        raise fail(f"the embedded server cannot start: {error}") from error
