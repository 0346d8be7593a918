"""What awaits payment, and what was paid wrongly, kept in step with the books.

Money that has left the building is not pulled back. Of each payee, receipt, case and account,
what the facts give and what was paid decide: the rest awaits payment, and what was paid above
it becomes a receivable. What came back of a receivable counts as not paid any more.
"""

from datetime import date

import polars as pl
from django.db import connection

from posse.apps.books.choices import Cause
from posse.apps.runs.models import Run
from posse.ledger.accounts import FAMILY, ON_ASSISTANCE, PAYABLE_ACCOUNTS, PAYABLE_BASE, Account
from posse.ledger.fold import POSTINGS, Folded
from posse.ledger.situation import PASSED_THROUGH
from posse.services.books.payees import Payees
from posse.services.bulk import read_frame, write_frame
from posse.services.recovery.standing import (
    KEY,
    KEY_TYPES,
    do_write_lines,
    standing_of_receipts,
)

OVERPAID, WRITTEN_OFF = int(Cause.OVERPAYMENT), int(Cause.WRITTEN_OFF)
AMOUNTS = {**KEY_TYPES, "cents": pl.Int64}

# Paid out and not come back, or kept for what the payee owed: either way the payee had it.
# A receipt can lie with somebody else too, who is not folded here.
PAID = """
    SELECT line.receipt_id, line.case_id, line.account, coalesce(line.payee_id, 0),
           sum(line.amount_cents)::bigint
    FROM (SELECT receipt_id, case_id, account, payee_id, line.amount_cents
          FROM changed JOIN payments_disbursementline AS line USING (receipt_id)
          JOIN payments_disbursement AS sent ON sent.id = line.disbursement_id
          WHERE NOT EXISTS (
              SELECT FROM instruments_disbursementevent AS back
              WHERE back.disbursement_id = line.disbursement_id
                AND back.kind IN ('stopped', 'voided', 'undeliverable', 'returned', 'stale'))
          UNION ALL
          SELECT receipt_id, case_id, account, payee_id, amount_cents
          FROM changed JOIN recovery_recoveryline USING (receipt_id)) AS line
    JOIN cases_case ON cases_case.id = line.case_id
    JOIN folding USING (obligor_id)
    GROUP BY 1, 2, 3, 4"""
WAITING = """
    SELECT payable.receipt_id, payable.case_id, payable.account, coalesce(payable.payee_id, 0),
           sum(payable.amount_cents)::bigint
    FROM changed JOIN books_payable AS payable USING (receipt_id)
    JOIN cases_case ON cases_case.id = payable.case_id
    JOIN folding USING (obligor_id)
    GROUP BY 1, 2, 3, 4"""


def do_settle_payables(
    folded: Folded, missing: pl.DataFrame, *, through: date, run: Run
) -> pl.DataFrame:
    """Write what changed of what awaits payment and of what payees owe, after a fold.

    Returns: the postings of receivables.
    """
    payees = Payees.of_chosen(known_on=through)
    receipts = _changed_receipts(folded, missing, payees.redirections)
    if receipts.is_empty():
        return pl.DataFrame(schema=POSTINGS)
    moved = _changes(_states(folded, receipts, payees, through=through))
    changed = moved.filter(pl.col("waiting_change") != 0)
    write_frame(
        "books_payable",
        changed.select(
            receipt_id="receipt",
            case_id="case",
            account="account",
            payee_id=pl.when(pl.col("payee") != 0).then("payee"),
            amount_cents="waiting_change",
            release_on=_release_on(through),
        ),
    )
    _do_tell_by_payee(moved, through=through, run=run)
    return _receivable_postings(moved, through=through)


def _is_payable(side: str) -> pl.Expr:
    return pl.col(side).is_in(PAYABLE_ACCOUNTS)


def _changed_receipts(
    folded: Folded, missing: pl.DataFrame, redirections: pl.DataFrame
) -> pl.Series:
    """Receipts whose payees get more or less, or where it may be somebody else's now."""
    touches_payee = _is_payable("debit") | _is_payable("credit")
    touched = missing.filter(touches_payee)["receipt"]
    may_be_others = touches_payee & pl.col("case").is_in(redirections["case"].implode())
    redirected = (
        folded.postings.clear() if redirections.is_empty() else folded.postings
    ).filter(may_be_others)["receipt"]
    return pl.concat([touched, redirected]).unique().sort()


def _entitled(
    folded: Folded, receipts: pl.Series, *, collected: pl.DataFrame, payees: Payees
) -> pl.DataFrame:
    """What each payee is entitled to out of each changed receipt."""
    of_receipts = folded.postings.filter(pl.col("receipt").is_in(receipts.implode()))
    undistributed = int(Account.UNDISTRIBUTED)
    given = of_receipts.filter((pl.col("debit") == undistributed) & _is_payable("credit"))
    taken = of_receipts.filter((pl.col("credit") == undistributed) & _is_payable("debit"))
    names = ["receipt", "case", "obligor"]
    both = pl.concat(
        [
            given.select(*names, account="credit", entitled="amount_cents"),
            taken.select(*names, account="debit", entitled=-pl.col("amount_cents")),
        ]
    )
    summed = both.group_by(*names, "account").agg(pl.col("entitled").sum())
    of_family = pl.col("payee") == FAMILY
    types = folded.lines.group_by("receipt", "case", maintain_order=True).agg(
        pl.col("case_type").first(),
        # What is passed through alone does not wait for the month's end: TF102.
        is_passed=(pl.col("repays") == PASSED_THROUGH).filter(of_family).all(),
    )
    dated = summed.join(collected, on=["receipt", "obligor"], how="left")
    return (
        payees.entitled(dated)
        .select(*KEY, "entitled")
        .join(types, on=["receipt", "case"], how="left")
    )


