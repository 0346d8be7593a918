"""The parents of whom a remedy stands with a partner, and what they owe, for files."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from posse.apps.enforcement.choices import RemedyStanding
from posse.ledger.accounts import (
    ASSIGNED_FOSTER_CARE,
    CONDITIONALLY_ASSIGNED,
    CURRENT,
    NEVER_ASSIGNED,
    PERMANENTLY_ASSIGNED,
    SUPPORT_OBLIGATIONS,
    TEMPORARILY_ASSIGNED,
    UNASSIGNED_DURING,
    UNASSIGNED_PRE,
    Account,
    debt_account,
)
from posse.services.bulk import read_frame

# A match or a collection does not take a parent back from the partner.
WITH_PARTNER = [
    str(RemedyStanding.SUBMITTED),
    str(RemedyStanding.MATCHED),
    str(RemedyStanding.COLLECTED),
]
ASSIGNED = (
    PERMANENTLY_ASSIGNED, TEMPORARILY_ASSIGNED, CONDITIONALLY_ASSIGNED, ASSIGNED_FOSTER_CARE,
)  # fmt: skip
UNASSIGNED = (NEVER_ASSIGNED, UNASSIGNED_DURING, UNASSIGNED_PRE)

STANDINGS = """
    SELECT obligor_id, remedy, amount_cents, noticed_on FROM enforcement_remedystate
    WHERE remedy = ANY(%s) AND state = ANY(%s) ORDER BY obligor_id, remedy"""
STANDING_SCHEMA = {
    "obligor": pl.Int64,
    "remedy": pl.String,
    "amount_cents": pl.Int64,
    "noticed_on": pl.Date,
}
# What is owed, and since when: payments retire the oldest instalment first, so what is owed
# is the newest of them. Causes are those of the fold: 1 support fell due, 4 a debt brought
# over, 12 a judgment.
OWED = """
    WITH parent AS (
        SELECT DISTINCT obligor_id FROM enforcement_remedystate
        WHERE remedy = ANY(%s) AND state = ANY(%s)),
    owed AS (
        SELECT obligor_id,
               coalesce(sum(cents) FILTER (WHERE account = ANY(%s)), 0)::bigint AS assigned,
               coalesce(sum(cents) FILTER (WHERE account = ANY(%s)), 0)::bigint AS unassigned,
               coalesce(sum(cents), 0)::bigint AS whole
        FROM parent JOIN books_posting AS posting USING (obligor_id)
        CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
            AS moved (account, cents)
        WHERE posting.effective_on <= %s AND moved.account = ANY(%s)
        GROUP BY obligor_id),
    oldest AS (
        SELECT obligor_id, min(day) AS day FROM (
            SELECT posting.obligor_id, posting.effective_on AS day, owed.whole,
                   coalesce(sum(posting.amount_cents) OVER (
                       PARTITION BY posting.obligor_id
                       ORDER BY posting.effective_on DESC, posting.id DESC
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer
            FROM owed JOIN books_posting AS posting USING (obligor_id)
            WHERE assigned + unassigned > 0 AND posting.credit = %s
              AND posting.cause IN (1, 4, 12) AND posting.effective_on <= %s) AS instalment
        WHERE newer < whole GROUP BY obligor_id)
    SELECT obligor_id, coalesce(assigned, 0), coalesce(unassigned, 0), oldest.day
    FROM parent LEFT JOIN owed USING (obligor_id) LEFT JOIN oldest USING (obligor_id)
    ORDER BY obligor_id"""
OWED_SCHEMA = {
    "obligor": pl.Int64,
    "assigned_cents": pl.Int64,
    "unassigned_cents": pl.Int64,
    "oldest_on": pl.Date,
}
PEOPLE = """
    SELECT parent.obligor_id, named.number, ordered.ordered_on, ssn.number,
           name.surname, name.given_name, name.middle_name, name.birth_date,
           home.line_1, home.line_2, home.city, home.state, home.zip_code, named.fips
    FROM (SELECT DISTINCT obligor_id FROM enforcement_remedystate
          WHERE remedy = ANY(%s) AND state = ANY(%s)) AS parent
    LEFT JOIN LATERAL (SELECT number, county_fips AS fips FROM cases_case
        WHERE obligor_id = parent.obligor_id ORDER BY number LIMIT 1) AS named ON true
    LEFT JOIN LATERAL (SELECT min(ordered_on) AS ordered_on
        FROM orders_order JOIN cases_case AS mine ON mine.id = orders_order.case_id
        WHERE mine.obligor_id = parent.obligor_id) AS ordered ON true
    LEFT JOIN LATERAL (SELECT number FROM people_identifier
        WHERE participant_id = parent.obligor_id AND kind = 'ssn' AND effective_on <= %s
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS ssn ON true
    LEFT JOIN LATERAL (SELECT surname, given_name, middle_name, birth_date
        FROM people_identity
        WHERE participant_id = parent.obligor_id AND effective_on <= %s
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS name ON true
    LEFT JOIN LATERAL (SELECT line_1, line_2, city, state, zip_code FROM people_address
        WHERE participant_id = parent.obligor_id AND effective_on <= %s
        ORDER BY kind = 'mailing' DESC, effective_on DESC, id DESC LIMIT 1) AS home ON true
    ORDER BY parent.obligor_id"""
PEOPLE_SCHEMA = {
    "obligor": pl.Int64,
    "case_id": pl.String,
    "opened_on": pl.Date,
    "ssn": pl.String,
    "surname": pl.String,
    "given_name": pl.String,
    "middle_name": pl.String,
    "birth_date": pl.Date,
    "line_1": pl.String,
    "line_2": pl.String,
    "city": pl.String,
    "state": pl.String,
    "zip_code": pl.String,
    "fips": pl.String,
}


def accounts_of(buckets: Sequence[int]) -> list[int]:
    """The debt accounts of support in some buckets."""
    return [
        debt_account(each, bucket) for each in range(SUPPORT_OBLIGATIONS) for bucket in buckets
    ]


def standings_for_files(remedies: Sequence[str]) -> pl.DataFrame:
    """Whom each remedy stands with its partner for; ``STANDING_SCHEMA``. Units: cents."""
    params = [list(remedies), WITH_PARTNER]
    return read_frame(STANDINGS, schema=STANDING_SCHEMA, params=params)


def parents_for_files(remedies: Sequence[str], *, on: date) -> pl.DataFrame:
    """Name, number, address and debt of the parents of whom a remedy stands with a partner.

    ``OWED_SCHEMA`` and ``PEOPLE_SCHEMA`` are the columns. The address may be an old one.
    Source: CS-9.2-TOP-CRIT-5.
    """
    who = [list(remedies), WITH_PARTNER]
    assigned, unassigned = accounts_of(ASSIGNED), accounts_of(UNASSIGNED)
    whole = [*assigned, *unassigned, *accounts_of([CURRENT])]
    owed = read_frame(
        OWED,
        schema=OWED_SCHEMA,
        params=[*who, assigned, unassigned, on, whole, int(Account.SUPPORT_OWED), on],
    )
    people = read_frame(PEOPLE, schema=PEOPLE_SCHEMA, params=[*who, on, on, on])
    texts = [name for name, kind in PEOPLE_SCHEMA.items() if kind == pl.String]
    filled = people.with_columns(pl.col(texts).fill_null(""))
    return owed.join(filled, on="obligor", how="inner", maintain_order="left")
