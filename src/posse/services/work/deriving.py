"""Events that a night derives: from states that changed, and from single facts."""

from datetime import date

import polars as pl

from posse.services.bulk import read_frame, write_frame
from posse.services.work.statements import do_run

BY_NIGHT = "night"
TOLD = """
    SELECT DISTINCT case_id, kind FROM work_caseevent
    WHERE recorded_on > %s AND recorded_on <= %s"""

# Each derives one event from one fact, as the source says; a fact gives its event once.
FROM_FACTS = {
    "order_modified": """
        SELECT ordering.case_id, 'term' AS source, term.id, term.recorded_on
        FROM orders_orderterm AS term JOIN orders_order AS ordering
             ON ordering.id = term.order_id
        WHERE term.replaces_id IS NOT NULL AND NOT %(is_first)s
          AND term.recorded_on > %(last)s AND term.recorded_on <= %(on)s""",
    "offset_certified": """
        SELECT case_id, 'certification' AS source, max(id), max(effective_on)
        FROM orders_offsetcertification
        WHERE amount_cents > 0 AND recorded_on > %(last)s AND recorded_on <= %(on)s
        GROUP BY case_id""",
    "interstate_case_received": """
        SELECT case_id, 'interstate role' AS source, id, recorded_on
        FROM cases_interstaterole
        WHERE role = 'responding' AND NOT %(is_first)s
          AND recorded_on > %(last)s AND recorded_on <= %(on)s""",
    "new_hire_reported": """
        SELECT mine.id, 'income source' AS source, max(income.id), max(income.told_on)
        FROM withholding_incomesource AS income
        JOIN cases_case AS mine ON mine.obligor_id = income.obligor_id
        WHERE income.told_by = 'new_hire'
          AND income.told_on > %(last)s AND income.told_on <= %(on)s
        GROUP BY mine.id""",
    # Money withheld shows that an employer withholds, until the job or the case ends; so does
    # an order of this office.
    "withholding_issued": """
        SELECT ordered.case_id, 'withholding order' AS source, max(ordered.id),
               max(ordered.issued_on)
        FROM withholding_withholdingorder AS ordered
        WHERE ordered.kind = 'original'
          AND ordered.issued_on > %(last)s AND ordered.issued_on <= %(on)s
        GROUP BY ordered.case_id
        UNION ALL
        SELECT receipt.case_id, 'receipt' AS source, min(receipt.id), min(receipt.recorded_on)
        FROM payments_receipt AS receipt
        WHERE receipt.source = 'income_withholding' AND receipt.case_id IS NOT NULL
          AND receipt.recorded_on > %(last)s AND receipt.recorded_on <= %(on)s
          AND NOT EXISTS (
              SELECT FROM work_caseevent AS issued
              WHERE issued.case_id = receipt.case_id AND issued.kind = 'withholding_issued'
                AND NOT EXISTS (
                    SELECT FROM work_caseevent AS ended
                    WHERE ended.case_id = issued.case_id
                      AND ended.kind IN ('employment_ended', 'case_closed')
                      AND (ended.effective_on, ended.id) > (issued.effective_on, issued.id)))
        GROUP BY receipt.case_id""",
}
DERIVE = """
    INSERT INTO work_caseevent (case_id, kind, effective_on, recorded_on, recorded_by, source,
                                source_id, note)
    SELECT fact.case_id, %(kind)s, LEAST(fact.day, %(on)s), %(on)s, %(by)s, fact.source,
           fact.source_id, ''
    FROM ({facts}) AS fact(case_id, source, source_id, day)
    JOIN work_now AS now ON now.case_id = fact.case_id AND now.is_served
    ON CONFLICT DO NOTHING"""


def do_tell_changes(changes: pl.DataFrame, *, on: date, last: date, by: str) -> int:
    """Keep what changed as events, but for what somebody told since the last night already."""
    told = read_frame(TOLD, schema={"case": pl.Int64, "kind": pl.String}, params=(last, on))
    new = changes.join(told, on=["case", "kind"], how="anti")
    return write_frame(
        "work_caseevent",
        new.select(
            "kind",
            "effective_on",
            case_id="case",
            recorded_on=pl.lit(on),
            recorded_by=pl.lit(by),
            source=pl.lit(BY_NIGHT),
            note=pl.lit(""),
        ),
    )


def do_derive_from_facts(*, on: date, last: date, is_first: bool, by: str) -> int:
    """Keep the events that single facts since the last night are; how many."""
    params = {"on": on, "last": last, "is_first": is_first, "by": by}
    return sum(
        do_run(DERIVE.format(facts=facts), {**params, "kind": kind})
        for kind, facts in FROM_FACTS.items()
    )
