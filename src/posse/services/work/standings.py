"""How each case stands: read from all facts at once, and what changed since the last night.

A fact of any room that matters to a clock shows here as a state that a case is in or not.
Where a state changed since the last night, the night tells it as an event of the case.
"""

from datetime import date

import polars as pl
from django.db import connection

from posse.ledger.accounts import FUTURES, NEVER_ASSIGNED, SUPPORT_OBLIGATIONS, debt_account
from posse.services.bulk import read_frame

# Whereabouts are an address or a job of the other parent. Who told last that the parent was
# lost, or found, is believed until something newer is known.
NOW = """
    CREATE TEMPORARY TABLE work_now ON COMMIT DROP AS
    WITH status AS (
        SELECT DISTINCT ON (case_id) case_id, service = 'iv_d' AND state = 'open' AS is_served
        FROM cases_casestatus WHERE effective_on <= %(on)s
        ORDER BY case_id, effective_on DESC, id DESC),
    home AS (
        SELECT participant_id, max(recorded_on) AS known_on FROM people_address
        WHERE effective_on <= %(on)s GROUP BY participant_id),
    job AS (
        SELECT participant_id, max(recorded_on) AS known_on
        FROM (SELECT DISTINCT ON (participant_id, employer_id, employer_name)
                     participant_id, recorded_on, is_ended
              FROM people_employment WHERE effective_on <= %(on)s
              ORDER BY participant_id, employer_id, employer_name, effective_on DESC, id DESC
             ) AS latest
        WHERE NOT is_ended GROUP BY participant_id),
    told AS (
        SELECT DISTINCT ON (case_id) case_id, kind, effective_on FROM work_caseevent
        WHERE kind IN ('located', 'locate_needed')
        ORDER BY case_id, effective_on DESC, id DESC),
    ordered AS (
        SELECT case_id, min(ordered_on) AS ordered_on FROM orders_order GROUP BY case_id),
    term AS (
        SELECT ordering.case_id, term.effective_on, term.ends_on,
               max(COALESCE(term.ends_on, 'infinity')) OVER (PARTITION BY ordering.case_id)
                   AS latest_end,
               CASE term.frequency WHEN 'monthly' THEN term.amount_cents
                                   WHEN 'semimonthly' THEN term.amount_cents * 2
                                   WHEN 'biweekly' THEN term.amount_cents * 26 / 12
                                   WHEN 'weekly' THEN term.amount_cents * 52 / 12
                                   ELSE 0 END AS month_cents
        FROM orders_orderterm AS term JOIN orders_order AS ordering
             ON ordering.id = term.order_id
        WHERE term.obligation IN ('child_support', 'medical', 'spousal')
          AND NOT EXISTS (SELECT FROM orders_orderterm AS later
                          WHERE later.replaces_id = term.id AND later.effective_on <= %(on)s)),
    support AS (
        SELECT case_id,
               sum(month_cents) FILTER (
                   WHERE COALESCE(ends_on, 'infinity') = latest_end)::bigint AS month_cents,
               COALESCE(sum(month_cents) FILTER (
                   WHERE COALESCE(ends_on, 'infinity') >= %(on)s), 0)::bigint AS current_cents
        FROM term GROUP BY case_id),
    paternity AS (
        SELECT DISTINCT ON (participant_id) participant_id, status,
               born_out_of_wedlock = 'yes' AND status = 'unknown' AS is_open
        FROM cases_paternity WHERE effective_on <= %(on)s
        ORDER BY participant_id, effective_on DESC, id DESC),
    child AS (
        SELECT role.case_id, bool_or(paternity.is_open) AS is_open,
               bool_or(paternity.status = 'established') AS is_settled
        FROM cases_caserole AS role JOIN paternity
             ON paternity.participant_id = role.participant_id
        WHERE role.role = 'child' GROUP BY role.case_id),
    alleged AS (
        SELECT DISTINCT case_id FROM cases_caserole
        WHERE role = 'alleged_father' AND NOT is_ended AND effective_on <= %(on)s),
    worker AS (
        SELECT DISTINCT ON (case_id) case_id, staff_id FROM work_caseassignment
        WHERE effective_on <= %(on)s ORDER BY case_id, effective_on DESC, id DESC),
    period AS (
        SELECT family_id, bool_or(program = 'power') AS is_assigned,
               bool_or(program IN ('power', 'medicaid')) AS is_assisted
        FROM (SELECT DISTINCT ON (family_id, program, effective_on) family_id, program, ends_on
              FROM cases_assistanceperiod WHERE effective_on <= %(on)s
              ORDER BY family_id, program, effective_on, recorded_on DESC, id DESC) AS latest
        WHERE ends_on IS NULL OR ends_on >= %(on)s GROUP BY family_id)
    SELECT base.id AS case_id, base.opened_on, base.origin <> 'intake' AS is_brought_over,
           ordered.ordered_on,
           COALESCE(status.is_served, false) AS is_served,
           base.obligor_id IS NOT NULL AS has_other_parent,
           base.obligor_id IS NOT NULL AND CASE told.kind
               WHEN 'located' THEN true
               WHEN 'locate_needed'
                   THEN COALESCE(
                       GREATEST(home.known_on, job.known_on) > told.effective_on, false)
               ELSE home.known_on IS NOT NULL OR job.known_on IS NOT NULL END AS is_located,
           ordered.case_id IS NOT NULL AS has_order,
           COALESCE(child.is_open, alleged.case_id IS NOT NULL AND child.is_settled IS NOT TRUE
                                   AND ordered.case_id IS NULL) AS is_paternity_open,
           COALESCE(support.month_cents, 0) AS month_cents,
           COALESCE(support.current_cents, 0) AS current_cents,
           job.participant_id IS NOT NULL AS has_employer,
           COALESCE(period.is_assigned, false) AS is_assigned,
           COALESCE(period.is_assisted, false) AS is_assisted,
           worker.staff_id, base.county_fips
    FROM cases_case AS base
    LEFT JOIN status ON status.case_id = base.id
    LEFT JOIN home ON home.participant_id = base.obligor_id
    LEFT JOIN job ON job.participant_id = base.obligor_id
    LEFT JOIN told ON told.case_id = base.id
    LEFT JOIN ordered ON ordered.case_id = base.id
    LEFT JOIN support ON support.case_id = base.id
    LEFT JOIN child ON child.case_id = base.id
    LEFT JOIN alleged ON alleged.case_id = base.id
    LEFT JOIN period ON period.family_id = base.family_id
    LEFT JOIN worker ON worker.case_id = base.id
    WHERE base.opened_on <= %(on)s"""

