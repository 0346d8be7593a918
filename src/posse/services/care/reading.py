"""The facts of any number of child care cases as frames, as they hold on a day.

Each table is read once for all cases; the latest fact that has taken effect governs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from posse.services.bulk import Schema, read_frame

OF_CASES = "care_case_id = ANY(%s)"
MEMBERS = f"""
    SELECT * FROM (
        SELECT DISTINCT ON (member.care_case_id, member.participant_id, member.home)
               member.care_case_id, member.participant_id, member.home, member.role,
               born.birth_date, member.is_ended
        FROM care_householdmember AS member
        LEFT JOIN LATERAL (
            SELECT birth_date FROM people_identity
            WHERE participant_id = member.participant_id AND birth_date IS NOT NULL
            ORDER BY effective_on DESC, id DESC LIMIT 1) AS born ON TRUE
        WHERE member.{OF_CASES} AND member.effective_on <= %s
        ORDER BY member.care_case_id, member.participant_id, member.home,
                 member.effective_on DESC, member.id DESC) AS latest
    WHERE NOT is_ended
    ORDER BY care_case_id, home, participant_id"""  # noqa: S608 - a constant
TIES = f"""
    SELECT * FROM (
        SELECT DISTINCT ON (care_case_id, elder_id, younger_id, kind)
               care_case_id, elder_id, younger_id, kind, is_ended
        FROM care_householdtie WHERE {OF_CASES} AND effective_on <= %s
        ORDER BY care_case_id, elder_id, younger_id, kind, effective_on DESC, id DESC
    ) AS latest WHERE NOT is_ended"""  # noqa: S608 - a constant
CIRCUMSTANCES = f"""
    SELECT DISTINCT ON (care_case_id, participant_id, name)
           care_case_id, participant_id, name, value #>> '{{}}'
    FROM care_circumstance WHERE {OF_CASES} AND effective_on <= %s
    ORDER BY care_case_id, participant_id, name, effective_on DESC, id DESC"""  # noqa: S608
ACTIVITIES = f"""
    SELECT id, care_case_id, participant_id, kind, effective_on, ends_on
    FROM care_activity AS told WHERE {OF_CASES} AND effective_on <= %s AND NOT is_withdrawn
      AND (ends_on IS NULL OR ends_on >= %s)
      AND NOT EXISTS (SELECT FROM care_activity AS newer WHERE newer.replaces_id = told.id)
    ORDER BY care_case_id, participant_id, effective_on, id"""  # noqa: S608
SPANS = """
    SELECT activity_id, weekday, starts_minute, ends_minute, is_class, is_private_study
    FROM care_activityspan WHERE activity_id = ANY(%s) ORDER BY activity_id, id"""
INCOMES = f"""
    SELECT id, care_case_id, participant_id, kind, payer, frequency, effective_on, ended_on,
           check_cents, week_cents, rate_cents, hours_low, hours_high, tips_week_cents,
           spread_cents, spread_months, expenses_cents
    FROM care_careincome AS told WHERE {OF_CASES} AND effective_on <= %s AND NOT is_withdrawn
      AND (ended_on IS NULL OR ended_on >= %s)
      AND NOT EXISTS (
          SELECT FROM care_careincome AS newer
          WHERE newer.replaces_id = told.id AND newer.effective_on <= %s)
    ORDER BY care_case_id, participant_id, id"""  # noqa: S608
CHECKS = f"""
    SELECT * FROM (
        SELECT DISTINCT ON (care_case_id, participant_id, kind, payer, effective_on)
               care_case_id, participant_id, kind, payer, effective_on, gross_cents,
               is_missed, is_left_out
        FROM care_paycheck
        WHERE {OF_CASES} AND effective_on BETWEEN %s AND %s AND recorded_on <= %s
        ORDER BY care_case_id, participant_id, kind, payer, effective_on, id DESC) AS latest
    WHERE NOT is_left_out"""  # noqa: S608
ARRANGEMENTS = f"""
    SELECT told.id, told.care_case_id, told.child_id, told.provider_id, provider.setting,
           told.days_month, told.hours_day, told.other_cents, standing.licence,
           standing.needs_license, standing.registered_on, standing.licensed_on,
           standing.barred_for <> '', told.effective_on, told.told_on, told.is_change,
           told.has_extension, told.weekdays, told.drop_off_minute, told.ends_on
    FROM subsidy_carearrangement AS told
    JOIN subsidy_careprovider AS provider ON provider.id = told.provider_id
    LEFT JOIN LATERAL (
        SELECT licence, needs_license, registered_on, licensed_on, barred_for
        FROM subsidy_providerstanding
        WHERE provider_id = told.provider_id AND effective_on <= %s
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS standing ON TRUE
    WHERE told.{OF_CASES} AND NOT told.is_withdrawn
      AND (told.ends_on IS NULL OR told.ends_on >= %s)
      AND NOT EXISTS (
          SELECT FROM subsidy_carearrangement AS newer WHERE newer.replaces_id = told.id)
    ORDER BY told.care_case_id, told.child_id,
             told.days_month * told.hours_day DESC, told.id"""  # noqa: S608
RATES = """
    SELECT DISTINCT ON (provider_id, from_months, is_full_day)
           provider_id, from_months, is_full_day, charge_cents, declared_cents, family_cents
    FROM subsidy_providerrate WHERE provider_id = ANY(%s) AND effective_on <= %s
    ORDER BY provider_id, from_months, is_full_day, effective_on DESC, id DESC"""
ID, DAY, WORD, FLAG = pl.Int64, pl.Date, pl.String, pl.Boolean
COLUMNS: dict[str, Schema] = {
    "members": {
        "care_case": ID, "participant": ID, "home": ID, "role": WORD, "born": DAY,
        "is_ended": FLAG,
    },
    "ties": {"care_case": ID, "elder": ID, "younger": ID, "kind": WORD, "is_ended": FLAG},
    "circumstances": {"care_case": ID, "participant": ID, "name": WORD, "value": WORD},
    "activities": {
        "activity": ID, "care_case": ID, "participant": ID, "kind": WORD, "began": DAY,
        "ends": DAY,
    },
    "spans": {
        "activity": ID, "weekday": ID, "starts_minute": ID, "ends_minute": ID, "is_class": FLAG,
        "is_private_study": FLAG,
    },
    "incomes": {
        "income": ID, "care_case": ID, "participant": ID, "kind": WORD, "payer": WORD,
        "frequency": WORD, "began": DAY, "ended": DAY, "check_cents": ID, "week_cents": ID,
        "rate_cents": ID, "hours_low": ID, "hours_high": ID, "tips_week_cents": ID,
        "spread_cents": ID, "spread_months": ID, "expenses_cents": ID,
    },
    "checks": {
        "care_case": ID, "participant": ID, "kind": WORD, "payer": WORD, "paid": DAY,
        "gross_cents": ID, "is_missed": FLAG, "is_left_out": FLAG,
    },
    "arrangements": {
        "arrangement": ID, "care_case": ID, "child": ID, "provider": ID, "setting": WORD,
        "days_month": ID, "hours_day": ID, "other_cents": ID, "licence": WORD,
        "needs_license": FLAG, "registered": DAY, "licensed": DAY, "is_barred": FLAG,
        "entered": DAY, "told": DAY, "is_change": FLAG, "has_extension": FLAG,
        "weekdays": WORD, "drop_off": ID, "ends": DAY,
    },
    "rates": {
        "provider": ID, "from_months": ID, "is_full_day": FLAG, "charge_cents": ID,
        "declared_cents": ID, "family_cents": ID,
    },
}  # fmt: skip


@dataclass(frozen=True)
class CareFacts:
    """Everything told of some cases as it holds on ``on``, a frame a table.

    Columns as in COLUMNS. Units: cents, hundredths of hours, minutes after midnight.
    """

    on: date
    members: pl.DataFrame
    ties: pl.DataFrame
    circumstances: pl.DataFrame
    activities: pl.DataFrame
    spans: pl.DataFrame
    incomes: pl.DataFrame
    checks: pl.DataFrame
    arrangements: pl.DataFrame
    rates: pl.DataFrame


def care_facts(case_ids: Sequence[int], *, on: date, checks_since: date) -> CareFacts:
    """The facts of cases as they hold on a day; checks from an earlier day on.

    Of what has ended, activities and incomes that ended before the day are left out, but for
    incomes that ended since ``checks_since``, whose last checks may count.
    """
    ids = list(case_ids)
    activities = _read("activities", ACTIVITIES, ids, on, on)
    arrangements = _read("arrangements", ARRANGEMENTS, on, ids, on)
    month_ends = max(on, checks_since)
    return CareFacts(
        on=on,
        members=_read("members", MEMBERS, ids, on),
        ties=_read("ties", TIES, ids, on),
        circumstances=_read("circumstances", CIRCUMSTANCES, ids, on),
        activities=activities,
        spans=_read("spans", SPANS, activities["activity"].to_list()),
        incomes=_read("incomes", INCOMES, ids, on, checks_since, on),
        checks=_read("checks", CHECKS, ids, checks_since, month_ends, on),
        arrangements=arrangements.with_columns(
            siblings=pl.col("child").n_unique().over("care_case", "provider")
        ),
        rates=_read("rates", RATES, arrangements["provider"].unique().to_list(), on),
    )


def _read(name: str, query: str, *params: object) -> pl.DataFrame:
    return read_frame(query, schema=COLUMNS[name], params=params)
