"""What makes made-up cases unlike each other: foster care, Medicaid, court and offset facts.

Frames with the columns of their tables, drawn from streams of their own, so that the people,
cases and orders of a seed are the same as without them.
"""

import numpy as np
import polars as pl

from posse.jobs.demo.draws import Draws, IntArray, days_before
from posse.jobs.demo.mix import Request
from posse.jobs.demo.shape import NEVER, Shape
from posse.units.days import add_months

Frames = dict[str, pl.DataFrame]

IV_E, MEDICAID = 1, 2
# Support that is two months old by the demo's month has been unpaid long enough for a penalty.
MONTHS_EARLIER = 2
DAYS_EARLIER = 75
SUPPRESSED_MONTHS = 6
# Less is not worth certifying: 45 CFR 303.72(a)(3)(i).
CERTIFIED_CENTS_MIN = 50_000


def with_circumstances(request: Request, shape: Shape, frames: Frames) -> Frames:
    """The caseload with families in foster care or on Medicaid, and with what courts said."""
    frames = _with_assistance(request, shape, frames)
    frames = _with_earlier_terms(request, frames)
    return {
        **frames,
        "cases_interstaterole": _responding(request, shape),
        "cases_feeexemption": _exempted(request, shape),
        "orders_judgment": _judgments(request, frames),
        "orders_penaltyaffidavit": _affidavits(request, frames),
        "orders_chargesuppression": _suppressions(request, frames),
        **_certified(request, shape, frames),
        **_ways_of_payment(request, shape, frames),
    }


def _with_assistance(request: Request, shape: Shape, frames: Frames) -> Frames:
    """Some families that never got POWER have a child in foster care, or are on Medicaid."""
    draws = Draws(request.seed, 13)
    mix, day = request.mix, request.opened_on
    shares = (1 - mix.in_foster_care - mix.on_medicaid, mix.in_foster_care, mix.on_medicaid)
    kinds = draws.kinds(shares, shape.family_count)
    kinds[(shape.assistance != NEVER) | shape.is_non_iv_d] = 0
    families = np.flatnonzero(kinds)
    opened = shape.opened_days_ago[families]
    started = draws.between(np.full_like(opened, 31), np.minimum(opened, 700))
    periods = pl.DataFrame(
        {
            "family_id": families,
            "effective_on": days_before(day, started),
            "ends_on": pl.Series([None], dtype=pl.Date).gather(np.zeros_like(families)),
            "program": pl.Series(["", "iv_e", "medicaid"]).gather(kinds[families]),
        }
    )
    debts = _with_foster_debts(frames["orders_balanceadjustment"], shape, kinds)
    grants = _maintenance(request, shape, kinds, debts=debts, draws=draws)
    return {
        **frames,
        "cases_assistanceperiod": pl.concat([frames["cases_assistanceperiod"], periods]),
        "cases_assistancegrant": pl.concat([frames["cases_assistancegrant"], grants]),
        "orders_balanceadjustment": debts,
    }


def _with_foster_debts(debts: pl.DataFrame, shape: Shape, kinds: IntArray) -> pl.DataFrame:
    """Half of what is past due in a foster care case is assigned for the placement."""
    families = pl.Series(shape.families[debts["case_id"].to_numpy()])
    is_theirs = pl.Series(kinds == IV_E).gather(families)
    half = pl.col("amount_cents") // 2
    theirs = debts.filter(is_theirs).with_columns(
        amount_cents=half, bucket=pl.lit("assigned_iv_e")
    )
    left = pl.when(is_theirs).then(pl.col("amount_cents") - half).otherwise("amount_cents")
    return pl.concat([debts.with_columns(amount_cents=left), theirs])


def _maintenance(
    request: Request, shape: Shape, kinds: IntArray, *, debts: pl.DataFrame, draws: Draws
) -> pl.DataFrame:
    """Foster care payments not yet repaid, brought over, and the one of this month."""
    families = np.flatnonzero(kinds == IV_E)
    monthly_cents = 60_000 + 1_000 * draws.whole(0, 50, families.size)
    assigned = debts.filter(bucket="assigned_iv_e")
    owed_cents = np.zeros(shape.family_count, dtype=np.int64)
    np.add.at(
        owed_cents,
        shape.families[assigned["case_id"].to_numpy()],
        assigned["amount_cents"].to_numpy(),
    )
    # Never less than what is assigned, as with assistance: 45 CFR 302.52(b).
    before_cents = owed_cents[families] + monthly_cents * draws.whole(1, 5, families.size)
    parts = [
        pl.DataFrame({"family_id": families, "amount_cents": cents}).with_columns(
            effective_on=pl.lit(day)
        )
        for cents, day in ((before_cents, request.opened_on), (monthly_cents, request.month))
    ]
    return pl.concat(parts).with_columns(program=pl.lit("iv_e"))


def _with_earlier_terms(request: Request, frames: Frames) -> Frames:
    """Some orders of paternity run since two months without a payment, so penalties arise."""
    draws = Draws(request.seed, 14)
    terms = frames["orders_orderterm"]
    first, day = add_months(request.month, -MONTHS_EARLIER), request.opened_on
    weekly = terms.filter(pl.col("frequency") != "monthly")["order_id"]
    in_debt = frames["orders_balanceadjustment"]["case_id"]
    orders = frames["orders_order"].filter(pl.Series(
        draws.chances(request.mix.is_unpaid_for_months, frames["orders_order"].height)
    ))  # fmt: skip
    chosen = orders.filter(
        pl.col("basis") == "paternity",
        (pl.lit(day) - pl.col("ordered_on")).dt.total_days() >= DAYS_EARLIER,
        ~pl.col("id").is_in(weekly.implode()),
        ~pl.col("case_id").is_in(in_debt.implode()),
    )["id"]
    is_chosen = pl.col("order_id").is_in(chosen.implode())
    days = {
        name: pl.when(is_chosen).then(pl.lit(first)).otherwise(pl.col(name))
        for name in ("first_due_on", "effective_on")
    }
    return {**frames, "orders_orderterm": terms.with_columns(**days)}