READ = """
    SELECT now.case_id, now.opened_on, now.is_brought_over, now.ordered_on, now.is_served,
           now.has_other_parent, now.is_located, now.has_order, now.is_paternity_open,
           now.month_cents, now.current_cents, now.has_employer, now.is_assigned,
           now.is_assisted, now.staff_id, now.county_fips,
           old.staff_id, old.case_id IS NOT NULL, COALESCE(old.is_served, false),
           COALESCE(old.is_located, false), COALESCE(old.has_order, false),
           COALESCE(old.has_employer, false), COALESCE(old.is_assigned, false),
           COALESCE(old.is_assisted, false), COALESCE(old.is_delinquent, false),
           COALESCE(old.past_due_cents, 0), COALESCE(old.month, '1970-01-01'),
           COALESCE(old.due_cents, 0), COALESCE(old.paid_cents, 0), COALESCE(old.action, ''),
           COALESCE(old.reason, '')
    FROM work_now AS now LEFT JOIN work_casestanding AS old ON old.case_id = now.case_id
    ORDER BY now.case_id"""
FLAGS = ("is_served", "is_located", "has_order", "has_employer", "is_assigned", "is_assisted")
SCHEMA = {
    "case": pl.Int64,
    "opened_on": pl.Date,
    "is_brought_over": pl.Boolean,
    "ordered_on": pl.Date,
    "is_served": pl.Boolean,
    "has_other_parent": pl.Boolean,
    "is_located": pl.Boolean,
    "has_order": pl.Boolean,
    "is_paternity_open": pl.Boolean,
    "month_cents": pl.Int64,
    "current_cents": pl.Int64,
    "has_employer": pl.Boolean,
    "is_assigned": pl.Boolean,
    "is_assisted": pl.Boolean,
    "staff_id": pl.Int64,
    "county": pl.String,
    "staff_id_before": pl.Int64,
    "was_seen": pl.Boolean,
    **{f"{name}_before": pl.Boolean for name in (*FLAGS, "is_delinquent")},
    "past_due_before_cents": pl.Int64,
    "month_before": pl.Date,
    "due_before_cents": pl.Int64,
    "paid_before_cents": pl.Int64,
    "action_before": pl.String,
    "reason_before": pl.String,
}

