"""Facts of some obligors out of the tables, in the shape that the fold reads."""

from collections.abc import Iterable
from datetime import date

import polars as pl
from django.db import connection

from posse.ledger.facts import SCHEMAS, Facts
from posse.services.bulk import read_frame, write_frame

# ``%s`` is the date as of which facts are known.
QUERIES = {
    "cases": """
        SELECT cases_case.id, cases_case.obligor_id, cases_case.family_id,
               min(orders_order.ordered_on),
               coalesce((array_agg(orders_order.basis
                                   ORDER BY orders_order.ordered_on, orders_order.id))[1],
                        'other_state')
        FROM folding JOIN cases_case USING (obligor_id)
        LEFT JOIN orders_order ON orders_order.case_id = cases_case.id
        GROUP BY cases_case.id""",
    # Each word ends the one before it of the same child, case or reason; what it changes of
    # how many there are is told once a day.
    "circumstances": """
        SELECT min(told.id), told.case_id, told.kind, sum(told.change),
               told.effective_on
        FROM (
            SELECT known.*, known.holds - coalesce(lag(known.holds) OVER (
                       PARTITION BY known.case_id, known.kind, known.about
                       ORDER BY known.effective_on, known.id), 0) AS change
            FROM (
                SELECT told.id, told.case_id, 'child' AS kind, told.effective_on,
                       told.participant_id::text AS about, (NOT told.is_ended)::int AS holds
                FROM folding JOIN cases_case USING (obligor_id)
                JOIN cases_caserole AS told ON told.case_id = cases_case.id
                WHERE told.role = 'child' AND told.recorded_on <= %s
                UNION ALL
                SELECT told.id, told.case_id, 'responding', told.effective_on,
                       '', (told.role = 'responding')::int
                FROM folding JOIN cases_case USING (obligor_id)
                JOIN cases_interstaterole AS told ON told.case_id = cases_case.id
                WHERE told.recorded_on <= %s
                UNION ALL
                SELECT told.id, told.case_id, 'fee_exemption', told.effective_on,
                       told.reason, (NOT told.is_ended)::int
                FROM folding JOIN cases_case USING (obligor_id)
                JOIN cases_feeexemption AS told ON told.case_id = cases_case.id
                WHERE told.recorded_on <= %s) AS known) AS told
        GROUP BY told.case_id, told.kind, told.effective_on
        HAVING sum(told.change) <> 0""",
    "terms": """
        SELECT term.id, orders_order.case_id, term.obligation, term.amount_cents,
               term.frequency, term.first_due_on, term.effective_on,
               least(term.ends_on, min(later.effective_on) - 1)
        FROM folding JOIN cases_case USING (obligor_id)
        JOIN orders_order ON orders_order.case_id = cases_case.id
        JOIN orders_orderterm AS term ON term.order_id = orders_order.id
        LEFT JOIN orders_orderterm AS later
               ON later.replaces_id = term.id AND later.recorded_on <= %s
        WHERE term.recorded_on <= %s
        GROUP BY term.id, orders_order.case_id""",
    "periods": """
        SELECT DISTINCT ON (period.family_id, period.program, period.effective_on)
               period.id, period.family_id, period.effective_on, period.ends_on,
               period.program
        FROM cases_assistanceperiod AS period
        WHERE period.recorded_on <= %s
          AND period.family_id IN (
              SELECT family_id FROM folding JOIN cases_case USING (obligor_id))
        ORDER BY period.family_id, period.program, period.effective_on,
                 period.id DESC""",
    "grants": """
        SELECT granted.id, granted.family_id, granted.amount_cents, granted.effective_on,
               granted.program
        FROM cases_assistancegrant AS granted
        WHERE granted.recorded_on <= %s
          AND granted.family_id IN (
              SELECT family_id FROM folding JOIN cases_case USING (obligor_id))""",
    "adjustments": """
        SELECT adjustment.id, adjustment.case_id, adjustment.obligation, adjustment.bucket,
               adjustment.amount_cents, adjustment.effective_on
        FROM folding JOIN cases_case USING (obligor_id)
        JOIN orders_balanceadjustment AS adjustment ON adjustment.case_id = cases_case.id
        WHERE adjustment.recorded_on <= %s""",
    "receipts": """
        SELECT receipt.id, receipt.obligor_id, receipt.source, receipt.amount_cents,
               receipt.effective_on, NULL::bigint
        FROM folding JOIN payments_receipt AS receipt USING (obligor_id)
        WHERE receipt.recorded_on <= %s
        UNION ALL
        SELECT receipt.id, found.obligor_id, receipt.source, found.amount_cents,
               receipt.effective_on, found.id
        FROM folding JOIN payments_identification AS found USING (obligor_id)
        JOIN payments_receipt AS receipt ON receipt.id = found.receipt_id
        WHERE found.recorded_on <= %s""",
    "holds": """
        SELECT hold.id, hold.receipt_id, hold.scope, released.id, released.effective_on
        FROM payments_hold AS hold
        JOIN payments_receipt AS receipt ON receipt.id = hold.receipt_id
        LEFT JOIN payments_holdrelease AS released
               ON released.hold_id = hold.id AND released.recorded_on <= %s
        WHERE hold.scope <> 'payment' AND hold.recorded_on <= %s
          AND (receipt.obligor_id IN (SELECT obligor_id FROM folding)
               OR EXISTS (SELECT FROM payments_identification AS found
                          JOIN folding USING (obligor_id)
                          WHERE found.receipt_id = receipt.id))""",
    "reversals": """
        SELECT taken.id, taken.receipt_id, taken.obligor_id, taken.amount_cents,
               taken.effective_on, taken.reason
        FROM folding JOIN payments_reversal AS taken USING (obligor_id)
        WHERE taken.recorded_on <= %s""",
    "certifications": """
        SELECT certified.id, certified.case_id, certified.amount_cents,
               certified.effective_on
        FROM folding JOIN cases_case USING (obligor_id)
        JOIN orders_offsetcertification AS certified ON certified.case_id = cases_case.id
        WHERE certified.recorded_on <= %s""",
    "permissions": """
        SELECT permitted.id, permitted.obligor_id, permitted.effective_on
        FROM folding JOIN orders_excesspermission AS permitted USING (obligor_id)
        WHERE permitted.recorded_on <= %s""",
    "judgments": """
        SELECT judged.id, judged.case_id, judged.amount_cents, judged.effective_on,
               judged.kind
        FROM folding JOIN cases_case USING (obligor_id)
        JOIN orders_judgment AS judged ON judged.case_id = cases_case.id
        WHERE judged.recorded_on <= %s""",
    "affidavits": """
        SELECT sworn.id, sworn.case_id, sworn.effective_on
        FROM folding JOIN cases_case USING (obligor_id)
        JOIN orders_penaltyaffidavit AS sworn ON sworn.case_id = cases_case.id
        WHERE sworn.recorded_on <= %s""",
    "suppressions": """
        SELECT DISTINCT ON (stopped.case_id, stopped.kind, stopped.effective_on)
               stopped.id, stopped.case_id, stopped.kind, stopped.effective_on,
               stopped.ends_on
        FROM folding JOIN cases_case USING (obligor_id)
        JOIN orders_chargesuppression AS stopped ON stopped.case_id = cases_case.id
        WHERE stopped.recorded_on <= %s
        ORDER BY stopped.case_id, stopped.kind, stopped.effective_on, stopped.id DESC""",
}


def choose_obligors(obligors: Iterable[int]) -> None:
    """Name the obligors of this transaction in the temporary table ``folding``."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS folding")
        cursor.execute("CREATE TEMPORARY TABLE folding (obligor_id bigint) ON COMMIT DROP")
    write_frame(
        "folding",
        pl.DataFrame({"obligor_id": list(obligors)}, schema_overrides={"obligor_id": pl.Int64}),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE folding")


def facts_of_chosen(*, known_on: date) -> Facts:
    """All facts of the obligors in ``folding`` as they were known on a business date.

    Call :func:`choose_obligors` first; name everyone who shares a family with them too.
    """
    frames = {
        name: read_frame(query, schema=SCHEMAS[name], params=[known_on] * query.count("%s"))
        for name, query in QUERIES.items()
    }
    return Facts(**frames)
