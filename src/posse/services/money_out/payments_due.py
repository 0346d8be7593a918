"""What awaits payment: to whom, how much on a day, and what hinders it."""

from datetime import date

import polars as pl

from posse.apps.payments.choices import HoldReason, PaymentMethod
from posse.ledger.accounts import Account
from posse.services.books.proof_findings import open_findings
from posse.services.bulk import read_frame
from posse.services.money_out.ways import ways_for_payees

KEY = ["receipt", "case", "account"]

# Why a due amount is not paid today, in words for people; an empty hindrance is none.
HINDRANCES = {
    "": "Goes out with the next payments",
    "not_proven": "Held: the paying parent's books differ from the second calculation",
    "on_hold": "On hold",
    "not_released": "Waits for the day on which it may be paid",
    "nothing": "Corrected to nothing",
    "negative": "Corrected to less than nothing after a payment",
    "stopped": "Its payment was stopped; waits to be reissued",
    "voided": "Its warrant was voided; waits to be reissued",
    "stale": "Its warrant was not cashed in time; waits for the payee",
    "returned_payment": "A payment came back; waits for a good account or card",
    "unknown_address": "The payee's address is not known, or mail to it came back",
    "no_account": "The payee has no bank account or card on file",
    "unfit_account": "The payee's bank account number cannot be right",
}
# What only a person ends, by reissuing the payment.
WAITS_FOR_REISSUE = ("stopped", "voided", "stale")
# How the accounts that no person is paid from leave the unit.
TRANSFERS = {
    Account.PAYABLE_STATE: PaymentMethod.STATE_TRANSFER,
    Account.ANNUAL_FEE_KEPT: PaymentMethod.STATE_TRANSFER,
    Account.OFFSET_FEE_KEPT: PaymentMethod.STATE_TRANSFER,
    Account.PAYABLE_FOSTER_AGENCY: PaymentMethod.FOSTER_CARE_TRANSFER,
    Account.PAYABLE_MEDICAID_AGENCY: PaymentMethod.MEDICAID_TRANSFER,
}

PAYABLES = """
    SELECT payable.id, payable.receipt_id, payable.case_id, payable.account,
           payable.amount_cents, payable.release_on,
           coalesce(payable.payee_id,
                    CASE payable.account WHEN 300 THEN cases_case.obligee_id
                                         WHEN 302 THEN cases_case.obligor_id END),
           cases_case.obligor_id
    FROM books_payable AS payable JOIN cases_case ON cases_case.id = payable.case_id
    ORDER BY payable.id"""
# Money that came back and that nobody has sent out again.
CAME_BACK = """
    SELECT line.receipt_id, line.case_id, line.account, sent.payee_id, min(event.kind)
    FROM instruments_disbursementevent AS event
    JOIN payments_disbursementline AS line USING (disbursement_id)
    JOIN payments_disbursement AS sent ON sent.id = disbursement_id
    WHERE event.kind IN ('stopped', 'voided', 'stale') AND event.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM payments_disbursement AS again
                      WHERE again.reissue_of_id = event.disbursement_id)
    GROUP BY 1, 2, 3, 4"""
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
    """Everything that awaits payment, one row a receipt, case, account and payee.

    Columns: KEY, ``payee`` (null for the State), ``obligor``, ``amount_cents``,
    ``total_cents``, ``payables`` (the rows it settles), the particulars of the payee's way,
    and ``hindrance``: empty where it is paid on this day, else a key of HINDRANCES;
    ``hold_reason`` is that of a hold.
    """
    amounts = _with_holds(_amounts(on), on=on)
    payees = amounts["payee"].drop_nulls().unique().sort().to_list()
    rows = _with_came_back(amounts, on=on).join(
        ways_for_payees(payees, on=on), on="payee", how="left", maintain_order="left"
    )
    # What the two calculations see differently is paid on the word of neither.
    held = [found.obligor for found in open_findings()]
    transfer = pl.col("account").replace_strict(
        {int(account): str(method) for account, method in TRANSFERS.items()},
        default=None,
        return_dtype=pl.String,
    )
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
        .when(pl.col("came_back").is_not_null())
        .then("came_back")
        .when(transfer.is_not_null())
        .then(pl.lit(""))
        .otherwise(pl.col("way_hindrance").fill_null("no_account"))
    )
    return rows.with_columns(hindrance=hindrance, method=pl.coalesce(transfer, "method")).sort(
        KEY
    )


def _with_came_back(amounts: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Each amount with why it came back, where it did and waits for a person."""
    schema = {
        "receipt": pl.Int64,
        "case": pl.Int64,
        "account": pl.Int64,
        "payee": pl.Int64,
        "came_back": pl.String,
    }
    back = read_frame(CAME_BACK, schema=schema, params=[on])
    return amounts.join(back, on=[*KEY, "payee"], how="left", maintain_order="left")


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
    summed = rows.group_by(*KEY, "payee", maintain_order=True).agg(
        pl.col("obligor").first(),
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
