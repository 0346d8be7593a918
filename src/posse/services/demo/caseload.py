"""Writes a whole caseload at once, such as the demo's or one brought over by conversion."""

from collections.abc import Mapping

import polars as pl
from django.db import connection, transaction

from posse.services.bulk import next_ids, write_frame
from posse.services.search.keys import search_keys

# Which column of a table points to which table, in an order in which they can be written.
REFERENCES: Mapping[str, Mapping[str, str]] = {
    "people_participant": {},
    "people_employer": {},
    "people_identity": {"participant_id": "people_participant"},
    "people_identifier": {"participant_id": "people_participant"},
    "people_address": {"participant_id": "people_participant"},
    "people_employment": {
        "participant_id": "people_participant",
        "employer_id": "people_employer",
    },
    "people_payeeaccount": {"participant_id": "people_participant"},
    "cases_family": {},
    "cases_case": {
        "family_id": "cases_family",
        "obligor_id": "people_participant",
        "obligee_id": "people_participant",
    },
    "cases_casestatus": {"case_id": "cases_case"},
    "cases_caserole": {"case_id": "cases_case", "participant_id": "people_participant"},
    "cases_parents": {"case_id": "cases_case"},
    "cases_paternity": {"case_id": "cases_case", "participant_id": "people_participant"},
    "cases_assistanceperiod": {"family_id": "cases_family"},
    "cases_assistancegrant": {"family_id": "cases_family"},
    "orders_order": {"case_id": "cases_case"},
    "orders_orderterm": {"order_id": "orders_order"},
    "orders_balanceadjustment": {"case_id": "cases_case"},
    "orders_judgment": {"case_id": "cases_case"},
    "orders_penaltyaffidavit": {"case_id": "cases_case"},
    "orders_chargesuppression": {"case_id": "cases_case"},
    "orders_offsetcertification": {"case_id": "cases_case"},
    "orders_excesspermission": {"obligor_id": "people_participant"},
    "cases_interstaterole": {"case_id": "cases_case"},
    "cases_feeexemption": {"case_id": "cases_case"},
    "instruments_card": {"participant_id": "people_participant"},
}


@transaction.atomic
def do_write_caseload(frames: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Write frames whose ids count from zero, their search keys, and marks for the fold.

    References between the frames count from zero as well; both are shifted to ids that
    the database reserves. The result says how many rows each table got.
    Raises: ValueError for a table that is no part of a caseload.
    """
    unknown = sorted(set(frames) - set(REFERENCES))
    if unknown:
        raise ValueError(f"no part of a caseload: {', '.join(unknown)}")
    firsts = {table: next_ids(table, frame.height).start for table, frame in frames.items()}
    counts = {}
    for table, references in REFERENCES.items():
        if table in frames:
            shifts = {"id": table, **references}
            moved = frames[table].with_columns(
                pl.col(column) + firsts[target] for column, target in shifts.items()
            )
            counts[table] = write_frame(table, moved)
    names = _names(frames).with_columns(pl.col("participant_id") + firsts["people_participant"])
    counts["people_searchkey"] = write_frame("people_searchkey", search_keys(names))
    _do_mark_all_obligors(firsts["cases_case"], counts["cases_case"])
    return counts


def _names(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Whom search shall find, by name and Social Security number."""
    numbers = frames["people_identifier"].filter(pl.col("kind") == "ssn")
    return (
        frames["people_identity"]
        .join(numbers, on="participant_id", how="left")
        .select("participant_id", "surname", "given_name", "birth_date", ssn="number")
    )


def _do_mark_all_obligors(first_case: int, case_count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO books_refold (obligor_id)"
            " SELECT DISTINCT obligor_id FROM cases_case"
            " WHERE id >= %s AND id < %s AND obligor_id IS NOT NULL ORDER BY obligor_id"
            " ON CONFLICT DO NOTHING",
            [first_case, first_case + case_count],
        )