def _affidavits(request: Request, frames: Frames) -> pl.DataFrame:
    """Some payees swore to the penalties that arose, the day before the month."""
    draws = Draws(request.seed, 15)
    late = frames["orders_orderterm"].filter(pl.col("first_due_on") < request.month)
    orders = late["order_id"].unique().sort()
    claimed = orders.filter(pl.Series(draws.chances(request.mix.claims_penalty, orders.len())))
    cases = frames["orders_order"].filter(pl.col("id").is_in(claimed.implode()))
    return cases.select("case_id")


def _judgments(request: Request, frames: Frames) -> pl.DataFrame:
    """Support for a time before the order, of which a court made a judgment."""
    draws = Draws(request.seed, 16)
    orders = frames["orders_order"]
    judged = orders.filter(pl.Series(draws.chances(request.mix.is_judged, orders.height)))
    return judged.filter(pl.col("basis") != "other_state").select(
        "case_id",
        amount_cents=pl.Series(50_000 + 5_000 * draws.whole(0, 60, judged.height)).filter(
            judged["basis"] != "other_state"
        ),
        kind=pl.lit("retroactive"),
        note=pl.lit("Support for the time before the order (demo)"),
    )


def _suppressions(request: Request, frames: Frames) -> pl.DataFrame:
    """Interest or penalty that is not charged for half a year."""
    draws = Draws(request.seed, 17)
    orders = frames["orders_order"]
    chosen = orders.filter(pl.Series(draws.chances(request.mix.is_suppressed, orders.height)))
    is_decree = pl.col("basis") == "divorce_decree"
    return chosen.select(
        "case_id",
        kind=pl.when(is_decree).then(pl.lit("interest")).otherwise(pl.lit("penalty")),
        effective_on=pl.lit(request.month),
        ends_on=pl.lit(add_months(request.month, SUPPRESSED_MONTHS)),
        reason=pl.lit("The court asked to wait (demo)"),
    )


def _responding(request: Request, shape: Shape) -> pl.DataFrame:
    """Cases in which another State asked Wyoming to collect."""
    draws = Draws(request.seed, 18)
    is_iv_d = ~shape.is_non_iv_d[shape.families] & shape.has_order
    asked = is_iv_d & draws.chances(request.mix.is_responding, shape.case_count)
    return pl.DataFrame({"case_id": np.flatnonzero(asked)}).with_columns(
        role=pl.lit("responding")
    )


def _exempted(request: Request, shape: Shape) -> pl.DataFrame:
    """Cases that pay no annual fee because food assistance asks for their services."""
    draws = Draws(request.seed, 19)
    is_never = (shape.assistance == NEVER) & ~shape.is_non_iv_d
    exempt = is_never[shape.families] & draws.chances(
        request.mix.is_fee_exempt, shape.case_count
    )
    return pl.DataFrame({"case_id": np.flatnonzero(exempt)}).with_columns(
        reason=pl.lit("snap_cooperation"), is_ended=pl.lit(value=False)
    )


def _certified(request: Request, shape: Shape, frames: Frames) -> Frames:
    """Past-due support certified for tax refund offset, and parents who let its excess pay."""
    draws = Draws(request.seed, 20)
    is_iv_d = pl.Series(~shape.is_non_iv_d[shape.families])
    owed = (
        frames["orders_balanceadjustment"]
        .group_by("case_id")
        .agg(pl.col("amount_cents").sum())
        .sort("case_id")
        .filter(pl.col("amount_cents") >= CERTIFIED_CENTS_MIN)
    )
    owed = owed.filter(is_iv_d.gather(owed["case_id"]))
    owed = owed.filter(pl.Series(draws.chances(request.mix.is_certified, owed.height)))
    # Whole dollars; in some cases less was certified than is owed by now.
    percent = np.where(draws.chances(0.1, owed.height), 60, 100)
    dollars = pl.col("amount_cents") * pl.Series(percent) // 10_000
    obligors = pl.Series(np.unique(shape.obligors[owed["case_id"].to_numpy()]))
    permitting = obligors.filter(
        pl.Series(draws.chances(request.mix.permits_excess, obligors.len()))
    )
    return {
        "orders_offsetcertification": owed.with_columns(amount_cents=dollars * 100),
        "orders_excesspermission": pl.DataFrame({"obligor_id": permitting}).with_columns(
            note=pl.lit("Said so in writing (demo)")
        ),
    }


def _ways_of_payment(request: Request, shape: Shape, frames: Frames) -> Frames:
    """Of the payees without a bank account some have a card, and some no known address."""
    draws = Draws(request.seed, 21)
    obligees = np.arange(shape.obligor_count, shape.adult_count)
    without = np.setdiff1d(obligees, frames["people_payeeaccount"]["participant_id"].to_numpy())
    ways = draws.kinds(request.mix.without_account, without.size)
    cards, unknown = without[ways == 0], without[ways == 2]
    addresses = frames["people_address"]
    return {
        "people_address": addresses.filter(~pl.col("participant_id").is_in(unknown.tolist())),
        "instruments_card": pl.DataFrame({"participant_id": cards}).with_columns(
            reference=pl.format("DEMO-{}", pl.col("participant_id") + 1_000_001),
            is_closed=pl.lit(value=False),
        ),
    }
