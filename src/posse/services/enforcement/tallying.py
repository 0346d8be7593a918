"""What each night counts of remedies, so that their dashboard opens at once among millions.

A night counts where every remedy stands and what each brought; a page adds what moved and
what was booked since. Both tables can be made anew at any time.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from posse.apps.enforcement.tallies import RemedyMoney, RemedyTally
from posse.apps.payments.choices import ReversalReason, Source
from posse.services.business_dates import last_closed_day
from posse.services.enforcement.collecting import REMEDIES_OF, SEIZURE

# A parent with cases in two counties counts in both, and once in the whole State.
COUNT = """
    INSERT INTO enforcement_remedytally
        (remedy, state, county_fips, parent_count, amount_cents, up_to_event)
    SELECT remedy, state, '', count(*), sum(amount_cents)::bigint, %(last)s
    FROM enforcement_remedystate WHERE state <> '' GROUP BY remedy, state
    UNION ALL
    SELECT remedy, state, home.county_fips, count(*), sum(amount_cents)::bigint, %(last)s
    FROM enforcement_remedystate AS standing
    JOIN (SELECT DISTINCT obligor_id, county_fips FROM cases_case) AS home USING (obligor_id)
    WHERE state <> '' GROUP BY remedy, state, home.county_fips"""
OF_COUNTY = """(%(county)s = '' OR EXISTS (
    SELECT FROM cases_case AS home
    WHERE home.obligor_id = standing.obligor_id AND home.county_fips = %(county)s))"""
LIVE = """
    SELECT remedy, state, count(*), sum(amount_cents)::bigint
    FROM enforcement_remedystate AS standing
    WHERE state <> '' AND {of_county} AND (%(only)s::bigint[] IS NULL
          OR obligor_id = ANY(%(only)s::bigint[]))
    GROUP BY remedy, state"""
COUNTED = """
    SELECT remedy, state, sum(count)::bigint, sum(cents)::bigint FROM (
        SELECT remedy, state, parent_count AS count, amount_cents AS cents
        FROM enforcement_remedytally WHERE county_fips = %(county)s
        UNION ALL
        SELECT event.remedy, moved.state, moved.sign, moved.sign * standing.amount_cents
        FROM enforcement_remedyevent AS event
        JOIN enforcement_remedystate AS standing USING (obligor_id, remedy)
        CROSS JOIN LATERAL (VALUES (event.from_state, -1), (event.to_state, 1))
            AS moved (state, sign)
        WHERE event.id > %(last)s AND event.from_state <> event.to_state AND {of_county})
        AS told
    WHERE state <> '' GROUP BY remedy, state"""
# A levy is of the match whose account was levied; without one, of the freeze and seizure.
# Money that goes to suspense because it was another person's still came by its remedy.
MONEY = """
    SELECT moved.booked_on, CASE WHEN source <> %(levy)s THEN way.remedy ELSE coalesce((
               SELECT found.source FROM enforcement_assetmatch AS found
               WHERE found.obligor_id = moved.obligor_id
                 AND found.source = ANY(%(levied)s) AND found.levied_on <= moved.came_on
               ORDER BY found.levied_on DESC, found.id DESC LIMIT 1), %(seizure)s) END
               AS remedy, moved.cents
    FROM (SELECT recorded_on AS booked_on, effective_on AS came_on, source, obligor_id,
                 amount_cents AS cents
          FROM payments_receipt
          WHERE recorded_on BETWEEN %(since)s AND %(on)s AND source = ANY(%(sources)s)
          UNION ALL
          SELECT back.recorded_on, receipt.effective_on, receipt.source, receipt.obligor_id,
                 -back.amount_cents
          FROM payments_reversal AS back
          JOIN payments_receipt AS receipt ON receipt.id = back.receipt_id
          WHERE back.recorded_on BETWEEN %(since)s AND %(on)s AND back.reason <> %(wrong)s
            AND receipt.source = ANY(%(sources)s)) AS moved
    JOIN unnest(%(sources)s::text[], %(remedies)s::text[]) AS way (source, remedy)
      USING (source)"""
KEEP_MONEY = """
    INSERT INTO enforcement_remedymoney (booked_on, remedy, amount_cents)
    SELECT booked_on, remedy, sum(cents)::bigint FROM ({money}) AS brought
    GROUP BY booked_on, remedy"""
MONEY_BY_MONTH = """
    SELECT remedy, date_trunc('month', booked_on)::date, sum(cents)::bigint FROM (
        SELECT booked_on, remedy, amount_cents AS cents FROM enforcement_remedymoney
        WHERE booked_on BETWEEN %(first)s AND %(on)s AND booked_on < %(since)s
        UNION ALL {money}) AS brought
    GROUP BY 1, 2"""
Tallied = dict[tuple[str, str], tuple[int, int]]


@transaction.atomic
def do_tally_remedies(*, on: date) -> None:
    """Count anew where remedies stand, and what they brought through a day.

    Done again it comes to the same, and a day that is counted again replaces what was kept.
    """
    since = _first_uncounted()
    RemedyTally.objects.all().delete()
    RemedyMoney.objects.filter(booked_on__gte=since).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM enforcement_remedyevent")
        (last,) = cursor.fetchone()
        cursor.execute(COUNT, {"last": last})
        cursor.execute(KEEP_MONEY.format(money=MONEY), {**_ways(), "since": since, "on": on})


def parents_by_standing(*, county: str = "", hidden: Sequence[int] = ()) -> Tallied:
    """By remedy and standing: how many parents, and their amounts; empty county for all.

    Parents who are ``hidden`` from a viewer are not counted. Units: cents.
    """
    last = RemedyTally.objects.aggregate(last=Max("up_to_event"))["last"]
    told = {"county": county, "last": last, "only": None}
    found = _read(LIVE if last is None else COUNTED, told)
    if hidden:
        for key, (count, cents) in _read(LIVE, {**told, "only": list(hidden)}).items():
            before = found.get(key, (0, 0))
            found[key] = (before[0] - count, before[1] - cents)
    return found


def money_by_remedy(*, first: date, on: date) -> dict[tuple[str, date], int]:
    """By remedy and month: what came by it from a day on, less what was taken back.

    By the day of booking. Units: cents.
    """
    since = max(_first_uncounted(), first)
    told = {**_ways(), "first": first, "since": since, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(MONEY_BY_MONTH.format(money=MONEY), told)
        return {(remedy, month): cents for remedy, month, cents in cursor.fetchall()}


def _read(query: str, told: dict[str, Any]) -> Tallied:
    with connection.cursor() as cursor:
        cursor.execute(query.format(of_county=OF_COUNTY), told)
        return {
            (remedy, state): (count, cents) for remedy, state, count, cents in cursor.fetchall()
        }


def _first_uncounted() -> date:
    """The first day whose money is not counted for good: more may be booked on an open one."""
    kept: date | None = RemedyMoney.objects.aggregate(last=Max("booked_on"))["last"]
    closed = last_closed_day()
    if kept is None or closed is None:
        return date.min
    return min(kept, closed) + timedelta(days=1)


def _ways() -> dict[str, Any]:
    """The sources of money with the remedy that each comes by."""
    return {
        "sources": [str(source) for source in REMEDIES_OF],
        "remedies": [names[0] for names in REMEDIES_OF.values()],
        "levy": str(Source.FIDM_LEVY),
        "levied": [each for each in REMEDIES_OF[Source.FIDM_LEVY] if each != SEIZURE],
        "seizure": SEIZURE,
        "wrong": str(ReversalReason.WRONG_PERSON),
    }
