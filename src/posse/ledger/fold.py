"""``fold(facts) -> postings``: the one way in which the books come about.

Pure, and complete: given all facts of some obligors it gives all their postings from the
first day on. The nightly job folds whoever was touched and posts only what differs from
what is posted already, so that running it twice, late or after a kill ends the same.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from posse.ledger.accounts import (
    ANNUAL_FEE,
    HELD_BUCKET,
    PAYEE_ACCOUNTS,
    REFUND,
    Account,
    debt_account,
)
from posse.ledger.assignment import GROUP_ROW, MONTH_ROW, OBLIGOR_ROW, Layout, Numbers
from posse.ledger.causes import (
    ADJUSTED,
    ASSISTED,
    GRANTED,
    IDENTIFIED,
    JUDGED,
    PENALTY_CLAIMED,
    RECEIVED,
    RELEASED,
    REVERSED,
    TERM,
)
from posse.ledger.charges import Waiting, empty_queue, nothing_waits
from posse.ledger.events import Stage, events_of, month_number, months_of
from posse.ledger.facts import Facts
from posse.ledger.kernel import (
    ADJUSTMENT,
    AFFIDAVIT,
    ASSISTANCE,
    GRANT,
    INSTALLMENT,
    JUDGMENT,
    RECEIPT,
    RELEASE,
    REVERSAL,
    Events,
    Walk,
    run_fold,
)
from posse.ledger.moves import MOVE_COLUMNS
from posse.ledger.order import CHARGES, DistributionOrder
from posse.ledger.situation import (
    DIVORCE_DECREE,
    LINE_COLUMNS,
    OTHER_BASIS,
    PATERNITY,
    REPAYS_ASSISTANCE,
    REPAYS_FOSTER_CARE,
    Records,
    Situation,
    new_sheet,
    nobody_owes,
    with_more_room,
)
from posse.ledger.undoing import nothing_written
from posse.units.days import day_number

# What an event of each kind causes; a release and a reversal are facts of their own.
CAUSE_OF_KIND = {
    INSTALLMENT: TERM,
    GRANT: GRANTED,
    ADJUSTMENT: ADJUSTED,
    ASSISTANCE: ASSISTED,
    JUDGMENT: JUDGED,
    AFFIDAVIT: PENALTY_CLAIMED,
    RECEIPT: RECEIVED,
    RELEASE: RELEASED,
    REVERSAL: REVERSED,
}
BASES = {
    "paternity": PATERNITY,
    "divorce_decree": DIVORCE_DECREE,
    "other_state": OTHER_BASIS,
}
# Fewer events than this are walked through faster by one thread.
EVENTS_MIN_A_THREAD = 50_000
THREADS_MAX = 4
# Rows that moves and lines have room for at first, besides some for each event.
SHEET_ROOM = 4_096

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
    "act": pl.Int64,
    "effective_on": pl.Date,
    "case": pl.Int64,
    "case_type": pl.Int64,
    "step": pl.Int64,
    "obligation": pl.Int64,
    "bucket": pl.Int64,
    "payee": pl.Int64,
    "owed_cents": pl.Int64,
    "unreimbursed_cents": pl.Int64,
    "amount_cents": pl.Int64,
    "repays": pl.Int64,
}
# What a line is part of: the collection, its release from a hold, or its reversal.
COLLECTED, RELEASED_LATER, TAKEN_BACK = range(3)


@dataclass(frozen=True)
class Folded:
    """What follows from facts: ``postings``, and the distribution ``lines`` behind them.

    Columns: :data:`POSTINGS` (a case or receipt that a posting lacks is 0) and
    :data:`LINES`, in the order in which the law was applied.
    """

    postings: pl.DataFrame
    lines: pl.DataFrame


def _bounds(sorted_numbers: Numbers) -> tuple[Numbers, Numbers]:
    """First and last + 1 place of each number in a sorted array that has them all."""
    count = int(sorted_numbers.max()) + 1 if sorted_numbers.size else 0
    numbers = np.arange(count)
    return (
        np.searchsorted(sorted_numbers, numbers, side="left").astype(np.int64),
        np.searchsorted(sorted_numbers, numbers, side="right").astype(np.int64),
    )


def layout_of(
    stage: Stage, months: Numbers, *, facts: Facts, order: DistributionOrder, through: date
) -> Layout:
    """Where the cases of each group, obligor and family are, and the months' interest."""
    groups = _rows_of(GROUP_ROW, _bounds(stage.groups))
    groups["bears_interest"] = _groups_with_interest(stage, facts, groups.size)
    by_obligor = np.argsort(stage.obligors, kind="stable")
    first, last = _bounds(stage.obligors[by_obligor])
    # The cases of an obligor lie together, so the sorted places are the places.
    obligors = _rows_of(OBLIGOR_ROW, (by_obligor[first], by_obligor[last - 1] + 1))
    first_month = int(months.min()) if months.size else 0
    month_days = np.arange(first_month, month_number(through) + 2).astype("datetime64[M]")
    days = month_days.astype("datetime64[D]")
    periods = order.periods_on(days)
    percents = order.arrays.charges[:, CHARGES.index("interest_percent")]
    # Before the first law there is no interest.
    interest = np.where(periods < 0, 0, percents[np.maximum(periods, 0)])
    return Layout(
        groups=groups,
        obligors=obligors,
        months=_rows_of(MONTH_ROW, (days.astype(np.int64), interest)),
        members=np.argsort(stage.families, kind="stable").astype(np.int64),
        first_month=first_month,
    )