def _states(
    folded: Folded, receipts: pl.Series, payees: Payees, *, through: date
) -> pl.DataFrame:
    """Entitled, paid, waiting and wrongly paid cents of each payee of the changed receipts."""
    _choose_receipts(receipts)
    # Who paid and when stands with the receipt: a payee may be entitled to nothing any more.
    collected = (
        folded.postings.filter(
            (pl.col("credit") == int(Account.UNDISTRIBUTED))
            & pl.col("debit").is_in([int(Account.BANK), int(Account.SUSPENSE)])
        )
        .group_by("receipt", "obligor")
        .agg(pl.col("effective_on").min())
    )
    states = _entitled(folded, receipts, collected=collected, payees=payees)
    for name, query in (("paid", PAID), ("waiting", WAITING)):
        amounts = read_frame(query, schema=AMOUNTS).rename({"cents": name})
        states = states.join(amounts, on=KEY, how="full", coalesce=True)
    names = ["entitled", "paid", "waiting", "raised", "returned", "written_off"]
    return (
        states.join(standing_of_receipts(receipts.to_list()), on=KEY, how="left")
        .with_columns(pl.col(names).fill_null(0))
        .join(payees.people.select("case", "obligor"), on="case", how="left")
        .join(collected, on=["receipt", "obligor"], how="left")
        .with_columns(pl.col("effective_on").fill_null(through))
        .sort(KEY)
    )


def _changes(states: pl.DataFrame) -> pl.DataFrame:
    """What has to change so that each payee has, or awaits, what the facts give.

    What came back of a receivable was not paid after all: should the facts give it to the
    payee again, it awaits payment. What was written off the payee kept: should the facts
    give it after all, the write-off is taken back in place of a second payment.
    """
    nothing = pl.lit(0)
    waiting = pl.max_horizontal(
        nothing, pl.col("entitled") - pl.col("paid") + pl.col("returned")
    )
    raised = waiting - pl.col("entitled") + pl.col("paid")
    forgiven = pl.col("written_off")
    return states.with_columns(
        waiting_change=waiting - pl.col("waiting"),
        raised_change=raised - pl.col("raised"),
        unforgiven=pl.max_horizontal(nothing, forgiven - (raised - pl.col("returned"))),
    )


def _choose_receipts(receipts: pl.Series) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS changed")
        cursor.execute("CREATE TEMPORARY TABLE changed (receipt_id bigint) ON COMMIT DROP")
    write_frame("changed", pl.DataFrame({"receipt_id": receipts}))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE changed")


def _release_on(through: date) -> pl.Expr:
    """When a payee may be paid: the family of a current case after the month's end.

    Source: 45 CFR 302.32(b)(2)(i) (TF101, TF102), 302.32(b)(3)(i) (TF100).
    """
    waits = (
        (pl.col("account") == PAYABLE_BASE + FAMILY)
        & (pl.col("case_type") == ON_ASSISTANCE)
        & ~pl.col("is_passed")
    )
    month_after = pl.col("effective_on").dt.month_start().dt.offset_by("1mo")
    return (
        pl.when(waits)
        .then(pl.max_horizontal(month_after, pl.lit(through)))
        .otherwise(pl.lit(through))
    )


def _do_tell_by_payee(moved: pl.DataFrame, *, through: date, run: Run) -> None:
    for name, cause in (("raised_change", OVERPAID), ("unforgiven", WRITTEN_OFF)):
        lines = moved.select(*KEY, cause=pl.lit(cause), cause_id="receipt", amount_cents=name)
        do_write_lines(lines, on=through, run=run)


def _receivable_postings(moved: pl.DataFrame, *, through: date) -> pl.DataFrame:
    """Overpaid cents as money to be recovered; a change the other way forgives it."""
    change = pl.col("raised_change")
    receivable = pl.lit(int(Account.RECEIVABLE_FROM_PAYEE))
    common = {name: pl.col(name) for name in ("obligor", "case", "receipt")}
    overpaid = moved.filter(change != 0).select(
        **common,
        cause=pl.lit(OVERPAID),
        cause_id="receipt",
        effective_on="effective_on",
        debit=pl.when(change > 0).then(receivable).otherwise("account"),
        credit=pl.when(change > 0).then("account").otherwise(receivable),
        amount_cents=change.abs(),
    )
    unforgiven = moved.filter(pl.col("unforgiven") > 0).select(
        **common,
        cause=pl.lit(WRITTEN_OFF),
        cause_id="receipt",
        effective_on=pl.lit(through),
        debit=receivable,
        credit=pl.lit(int(Account.WRITTEN_OFF)),
        amount_cents="unforgiven",
    )
    return pl.concat(
        [frame.cast(POSTINGS) for frame in (overpaid, unforgiven)]  # type: ignore[arg-type]
    )
