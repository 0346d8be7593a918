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

from posse.apps.runs.models import Run
from posse.ledger.accounts import Account
from posse.ledger.accruals import installments
from posse.ledger.facts import TERMS
from posse.ledger.fold import POSTING_KEY, POSTINGS, RECEIVED, Folded, fold
from posse.ledger.groups import group_numbers
from posse.ledger.order import DistributionOrder
from posse.services.bulk import read_frame, write_frame
from posse.services.decisions import do_keep_decisions
from posse.services.facts import choose_obligors, facts_of_chosen
from posse.services.law import current_law
from posse.services.payables import do_settle_payables

PARTITION_SIZE = 20_000

TOUCHED = """
    SELECT obligor_id FROM books_refold
    UNION
    SELECT cases_case.obligor_id FROM cases_case
    LEFT JOIN books_foldmark USING (obligor_id)
    WHERE cases_case.obligor_id IS NOT NULL
      AND coalesce(folded_through, '-infinity') < date_trunc('month', %s::date)
    UNION
    SELECT cases_case.obligor_id FROM cases_case
    JOIN books_foldmark USING (obligor_id)
    JOIN (SELECT family_id, effective_on AS day FROM cases_assistanceperiod
          UNION ALL SELECT family_id, ends_on + 1 FROM cases_assistanceperiod
          UNION ALL SELECT family_id, effective_on FROM cases_assistancegrant) AS assistance
      USING (family_id)
    WHERE day > folded_through AND day <= %s"""

RUNNING_TERMS = """
    SELECT term.id, orders_order.case_id, term.obligation, term.amount_cents, term.frequency,
           term.first_due_on, term.effective_on, term.ends_on,
           cases_case.obligor_id, books_foldmark.folded_through
    FROM books_foldmark JOIN cases_case USING (obligor_id)
    JOIN orders_order ON orders_order.case_id = cases_case.id
    JOIN orders_orderterm AS term ON term.order_id = orders_order.id
    WHERE term.first_due_on <= %s AND folded_through < %s
      AND (term.ends_on IS NULL OR term.ends_on > folded_through)"""


LATER_FACTS = """
    INSERT INTO books_refold (obligor_id)
    SELECT obligor_id FROM folding JOIN payments_receipt USING (obligor_id)
    WHERE recorded_on > %s
    UNION
    SELECT obligor_id FROM folding JOIN payments_identification USING (obligor_id)
    WHERE recorded_on > %s
    UNION
    SELECT cases_case.obligor_id FROM folding JOIN cases_case USING (obligor_id)
    JOIN (SELECT case_id, term.recorded_on FROM orders_order
          JOIN orders_orderterm AS term ON term.order_id = orders_order.id
          UNION ALL SELECT case_id, recorded_on FROM orders_balanceadjustment) AS owed
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


def _cases() -> pl.DataFrame:
    schema = {"obligor": pl.Int64, "family": pl.Int64}
    return read_frame(
        "SELECT obligor_id, family_id FROM cases_case WHERE obligor_id IS NOT NULL",
        schema=schema,
    )


def _with_groups(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases with the number of the group whose books hang together."""
    ranks = cases.select(pl.all().rank("dense").cast(pl.Int64) - 1)
    groups = group_numbers(ranks["obligor"].to_numpy(), ranks["family"].to_numpy())
    return cases.with_columns(group=pl.Series(groups, dtype=pl.Int64))


def _obligors_with_something_due(through: date) -> pl.Series:
    """Obligors for whom an installment falls due after their last fold."""
    schema = {**TERMS, "obligor": pl.Int64, "folded_through": pl.Date}
    terms = read_frame(RUNNING_TERMS, schema=schema, params=[through, through])
    due = installments(terms, through=through)
    return due.filter(pl.col("day") > pl.col("folded_through").to_physical())["obligor"]


def obligors_to_fold(*, through: date) -> list[int]:
    """Obligors with changed facts or something due, and all who share a family with them."""
    touched = read_frame(TOUCHED, schema={"obligor": pl.Int64}, params=[through, through])
    wanted = pl.concat([touched["obligor"], _obligors_with_something_due(through)]).unique()
    cases = _cases()
    if wanted.is_empty() or cases.is_empty():
        return []
    grouped = _with_groups(cases)
    groups = grouped.filter(pl.col("obligor").is_in(wanted.implode()))["group"].unique()
    chosen = grouped.filter(pl.col("group").is_in(groups.implode()))
    return chosen["obligor"].unique().sort().to_list()


def partitions(obligors: Iterable[int], *, size: int = PARTITION_SIZE) -> list[list[int]]:
    """Obligors in parts of about ``size``, none parted from those who share a family."""
    chosen = pl.Series(list(obligors), dtype=pl.Int64)
    if chosen.is_empty():
        return []
    cases = _cases().filter(pl.col("obligor").is_in(chosen.implode()))
    members = _with_groups(cases).unique(["group", "obligor"]).sort("group", "obligor")
    # A part ends with the group in which it becomes full.
    group_sizes = members.group_by("group", maintain_order=True).len()
    parts = (group_sizes["len"].cum_sum() - 1).to_numpy() // size
    group_parts = group_sizes.with_columns(part=pl.Series(parts))
    by_part = members.join(group_parts, on="group").partition_by("part", maintain_order=True)
    return [part["obligor"].to_list() for part in by_part]


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
           WHERE cause <= 6""",
        schema=POSTINGS,
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
    corrections = do_settle_payables(folded, missing, through=through)
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


@transaction.atomic
def do_post_suspense(*, through: date, run: Run) -> FoldCounts:
    """Book receipts that nobody is identified for; twice posts nothing."""
    arrived = read_frame(
        """SELECT receipt.id, receipt.effective_on, receipt.amount_cents
           FROM payments_receipt AS receipt
           WHERE receipt.obligor_id IS NULL AND receipt.recorded_on <= %s
             AND NOT EXISTS (SELECT FROM books_posting AS booked
                             WHERE booked.receipt_id = receipt.id AND booked.debit = 100)
           ORDER BY receipt.id""",
        schema={"receipt": pl.Int64, "effective_on": pl.Date, "amount_cents": pl.Int64},
        params=[through],
    )
    postings = arrived.select(
        obligor=pl.lit(0),
        case=pl.lit(0),
        receipt="receipt",
        cause=pl.lit(RECEIVED),
        cause_id="receipt",
        effective_on="effective_on",
        debit=pl.lit(int(Account.BANK)),
        credit=pl.lit(int(Account.SUSPENSE)),
        amount_cents="amount_cents",
    )
    count = do_write_postings(postings, posted_on=through, run=run)
    total_cents = int(arrived["amount_cents"].sum())
    return FoldCounts(arrived.height, count, arrived.height, total_cents)