def _rows_of(record: "np.dtype[np.void]", columns: tuple[Numbers, Numbers]) -> Records:
    """Records whose first two fields are the columns, the others zero."""
    rows = np.zeros(columns[0].size, dtype=record)
    for name, column in zip(record.names or (), columns, strict=False):
        rows[name] = column
    return rows


def _groups_with_interest(stage: Stage, facts: Facts, count: int) -> Numbers:
    """1 for each group in which a decree or a judgment bears interest: W.S. 1-16-102."""
    bears = (pl.col("basis") == "divorce_decree") | pl.col("case").is_in(
        facts.judgments["case"].implode()
    )
    found = np.zeros(count, dtype=np.int64)
    found[stage.cases.filter(bears)["group"].to_numpy()] = 1
    return found


def situation_of(stage: Stage, order: DistributionOrder) -> Situation:
    """Everybody owes nothing and was never assisted, before the first fact."""
    first, last = _bounds(np.sort(stage.families))
    found = nobody_owes(order.arrays, families=stage.families, family_count=first.size)
    found.families["first_member"], found.families["last_member"] = first, last
    bases = stage.cases["basis"].replace_strict(BASES, return_dtype=pl.Int64)
    found.cases["basis"] = bases.to_numpy()
    return found


def _with_penalty_law(
    waiting: Waiting, events: pl.DataFrame, order: DistributionOrder
) -> Waiting:
    """When the penalty of each installment arises and what it is: W.S. 1-16-103(b)."""
    days = events["day"].to_numpy()
    periods = order.periods_on(days.astype("datetime64[D]"))
    charges = order.arrays.charges[np.maximum(periods, 0)]
    # The law of the day on which it fell due governs the installment.
    waiting.installments["last_day"] = days + charges[:, CHARGES.index("penalty_days")]
    percents = charges[:, CHARGES.index("penalty_percent")]
    waiting.installments["percent"] = np.where(periods < 0, 0, percents)
    return waiting


def walk_of(
    facts: Facts, stage: Stage, events: pl.DataFrame, *, order: DistributionOrder, through: date
) -> Walk:
    """Events, cases and law as arrays, before the first event."""
    days = events["day"].to_numpy()
    months = months_of(days)
    arrays = Events(
        groups=events["group"].to_numpy(),
        days=days,
        months=months,
        kinds=events["kind"].to_numpy(),
        subjects=events["subject"].to_numpy(),
        obligations=events["obligation"].to_numpy(),
        details=events["detail"].to_numpy(),
        amounts_cents=events["amount_cents"].to_numpy(),
        links=events["link"].to_numpy(),
    )
    return Walk(
        events=arrays,
        layout=layout_of(stage, months, facts=facts, order=order, through=through),
        situation=situation_of(stage, order),
        waiting=_with_penalty_law(nothing_waits(days.size), events, order),
        written=nothing_written(days.size),
        offset_fee=np.zeros(1, dtype=np.int64),
    )


