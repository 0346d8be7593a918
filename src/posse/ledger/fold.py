"""``fold(facts) -> postings``: the one way in which the books come about.

Pure, and complete: given all facts of some obligors it gives all their postings from the
first day on. The nightly job folds whoever was touched and posts only what differs from
what is posted already, so that running it twice, late or after a kill ends the same.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from posse.ledger.accounts import (
    BUCKETS,
    OBLIGATIONS,
    OBLIGOR,
    PAYABLE_BASE,
    REFUND,
    STATE,
    Account,
    debt_account,
)
from posse.ledger.accruals import installments, monthly_cents
from posse.ledger.distribution import FEE, CaseRows, Debts, Situation
from posse.ledger.facts import Facts
from posse.ledger.groups import group_numbers
from posse.ledger.kernel import (
    ADJUSTMENT,
    ARREARS_PAYMENT,
    ASSISTANCE,
    BEGUN,
    ENDED,
    GRANT,
    INSTALLMENT,
    MONTHLY_OBLIGATION,
    RATE,
    RECEIPT,
    Events,
    Layout,
    run_fold,
)
from posse.ledger.order import DistributionOrder
from posse.units.days import day_number

Numbers = npt.NDArray[np.int64]

# Causes of postings, as :class:`posse.apps.books.choices.Cause` keeps them.
TERM, MONTH_END, GRANTED, ADJUSTED, RECEIVED, IDENTIFIED = 1, 2, 3, 4, 5, 6
CAUSE_OF_KIND = {INSTALLMENT: TERM, GRANT: GRANTED, ADJUSTMENT: ADJUSTED}

POSTING_KEY = [
    "obligor", "case", "receipt", "cause", "cause_id", "effective_on", "debit", "credit",
]  # fmt: skip
POSTINGS = {
    "obligor": pl.Int64,
    "case": pl.Int64,
    "receipt": pl.Int64,
    "cause": pl.Int64,
    "cause_id": pl.Int64,
    "effective_on": pl.Date,
    "debit": pl.Int64,
    "credit": pl.Int64,
    "amount_cents": pl.Int64,
}
LINES = {
    "receipt": pl.Int64,
    "obligor": pl.Int64,
    "case": pl.Int64,
    "case_type": pl.Int64,
    "step": pl.Int64,
    "obligation": pl.Int64,
    "bucket": pl.Int64,
    "payee": pl.Int64,
    "owed_cents": pl.Int64,
    "unreimbursed_cents": pl.Int64,
    "amount_cents": pl.Int64,
}


@dataclass(frozen=True)
class Folded:
    """What follows from facts: ``postings``, and the distribution ``lines`` behind them.

    Columns: :data:`POSTINGS` (a case or receipt that a posting lacks is 0) and
    :data:`LINES`, in the order in which the law was applied.
    """

    postings: pl.DataFrame
    lines: pl.DataFrame


@dataclass(frozen=True)
class _Stage:
    """Cases in array order, with the numbers by which the kernel knows things."""

    cases: pl.DataFrame
    groups: Numbers
    obligors: Numbers
    families: Numbers


def _stage(facts: Facts) -> _Stage:
    """Cases sorted by group and obligor, oldest order first, then lower id."""
    cases = facts.cases.with_columns(
        obligor_number=pl.col("obligor").rank("dense").cast(pl.Int64) - 1,
        family_number=pl.col("family").rank("dense").cast(pl.Int64) - 1,
    )
    groups = group_numbers(
        cases["obligor_number"].to_numpy(), cases["family_number"].to_numpy()
    )
    cases = cases.with_columns(group=pl.Series(groups, dtype=pl.Int64)).sort(
        "group", "obligor_number", pl.col("ordered_on").fill_null(date.max), "case"
    )
    cases = cases.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    return _Stage(
        cases=cases,
        groups=cases["group"].to_numpy(),
        obligors=cases["obligor_number"].to_numpy(),
        families=cases["family_number"].to_numpy(),
    )


def _bounds(sorted_numbers: Numbers) -> tuple[Numbers, Numbers]:
    """First and last + 1 place of each number in a sorted array that has them all."""
    count = int(sorted_numbers.max()) + 1 if sorted_numbers.size else 0
    numbers = np.arange(count)
    return (
        np.searchsorted(sorted_numbers, numbers, side="left").astype(np.int64),
        np.searchsorted(sorted_numbers, numbers, side="right").astype(np.int64),
    )


def _layout(stage: _Stage, months: Numbers, through: date) -> Layout:
    group_first, group_last = _bounds(stage.groups)
    by_obligor = np.argsort(stage.obligors, kind="stable")
    obligor_first, obligor_last = _bounds(stage.obligors[by_obligor])
    members = np.argsort(stage.families, kind="stable").astype(np.int64)
    family_first, family_last = _bounds(stage.families[members])
    first_month = int(months.min()) if months.size else 0
    last_month = _month_number(through) + 2
    month_days = np.arange(first_month, last_month).astype("datetime64[M]")
    return Layout(
        group_first=group_first,
        group_last=group_last,
        # The cases of an obligor lie together, so the sorted places are the places.
        obligor_first=by_obligor[obligor_first],
        obligor_last=by_obligor[obligor_last - 1] + 1,
        family_first=np.append(family_first, family_last[-1:]),
        family_members=members,
        month_days=month_days.astype("datetime64[D]").astype(np.int64),
        first_month=first_month,
    )


def _month_number(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _event_rows(
    frame: pl.DataFrame, kind: int, *, day: pl.Expr, subject: str, **columns: pl.Expr
) -> pl.DataFrame:
    """Rows of one kind of event in the shape of all; a column not given is zero."""
    zero = pl.lit(0, dtype=pl.Int64)
    return frame.select(
        group=pl.col("group"),
        day=day.cast(pl.Int64),
        kind=pl.lit(kind, dtype=pl.Int64),
        id=columns.get("id", pl.col("id")),
        subject=pl.col(subject),
        obligation=columns.get("obligation", zero).cast(pl.Int64),
        detail=columns.get("detail", zero).cast(pl.Int64),
        amount_cents=columns.get("amount_cents", pl.col("amount_cents")),
        receipt=columns.get("receipt", zero),
        obligor=columns.get("obligor", zero),
        identification=columns.get("identification", zero),
    )


def _codes(terms: tuple, column: str) -> pl.Expr:  # type: ignore[type-arg]
    words = {term.name: term.index for term in terms}
    return pl.col(column).replace_strict(words, return_dtype=pl.Int64)


def _day(column: str) -> pl.Expr:
    return pl.col(column).to_physical().cast(pl.Int64)


def _with_regimes(
    receipts: pl.DataFrame, order: DistributionOrder, through: date
) -> pl.DataFrame:
    """Receipts through a date, each with the law and class of money it falls under."""
    known = receipts.filter(pl.col("effective_on") <= through)
    return known.with_columns(order.regimes(known["source"], known["effective_on"]))


def _rate_events(terms: pl.DataFrame) -> pl.DataFrame:
    """Changes of the monthly obligation and of the ordered payment on arrears."""
    # A term replaced from before its own first day ends before it begins: it never ran.
    ran = terms.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") >= pl.col("starts_on")))
    rates = ran.with_columns(monthly_cents(ran)).filter(
        pl.col("obligation").is_in(["child_support", "arrears_payment"])
        & (pl.col("month_cents") != 0)
    )
    is_arrears = pl.col("obligation") == "arrears_payment"
    which = pl.when(is_arrears).then(ARREARS_PAYMENT).otherwise(MONTHLY_OBLIGATION)
    begun = _event_rows(
        rates, RATE, day=_day("starts_on"), subject="place", detail=which,
        amount_cents=pl.col("month_cents"),
    )  # fmt: skip
    over = rates.filter(pl.col("ends_on").is_not_null())
    ended = _event_rows(
        over, RATE, day=_day("ends_on") + 1, subject="place", detail=which,
        amount_cents=-pl.col("month_cents"),
    )  # fmt: skip
    return pl.concat([begun, ended])


def _assistance_events(periods: pl.DataFrame) -> pl.DataFrame:
    """Days on which a family's assistance begins, or ends and no other period goes on."""
    others = periods.select("family_number", other_start="starts_on", other_end="ends_on")
    goes_on = (pl.col("other_start") <= pl.col("ends_on").dt.offset_by("1d")) & (
        pl.col("other_end").is_null() | (pl.col("other_end") > pl.col("ends_on"))
    )
    continued = periods.join(others, on="family_number").filter(goes_on)["id"].unique()
    over = periods.filter(
        pl.col("ends_on").is_not_null() & ~pl.col("id").is_in(continued.implode())
    )
    none = pl.lit(0, dtype=pl.Int64)
    begun = _event_rows(
        periods, ASSISTANCE, day=_day("starts_on"), subject="family_number",
        detail=pl.lit(BEGUN), amount_cents=none,
    )  # fmt: skip
    ended = _event_rows(
        over, ASSISTANCE, day=_day("ends_on") + 1, subject="family_number",
        detail=pl.lit(ENDED), amount_cents=none,
    )  # fmt: skip
    return pl.concat([ended, begun])


