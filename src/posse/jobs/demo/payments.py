"""What the made-up employers withhold in the month, a row for each payment of a case."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl

from posse.jobs.demo.draws import Draws, IntArray, never_issued_ssns
from posse.jobs.demo.mix import Request
from posse.jobs.demo.orders import FREQUENCIES, INSTALLMENTS
from posse.units.days import add_business_days, add_months, business_days_between

WEEKLY, BIWEEKLY, SEMIMONTHLY, MONTHLY = 0, 1, 2, 3
PAYDAYS_A_YEAR = np.array([52, 26, 24, 12])
BANK_COUNT = 3
PHASES = 10
# Each bank passes payments on after so many business days.
BANK_DAYS = (1, 1, 2)


def withheld_payments(request: Request, caseload: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Payments that reach the disbursement unit in the month, in the order of arrival.

    Columns: ``employer_id``, ``employer``, ``fein``, ``bank``, ``payday``, ``arrives_on``,
    ``case_id``, ``remittance_id``, ``obligor_id``, ``ssn``, ``surname``, ``given_name``,
    ``fips``, ``amount_cents``, ``is_ended``.
    """
    draws = Draws(request.seed, 10)
    owed = support_by_case(caseload)
    paying = caseload["people_employment"].select(
        pl.col("participant_id").alias("obligor_id"), "employer_id"
    )
    rows = (
        owed.join(paying, on="obligor_id")
        .join(_employers(request, caseload["people_employer"]), on="employer_id")
        .join(_paydays(request), on=["pay_kind", "phase", "bank"])
        .sort("arrives_on", "bank", "employer_id", "payday", "case_id")
    )
    share = pl.Series(PAYDAYS_A_YEAR).gather(rows["pay_kind"])
    rows = rows.with_columns(
        amount_cents=pl.col("year_cents") // share, is_ended=pl.lit(value=False)
    )
    rows = _as_paid(request, rows, draws)
    rows = _with_strangers(rows, caseload, draws)
    return _with_troubles(request, _with_endings(request, rows, draws), draws)


