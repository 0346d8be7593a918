"""Starts Django for a command, and says in plain words why the database cannot serve."""

import os
from datetime import date

import typer

USAGE_EXIT = 2


def fail(message: object, *, code: int = USAGE_EXIT) -> typer.Exit:
    """One clear line on the error stream, and the exit that goes with it."""
    typer.echo(f"posse: {message}", err=True)
    return typer.Exit(code)


def today() -> date:
    """The office's calendar day: the one clock of the command line. Needs Django."""
    from django.utils import timezone  # noqa: PLC0415 - as below

    return timezone.localdate()


def start_django(*, needs_tables: bool = True) -> None:
    """Set up Django, starting the embedded database where this installation has one.

    Exits with code 2 when the database cannot be reached, or lacks its tables.
    """
    # Imported here because commands about the law and the files must not wait for them.
    import django  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, OSError, RuntimeError, ValueError) as error:
        raise fail(f"the installation cannot start: {error}") from error
    if needs_tables:
        _check_tables()


def _check_tables() -> None:
    from django.db import DatabaseError, connection  # noqa: PLC0415 - as above

    try:
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise fail(f"the database does not answer: {reason}") from error
    if "runs_run" not in tables:
        raise fail("the database has no tables yet; run 'posse database migrate' first")