def _events(
    facts: Facts, stage: _Stage, *, through: date, order: DistributionOrder
) -> pl.DataFrame:
    """Every event through a date, sorted by group, day, kind and id."""
    cases = stage.cases.select("case", "place", "group")
    families = stage.cases.group_by("family").agg(
        pl.col("family_number").first(), pl.col("group").first()
    )
    obligors = stage.cases.group_by("obligor").agg(
        pl.col("obligor_number").first(), pl.col("group").first()
    )
    terms = facts.terms.join(cases, on="case")
    due = installments(terms.filter(pl.col("obligation") != "arrears_payment"), through=through)
    receipts = _with_regimes(facts.receipts, order, through).join(obligors, on="obligor")
    parts = [
        _rate_events(terms),
        _event_rows(
            facts.adjustments.join(cases, on="case"), ADJUSTMENT, day=_day("effective_on"),
            subject="place", obligation=_codes(OBLIGATIONS, "obligation"),
            detail=_codes(BUCKETS, "bucket"),
        ),
        _assistance_events(facts.periods.join(families, on="family").with_columns(
            amount_cents=pl.lit(0, dtype=pl.Int64))),
        _event_rows(
            facts.grants.join(families, on="family"), GRANT, day=_day("effective_on"),
            subject="family_number",
        ),
        _event_rows(
            due, INSTALLMENT, day=pl.col("day"), subject="place",
            obligation=_codes(OBLIGATIONS, "obligation"),
        ),
        _event_rows(
            receipts, RECEIPT, day=_day("effective_on"), subject="obligor_number",
            detail=pl.col("regime"), receipt=pl.col("id"), obligor=pl.col("obligor"),
            identification=pl.col("identification").fill_null(0),
        ),
    ]  # fmt: skip
    known = pl.concat(parts).filter(pl.col("day") <= day_number(through))
    return known.sort("group", "day", "kind", "id", maintain_order=True)


