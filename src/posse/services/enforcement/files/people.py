"""The parents of whom a remedy stands with a partner, and what they owe, for files."""

from collections.abc import Iterable, Sequence
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
from posse.rules.support.remedies.next_steps import rests
from posse.rules.support.remedies.register import Remedy
from posse.services.bulk import read_frame

# A match or a collection does not take a parent back from the partner.
WITH_PARTNER = [
    str(RemedyStanding.SUBMITTED),
    str(RemedyStanding.MATCHED),
    str(RemedyStanding.COLLECTED),
]
NOWHERE = ["", str(RemedyStanding.WITHDRAWN)]
# Conditionally assigned arrears are the State's where a tax refund pays them, which is what
# this class is certified for. Source: 42 USC 657(a)(2)(B) of 1996, 45 CFR 303.72(a)(1).
ASSIGNED = (
    PERMANENTLY_ASSIGNED, TEMPORARILY_ASSIGNED, CONDITIONALLY_ASSIGNED, ASSIGNED_FOSTER_CARE,
)  # fmt: skip
UNASSIGNED = (NEVER_ASSIGNED, UNASSIGNED_DURING, UNASSIGNED_PRE)

# A remedy that is withdrawn waits for its next evaluation, whatever was judged before.
STANDINGS = """
    SELECT obligor_id, remedy, is_eligible, failing, noticed_on FROM enforcement_remedystate
    WHERE remedy = ANY(%s) AND state <> ALL(%s) AND (is_eligible OR state = ANY(%s))
    ORDER BY obligor_id, remedy"""
STANDING_SCHEMA = {
    "obligor": pl.Int64,
    "remedy": pl.String,
    "is_eligible": pl.Boolean,
    "failing": pl.String,
    "noticed_on": pl.Date,
}
# What is owed, and since when: payments retire the oldest instalment first, so what is owed
# is the newest of them. Causes are those of the fold: 1 support fell due, 4 a debt brought
# over, 12 a judgment.
OWED = """
    WITH parent AS ({whose}),
    owed AS (
        SELECT {key},
               coalesce(sum(cents) FILTER (WHERE account = ANY(%s)), 0)::bigint AS assigned,
               coalesce(sum(cents) FILTER (WHERE account = ANY(%s)), 0)::bigint AS unassigned,
               coalesce(sum(cents), 0)::bigint AS whole
        FROM parent JOIN books_posting AS posting USING ({key})
        CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
            AS moved (account, cents)
        WHERE posting.effective_on <= %s AND moved.account = ANY(%s)
        GROUP BY {key}),
    oldest AS (
        SELECT {key}, min(day) AS day FROM (
            SELECT posting.{key}, posting.effective_on AS day, owed.whole,
                   coalesce(sum(posting.amount_cents) OVER (
                       PARTITION BY posting.{key}
                       ORDER BY posting.effective_on DESC, posting.id DESC
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer
            FROM owed JOIN books_posting AS posting USING ({key})
            WHERE assigned + unassigned > 0 AND posting.credit = %s
              AND posting.cause IN (1, 4, 12) AND posting.effective_on <= %s) AS instalment
        WHERE newer < whole GROUP BY {key})
    SELECT {key}, coalesce(assigned, 0), coalesce(unassigned, 0), oldest.day
    FROM parent LEFT JOIN owed USING ({key}) LEFT JOIN oldest USING ({key})
    ORDER BY {key}"""
OWED_SCHEMA = {
    "assigned_cents": pl.Int64,
    "unassigned_cents": pl.Int64,
    "oldest_on": pl.Date,
}
OF_PARENTS = "SELECT obligor_id FROM unnest(%s::bigint[]) AS obligor_id"
OF_CASES = "SELECT id AS case_id FROM cases_case WHERE obligor_id = ANY(%s::bigint[])"
CASES = """
    SELECT mine.id, mine.obligor_id, mine.number,
           (SELECT min(ordered_on) FROM orders_order WHERE case_id = mine.id),
           EXISTS (SELECT FROM orders_order JOIN orders_orderterm AS term
                       ON term.order_id = orders_order.id
                   WHERE orders_order.case_id = mine.id
                     AND term.obligation IN ('child_support', 'medical', 'spousal')
                     AND term.effective_on <= %s AND coalesce(term.ends_on, 'infinity') >= %s
                     AND NOT EXISTS (SELECT FROM orders_orderterm AS later
                                     WHERE later.replaces_id = term.id
                                       AND later.effective_on <= %s))
    FROM cases_case AS mine WHERE mine.obligor_id = ANY(%s::bigint[]) ORDER BY mine.id"""
