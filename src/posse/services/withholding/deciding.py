"""Which order should stand at each source of income in each case, for every parent at once.

A pair of a case and a source is compared with the last order that went out for it. What
comes out is an original order, a changed one, a termination, nothing, or why there is none.
"""

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import polars as pl

from posse.apps.withholding.choices import OrderKind, OrderReason, RefusalCode
from posse.rules.support.remedies.evaluation import RemedyResult, evaluate
from posse.rules.support.withholding import PREFIX
from posse.services.bulk import read_frame
from posse.services.enforcement.facts import Read, facts_of_obligors
from posse.services.law import current_law
from posse.services.withholding.claims import CLAIMS, capped, claims_of_cases
from posse.services.withholding.contests import with_contests
from posse.services.withholding.sources import REMEDY_OF, WAGES_REMEDY

REMEDIES = (WAGES_REMEDY, *REMEDY_OF.values())
ORIGINAL, AMENDED = OrderKind.ORIGINAL.value, OrderKind.AMENDED.value
TERMINATION = OrderKind.TERMINATION.value
# What the pair itself shows: that there is income, and what is owed.
OWN_CRITERIA = frozenset({"income", "owes"})
DAYS_IN_WEEK = 7
RUNNING = (ORIGINAL, AMENDED)
CLOSED, SUPPRESSED = "open_case", "suppression"

# Pairs of running sources with every case of the parent, and those where an order still runs.
PAIRS = """
    SELECT mine.id, mine.obligor_id, source.id, source.kind, source.told_on,
           coalesce(ended.ended_on <= %s AND ended.told_on <= %s, false),
           payor.id IS NOT NULL, coalesce(payor.line_1, '') <> '',
           EXISTS (SELECT FROM people_identifier AS ssn
                   WHERE ssn.participant_id = mine.obligor_id AND ssn.kind = 'ssn'),
           last.id, last.kind, last.reason, last.is_over_12_weeks, {claims}
    FROM withholding_incomesource AS source
    JOIN cases_case AS mine ON mine.obligor_id = source.obligor_id
    LEFT JOIN people_employer AS payor ON payor.id = source.employer_id
    LEFT JOIN withholding_sourceend AS ended ON ended.source_id = source.id
    LEFT JOIN (SELECT DISTINCT ON (case_id, income_source_id) *
               FROM withholding_withholdingorder WHERE kind <> 'one_time'
               ORDER BY case_id, income_source_id, id DESC) AS last
      ON last.case_id = mine.id AND last.income_source_id = source.id
    WHERE source.told_on <= %s AND mine.opened_on <= %s
      AND (%s::bigint[] IS NULL OR mine.obligor_id = ANY(%s::bigint[]))
      AND (last.kind IN ('original', 'amended')
           OR NOT coalesce(ended.ended_on <= %s AND ended.told_on <= %s, false))
    ORDER BY mine.obligor_id, mine.id, source.id"""
LAST = [f"last_{claim}" for claim in CLAIMS]
PAIR_SCHEMA = {
    "case_id": pl.Int64, "obligor_id": pl.Int64, "source_id": pl.Int64, "kind": pl.String,
    "told_on": pl.Date, "has_ended": pl.Boolean, "has_fein": pl.Boolean,
    "has_address": pl.Boolean, "has_ssn": pl.Boolean, "last_id": pl.Int64,
    "last_kind": pl.String, "last_reason": pl.String, "last_is_over": pl.Boolean,
    **dict.fromkeys(LAST, pl.Int64),
}  # fmt: skip


def decided_orders(
    *,
    on: date,
    obligors: Collection[int] | None = None,
    is_signed: bool,
    is_mailed: bool = True,
) -> pl.DataFrame:
    """Every pair of a case and a source with what is to be done about its order.

    ``action`` is the kind of order that goes out, or empty; ``reason`` says why, ``refusal``
    what keeps one from going out. ``is_signed``: whether somebody signs; ``is_mailed`` is
    false for orders that went out before the caseload came here.
    Columns of the last order begin with ``last_``. Units: cents.
    Source: 45 CFR 303.100(e), CS-IRG-G1, CS-IRG-G21.
    """
    pairs = _pairs(on=on, obligors=obligors)
    if pairs.is_empty():
        return _acted(_none(pairs), is_signed=is_signed, is_mailed=is_mailed, on=on)
    obligors = pairs["obligor_id"].unique().to_list()
    unmet = unmet_criteria(obligors, remedies=REMEDIES, without=OWN_CRITERIA, on=on)
    claims = claims_of_cases(pairs["case_id"].unique().to_list(), on=on)
    found = (
        with_contests(pairs, on=on)
        .join(unmet, on=["case_id", "remedy"], how="left")
        .join(claims, on="case_id", how="left")
    )
    found = capped(found, by="cap_cents").sort("obligor_id", "case_id", "source_id")
    return _acted(found, is_signed=is_signed, is_mailed=is_mailed, on=on)


