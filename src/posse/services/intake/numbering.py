"""Numbers of applications and cases: each is one more than the last, taken in a transaction."""

from django.db import connection

FIRST_APPLICATION, FIRST_CASE = 1_000_001, 50_000_001
LOCK = "SELECT pg_advisory_xact_lock(hashtext('numbers of applications and cases'))"
LAST_APPLICATION = """
    SELECT number FROM intake_application ORDER BY id DESC LIMIT 1"""
# Numbers of cases that were brought over stay apart from those that are given here.
LAST_CASE = """
    SELECT number FROM cases_case WHERE origin = 'intake' ORDER BY id DESC LIMIT 1"""


def next_application_number() -> str:
    """The number of the next application, such as ``A1000001``."""
    return f"A{_next(LAST_APPLICATION, FIRST_APPLICATION)}"


def next_case_number() -> str:
    """The number of the next case that intake opens, such as ``C50000001``."""
    return f"C{_next(LAST_CASE, FIRST_CASE)}"


def _next(query: str, first: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(query)
        row = cursor.fetchone()
    return int(row[0][1:]) + 1 if row else first
