"""Whole tables in and out of PostgreSQL by COPY, on Django's own connection.

Being on that connection, a bulk write belongs to the surrounding transaction: it is kept
or forgotten together with everything else the transaction does.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection, transaction
from psycopg import sql

Schema = Mapping[str, Any]


def read_frame(query: str, *, schema: Schema, params: Sequence[object] = ()) -> pl.DataFrame:
    """Rows of ``query`` as a frame; ``schema`` names and types the columns in order.

    ``%s`` in the query stands for ``params``, which are quoted here because COPY takes
    no parameters. Types: ``pl.Int64``, ``pl.Date``, ``pl.String``, ``pl.Boolean``.
    """
    wire = {name: pl.String if kind == pl.Boolean else kind for name, kind in schema.items()}
    with connection.cursor() as cursor:
        literals = [sql.Literal(value).as_string(cursor.connection) for value in params]
        filled = query % tuple(literals) if literals else query
        content = io.BytesIO()
        with cursor.copy(f"COPY ({filled}) TO STDOUT (FORMAT csv)") as copy:
            for block in copy:
                content.write(block)
    if not content.tell():
        return pl.DataFrame(schema=dict(schema))
    content.seek(0)
    frame = pl.read_csv(content, has_header=False, schema=wire)
    flags = [name for name, kind in schema.items() if kind == pl.Boolean]
    return frame.with_columns(pl.col(name) == "t" for name in flags)


@contextmanager
def whole_tables_joined() -> Iterator[None]:
    """Joins by hash or by order alone, for a query that reads a whole caseload.

    The server cannot know how many rows are left after the latest of each has been chosen;
    it guesses a handful, and compares each row with each for hours.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = on")


def write_frame(table: str, frame: pl.DataFrame) -> int:
    """Append ``frame`` to ``table``, its columns named as the table's; the rows written.

    One COPY statement, so statement triggers see the whole frame at once.
    """
    if frame.is_empty():
        return 0
    target = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    )
    # Django names the database's errors itself only around its own statements.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(target.as_string(cursor.connection)) as copy,
    ):
        for start in range(0, frame.height, 65_536):
            copy.write(frame.slice(start, 65_536).write_csv(include_header=False).encode())
    return frame.height


def do_count_rows() -> None:
    """Let the server look at every table, so that it plans by what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def next_ids(table: str, count: int) -> range:
    """Reserve ``count`` ids of ``table``, for rows that refer to each other in bulk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        sequence = cursor.fetchone()[0]
        # One lock holds the range together against another writer. A sequence never goes
        # back, so the lock need not last as long as the transaction, for which others wait.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [sequence])
        try:
            cursor.execute(f"SELECT nextval('{sequence}')")
            first = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + max(count, 1) - 1])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [sequence])
    return range(first, first + count)
