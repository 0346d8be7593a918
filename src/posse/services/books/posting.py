"""The books: fold the facts of whoever was touched, and post what is not posted yet.

Because only the difference between what the facts say and what is posted is written, a
fold may be run twice, late, or again after a kill, and the books end the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from posse.apps.books.choices import DERIVED
from posse.apps.runs.models import Run
from posse.ledger.accounts import Account
from posse.ledger.causes import RECEIVED
from posse.ledger.fold import POSTING_KEY, POSTINGS, Folded, fold
from posse.ledger.order import DistributionOrder
from posse.services.books.decisions import do_keep_decisions
from posse.services.books.facts import choose_obligors, facts_of_chosen
from posse.services.books.payables import do_settle_payables
from posse.services.bulk import read_frame, write_frame
from posse.services.law import current_law

LATER_FACTS = """
    INSERT INTO books_refold (obligor_id)
    SELECT obligor_id FROM folding JOIN payments_receipt USING (obligor_id)
    WHERE recorded_on > %s
    UNION
    SELECT obligor_id FROM folding JOIN payments_identification USING (obligor_id)
    WHERE recorded_on > %s
    UNION
    SELECT obligor_id FROM folding JOIN payments_reversal USING (obligor_id)
    WHERE recorded_on > %s
    UNION
    SELECT obligor_id FROM folding JOIN orders_excesspermission USING (obligor_id)
    WHERE recorded_on > %s
    UNION
    SELECT owned.obligor_id
    FROM (SELECT id AS hold_id, receipt_id, recorded_on FROM payments_hold
          UNION ALL
          SELECT hold_id, hold.receipt_id, released.recorded_on
          FROM payments_holdrelease AS released
          JOIN payments_hold AS hold ON hold.id = released.hold_id) AS held
    JOIN (SELECT id AS receipt_id, obligor_id FROM payments_receipt
          UNION ALL SELECT receipt_id, obligor_id FROM payments_identification) AS owned
      USING (receipt_id)
    JOIN folding USING (obligor_id)
    WHERE held.recorded_on > %s
    UNION
    SELECT cases_case.obligor_id FROM folding JOIN cases_case USING (obligor_id)
    JOIN (SELECT case_id, term.recorded_on FROM orders_order
          JOIN orders_orderterm AS term ON term.order_id = orders_order.id
          UNION ALL SELECT case_id, recorded_on FROM orders_balanceadjustment
          UNION ALL SELECT case_id, recorded_on FROM orders_judgment
          UNION ALL SELECT case_id, recorded_on FROM orders_penaltyaffidavit
          UNION ALL SELECT case_id, recorded_on FROM orders_chargesuppression
          UNION ALL SELECT case_id, recorded_on FROM orders_offsetcertification
          UNION ALL SELECT case_id, recorded_on FROM cases_caserole
          UNION ALL SELECT case_id, recorded_on FROM cases_interstaterole
          UNION ALL SELECT case_id, recorded_on FROM cases_feeexemption
          UNION ALL SELECT case_id, recorded_on FROM recovery_payeeredirection) AS owed
      ON owed.case_id = cases_case.id
    WHERE owed.recorded_on > %s
    UNION
    SELECT cases_case.obligor_id FROM folding JOIN cases_case USING (obligor_id)
    JOIN (SELECT family_id, recorded_on FROM cases_assistanceperiod
          UNION ALL SELECT family_id, recorded_on FROM cases_assistancegrant) AS assisted
      USING (family_id)
    WHERE assisted.recorded_on > %s
    ORDER BY obligor_id ON CONFLICT DO NOTHING"""


@dataclass(frozen=True)
class FoldCounts:
    """What one fold did; units: cents for ``amount_cents``, of the receipts newly booked."""

    fact_count: int = 0
    posting_count: int = 0
    receipt_count: int = 0
    amount_cents: int = 0


def _signed(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings with one direction for each pair of accounts, so that they subtract."""
    is_forward = pl.col("debit") < pl.col("credit")
    return postings.with_columns(
        amount_cents=pl.when(is_forward)
        .then("amount_cents")
        .otherwise(-pl.col("amount_cents")),
        debit=pl.min_horizontal("debit", "credit"),
        credit=pl.max_horizontal("debit", "credit"),
    )


def _posted() -> pl.DataFrame:
    """What is posted for the chosen obligors out of their facts."""
    return read_frame(
        """SELECT obligor_id, coalesce(case_id, 0), coalesce(receipt_id, 0), cause, cause_id,
                  effective_on, debit, credit, amount_cents
           FROM folding JOIN books_posting USING (obligor_id)
           WHERE cause = ANY(%s)""",
        schema=POSTINGS,
        params=[list(DERIVED)],
    )


