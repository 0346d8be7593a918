"""Remedies that brought money: moved once a payment by them is booked, and back if it goes.

By whatever way the money came: in a partner's file, by a payment file or by hand. What counts
is what lies with the parent since the remedy went out; a receipt taken back counts no more.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction

from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.payments.choices import Source
from posse.services.business_dates import last_closed_day

SEIZURE = "freeze_and_seize"
# By the source of a payment, the remedies that may have brought it.
REMEDIES_OF: Mapping[Source, tuple[str, ...]] = {
    Source.INCOME_WITHHOLDING: ("income_withholding",),
    Source.UNEMPLOYMENT: ("unemployment_withholding",),
    Source.WORKERS_COMPENSATION: ("workers_compensation_withholding",),
    Source.FEDERAL_TAX_REFUND_OFFSET: ("federal_tax_offset",),
    Source.FEDERAL_ADMINISTRATIVE_OFFSET: ("federal_admin_offset",),
    Source.STATE_LOTTERY: ("lottery",),
    Source.FIDM_LEVY: ("fidm", "msfidm", SEIZURE),
    Source.UNCLAIMED_PROPERTY: ("unclaimed_property",),
    Source.INSURANCE: ("insurance_match",),
}
COLLECTED = RemedyStanding.COLLECTED.value
BROUGHT, TAKEN_BACK = "A payment by it was booked", "The payment by it was taken back"
# Each step is a table with its statistics, without which the server guesses a handful of rows
# and compares each payment with each parent.
TOUCHED = """
    CREATE TEMPORARY TABLE remedy_touched ON COMMIT DROP AS
    SELECT obligor_id FROM payments_receipt
    WHERE recorded_on > %(since)s AND recorded_on <= %(on)s AND obligor_id IS NOT NULL
    UNION SELECT obligor_id FROM payments_identification
    WHERE recorded_on > %(since)s AND recorded_on <= %(on)s
    UNION SELECT obligor_id FROM payments_reversal
    WHERE recorded_on > %(since)s AND recorded_on <= %(on)s AND obligor_id IS NOT NULL"""
STANDING = """
    CREATE TEMPORARY TABLE remedy_out ON COMMIT DROP AS
    SELECT state.id, state.obligor_id, state.remedy, state.state, state.amount_cents,
           coalesce((SELECT event.moved_on FROM enforcement_remedyevent AS event
                     WHERE event.obligor_id = state.obligor_id
                       AND event.remedy = state.remedy
                       AND event.to_state = ANY(%(out)s)
                       AND NOT event.from_state = ANY(%(out)s)
                     ORDER BY event.id DESC LIMIT 1), state.since) AS out_on
    FROM enforcement_remedystate AS state
    JOIN remedy_touched AS touched ON touched.obligor_id = state.obligor_id
    WHERE state.state = ANY(%(out)s) AND state.remedy = ANY(%(remedies)s)"""
# Of the two data matches, a levy is of the one whose account was levied.
FOUND = """
    CREATE TEMPORARY TABLE remedy_collected ON COMMIT DROP AS
    WITH way (source, remedy) AS (
        SELECT * FROM unnest(%(sources)s::text[], %(remedies)s::text[])),
    moved (receipt_id, obligor_id, cents) AS (
        SELECT id, obligor_id, amount_cents FROM payments_receipt
        WHERE obligor_id IN (SELECT obligor_id FROM remedy_out)
        UNION ALL SELECT receipt_id, obligor_id, amount_cents FROM payments_identification
        WHERE obligor_id IN (SELECT obligor_id FROM remedy_out)
        UNION ALL SELECT receipt_id, obligor_id, -amount_cents FROM payments_reversal
        WHERE obligor_id IN (SELECT obligor_id FROM remedy_out)),
    brought AS (
        SELECT standing.id, sum(moved.cents) AS cents
        FROM remedy_out AS standing JOIN moved ON moved.obligor_id = standing.obligor_id
        JOIN payments_receipt AS receipt ON receipt.id = moved.receipt_id
        JOIN way ON way.source = receipt.source AND way.remedy = standing.remedy
        WHERE receipt.effective_on >= standing.out_on
          AND (receipt.source <> %(levy)s OR standing.remedy = %(seizure)s OR EXISTS (
              SELECT FROM enforcement_assetmatch AS match
              WHERE match.obligor_id = standing.obligor_id AND match.source = standing.remedy
                AND match.levied_on <= receipt.effective_on))
        GROUP BY standing.id)
    SELECT standing.*, CASE WHEN coalesce(brought.cents, 0) > 0 THEN %(collected)s
           WHEN standing.state <> %(collected)s THEN standing.state
           ELSE coalesce((SELECT event.from_state FROM enforcement_remedyevent AS event
                          WHERE event.obligor_id = standing.obligor_id
                            AND event.remedy = standing.remedy
                            AND event.to_state = %(collected)s
                            AND event.from_state <> %(collected)s
                          ORDER BY event.id DESC LIMIT 1), %(submitted)s) END AS after
    FROM remedy_out AS standing LEFT JOIN brought ON brought.id = standing.id"""
TELL = """
    INSERT INTO enforcement_remedyevent
        (obligor_id, remedy, from_state, to_state, moved_on, amount_cents, reason, recorded_by)
    SELECT obligor_id, remedy, state, after, %(on)s, amount_cents,
           CASE WHEN after = %(collected)s THEN %(brought)s ELSE %(back)s END, %(by)s
    FROM remedy_collected WHERE after <> state ORDER BY obligor_id, remedy"""
MOVE = """
    UPDATE enforcement_remedystate AS kept SET state = found.after, since = %(on)s
    FROM remedy_collected AS found
    WHERE found.id = kept.id AND found.after <> found.state"""


@transaction.atomic
def do_mark_collected(*, on: date, by: str) -> int:
    """Move each remedy whose money came or went since the last closed day; how many.

    Done again it moves nothing, because it looks at where remedies stand.
    """
    ways = [(str(source), remedy) for source, names in REMEDIES_OF.items() for remedy in names]
    told: dict[str, Any] = {
        "sources": [source for source, _ in ways],
        "remedies": [remedy for _, remedy in ways],
        "since": last_closed_day() or date.min,
        "on": on,
        "out": [str(RemedyStanding.SUBMITTED), str(RemedyStanding.MATCHED), COLLECTED],
        "levy": str(Source.FIDM_LEVY),
        "seizure": SEIZURE,
        "collected": COLLECTED,
        "submitted": str(RemedyStanding.SUBMITTED),
        "brought": BROUGHT,
        "back": TAKEN_BACK,
        "by": by,
    }
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, told)
        cursor.execute("ANALYZE remedy_touched")
        cursor.execute(STANDING, told)
        cursor.execute("ANALYZE remedy_out")
        cursor.execute(FOUND, told)
        cursor.execute(TELL, told)
        cursor.execute(MOVE, told)
        count = cursor.rowcount
        cursor.execute("DROP TABLE remedy_touched, remedy_out, remedy_collected")
    return int(count)