def _parts(groups: Numbers) -> list[tuple[int, int]]:
    """First and last + 1 event of parts that share no group, one for each thread."""
    count = max(1, min(THREADS_MAX, groups.size // EVENTS_MIN_A_THREAD))
    cuts = groups[[groups.size * part // count for part in range(1, count)]]
    bounds = [0, *np.searchsorted(groups, cuts).tolist(), groups.size]
    return [(first, last) for first, last in pairwise(bounds) if last > first]


def walk_through(walk: Walk, *, through: date) -> list[tuple[Numbers, Numbers]]:
    """Moves and lines of all events, walked through in parts side by side, one pair a part."""

    def of_part(bounds: tuple[int, int]) -> tuple[Numbers, Numbers]:
        """Moves and lines of some groups' events."""
        event, last = bounds
        # Each part has a queue of its own; what is kept by event and case is nobody else's.
        queue, counts = empty_queue(last - event)
        own = walk._replace(
            waiting=walk.waiting._replace(queue=queue, counts=counts),
            offset_fee=np.zeros(1, dtype=np.int64),
        )
        moves = new_sheet(MOVE_COLUMNS, room=SHEET_ROOM + 2 * (last - event))
        lines = new_sheet(LINE_COLUMNS, room=SHEET_ROOM + 2 * (last - event))
        through_day = day_number(through), month_number(through)
        while (event := run_fold(own, event, last, through_day, moves, lines)) < last:
            moves = with_more_room(moves, SHEET_ROOM)
            lines = with_more_room(lines, SHEET_ROOM)
        return moves.rows[: moves.used[0]], lines.rows[: lines.used[0]]

    parts = _parts(walk.events.groups)
    if len(parts) == 1:
        return [of_part(parts[0])]
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(of_part, parts))


def _moves_as_postings(moves: Numbers, events: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """Accruals, months' ends, grants, adjustments and charges as postings."""
    event, place, cause = moves[:, 0], moves[:, 1], moves[:, 3]
    of_event = np.maximum(event, 0)
    kinds, ids = events["kind"].to_numpy()[of_event], events["id"].to_numpy()[of_event]
    receipts = events["receipt"].to_numpy()[of_event]
    causes = np.select(
        [kinds == kind for kind in CAUSE_OF_KIND], list(CAUSE_OF_KIND.values()), 0
    )
    # A fee that became owed by a receipt is named by the receipt, released or not.
    named = np.where((cause != 0) & (receipts > 0), receipts, ids)
    return pl.DataFrame(
        {
            "obligor": stage.cases["obligor"].to_numpy()[place],
            "case": stage.cases["case"].to_numpy()[place],
            "receipt": np.zeros_like(event),
            "cause": np.where(cause != 0, cause, causes),
            "cause_id": np.where(event < 0, moves[:, 4], named),
            "effective_on": moves[:, 2].astype(np.int32),
            "debit": moves[:, 5],
            "credit": moves[:, 6],
            "amount_cents": moves[:, 7],
        },
    ).cast(POSTINGS)  # type: ignore[arg-type]


def _lines(rows: Numbers, events: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """The walk's lines, each with the receipt and the act that it is part of."""
    of_event, place = rows[:, 0], rows[:, 1]
    acts = {RECEIPT: COLLECTED, RELEASE: RELEASED_LATER, REVERSAL: TAKEN_BACK}
    kinds = events["kind"].to_numpy()[of_event]
    days = events["day"].to_numpy()[of_event]
    columns = list(LINES)[list(LINES).index("case_type") :]
    return pl.DataFrame(
        {
            "event": of_event,
            "receipt": events["receipt"].to_numpy()[of_event],
            "obligor": stage.cases["obligor"].to_numpy()[place],
            "act": np.select([kinds == kind for kind in acts], list(acts.values()), 0),
            "effective_on": days.astype(np.int32),
            "case": stage.cases["case"].to_numpy()[place],
            **{name: rows[:, 2 + at] for at, name in enumerate(columns)},
        },
        schema_overrides={"effective_on": pl.Int32},
    ).cast({"event": pl.Int64, **LINES})  # type: ignore[dict-item]


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


def _reversals_as_postings(lines: pl.DataFrame) -> pl.DataFrame:
    """Money taken back leaves the bank, or waits in suspense for its true payer."""
    to_suspense = pl.col("goes_to_suspense") > 0
    return (
        lines.filter(act=TAKEN_BACK)
        .group_by("obligor", "receipt", "id", "effective_on", "goes_to_suspense")
        .agg(cents=-pl.col("amount_cents").sum())
        .select(
            obligor="obligor",
            case=pl.lit(0, dtype=pl.Int64),
            receipt="receipt",
            cause=pl.lit(REVERSED, dtype=pl.Int64),
            cause_id="id",
            effective_on="effective_on",
            debit=pl.lit(int(Account.UNDISTRIBUTED), dtype=pl.Int64),
            credit=pl.when(to_suspense)
            .then(int(Account.SUSPENSE))
            .otherwise(int(Account.BANK))
            .cast(pl.Int64),
            amount_cents="cents",
        )
    )


def _both_ways(frame: pl.DataFrame, *, debit: pl.Expr, credit: pl.Expr) -> pl.DataFrame:
    """Postings of lines; a line of less than nothing goes the other way."""
    is_forward = pl.col("amount_cents") > 0
    return frame.select(
        "obligor", "case", "receipt", "cause", "cause_id", "effective_on",
        debit=pl.when(is_forward).then(debit).otherwise(credit),
        credit=pl.when(is_forward).then(credit).otherwise(debit),
        amount_cents=pl.col("amount_cents").abs(),
    ).cast(POSTINGS)  # type: ignore[arg-type]  # fmt: skip


def _account(account: Account) -> pl.Expr:
    return pl.lit(int(account), dtype=pl.Int64)


def _lines_as_postings(lines: pl.DataFrame) -> pl.DataFrame:
    """What each line moves: money to a payee, the debt it pays, what it repays besides."""
    moved = lines.filter(pl.col("amount_cents") != 0)
    to_payee = pl.col("payee").replace_strict(
        dict(enumerate(PAYEE_ACCOUNTS)), return_dtype=pl.Int64
    )
    debts = moved.filter(~pl.col("bucket").is_in([REFUND, HELD_BUCKET]))
    stride = debt_account(1, 0) - debt_account(0, 0)
    of_debt = debt_account(0, 0) + stride * pl.col("obligation") + pl.col("bucket")
    pairs = [(moved, _account(Account.UNDISTRIBUTED), to_payee)]
    pairs.append((debts, _account(Account.SUPPORT_OWED), of_debt))
    for repays, paid_out, unreimbursed in (
        (REPAYS_ASSISTANCE, Account.ASSISTANCE_PAID, Account.ASSISTANCE_UNREIMBURSED),
        (REPAYS_FOSTER_CARE, Account.FOSTER_CARE_PAID, Account.FOSTER_CARE_UNREIMBURSED),
    ):
        repaid = debts.filter(repays=repays)
        pairs.append((repaid, _account(paid_out), _account(unreimbursed)))
    fees = debts.filter(payee=ANNUAL_FEE)
    pairs.append(
        (fees, _account(Account.ANNUAL_FEE_IMPOSED), _account(Account.ANNUAL_FEE_OWED))
    )
    return pl.concat([_both_ways(frame, debit=d, credit=c) for frame, d, c in pairs])


def _with_facts_behind(lines: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Lines with the fact that each follows from: a receipt, a release or a reversal."""
    causes = {COLLECTED: RECEIVED, RELEASED_LATER: RELEASED, TAKEN_BACK: REVERSED}
    of_event = events.select("id", "goes_to_suspense", event=pl.col("row").cast(pl.Int64))
    is_collected = pl.col("act") == COLLECTED
    return lines.join(of_event, on="event", how="left", maintain_order="left").with_columns(
        cause=pl.col("act").replace_strict(causes, return_dtype=pl.Int64),
        cause_id=pl.when(is_collected).then("receipt").otherwise("id"),
    )


def fold(facts: Facts, *, through: date, order: DistributionOrder) -> Folded:
    """All postings that follow from ``facts`` through a date, under one order of the law.

    Facts must be complete for every family they name. Amounts in cents; the postings of
    one key are one row. Source: money core, "Facts, and what follows from them".
    """
    stage = Stage.of_cases(facts.cases)
    events = events_of(facts, stage, through=through, order=order)
    if events.is_empty():
        return Folded(pl.DataFrame(schema=POSTINGS), pl.DataFrame(schema=LINES))
    walk = walk_of(facts, stage, events, order=order, through=through)
    parts = walk_through(walk, through=through)
    moves = np.concatenate([moves for moves, _ in parts])
    rows = np.concatenate([rows for _, rows in parts])
    lines = _with_facts_behind(_lines(rows, events, stage), events)
    postings = pl.concat(
        [
            _moves_as_postings(moves, events, stage),
            _receipts_as_postings(events),
            _reversals_as_postings(lines),
            _lines_as_postings(lines),
        ]
    )
    summed = postings.group_by(POSTING_KEY, maintain_order=True).agg(
        pl.col("amount_cents").sum()
    )
    return Folded(summed, lines.select(*LINES))
