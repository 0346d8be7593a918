"""At a night's payments: a share of what a payee would get goes to what the payee owes.

Only money for families is touched, and only by terms that the payee agreed to or a court
ordered; what the State and its agencies owe needs no terms and is set off in full.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from posse.apps.books.choices import Cause
from posse.apps.runs.models import Run
from posse.ledger.accounts import Account
from posse.services.books.posting import do_write_postings
from posse.services.bulk import next_ids, read_frame, write_frame
from posse.services.recovery.debts import debts_on, meet
from posse.services.recovery.standing import KEY, KEY_TYPES, do_write_lines
from posse.units.money import Ratio, Rounding, apply_ratio
from posse.units.splits import largest_remainder

# The terms in force, and what they took in the month so far.
TERMS = """
    SELECT DISTINCT ON (terms.payee_id) terms.payee_id, terms.id, terms.share_percent,
           terms.monthly_cents,
           coalesce((SELECT sum(line.amount_cents) FROM recovery_recoveryline AS line
                     WHERE line.payee_id = terms.payee_id
                       AND line.recovered_on >= date_trunc('month', %s::date)), 0)::bigint
    FROM recovery_repaymentterms AS terms
    WHERE terms.effective_on <= %s AND terms.recorded_on <= %s
    ORDER BY terms.payee_id, terms.effective_on DESC, terms.id DESC"""
# Money that came back and goes out again has borne its share already.
BORNE = """
    SELECT receipt_id, case_id, account, coalesce(payee_id, 0) FROM recovery_recoveryline"""
TAKEN = {**KEY_TYPES, "obligor": pl.Int64, "due_cents": pl.Int64, "amount_cents": pl.Int64}
AGENCY_PERCENT = 100


def do_recover(due: pl.DataFrame, *, on: date, run: Run) -> pl.DataFrame:
    """Keep what is to be recovered out of ``due`` (rows of ``due_for_day`` to be paid).

    Of each payee one amount a night is kept, rounded once and never above what is owed, and
    divided over the payments in proportion. Returns: ``due`` with what is left of each.
    """
    debts = debts_on(on)
    if debts.is_empty() or due.is_empty():
        return due
    taken = pl.concat(
        [pl.DataFrame(schema={**TAKEN, "terms": pl.Int64}), *_takings(due, debts, on=on)]
    )
    if taken.is_empty():
        return due
    ids = next_ids("recovery_recoveryline", taken.height)
    taken = taken.with_columns(id=pl.Series(list(ids), dtype=pl.Int64))
    _do_write(taken, debts, on=on, run=run)
    kept = taken.select(*KEY[:-1], pl.col("payee").replace(0, None), kept="amount_cents")
    left = pl.col("amount_cents") - pl.col("kept").fill_null(0)
    return (
        due.join(kept, on=KEY, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(amount_cents=left)
        .drop("kept")
    )


def _takings(due: pl.DataFrame, debts: pl.DataFrame, *, on: date) -> Iterator[pl.DataFrame]:
    """What is kept of each debtor's payments, a frame for each from whom anything is."""
    borne = read_frame(BORNE, schema=KEY_TYPES)
    rows = (
        due.with_columns(pl.col("payee").fill_null(0))
        .filter((pl.col("account") == int(Account.PAYABLE_FAMILY)) | (pl.col("payee") == 0))
        .filter(pl.col("amount_cents") > 0)
        .join(borne, on=KEY, how="anti")
        .sort(KEY)
    )
    owed = _by_debtor(debts).group_by("payee", "debtor").agg(pl.col("owed_cents").sum())
    limits = owed.join(_terms(on), on="payee", how="left")
    for (payee, debtor), own in _by_debtor(rows).group_by(
        ["payee", "debtor"], maintain_order=True
    ):
        found = limits.filter(pl.col("payee") == payee, pl.col("debtor") == debtor)
        for limit in found.iter_rows(named=True):
            cents = _cents_to_keep(int(own["amount_cents"].sum()), limit)
            if cents > 0:
                yield _divided(own, cents=cents, terms=limit["terms"])


