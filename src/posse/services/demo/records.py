"""The case record of the demo, in bulk: notes and contacts of many cases at once."""

import polars as pl

from posse.services.bulk import read_frame, write_frame
from posse.services.demo.installation import RECORDED_BY

WORKED_CASES = """
    SELECT matter.id, matter.obligee_id FROM cases_case AS matter
    WHERE matter.obligor_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM cases_casestatus WHERE case_id = matter.id AND service <> 'iv_d')
    ORDER BY matter.number"""


def worked_cases() -> pl.DataFrame:
    """The demo's IV-D cases with both parents. Columns: ``case_id``, ``participant_id``."""
    schema = {"case_id": pl.Int64, "participant_id": pl.Int64}
    return read_frame(WORKED_CASES, schema=schema)


def do_write_demo_notes(notes: pl.DataFrame) -> int:
    """Notes of many cases; how many. Columns: ``case_id``, ``template``, ``text``, ``on``."""
    return write_frame("records_note", _told(notes))


def do_write_demo_contacts(contacts: pl.DataFrame) -> int:
    """Contacts of many cases; how many.

    Columns: ``case_id``, ``participant_id``, ``method``, ``outcome``, ``text``, ``on``.
    """
    rows = contacts.with_columns(direction=pl.lit("outgoing"))
    return write_frame("records_contact", _told(rows))


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        effective_on=pl.col("on"), recorded_on=pl.col("on"), recorded_by=pl.lit(RECORDED_BY)
    ).drop("on")