def difference(derived: pl.DataFrame, posted: pl.DataFrame) -> pl.DataFrame:
    """Postings that turn ``posted`` into ``derived``; columns as both."""
    both = pl.concat(
        [
            _signed(derived),
            _signed(posted).with_columns(amount_cents=-pl.col("amount_cents")),
        ]
    )
    left = both.group_by(POSTING_KEY, maintain_order=True).agg(pl.col("amount_cents").sum())
    is_forward = pl.col("amount_cents") > 0
    return left.filter(pl.col("amount_cents") != 0).select(
        *POSTING_KEY[:-2],
        debit=pl.when(is_forward).then("debit").otherwise("credit"),
        credit=pl.when(is_forward).then("credit").otherwise("debit"),
        amount_cents=pl.col("amount_cents").abs(),
    )


def do_write_postings(postings: pl.DataFrame, *, posted_on: date, run: Run) -> int:
    """Append postings in one statement, so that the database checks them together."""
    none_if_zero = {
        f"{name}_id": pl.when(pl.col(name) != 0).then(pl.col(name))
        for name in ("obligor", "case", "receipt")
    }
    return write_frame(
        "books_posting",
        postings.select(
            **none_if_zero,
            cause="cause",
            cause_id="cause_id",
            effective_on="effective_on",
            posted_on=pl.lit(posted_on),
            debit="debit",
            credit="credit",
            amount_cents="amount_cents",
            run_id=pl.lit(run.pk),
        ),
    )


def _do_mark_folded(through: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO books_foldmark (obligor_id, folded_through)
               SELECT obligor_id, %s FROM folding
               ON CONFLICT (obligor_id)
               DO UPDATE SET folded_through = excluded.folded_through""",
            [through],
        )


def _do_forget_marks() -> None:
    """Take the chosen off the list before their facts are read.

    Whoever records a fact meanwhile puts them on it again, and nothing is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM books_refold AS marked USING folding"
            " WHERE marked.obligor_id = folding.obligor_id"
        )


def _do_mark_facts_still_to_come(through: date) -> None:
    """Put those on the list again about whom a later business date knows more already."""
    with connection.cursor() as cursor:
        cursor.execute(LATER_FACTS, [through] * LATER_FACTS.count("%s"))


def fold_chosen(*, through: date) -> tuple[Folded, int]:
    """Fold the chosen obligors under the current law; also the number of facts read."""
    facts = facts_of_chosen(known_on=through)
    order = DistributionOrder.from_law(current_law(), through=through)
    count = sum(frame.height for frame in vars(facts).values())
    return fold(facts, through=through, order=order), count


@transaction.atomic
def do_fold(*, obligors: Iterable[int], through: date, run: Run) -> FoldCounts:
    """Fold obligors through a date and post what is missing; twice posts nothing.

    Name everybody who shares a family with them (:func:`obligors_to_fold` does).
    """
    choose_obligors(obligors)
    _do_forget_marks()
    folded, fact_count = fold_chosen(through=through)
    missing = difference(folded.postings, _posted())
    corrections = do_settle_payables(folded, missing, through=through, run=run)
    posting_count = do_write_postings(
        pl.concat([missing, corrections]), posted_on=through, run=run
    )
    do_keep_decisions(folded.lines, on=through, run=run, profile=settings.POSSE_PROFILE)
    _do_mark_folded(through)
    _do_mark_facts_still_to_come(through)
    booked = missing.filter(
        (pl.col("cause") == RECEIVED) & (pl.col("debit") == int(Account.BANK))
    )
    return FoldCounts(
        fact_count=fact_count,
        posting_count=posting_count,
        receipt_count=booked.height,
        amount_cents=int(booked["amount_cents"].sum()),
    )


# Suspense has no obligor to be folded, so what goes into it and out of it unidentified is
# posted here; what is identified, and what comes back from the wrong person, by the fold.
SUSPENSE_MOVES = """
    SELECT receipt.id, 5, receipt.id, receipt.effective_on, 100, 200, receipt.amount_cents
    FROM payments_receipt AS receipt
    WHERE receipt.obligor_id IS NULL AND receipt.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM books_posting AS booked
                      WHERE booked.receipt_id = receipt.id AND booked.debit = 100)
    UNION ALL
    SELECT taken.receipt_id, 10, taken.id, taken.effective_on, 200, 100, taken.amount_cents
    FROM payments_reversal AS taken
    WHERE taken.obligor_id IS NULL AND taken.recorded_on <= %s
      AND NOT EXISTS (SELECT FROM books_posting AS booked
                      WHERE booked.receipt_id = taken.receipt_id AND booked.cause = 10
                        AND booked.cause_id = taken.id)
    ORDER BY 1, 2, 3"""


@transaction.atomic
def do_post_suspense(*, through: date, run: Run) -> FoldCounts:
    """Book what nobody is identified for, and what of it was taken back, once."""
    none = pl.lit(0, dtype=pl.Int64)
    names = (*POSTING_KEY[2:], "amount_cents")
    moves = read_frame(
        SUSPENSE_MOVES, schema={name: POSTINGS[name] for name in names}, params=[through] * 2
    )
    postings = moves.select(obligor=none, case=none, **{name: pl.col(name) for name in names})
    count = do_write_postings(postings, posted_on=through, run=run)
    arrived = moves.filter(pl.col("debit") == int(Account.BANK))
    total_cents = int(arrived["amount_cents"].sum())
    return FoldCounts(moves.height, count, arrived.height, total_cents)