def _by_debtor(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with their ``debtor``: an agency by its account, a person whatever the account."""
    is_agency = pl.col("payee") == 0
    return rows.with_columns(debtor=pl.when(is_agency).then("account").otherwise(0))


def _terms(on: date) -> pl.DataFrame:
    names = ("payee", "terms", "share_percent", "monthly_cents", "kept_cents")
    return read_frame(TERMS, schema=dict.fromkeys(names, pl.Int64), params=[on, on, on])


def _cents_to_keep(due_cents: int, limit: dict[str, int | None]) -> int:
    """How much of a night's payments to one debtor is kept, under the terms in force."""
    owed_cents = limit["owed_cents"] or 0
    if limit["payee"] == 0:
        share_cents = due_cents
    elif limit["monthly_cents"]:
        share_cents = max(0, limit["monthly_cents"] - (limit["kept_cents"] or 0))
    else:
        ratio = Ratio(limit["share_percent"] or 0, 100)
        amounts = np.array([due_cents], dtype=np.int64)
        share_cents = int(apply_ratio(amounts, ratio, rounding=Rounding.HALF_UP)[0])
    return min(share_cents, due_cents, owed_cents)


def _divided(own: pl.DataFrame, *, cents: int, terms: int | None) -> pl.DataFrame:
    """One kept amount over the payments of a debtor, in proportion to them."""
    places = np.arange(own.height, dtype=np.int64)
    parts = largest_remainder(cents, own["amount_cents"].to_numpy(), tie_ranks=places)
    return (
        own.select(*KEY, "obligor", due_cents="amount_cents", amount_cents=pl.Series(parts))
        .with_columns(terms=pl.lit(terms, dtype=pl.Int64))
        .filter(pl.col("amount_cents") > 0)
    )


def _do_write(taken: pl.DataFrame, debts: pl.DataFrame, *, on: date, run: Run) -> None:
    write_frame(
        "recovery_recoveryline",
        taken.select(
            "id",
            "account",
            "due_cents",
            "amount_cents",
            payee_id=pl.when(pl.col("payee") != 0).then("payee"),
            terms_id="terms",
            receipt_id="receipt",
            case_id="case",
            recovered_on=pl.lit(on),
            run_id=pl.lit(run.pk),
        ),
    )
    do_write_lines(_against(taken, debts), on=on, run=run)
    do_write_postings(_postings(taken, on=on), posted_on=on, run=run)


def _against(taken: pl.DataFrame, debts: pl.DataFrame) -> pl.DataFrame:
    """What was kept of each debtor, set against what that debtor owes, the oldest first."""
    frames = []
    owed = _by_debtor(debts)
    for (payee, debtor), own in _by_debtor(taken).group_by(
        ["payee", "debtor"], maintain_order=True
    ):
        theirs = owed.filter(pl.col("payee") == payee, pl.col("debtor") == debtor)
        met = list(meet(own["amount_cents"].to_list(), theirs["owed_cents"].to_list()))
        parts, places, cents = (pl.Series(list(each)) for each in zip(*met, strict=True))
        frames.append(
            theirs[places].select(
                *KEY,
                cause=pl.lit(int(Cause.RECOVERY)),
                cause_id=own["id"][parts],
                amount_cents=-cents,
            )
        )
    return pl.concat(frames)


def _postings(taken: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """What is kept was payable, and is no longer to be recovered."""
    return taken.select(
        "obligor",
        "case",
        "receipt",
        cause=pl.lit(int(Cause.RECOVERY)),
        cause_id="id",
        effective_on=pl.lit(on),
        debit="account",
        credit=pl.lit(int(Account.RECEIVABLE_FROM_PAYEE)),
        amount_cents="amount_cents",
    )