def _pairs(*, on: date, obligors: Collection[int] | None) -> pl.DataFrame:
    chosen = None if obligors is None else list(obligors)
    claims = ", ".join(f"last.{claim}" for claim in CLAIMS)
    rows = read_frame(
        PAIRS.format(claims=claims),
        schema=PAIR_SCHEMA,
        params=[on, on, on, on, chosen, chosen, on, on],
    )
    remedy = pl.col("kind").replace_strict(
        {kind.value: name for kind, name in REMEDY_OF.items()}, default=WAGES_REMEDY
    )
    return rows.with_columns(remedy=remedy.cast(pl.String), last_kind=_text("last_kind"))


def _text(name: str) -> pl.Expr:
    return pl.col(name).fill_null("")


def _none(pairs: pl.DataFrame) -> pl.DataFrame:
    """No pairs, with the columns that pairs have in the end."""
    cents = [*CLAIMS, "arrears_cents", "owed_cents", "cap_cents", "days_past_due"]
    return pairs.with_columns(
        *(pl.lit(None, dtype=pl.Int64).alias(name) for name in cents),
        pl.lit("").alias("unmet"),
        pl.lit(value=False).alias("is_contest_won"),
    )


def unmet_criteria(
    obligors: Collection[int], *, remedies: Sequence[str], without: Collection[str], on: date
) -> pl.DataFrame:
    """By case and remedy: the first criterion that is not met, empty where all are.

    Columns: case_id, remedy, unmet, days_past_due. ``without`` names what is not asked.
    Source: CS-9.2-GEN-2.
    """
    read = facts_of_obligors(on=on, obligors=obligors)
    evaluation = evaluate(facts=read.facts, law=current_law(), on=on, only=remedies)
    return pl.concat(_unmet_by_case(each, read, without) for each in evaluation.results)


def _unmet_by_case(result: RemedyResult, read: Read, without: Collection[str]) -> pl.DataFrame:
    names = np.full(len(read.cases), "", dtype=object)
    # From the last to the first, so that the first of the law's order is what stays.
    for each in reversed(result.criteria):
        if each.criterion.name not in without:
            names[~each.is_met] = each.criterion.name
    return pl.DataFrame(
        {
            "case_id": read.cases,
            "remedy": [result.remedy.name] * len(read.cases),
            "unmet": pl.Series(names, dtype=pl.String),
            "days_past_due": read.facts.cases.days_past_due,
        },
        schema_overrides={"remedy": pl.String},
    )


def _acted(rows: pl.DataFrame, *, is_signed: bool, is_mailed: bool, on: date) -> pl.DataFrame:
    weeks: int = current_law().value(f"{PREFIX}older_arrears_weeks", on=on)
    has_arrears = pl.col("arrears_cents") > 0
    rows = rows.with_columns(
        unmet=_text("unmet"),
        monthly_cents=pl.sum_horizontal(CLAIMS),
        is_running=pl.col("last_kind").is_in(RUNNING),
        is_over_12_weeks=has_arrears & (pl.col("days_past_due") > weeks * DAYS_IN_WEEK),
    ).with_columns(end=_end(), hindrance=_hindrance(is_signed=is_signed, is_mailed=is_mailed))
    return (
        rows.with_columns(wish=_wish(is_changed=_is_changed(on=on)))
        .with_columns(refusal=_refusal())
        .with_columns(
            action=pl.when(pl.col("refusal") == "").then("wish").otherwise(pl.lit(""))
        )
        .with_columns(reason=_reason())
    )


