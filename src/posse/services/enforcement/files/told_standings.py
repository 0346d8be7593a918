"""Where remedies stand once a file is written: what it told, and what it no longer tells.

A remedy goes out, changes and ends with the record that says so to its partner, in the same
transaction as the file. What the partner has stands until a file tells it otherwise.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from posse.apps.enforcement.choices import RemedyStanding
from posse.services.bulk import write_frame

OUT = (RemedyStanding.SUBMITTED, RemedyStanding.MATCHED, RemedyStanding.COLLECTED)
TOLD = {"obligor": pl.Int64, "remedy": pl.String, "cents": pl.Int64}
TABLE = """
    CREATE TEMPORARY TABLE remedy_told (obligor_id bigint, remedy text, cents bigint)
    ON COMMIT DROP"""
# One row for each remedy of which the partner has something, before the file or after it.
MOVED = """
    CREATE TEMPORARY TABLE remedy_moved ON COMMIT DROP AS
    SELECT state.id, obligor_id, remedy, state.state AS before, state.failing,
           state.submitted_cents AS had, told.cents,
           CASE WHEN told.cents IS NULL AND state.state = ANY(%(out)s) THEN %(withdrawn)s
                WHEN told.cents IS NULL OR state.state = ANY(%(out)s) THEN state.state
                ELSE %(submitted)s END AS after
    FROM enforcement_remedystate AS state LEFT JOIN remedy_told AS told
      USING (obligor_id, remedy)
    WHERE remedy = ANY(%(remedies)s) AND (told.cents IS NOT NULL
          OR state.submitted_cents IS NOT NULL OR state.state = ANY(%(out)s))"""
TELL = """
    INSERT INTO enforcement_remedyevent
        (obligor_id, remedy, from_state, to_state, moved_on, amount_cents, reason, recorded_by,
         decision_id)
    SELECT obligor_id, remedy, before, after, %(on)s, coalesce(cents, had, 0),
           left(CASE WHEN after = before THEN 'The amount changed'
                     WHEN cents IS NOT NULL THEN 'Told by ' || %(file)s
                     WHEN failing <> '' THEN 'Not met: ' || replace(failing, '_', ' ')
                     ELSE 'Left out of ' || %(file)s END, 300), %(by)s,
           (SELECT max(id) FROM enforcement_remedydecision AS decision
            WHERE decision.obligor_id = remedy_moved.obligor_id
              AND decision.remedy = remedy_moved.remedy)
    FROM remedy_moved
    WHERE after <> before OR (after = ANY(%(out)s) AND had IS DISTINCT FROM cents)
    ORDER BY obligor_id, remedy"""
# A remedy that is withdrawn forgets its notice: used again, it needs a new one.
MOVE = """
    UPDATE enforcement_remedystate AS kept
    SET state = moved.after, submitted_cents = moved.cents,
        since = CASE WHEN moved.after = moved.before THEN kept.since ELSE %(on)s END,
        last_submitted_on = CASE
            WHEN moved.cents IS NULL THEN kept.last_submitted_on
            WHEN %(is_list)s OR moved.had IS DISTINCT FROM moved.cents
                 OR moved.after <> moved.before THEN %(on)s
            ELSE kept.last_submitted_on END,
        noticed_on = CASE WHEN moved.is_ended THEN NULL ELSE kept.noticed_on END,
        noticed_cents = CASE WHEN moved.is_ended THEN NULL ELSE kept.noticed_cents END,
        next_on = CASE WHEN moved.is_ended THEN NULL ELSE kept.next_on END
    FROM (SELECT *, after = %(withdrawn)s AND before <> after AS is_ended FROM remedy_moved)
         AS moved
    WHERE moved.id = kept.id AND (moved.after <> moved.before OR %(is_list)s
          OR moved.had IS DISTINCT FROM moved.cents)"""
ENDED = "SELECT obligor_id FROM remedy_moved WHERE after = %(withdrawn)s AND had IS NOT NULL"


def do_move_told(
    told: pl.DataFrame,
    *,
    remedies: Sequence[str],
    is_list: bool,
    file: str,
    on: date,
    by: str,
) -> list[int]:
    """Bring remedies in step with what a partner has after a file; whose it deleted.

    ``told`` has the columns of ``TOLD``: all that the partner has of these remedies.
    ``is_list`` where a file tells everybody anew. Call it in the file's transaction.
    Units: cents.
    Source: CS-9.2-GEN-2, CS-9.2-TOP-REV-11, CS-9.2-CBR-SUB-6.
    """
    params: dict[str, Any] = {
        "out": [str(each) for each in OUT],
        "submitted": str(RemedyStanding.SUBMITTED),
        "withdrawn": str(RemedyStanding.WITHDRAWN),
        "remedies": list(remedies),
        "is_list": is_list,
        "file": file,
        "on": on,
        "by": by,
    }
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        write_frame("remedy_told", told.select("remedy", "cents", obligor_id="obligor"))
        cursor.execute("ANALYZE remedy_told")
        cursor.execute(MOVED, params)
        cursor.execute("ANALYZE remedy_moved")
        cursor.execute(TELL, params)
        cursor.execute(MOVE, params)
        cursor.execute(ENDED, params)
        ended = [obligor for (obligor,) in cursor.fetchall()]
        cursor.execute("DROP TABLE remedy_told, remedy_moved")
    return ended
