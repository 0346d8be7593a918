"""Reissue: money that came back goes out again as a payment of its own, tied to the old one.

A payment is reissued once at most, and the books hold no more for the payee than came back:
the database refuses both a second reissue and a payment above what is payable.
"""

from datetime import date

import polars as pl
from django.db import transaction

from posse.apps.instruments.choices import MONEY_BACK
from posse.apps.payments.models import Disbursement
from posse.services.bulk import write_frame
from posse.services.business_dates import refusal_of_closed_day
from posse.services.money_out.disbursements import do_issue
from posse.services.money_out.life import (
    CannotAct,
    do_open_acts,
    do_record_act,
    ending_of,
    name_of,
)
from posse.services.money_out.payments_due import (
    KEY,
    WAITS_FOR_REISSUE,
    due_for_day,
    hindrance_words,
)
from posse.services.runs import exclusive_job
from posse.units.money import format_dollars

STEP = "reissued"


def do_reissue(*, disbursement: Disbursement, on: date, by: str) -> Disbursement:
    """Pay the same receipts' lines once more, the way that is open to the payee now.

    The files of the business date hold it like any other payment.
    Raises: CannotAct; AnotherJobRuns.
    """
    with exclusive_job(), transaction.atomic():
        old = Disbursement.objects.select_for_update().get(pk=disbursement.pk)
        refusal = _refusal(old) or refusal_of_closed_day(on)
        if refusal:
            raise CannotAct(refusal)
        lines = _lines(old, on=on)
        run = do_open_acts(on=on, by=by)
        _do_take_from_payables(lines, on=on)
        issued = do_issue(lines, on=on, run=run, reissue_of=old)
        new = Disbursement.objects.get(pk=issued["id"].item())
        do_record_act(run, name=STEP, disbursement=new, amount_cents=new.amount_cents)
    return new


def may_reissue(disbursement: Disbursement) -> bool:
    """Whether its money is back and has not gone out again as a reissue."""
    return not _refusal(disbursement)


def _refusal(old: Disbursement) -> str:
    ending = ending_of(old)
    if ending is None:
        return (
            f"{name_of(old)} has not come back. Stop it, void it or have it returned first,"
            " so that it is never paid twice."
        )
    if ending.kind not in MONEY_BACK:
        return f"{name_of(old)} was paid by the bank on {ending.effective_on}."
    again = Disbursement.objects.filter(reissue_of=old).first()
    if again:
        return f"{name_of(old)} was reissued on {again.recorded_on} as {name_of(again)}."
    return ""


def _lines(old: Disbursement, *, on: date) -> pl.DataFrame:
    """What was paid before, as it may be paid now. Raises: CannotAct."""
    rows = list(old.lines.values_list("receipt", "case", "account", "amount_cents"))
    schema = dict.fromkeys((*KEY, "again_cents"), pl.Int64)
    wanted = pl.DataFrame(rows, schema=schema, orient="row").group_by(KEY).sum()
    of_payee = due_for_day(on).filter(pl.col("payee").eq_missing(old.payee_id))
    due = wanted.join(of_payee, on=KEY, how="left").sort(KEY)
    short = due.filter(pl.col("total_cents").fill_null(0) < pl.col("again_cents"))
    if short.height:
        left_cents = int(due["total_cents"].fill_null(0).sum())
        raise CannotAct(
            f"Of {format_dollars(old.amount_cents)} only {format_dollars(left_cents)} awaits"
            " payment now: the rest was paid by a night or corrected since. The next night"
            " pays what is left."
        )
    ways = due.with_columns(
        pl.when(pl.col("hindrance").is_in(WAITS_FOR_REISSUE))
        .then("way_hindrance")
        .otherwise("hindrance")
        .alias("hindrance")
    )
    closed = ways.filter(pl.col("hindrance") != "")
    if closed.height:
        why = hindrance_words(closed["hindrance"][0], closed["hold_reason"][0])
        raise CannotAct(f"It cannot be paid now: {why}.")
    if due.select("payee", "method").unique().height != 1:
        raise CannotAct("Its parts belong to several payees now; the next night pays them.")
    return due.with_columns(amount_cents=pl.col("again_cents"))


def _do_take_from_payables(lines: pl.DataFrame, *, on: date) -> None:
    """What is paid here no longer awaits payment: rows of one key add up."""
    write_frame(
        "books_payable",
        lines.select(
            "account",
            amount_cents=-pl.col("amount_cents"),
            receipt_id="receipt",
            case_id="case",
            payee_id="payee",
            release_on=pl.lit(on),
        ),
    )
