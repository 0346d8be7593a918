"""The fold in array form: a year of many obligors walked through on all cores.

Each obligor has one case with a monthly order and a payment in every month. Counted are
postings: what falls due, what becomes arrears, money in, its payee and its debt. The peer is
the same number of rows written by the same threads into arrays and no more.

Run: python benchmarks/walk.py [OBLIGORS]
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from posse.ledger.events import Stage, events_of
from posse.ledger.facts import Facts
from posse.ledger.fold import THREADS_MAX, walk_of, walk_through
from posse.ledger.order import DistributionOrder
from posse.ledger.situation import PAID
from posse.rules.parameters import load_law

MONTHS = 12
FIRST, THROUGH = date(2025, 1, 1), date(2025, 12, 31)
ROUNDS = 3


def facts_of(count: int) -> Facts:
    """A year of ``count`` obligors, each with an order and a payment a month."""
    draws = np.random.default_rng(1)
    ids = np.arange(1, count + 1)
    cases = pl.DataFrame({"case": ids, "obligor": ids, "family": ids}).with_columns(
        ordered_on=pl.lit(FIRST),
        basis=pl.lit("paternity"),
    )
    terms = pl.DataFrame({"id": ids, "case": ids}).with_columns(
        obligation=pl.lit("child_support"),
        amount_cents=pl.Series(draws.integers(10_000, 90_000, count)),
        frequency=pl.lit("monthly"),
        first_due_on=pl.lit(FIRST),
        starts_on=pl.lit(FIRST),
        ends_on=pl.lit(None, dtype=pl.Date),
    )
    months = np.datetime64(FIRST, "M") + np.repeat(np.arange(MONTHS), count)
    days = months.astype("datetime64[D]") + draws.integers(0, 27, MONTHS * count)
    receipts = pl.DataFrame(
        {"id": np.arange(1, MONTHS * count + 1), "obligor": np.tile(ids, MONTHS)}
    ).with_columns(
        source=pl.lit("income_withholding"),
        amount_cents=pl.Series(draws.integers(5_000, 90_000, MONTHS * count)),
        effective_on=pl.Series(days).cast(pl.Date),
        identification=pl.lit(None, dtype=pl.Int64),
    )
    return replace(Facts.of_rows(), cases=cases, terms=terms, receipts=receipts)


def seconds_to_write(rows: int, columns: int) -> float:
    """The time in which threads fill as many rows with numbers."""
    part = np.arange(columns, dtype=np.int64)

    def fill(_: int) -> None:
        np.empty((rows // THREADS_MAX, columns), dtype=np.int64)[:] = part

    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS_MAX) as pool:
        list(pool.map(fill, range(THREADS_MAX)))
    return time.perf_counter() - start


def main() -> None:
    """Print the postings a second as rows of JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    order = DistributionOrder.from_law(load_law("wyoming"), through=THROUGH)
    facts = facts_of(count)
    stage = Stage.of_cases(facts.cases)
    start = time.perf_counter()
    events = events_of(facts, stage, through=THROUGH, order=order)
    prepared = time.perf_counter() - start
    seconds, postings, width = [], 0, 0
    for _ in range(ROUNDS):
        walk = walk_of(facts, stage, events, order=order, through=THROUGH)
        start = time.perf_counter()
        parts = walk_through(walk, through=THROUGH)
        seconds.append(time.perf_counter() - start)
        # Each line that pays moves money to its payee, and off its debt; each receipt, once in.
        paying = sum(int((lines[:, PAID] != 0).sum()) for _, lines in parts)
        postings = sum(len(moves) for moves, _ in parts) + 2 * paying + MONTHS * count
        width = parts[0][0].shape[1]
    best = min(seconds)
    bare = seconds_to_write(postings, width)
    print(json.dumps([
        {"what": f"Fold of {count:,} obligors over {MONTHS} months, in arrays",
         "measured": f"{postings / best / 1e6:.1f} million postings a second ({best:.2f} s)",
         "limit": "20 million"},
        {"what": "… against writing as many rows", "measured": f"{best / bare:.1f} times",
         "limit": ""},
        {"what": "… putting its events in order before", "measured": f"{prepared:.2f} s",
         "limit": ""},
    ]))  # fmt: skip


if __name__ == "__main__":
    main()
