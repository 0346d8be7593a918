"""Marks obligors whose facts changed, so that the next fold looks at them again."""

from collections.abc import Iterable

from django.db import connection


def do_mark_for_fold(obligors: Iterable[int]) -> None:
    """Mark obligors for the next fold, in the transaction that changed their facts."""
    ids = sorted({int(obligor) for obligor in obligors})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO books_refold (obligor_id) SELECT unnest(%s::bigint[])"
            " ON CONFLICT DO NOTHING",
            [ids],
        )


def do_mark_cases_for_fold(cases: Iterable[int]) -> None:
    """Mark the obligors of ``cases``; a case without an identified obligor has none."""
    with connection.cursor() as cursor:
        # In order of id, so that two writers never wait for each other in a circle.
        cursor.execute(
            "INSERT INTO books_refold (obligor_id)"
            " SELECT DISTINCT obligor_id FROM cases_case"
            " WHERE id = ANY(%s) AND obligor_id IS NOT NULL ORDER BY obligor_id"
            " ON CONFLICT DO NOTHING",
            [sorted({int(case) for case in cases})],
        )


def do_mark_family_for_fold(family: int) -> None:
    """Mark every obligor of a family: assistance is counted over all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO books_refold (obligor_id)"
            " SELECT DISTINCT obligor_id FROM cases_case"
            " WHERE family_id = %s AND obligor_id IS NOT NULL ORDER BY obligor_id"
            " ON CONFLICT DO NOTHING",
            [family],
        )
