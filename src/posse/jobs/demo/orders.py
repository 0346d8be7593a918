"""Made-up orders, terms, and balances brought over, as frames of their tables."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from posse.jobs.demo.draws import Draws, IntArray, days_before
from posse.jobs.demo.mix import Request
from posse.jobs.demo.shape import CURRENT, FORMER, NEVER, Shape

FREQUENCIES = ("monthly", "semimonthly", "biweekly", "weekly")
# Installments a year of each frequency.
INSTALLMENTS = np.array([12, 24, 26, 52])
BASES = ("paternity", "divorce_decree", "other_state")
FRIDAY = 4


def order_frames(request: Request, shape: Shape) -> dict[str, pl.DataFrame]:
    """Orders with their terms, balances as of the day before the month, and grants."""
    draws = Draws(request.seed, 6)
    cases = np.flatnonzero(shape.has_order)
    opened = shape.opened_days_ago[shape.families[cases]]
    ordered = np.maximum(31, opened + draws.whole(-300, 300, cases.size))
    orders = pl.DataFrame(
        {
            "id": np.arange(cases.size),
            "case_id": cases,
            "ordered_on": days_before(request.opened_on, ordered),
            "basis": pl.Series(BASES).gather(draws.kinds(request.mix.bases, cases.size)),
        }
    ).with_columns(
        number=pl.format("DEMO-{}-{}", pl.col("ordered_on").dt.year(), pl.col("id") + 100_001),
        court=pl.lit("Example District Court"),
    )
    monthly_cents = _monthly_cents(draws, cases.size)
    adjustments = _adjustments(request, shape, cases=cases, monthly_cents=monthly_cents)
    return {
        "orders_order": orders,
        "orders_orderterm": _terms(
            request, cases=cases, monthly_cents=monthly_cents, adjustments=adjustments
        ),
        "orders_balanceadjustment": adjustments,
        "cases_assistancegrant": _grants(request, shape, adjustments),
    }


def _monthly_cents(draws: Draws, count: int) -> IntArray:
    """What child support comes to in a month: $150 to $1,100, more often less than more."""
    steps = np.minimum(draws.whole(0, 190, count), draws.whole(0, 190, count))
    return 15_000 + 500 * steps


def _terms(
    request: Request,
    *,
    cases: IntArray,
    monthly_cents: IntArray,
    adjustments: pl.DataFrame,
) -> pl.DataFrame:
    draws = Draws(request.seed, 7)
    count = cases.size
    orders = np.arange(count)
    frequencies = draws.kinds(request.mix.frequencies, count)
    # Whole dollars, as courts write them; so a year of them is not quite twelve months.
    support = monthly_cents * 12 // INSTALLMENTS[frequencies] // 100 * 100
    medical = orders[draws.chances(request.mix.has_medical_term, count)]
    spousal = orders[draws.chances(request.mix.has_spousal_term, count)]
    in_debt = np.flatnonzero(np.isin(cases, adjustments["case_id"].to_numpy()))
    paying = in_debt[draws.chances(request.mix.has_arrears_payment, in_debt.size)]
    parts = [
        _term("child_support", orders=orders, amounts_cents=support, frequencies=frequencies),
        _term(
            "medical",
            orders=medical,
            amounts_cents=2_500 + 500 * draws.whole(0, 20, medical.size),
        ),
        _term(
            "spousal",
            orders=spousal,
            amounts_cents=10_000 + 2_500 * draws.whole(0, 20, spousal.size),
        ),
        _term(
            "arrears_payment",
            orders=paying,
            amounts_cents=2_500 + 500 * draws.whole(0, 15, paying.size),
        ),
    ]
    first_days = np.array(first_due_dates(request.month), dtype="datetime64[D]")
    terms = pl.concat(parts)
    due = pl.Series(first_days).gather(terms["frequency"].to_numpy())
    names = pl.Series(FREQUENCIES).gather(terms["frequency"].to_numpy())
    return terms.with_columns(first_due_on=due, effective_on=due, frequency=names)


def _term(
    obligation: str,
    *,
    orders: IntArray,
    amounts_cents: IntArray,
    frequencies: IntArray | None = None,
) -> pl.DataFrame:
    monthly = np.zeros(orders.size, dtype=np.int64)
    return pl.DataFrame(
        {
            "order_id": orders,
            "amount_cents": amounts_cents,
            "frequency": monthly if frequencies is None else frequencies,
        }
    ).with_columns(obligation=pl.lit(obligation))


def first_due_dates(month: date) -> list[date]:
    """When each frequency first falls due in the month; weekly ones on Fridays."""
    friday = month + timedelta(days=(FRIDAY - month.weekday()) % 7)
    return [month, month, friday, friday]


def _adjustments(
    request: Request, shape: Shape, *, cases: IntArray, monthly_cents: IntArray
) -> pl.DataFrame:
    """Debts brought over, by bucket, as the family's assistance makes them."""
    draws = Draws(request.seed, 8)
    in_debt = np.flatnonzero(draws.chances(request.mix.has_arrears, cases.size))
    count = in_debt.size
    total_cents = monthly_cents[in_debt] * draws.whole(5, 240, count) // 10
    assistance = shape.assistance[shape.families[cases[in_debt]]]
    is_legacy = draws.chances(request.mix.has_legacy_buckets, count) & (assistance != NEVER)
    percent = np.where(assistance == NEVER, 0, draws.whole(30, 90, count))
    assigned_cents = total_cents * percent // 100
    above_grant_cents = np.where(
        assistance == FORMER,
        (total_cents - assigned_cents) * draws.whole(0, 40, count) // 100,
        0,
    )
    legacy_cents = np.where(
        is_legacy, (total_cents - assigned_cents - above_grant_cents) // 2, 0
    )
    family_cents = total_cents - assigned_cents - above_grant_cents - legacy_cents
    temporary_cents = np.where(assistance == CURRENT, legacy_cents, 0)
    buckets = {
        "never_assigned": family_cents,
        "permanently_assigned": assigned_cents,
        "unassigned_during_assistance": above_grant_cents,
        "temporarily_assigned": temporary_cents,
        "conditionally_assigned": legacy_cents - temporary_cents,
    }
    parts = [
        pl.DataFrame({"case_id": cases[in_debt], "amount_cents": amounts_cents})
        .filter(pl.col("amount_cents") > 0)
        .with_columns(bucket=pl.lit(bucket))
        for bucket, amounts_cents in buckets.items()
    ]
    return pl.concat(parts).with_columns(
        obligation=pl.lit("child_support"),
        reason=pl.lit("Balance brought over from the former system (demo)"),
        effective_on=pl.lit(request.opened_on),
    )