def _end() -> pl.Expr:
    """Why a running order ends, empty where it does not."""
    owes_nothing = (pl.col("owed_cents") <= 0) & (pl.sum_horizontal(CLAIMS) <= 0)
    return (
        pl.when("has_ended")
        .then(pl.lit(OrderReason.OBLIGOR_LEFT.value))
        .when("is_contest_won")
        .then(pl.lit(OrderReason.ISSUED_IN_ERROR.value))
        .when(pl.col("unmet") == SUPPRESSED)
        .then(pl.lit(OrderReason.SUSPENDED.value))
        .when(pl.col("unmet") != "")
        .then(pl.lit(OrderReason.CASE_CLOSED.value))
        .when(owes_nothing)
        .then(pl.lit(OrderReason.SUPPORT_ENDED.value))
        .otherwise(pl.lit(""))
    )


def _hindrance(*, is_signed: bool, is_mailed: bool) -> pl.Expr:
    """What keeps any paper from going to the payor, empty where nothing does."""
    return (
        pl.when(~pl.col("has_fein"))
        .then(pl.lit(RefusalCode.NO_FEIN.value))
        .when(pl.lit(is_mailed), ~pl.col("has_address"))
        .then(pl.lit(RefusalCode.NO_ADDRESS.value))
        .when(pl.lit(is_mailed), ~pl.col("has_ssn"))
        .then(pl.lit(RefusalCode.NO_SSN.value))
        # An order must bear a signature: CS-IRG-G21.
        .when(pl.lit(is_mailed and not is_signed))
        .then(pl.lit(RefusalCode.NO_SIGNER.value))
        .otherwise(pl.lit(""))
    )


def _is_changed(*, on: date) -> pl.Expr:
    """Whether a claim is new, has ended, or differs by as much as the law asks for."""
    least: int = current_law().value(f"{PREFIX}least_change", on=on)
    changed = [
        ((pl.col(claim) > 0) != (pl.col(last) > 0))
        | ((pl.col(claim) - pl.col(last)).abs() >= least)
        for claim, last in zip(CLAIMS, LAST, strict=True)
    ]
    return pl.any_horizontal(
        *changed, pl.col("is_over_12_weeks") != pl.col("last_is_over")
    ).fill_null(value=False)


def _wish(*, is_changed: pl.Expr) -> pl.Expr:
    """Which order should go out, were there nothing in the way."""
    stands, asks = pl.col("end") == "", pl.col("monthly_cents") > 0
    return (
        pl.when("is_running", ~stands)
        .then(pl.lit(TERMINATION))
        .when("is_running", asks, is_changed)
        .then(pl.lit(AMENDED))
        .when(~pl.col("is_running"), stands, asks)
        .then(pl.lit(ORIGINAL))
        .otherwise(pl.lit(""))
    )


def _refusal() -> pl.Expr:
    """Why no order stands or goes out where somebody could expect one; else empty."""
    is_idle = ~pl.col("is_running")
    owes = (pl.col("owed_cents") > 0) | (pl.col("monthly_cents") > 0)
    in_error = pl.col("last_reason").fill_null("") == OrderReason.ISSUED_IN_ERROR.value
    return (
        pl.when(is_idle, ~owes | (pl.col("unmet") == CLOSED))
        .then(pl.lit(""))
        .when(is_idle, "is_contest_won")
        .then(pl.lit(RefusalCode.CONTEST_WON.value))
        .when(is_idle, in_error)
        .then(pl.lit(RefusalCode.IN_ERROR.value))
        .when(is_idle, pl.col("unmet") == SUPPRESSED)
        .then(pl.lit(RefusalCode.SUPPRESSED.value))
        .when(is_idle, pl.col("unmet") != "")
        .then(pl.lit(RefusalCode.NOT_ELIGIBLE.value))
        .when(pl.col("end") == "", pl.col("monthly_cents") <= 0, pl.col("arrears_cents") > 0)
        .then(pl.lit(RefusalCode.NO_ARREARS_AMOUNT.value))
        .when(pl.col("wish") != "")
        .then("hindrance")
        .otherwise(pl.lit(""))
    )


def _reason() -> pl.Expr:
    is_capped = pl.col("cap_cents").is_not_null()
    return (
        pl.when(pl.col("action") == TERMINATION)
        .then("end")
        .when(pl.col("action") == AMENDED, is_capped)
        .then(pl.lit(OrderReason.CONTESTED.value))
        .when(pl.col("action") == AMENDED)
        .then(pl.lit(OrderReason.CHANGED.value))
        .when(pl.col("action") == ORIGINAL)
        .then(pl.lit(OrderReason.INCOME_KNOWN.value))
        .otherwise(pl.lit(""))
    )
