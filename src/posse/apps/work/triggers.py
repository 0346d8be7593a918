"""Triggers of tasks: what a task is given to must be there."""

from collections.abc import Mapping

import pgtrigger

from posse.apps.references import MISSING


def keeps_to_what_is_there(tables: Mapping[str, str]) -> pgtrigger.Trigger:
    """A trigger that refuses a batch of changes with a column whose row is in no table."""
    checks = [MISSING.format(column=column, table=table) for column, table in tables.items()]
    return pgtrigger.Trigger(
        name="keeps_to_what_is_there",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(new="added"),
        func="\n".join([*checks, "    RETURN NULL;"]),
    )