def _grants(request: Request, shape: Shape, adjustments: pl.DataFrame) -> pl.DataFrame:
    """Assistance not yet repaid, brought over, and this month's grant where there is one."""
    draws = Draws(request.seed, 9)
    grant_cents = 38_000 + 1_000 * draws.whole(0, 40, shape.family_count)
    assigned = adjustments.filter(
        pl.col("bucket").is_in(
            ["permanently_assigned", "temporarily_assigned", "conditionally_assigned"]
        )
    )
    owed_cents = np.zeros(shape.family_count, dtype=np.int64)
    np.add.at(
        owed_cents,
        shape.families[assigned["case_id"].to_numpy()],
        assigned["amount_cents"].to_numpy(),
    )
    # Never less than what is assigned: the State may keep only up to unreimbursed
    # assistance (42 USC 657(a)).
    unreimbursed_cents = owed_cents + grant_cents * draws.whole(0, 6, shape.family_count)
    before = np.flatnonzero((shape.assistance != NEVER) & (unreimbursed_cents > 0))
    now = np.flatnonzero(shape.assistance == CURRENT)
    brought_over = pl.DataFrame(
        {"family_id": before, "amount_cents": unreimbursed_cents[before]}
    ).with_columns(effective_on=pl.lit(request.opened_on))
    of_month = pl.DataFrame({"family_id": now, "amount_cents": grant_cents[now]}).with_columns(
        effective_on=pl.lit(request.month)
    )
    return pl.concat([brought_over, of_month]).with_columns(program=pl.lit("power"))
