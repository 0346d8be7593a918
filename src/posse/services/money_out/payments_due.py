"""What awaits payment: to whom, how much on a day, and what hinders it."""

from datetime import date

import polars as pl

from posse.apps.payments.choices import HoldReason
from posse.formats.identifiers import is_routing_number
from posse.ledger.accounts import Account
from posse.services.books.proof_findings import open_findings
from posse.services.bulk import read_frame

KEY = ["receipt", "case", "account"]

# Why a due amount is not paid today, in words for people; an empty hindrance is none.
HINDRANCES = {
    "": "Goes out with the next payments",
    "not_proven": "Held: the paying parent's books differ from the second calculation",
    "on_hold": "On hold",
    "not_released": "Waits for the day on which it may be paid",
    "nothing": "Corrected to nothing",
    "negative": "Corrected to less than nothing after a payment",
    "no_account": "The payee has no bank account on file",
    "unfit_account": "The payee's bank account number cannot be right",
}

PAYABLES = """
    SELECT payable.id, payable.receipt_id, payable.case_id, payable.account,
           payable.amount_cents, payable.release_on,
           CASE payable.account WHEN 300 THEN cases_case.obligee_id
                                WHEN 302 THEN cases_case.obligor_id END,
           cases_case.obligor_id
    FROM books_payable AS payable JOIN cases_case ON cases_case.id = payable.case_id
    ORDER BY payable.id"""
ACCOUNTS = """
    SELECT DISTINCT ON (account.participant_id) account.participant_id,
           account.routing_number, account.account_number, account.kind
    FROM unnest(%s::bigint[]) AS paid (participant_id)
    JOIN people_payeeaccount AS account USING (participant_id)
    WHERE account.effective_on <= %s
    ORDER BY account.participant_id, account.effective_on DESC, account.id DESC"""
# A hold before money is applied leaves nothing to pay; these stop what is applied already.
PAYMENT_HOLDS = """
    SELECT hold.receipt_id, hold.participant_id, min(hold.reason)
    FROM payments_hold AS hold
    WHERE hold.scope = 'payment' AND hold.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM payments_holdrelease AS released
                      WHERE released.hold_id = hold.id AND released.recorded_on <= %s)
    GROUP BY 1, 2"""


def hindrance_words(hindrance: str, hold_reason: str = "") -> str:
    """Why an amount is not paid today, for people: with the reason where it is on hold."""
    words = HINDRANCES[hindrance]
    return f"{words}: {HoldReason(hold_reason).label}" if hold_reason else words


def due_for_day(on: date) -> pl.DataFrame:
    """Everything that awaits payment, one row a receipt, case and account.

    Columns: KEY, ``payee`` (null for the State), ``obligor``, ``amount_cents``,
    ``payables`` (the rows it settles), the payee's account, and ``hindrance``: empty where
    it is paid on this day, else a key of HINDRANCES; ``hold_reason`` is that of a hold.
    """
    amounts = _with_holds(_amounts(on), on=on)
    payees = amounts["payee"].drop_nulls().unique().sort().to_list()
    schema = {
        "payee": pl.Int64,
        "routing_number": pl.String,
        "account_number": pl.String,
        "account_kind": pl.String,
    }
    accounts = read_frame(ACCOUNTS, schema=schema, params=[payees, on])
    numbers = accounts["routing_number"].unique().to_list()
    fit_numbers = [number for number in numbers if is_routing_number(number)]
    is_unfit = ~pl.col("routing_number").is_in(fit_numbers) | ~pl.col(
        "account_number"
    ).str.contains(r"^[0-9A-Za-z-]{1,17}$")
    # What the two calculations see differently is paid on the word of neither.
    held = [found.obligor for found in open_findings()]
    is_paid_to_person = pl.col("account") != int(Account.PAYABLE_STATE)
    hindrance = (
        pl.when(pl.col("total_cents") == 0)
        .then(pl.lit("nothing"))
        .when(pl.col("total_cents") < 0)
        .then(pl.lit("negative"))
        .when(pl.col("obligor").is_in(held))
        .then(pl.lit("not_proven"))
        .when(pl.col("hold_reason") != "")
        .then(pl.lit("on_hold"))
        .when(~pl.col("is_released"))
        .then(pl.lit("not_released"))
        .when(is_paid_to_person & pl.col("routing_number").is_null())
        .then(pl.lit("no_account"))
        .when(is_paid_to_person & is_unfit)
        .then(pl.lit("unfit_account"))
        .otherwise(pl.lit(""))
    )
    rows = amounts.join(accounts, on="payee", how="left", maintain_order="left")
    return rows.with_columns(hindrance=hindrance).sort(KEY)


def _amounts(on: date) -> pl.DataFrame:
    """What may be paid of each receipt, case and account by a day, and by which rows.

    A correction counts at once, whenever it is released: nothing is paid today that a
    known correction takes back tomorrow. What is then left is not paid before its own day.
    """
    schema = {
        "id": pl.Int64,
        "receipt": pl.Int64,
        "case": pl.Int64,
        "account": pl.Int64,
        "cents": pl.Int64,
        "release_on": pl.Date,
        "payee": pl.Int64,
        "obligor": pl.Int64,
    }
    rows = read_frame(PAYABLES, schema=schema)
    is_released = pl.col("release_on") <= on
    summed = rows.group_by(KEY, maintain_order=True).agg(
        pl.col("payee", "obligor").first(),
        total_cents=pl.col("cents").sum(),
        released_cents=pl.col("cents").filter(is_released).sum(),
        all_rows=pl.col("id"),
        released_rows=pl.col("id").filter(is_released),
    )
    is_whole = (pl.col("total_cents") <= pl.col("released_cents")) | (
        pl.col("total_cents") == 0
    )
    return summed.with_columns(
        amount_cents=pl.when(pl.col("released_cents") > 0)
        .then(pl.min_horizontal("total_cents", "released_cents"))
        .otherwise("total_cents"),
        is_released=pl.col("released_cents") > 0,
        payables=pl.when(is_whole).then("all_rows").otherwise("released_rows"),
    ).drop("all_rows", "released_rows")


def _with_holds(amounts: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Each amount with the reason for which its receipt, or all of its payee's, is held."""
    schema = {"receipt": pl.Int64, "payee": pl.Int64, "reason": pl.String}
    holds = read_frame(PAYMENT_HOLDS, schema=schema, params=[on, on])
    of_receipts = holds.drop_nulls("receipt").select("receipt", of_receipt="reason")
    of_payees = holds.drop_nulls("payee").select("payee", of_payee="reason")
    held = amounts.join(of_receipts, on="receipt", how="left", maintain_order="left").join(
        of_payees, on="payee", how="left", maintain_order="left"
    )
    reason = pl.coalesce("of_receipt", "of_payee", pl.lit(""))
    return held.with_columns(hold_reason=reason).drop("of_receipt", "of_payee")