def support_by_case(caseload: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """What each case with an order comes to in a year, and whom its payments name."""
    terms = caseload["orders_orderterm"]
    yearly = pl.col("frequency").replace_strict(
        dict(zip(FREQUENCIES, INSTALLMENTS.tolist(), strict=True)), return_dtype=pl.Int64
    )
    totals = terms.group_by("order_id").agg(year_cents=(pl.col("amount_cents") * yearly).sum())
    orders = caseload["orders_order"].select(order_id="id", case_id="case_id")
    return (
        totals.join(orders, on="order_id")
        .join(_case_names(caseload), on="case_id")
        .drop("order_id")
        .sort("case_id")
    )


def _case_names(caseload: dict[str, pl.DataFrame]) -> pl.DataFrame:
    cases = caseload["cases_case"].select(
        "obligor_id", case_id="id", remittance_id="number", fips="county_fips"
    )
    names = caseload["people_identity"].select(
        "surname", "given_name", obligor_id="participant_id"
    )
    numbers = caseload["people_identifier"].select(ssn="number", obligor_id="participant_id")
    named = cases.join(names, on="obligor_id").join(numbers, on="obligor_id", how="left")
    # An employer knows the number even where the agency does not.
    own = never_issued_ssns(named["obligor_id"].to_numpy() + 40_000_000, seed=0)
    return named.with_columns(ssn=pl.coalesce("ssn", own))


def _employers(request: Request, employers: pl.DataFrame) -> pl.DataFrame:
    draws = Draws(request.seed, 11)
    count = employers.height
    return employers.select("fein", employer_id="id", employer="name").with_columns(
        pay_kind=pl.Series(draws.kinds(request.mix.pay_frequencies, count)),
        phase=pl.Series(draws.whole(0, PHASES - 1, count)),
        bank=pl.Series(draws.whole(0, BANK_COUNT - 1, count)),
    )


def _paydays(request: Request) -> pl.DataFrame:
    """Every payday whose money arrives in the month, by how an employer pays and its bank."""
    in_month = set(business_days_between(request.month, request.last_day))
    rows = [
        (kind, phase, bank, payday, arrives_on)
        for kind, phase in product((WEEKLY, BIWEEKLY, SEMIMONTHLY, MONTHLY), range(PHASES))
        for payday in pay_dates(kind, phase, month=request.month)
        for bank, days in enumerate(BANK_DAYS)
        if (arrives_on := add_business_days(payday, days)) in in_month
    ]
    names = ["pay_kind", "phase", "bank", "payday", "arrives_on"]
    return pl.DataFrame(rows, schema=names, orient="row")


def pay_dates(kind: int, phase: int, *, month: date) -> list[date]:
    """Paydays of an employer that may arrive in the month.

    ``phase`` is the employer's own habit: on which weekday, in which week, on which days
    of the month it pays.
    """
    first = month - timedelta(days=7)
    if kind in {WEEKLY, BIWEEKLY}:
        payday = first + timedelta(days=(phase % 5 - first.weekday()) % 7)
        is_other_week = kind == BIWEEKLY and phase >= 5
        step = 7 if kind == WEEKLY else 14
        start = payday + timedelta(days=7 * is_other_week)
        return [start + timedelta(days=step * count) for count in range(6)]
    twice_a_month = [5, 20] if phase % 2 else [15, 28]
    days = [1 + 3 * phase] if kind == MONTHLY else twice_a_month
    return [start.replace(day=day) for start in (add_months(month, -1), month) for day in days]


def _as_paid(request: Request, rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Some pay less than ordered, some more, some nothing this time."""
    percent = np.full(rows.height, 100)
    is_short = draws.chances(request.mix.pays_short, rows.height)
    percent = np.where(is_short, draws.whole(40, 95, rows.height), percent)
    is_more = draws.chances(request.mix.pays_more, rows.height)
    percent = np.where(is_more, draws.whole(105, 180, rows.height), percent)
    is_nothing = draws.chances(request.mix.pays_nothing, rows.height)
    paid = rows.with_columns(amount_cents=pl.col("amount_cents") * pl.Series(percent) // 100)
    return paid.filter(~pl.Series(is_nothing))


def _with_strangers(
    rows: pl.DataFrame, caseload: dict[str, pl.DataFrame], draws: Draws
) -> pl.DataFrame:
    """A few employers pay for cases whose absent parent is not identified yet."""
    unknown = caseload["cases_case"].filter(pl.col("obligor_id").is_null()).head(3)
    count = min(unknown.height, rows.height)
    if not count:
        return rows
    chosen = rows.select(pl.all().gather(draws.shuffled(rows.height)[:count]))
    strangers = chosen.with_columns(
        case_id=unknown["id"].head(count),
        remittance_id=unknown["number"].head(count),
        fips=unknown["county_fips"].head(count),
        surname=pl.lit("Unknown"),
        obligor_id=pl.lit(None, dtype=pl.Int64),
    )
    return pl.concat([rows, strangers]).sort(
        "arrives_on", "bank", "employer_id", "payday", "case_id"
    )


def _with_endings(request: Request, rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Some employments end: after the first payday comes a notice of zero dollars."""
    people = rows["obligor_id"].drop_nulls().unique().sort()
    count = max(1, int(people.len() * request.mix.ends_employment))
    leaving = people.gather(draws.shuffled(people.len())[:count])
    payday_number = pl.col("payday").rank("dense").over("case_id")
    is_leaving = pl.col("obligor_id").is_in(leaving.implode()).fill_null(value=False)
    return (
        rows.with_columns(payday_number=payday_number, is_leaving=is_leaving)
        .filter(~pl.col("is_leaving") | (pl.col("payday_number") <= 2))
        .with_columns(is_ended=pl.col("is_leaving") & (pl.col("payday_number") == 2))
        .with_columns(amount_cents=pl.when("is_ended").then(0).otherwise("amount_cents"))
        .drop("payday_number", "is_leaving")
    )


def _with_troubles(request: Request, rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Payment records that name no case, another person, or another State."""
    mix = request.mix
    order = draws.shuffled(rows.height)
    ends = np.cumsum(
        [
            max(1, int(rows.height * share))
            for share in (mix.unknown_remittance_id, mix.ssn_differs, mix.fips_differs)
        ]
    )
    unknown, other_person, other_state = (
        pl.Series(_marked(part, rows.height)) for part in np.split(order, ends)[:3]
    )
    place = pl.Series(np.arange(rows.height))
    strange = never_issued_ssns(place.to_numpy() + 45_000_000, seed=0)
    return rows.with_columns(
        remittance_id=pl.when(unknown)
        .then(pl.format("X{}", place + 900_001))
        .otherwise("remittance_id"),
        ssn=pl.when(other_person).then(strange).otherwise("ssn"),
        fips=pl.when(other_state).then(pl.lit("30001")).otherwise("fips"),
    )


def _marked(places: IntArray, size: int) -> np.ndarray:
    marks = np.zeros(size, dtype=np.bool_)
    marks[places] = True
    return marks