# Causes and accounts as in the figures of a case: 1 support fell due; 5, 6, 10 and 11 are
# collections; 300 to 306 are payables and 400 is the contra account of debts.
MOVED = """
    SELECT case_id,
           sum(CASE WHEN debit IN ({past_due}) THEN amount_cents ELSE 0 END
             - CASE WHEN credit IN ({past_due}) THEN amount_cents ELSE 0 END)::bigint,
           sum(CASE WHEN effective_on < %s OR cause <> 1 THEN 0
                    WHEN credit = 400 THEN amount_cents
                    WHEN debit = 400 THEN -amount_cents ELSE 0 END)::bigint,
           sum(CASE WHEN effective_on < %s OR cause NOT IN (5, 6, 10, 11) THEN 0
                    WHEN credit BETWEEN 300 AND 306 THEN amount_cents
                    WHEN debit BETWEEN 300 AND 306 THEN -amount_cents ELSE 0 END)::bigint
    FROM books_posting
    WHERE id > %s AND id <= %s AND case_id IS NOT NULL GROUP BY case_id"""
MOVED_SCHEMA = {
    "case": pl.Int64,
    "past_due_moved": pl.Int64,
    "due_moved": pl.Int64,
    "paid_moved": pl.Int64,
}
PAST_DUE = [
    debt_account(obligation, bucket)
    for obligation in range(SUPPORT_OBLIGATIONS)
    for bucket in range(NEVER_ASSIGNED, FUTURES)
]


def read_standings(*, on: date, after_posting: int, through_posting: int) -> pl.DataFrame:
    """Every case as it stands and stood: flags, cents, and the action decided last.

    Postings after one and through another id move the sums; the month's begin at nothing
    with each month. Fills a temporary table that ends with the transaction.
    """
    month = on.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS work_now")
        cursor.execute(NOW, {"on": on})
        cursor.execute("ANALYZE work_now")
    cases = read_frame(READ, schema=SCHEMA)
    query = MOVED.replace("{past_due}", ", ".join(map(str, PAST_DUE)))
    moved = read_frame(
        query, schema=MOVED_SCHEMA, params=(month, month, after_posting, through_posting)
    )
    is_same_month = pl.col("month_before") == month
    return (
        cases.join(moved, on="case", how="left", maintain_order="left")
        .with_columns(pl.col(name).fill_null(0) for name in list(MOVED_SCHEMA)[1:])
        .with_columns(
            past_due_cents=pl.col("past_due_before_cents") + pl.col("past_due_moved"),
            due_cents=pl.when(is_same_month).then("due_before_cents").otherwise(0)
            + pl.col("due_moved"),
            paid_cents=pl.when(is_same_month).then("paid_before_cents").otherwise(0)
            + pl.col("paid_moved"),
            month=pl.lit(month),
        )
    )


def changes_of_state(cases: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The events that the changes since the last night are: case, kind and day of each.

    What a case that is not served has or lacks starts nothing; served again, its states begin
    anew. What was known of a job before a case was brought over starts no clock.
    """
    served = pl.col("is_served")

    def began(flag: str) -> pl.Expr:
        return served & pl.col(flag) & ~(pl.col(f"{flag}_before") & pl.col("is_served_before"))

    def ended(flag: str) -> pl.Expr:
        return served & ~pl.col(flag) & pl.col(f"{flag}_before") & pl.col("is_served_before")

    today = pl.lit(on)
    is_new = served & ~pl.col("is_served_before")
    is_first_sight = ~pl.col("was_seen") & pl.col("is_brought_over")
    told = (
        ("case_opened", is_new & ~pl.col("was_seen"), pl.col("opened_on")),
        ("case_reopened", is_new & pl.col("was_seen"), today),
        ("case_closed", ~served & pl.col("is_served_before"), today),
        ("order_established", began("has_order"), pl.col("ordered_on")),
        (
            "locate_needed",
            served & ~pl.col("is_located") & (is_new | ended("is_located")),
            today,
        ),
        ("located", began("is_located"), today),
        ("assistance_began", began("is_assigned"), today),
        ("assistance_ended", ended("is_assigned") | ended("is_assisted"), today),
        ("employer_address_known", began("has_employer") & ~is_first_sight, today),
        ("employment_ended", ended("has_employer"), today),
        ("delinquency_identified", began("is_delinquent"), today),
        ("delinquency_ended", ended("is_delinquent"), today),
    )
    return pl.concat(
        [
            cases.filter(where).select("case", kind=pl.lit(kind), effective_on=day)
            for kind, where, day in told
        ]
    )
