"""References of tables that are written by the million, checked a batch at a time.

PostgreSQL checks a foreign key row by row. For the books that is a third of a night, so
their keys carry no constraint of that kind; one statement asks for a whole batch instead
whether everything it names is there, and the rows named refuse to be deleted.
"""

from collections.abc import Mapping

import pgtrigger

MISSING = """
    PERFORM FROM (SELECT DISTINCT {column} FROM added WHERE {column} IS NOT NULL) AS named
    WHERE NOT EXISTS (SELECT FROM {table} AS there WHERE there.id = named.{column});
    IF FOUND THEN
        RAISE EXCEPTION 'a row names something that is not there: {column}'
            USING ERRCODE = '23503';
    END IF;"""


def names_what_is_there(tables: Mapping[str, str]) -> pgtrigger.Trigger:
    """A trigger that refuses a batch with a column whose row is in no table.

    ``tables`` names the table of each column. For append-only tables, which no UPDATE changes.
    """
    checks = [MISSING.format(column=column, table=table) for column, table in tables.items()]
    return pgtrigger.Trigger(
        name="names_what_is_there",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func="\n".join([*checks, "    RETURN NULL;"]),
    )


def stays() -> pgtrigger.Trigger:
    """A trigger by which the database refuses to delete a row that others name."""
    return pgtrigger.Protect(name="stays", operation=pgtrigger.Delete)
