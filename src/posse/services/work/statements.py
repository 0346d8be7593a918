"""Statements over many rows at once, on Django's own connection."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def do_run(statement: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> int:
    """Run one statement; how many rows its last part touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return int(cursor.rowcount)


def do_count_anew(*tables: str) -> None:
    """Let the database look at tables that were filled in this transaction.

    What it believes of their size decides its plans, and it would look only afterwards.
    """
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")


def one_number(statement: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> int:
    """The one whole number that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return int(cursor.fetchone()[0])