def _situation(stage: _Stage, order: DistributionOrder) -> Situation:
    """Everybody owes nothing and has never been on assistance, before the first fact."""
    size = stage.cases.height
    family_count = int(stage.families.max()) + 1 if size else 0
    none = np.zeros(size, dtype=np.int64)
    cases = CaseRows(
        families=stage.families,
        types=none.copy(),
        months_due=none.copy(),
        ordered_payments=none.copy(),
        tie_ranks=np.arange(size, dtype=np.int64),
        certified=np.full(size, -1, dtype=np.int64),
    )
    debts = Debts(
        owed=np.zeros((size, len(OBLIGATIONS), len(BUCKETS)), dtype=np.int64),
        assigned_current=np.zeros((size, len(OBLIGATIONS)), dtype=np.int64),
        unreimbursed=np.zeros(family_count, dtype=np.int64),
    )
    return Situation(order.arrays, cases, debts)


def _moves_as_postings(moves: Numbers, events: pl.DataFrame, stage: _Stage) -> pl.DataFrame:
    """Accruals, months' ends, grants and adjustments as postings."""
    event, place = moves[:, 0], moves[:, 1]
    is_month_end = event < 0
    kinds = events["kind"].to_numpy()[np.maximum(event, 0)] if events.height else event
    ids = events["id"].to_numpy()[np.maximum(event, 0)] if events.height else event
    causes = np.select(
        [kinds == kind for kind in CAUSE_OF_KIND], list(CAUSE_OF_KIND.values()), 0
    )
    return pl.DataFrame(
        {
            "obligor": stage.cases["obligor"].to_numpy()[place],
            "case": stage.cases["case"].to_numpy()[place],
            "receipt": np.zeros_like(event),
            "cause": np.where(is_month_end, MONTH_END, causes),
            "cause_id": np.where(is_month_end, moves[:, 3], ids),
            "effective_on": moves[:, 2].astype(np.int32),
            "debit": moves[:, 4],
            "credit": moves[:, 5],
            "amount_cents": moves[:, 6],
        },
    ).cast(POSTINGS)  # type: ignore[arg-type]