CASE_SCHEMA = {
    "case": pl.Int64,
    "obligor": pl.Int64,
    "account_number": pl.String,
    "opened_on": pl.Date,
    "is_running": pl.Boolean,
}
PEOPLE = """
    SELECT parent.obligor_id, named.number, ssn.number,
           name.surname, name.given_name, name.middle_name, name.birth_date,
           home.line_1, home.line_2, home.city, home.state, home.zip_code, named.fips
    FROM unnest(%s::bigint[]) AS parent (obligor_id)
    LEFT JOIN LATERAL (SELECT number, county_fips AS fips FROM cases_case
        WHERE obligor_id = parent.obligor_id ORDER BY number LIMIT 1) AS named ON true
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
    support = range(SUPPORT_OBLIGATIONS)
    return [debt_account(each, bucket) for each in support for bucket in buckets]


def standings_for_files(remedies: Iterable[Remedy]) -> pl.DataFrame:
    """Whom the next file is to tell of each remedy, ``STANDING_SCHEMA``.

    These are who may be used now, and whom the partner has while the remedy rests.
    Source: CS-9.2-GEN-2, CS-9.2-SUP-5.
    """
    known = {each.name: each for each in remedies}
    params = [list(known), NOWHERE, WITH_PARTNER]
    found = read_frame(STANDINGS, schema=STANDING_SCHEMA, params=params)
    found = found.with_columns(pl.col("failing").fill_null(""))
    stopped = found.filter(~pl.col("is_eligible")).select("remedy", "failing").unique()
    resting = [
        (remedy, failing)
        for remedy, failing in stopped.rows()
        if rests(known[remedy], failing.split())
    ]
    rows = pl.DataFrame(resting, schema=stopped.schema, orient="row")
    kept = found.join(rows, on=["remedy", "failing"], how="semi")
    return pl.concat([found.filter("is_eligible"), kept]).sort("obligor", "remedy")


def people_for_files(obligors: pl.Series, *, on: date) -> pl.DataFrame:
    """Name, number and address of some parents, ``PEOPLE_SCHEMA``; the address may be old.

    Source: CS-9.2-TOP-CRIT-5.
    """
    ids = obligors.unique().sort().to_list()
    people = read_frame(PEOPLE, schema=PEOPLE_SCHEMA, params=[ids, on, on, on])
    texts = [name for name, kind in PEOPLE_SCHEMA.items() if kind == pl.String]
    return people.with_columns(pl.col(texts).fill_null(""))


def parents_for_files(obligors: pl.Series, *, on: date) -> pl.DataFrame:
    """Name, number, address and debt of some parents.

    ``OWED_SCHEMA`` and ``PEOPLE_SCHEMA`` are the columns.
    Source: CS-9.2-TOP-CRIT-5.
    """
    owed = _owed("obligor", obligors, whose=OF_PARENTS, on=on)
    return owed.join(people_for_files(obligors, on=on), on="obligor", maintain_order="left")


def accounts_for_files(obligors: pl.Series, *, on: date) -> pl.DataFrame:
    """The cases of some parents, each with its debt, for partners told case by case.

    ``CASE_SCHEMA``, ``OWED_SCHEMA`` and ``PEOPLE_SCHEMA`` are the columns; ``is_running``
    says that support still falls due.
    """
    ids = obligors.unique().sort().to_list()
    cases = read_frame(CASES, schema=CASE_SCHEMA, params=[on, on, on, ids])
    owed = _owed("case", obligors, whose=OF_CASES, on=on)
    whole = cases.join(owed, on="case", maintain_order="left")
    return whole.join(people_for_files(obligors, on=on), on="obligor", maintain_order="left")


def _owed(key: str, obligors: pl.Series, *, whose: str, on: date) -> pl.DataFrame:
    """What each parent or each case owes, and since when."""
    assigned, unassigned = accounts_of(ASSIGNED), accounts_of(UNASSIGNED)
    whole = [*assigned, *unassigned, *accounts_of([CURRENT])]
    accounts = [assigned, unassigned, on, whole, int(Account.SUPPORT_OWED), on]
    return read_frame(
        OWED.format(whose=whose, key=f"{key}_id"),
        schema={key: pl.Int64, **OWED_SCHEMA},
        params=[obligors.unique().sort().to_list(), *accounts],
    )
