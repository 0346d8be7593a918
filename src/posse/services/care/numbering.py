"""Numbers of child care cases, applications and providers, each one more than the last."""

from django.db import connection

LOCK = "SELECT pg_advisory_xact_lock(hashtext('numbers of the child care program'))"
LAST = "SELECT number FROM {table} ORDER BY id DESC LIMIT 1"
FIRST = 1_000_001


def next_care_case_number() -> str:
    """The number of the next child care case, such as ``E1000001``."""
    return _next("care_carecase", "E")


def next_care_application_number() -> str:
    """The number of the next application for child care, such as ``F1000001``."""
    return _next("care_careapplication", "F")


def next_provider_number() -> str:
    """The number of the next provider, such as ``P1000001``."""
    return _next("subsidy_careprovider", "P")


def _next(table: str, letter: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(LAST.format(table=table))
        row = cursor.fetchone()
    number = int(row[0][1:]) + 1 if row else FIRST
    return f"{letter}{number}"