def _lines(rows: Numbers, events: pl.DataFrame, stage: _Stage) -> pl.DataFrame:
    receipts = events["receipt"].to_numpy()[rows[:, 0]]
    return pl.DataFrame(
        {
            "receipt": receipts,
            "obligor": stage.cases["obligor"].to_numpy()[rows[:, 1]],
            "case": stage.cases["case"].to_numpy()[rows[:, 1]],
            **{name: rows[:, 2 + place] for place, name in enumerate(list(LINES)[3:])},
        },
        schema=LINES,
    )


def _receipts_as_postings(events: pl.DataFrame) -> pl.DataFrame:
    """Money comes in: from the bank, or out of suspense once it is identified."""
    was_suspended = pl.col("identification") > 0
    return events.filter(kind=RECEIPT).select(
        obligor=pl.col("obligor"),
        case=pl.lit(0, dtype=pl.Int64),
        receipt=pl.col("receipt"),
        cause=pl.when(was_suspended).then(IDENTIFIED).otherwise(RECEIVED).cast(pl.Int64),
        cause_id=pl.when(was_suspended).then("identification").otherwise("receipt"),
        effective_on=pl.col("day").cast(pl.Int32).cast(pl.Date),
        debit=pl.when(was_suspended)
        .then(int(Account.SUSPENSE))
        .otherwise(int(Account.BANK))
        .cast(pl.Int64),
        credit=pl.lit(int(Account.UNDISTRIBUTED), dtype=pl.Int64),
        amount_cents=pl.col("amount_cents"),
    )


def _lines_as_postings(lines: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """What each line moves: money to a payee, the debt it pays, assistance it repays."""
    days = events.filter(kind=RECEIPT).select(
        "receipt", effective_on=pl.col("day").cast(pl.Int32).cast(pl.Date)
    )
    paid = lines.filter(pl.col("amount_cents") > 0).join(days, on="receipt")
    money = paid.with_columns(
        debit=pl.lit(int(Account.UNDISTRIBUTED)), credit=PAYABLE_BASE + pl.col("payee")
    )
    debts = paid.filter(pl.col("bucket") != REFUND).with_columns(
        debit=pl.lit(int(Account.SUPPORT_OWED)),
        credit=debt_account(0, 0)
        + (debt_account(1, 0) - debt_account(0, 0)) * pl.col("obligation")
        + pl.col("bucket"),
    )
    repaid = paid.filter(
        (pl.col("payee") == STATE) & (pl.col("obligation") != FEE)
    ).with_columns(
        debit=pl.lit(int(Account.ASSISTANCE_PAID)),
        credit=pl.lit(int(Account.ASSISTANCE_UNREIMBURSED)),
    )
    columns = {"cause": pl.lit(RECEIVED), "cause_id": pl.col("receipt")}
    parts = [part.with_columns(**columns).select(*POSTINGS) for part in (money, debts, repaid)]
    return pl.concat([part.cast(POSTINGS) for part in parts])  # type: ignore[arg-type]


def fold(facts: Facts, *, through: date, order: DistributionOrder) -> Folded:
    """All postings that follow from ``facts`` through a date, under one order of the law.

    Facts must be complete for every family they name. Amounts in cents; the postings of
    one key are one row. Source: money core, "Facts, and what follows from them".
    """
    stage = _stage(facts)
    events = _events(facts, stage, through=through, order=order)
    if events.is_empty():
        return Folded(pl.DataFrame(schema=POSTINGS), pl.DataFrame(schema=LINES))
    days = events["day"].to_numpy()
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    arrays = Events(
        groups=events["group"].to_numpy(),
        days=days,
        months=months,
        kinds=events["kind"].to_numpy(),
        subjects=events["subject"].to_numpy(),
        obligations=events["obligation"].to_numpy(),
        details=events["detail"].to_numpy(),
        amounts_cents=events["amount_cents"].to_numpy(),
    )
    layout = _layout(stage, months, through)
    moves, rows = run_fold(arrays, layout, _situation(stage, order), _month_number(through))
    lines = _lines(rows, events, stage)
    postings = pl.concat(
        [
            _moves_as_postings(moves, events, stage),
            _receipts_as_postings(events),
            _lines_as_postings(lines, events),
        ]
    )
    summed = postings.group_by(POSTING_KEY, maintain_order=True).agg(
        pl.col("amount_cents").sum()
    )
    return Folded(summed, lines)


assert OBLIGOR + PAYABLE_BASE == Account.PAYABLE_OBLIGOR
