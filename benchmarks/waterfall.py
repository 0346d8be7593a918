"""Ten debts paid in order out of a receipt: bare, in several ways, beside the engine itself.

The bare waterfall knows no law: it is what one machine can do at best with the same numbers,
in Numba on all cores, in NumPy, in plain Python with Decimal, and in GnuCOBOL over flat and
relative files where ``cobc`` is installed. The engine decides the same receipts under the law
of Wyoming, with a line for each step. Every way must leave the same cents owed.

Run: python benchmarks/waterfall.py [RECEIPTS]
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt

from posse.ledger.accounts import BUCKETS
from posse.ledger.distribution import distribute
from posse.ledger.order import DistributionOrder
from posse.ledger.situation import nobody_owes
from posse.rules.parameters import load_law

Cents = npt.NDArray[np.int64]

HERE = Path(__file__).resolve().parent
BUCKET_COUNT = 10
ROUNDS = 5
# So many receipts of the whole are enough for a way that is slow.
SLOW_SHARE = 20


@numba.njit(parallel=True, cache=False)
def pay_bare(amounts: Cents, owed: Cents, left: Cents) -> None:
    """Pay ten debts of each account in order; [receipt] and [receipt, bucket]."""
    for receipt in numba.prange(amounts.size):
        money = amounts[receipt]
        for bucket in range(BUCKET_COUNT):
            paid = min(money, owed[receipt, bucket])
            left[receipt, bucket] = owed[receipt, bucket] - paid
            money -= paid


def pay_in_numpy(amounts: Cents, owed: Cents) -> Cents:
    """The same over whole columns."""
    before = np.cumsum(owed, axis=1) - owed
    return owed - np.clip(amounts[:, None] - before, 0, owed)


def pay_in_decimal(amounts: list[Decimal], owed: list[list[Decimal]]) -> list[list[Decimal]]:
    """The same as a careful program without arrays would do it."""
    every = []
    for money, debts in zip(amounts, owed, strict=True):
        after = []
        left = money
        for debt in debts:
            paid = min(left, debt)
            after.append(debt - paid)
            left -= paid
        every.append(after)
    return every


def pay_by_law(amounts: Cents, owed: Cents, order: DistributionOrder) -> Cents:
    """The engine: current support and past-due support of one case each."""
    count = amounts.size
    situation = nobody_owes(order.arrays, families=np.arange(count), family_count=count)
    situation.cases["months_due"] = owed[:, 0]
    situation.owed[:, 0, : len(BUCKETS) - 1] = owed[:, : len(BUCKETS) - 1]
    none = np.zeros(count, dtype=np.int64)
    regime = 2 * (len(order.periods) - 1)
    return distribute(
        amounts_cents=amounts, regimes=none + regime, months=none + 660, holds=none,
        case_starts=np.arange(count + 1), situation=situation,
    )  # fmt: skip


def best_seconds(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The shortest of several runs."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def cobol_rates(amounts: Cents, owed: Cents, left: Cents) -> dict[str, float]:
    """Receipts a second in GnuCOBOL, by way; none where there is no compiler."""
    compiler = shutil.which("cobc")
    if compiler is None:
        return {}
    count, rates = amounts.size, {}
    with tempfile.TemporaryDirectory(prefix="posse-bench-") as folder:
        at = Path(folder)
        build = [compiler, "-x", "-O2", "-o", at / "waterfall", HERE / "cobol/waterfall.cob"]
        subprocess.run(build, check=True)
        lines = (f"{number:09d}{cents:09d}\n" for number, cents in enumerate(amounts))
        (at / "receipts.txt").write_text("".join(lines))
        rows = (
            f"{number:09d}" + "".join(f"{cents:09d}" for cents in row) + "\n"
            for number, row in enumerate(owed)
        )
        (at / "debts.txt").write_text("".join(rows))
        subprocess.run([at / "waterfall", "load"], cwd=at, check=True)
        for way in ("flat", "relative"):
            start = time.perf_counter()
            subprocess.run([at / "waterfall", way], cwd=at, check=True)
            rates[way] = count / (time.perf_counter() - start)
        texts = (at / "left.txt").read_text().split()
        found = np.array([[int(text[9 + 9 * at : 18 + 9 * at]) for at in range(BUCKET_COUNT)]
                          for text in texts])  # fmt: skip
        assert (found == left).all(), "COBOL leaves other debts"
    return rates


def main() -> None:
    """Print each way's receipts a second as rows of JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    draws = np.random.default_rng(1)
    owed = draws.integers(0, 60_000, (count, BUCKET_COUNT))
    amounts = draws.integers(1, 300_000, count)
    left = np.empty_like(owed)
    pay_bare(amounts[:10], owed[:10], left[:10])
    rates = {"bare, Numba on all cores": count / best_seconds(
        lambda: pay_bare(amounts, owed, left))}  # fmt: skip
    copied = np.empty_like(owed)
    copies = count / best_seconds(lambda: np.copyto(copied, owed))
    rates["bare, NumPy"] = count / best_seconds(lambda: pay_in_numpy(amounts, owed), rounds=2)
    assert (pay_in_numpy(amounts, owed) == left).all(), "NumPy leaves other debts"
    few = count // SLOW_SHARE
    order = DistributionOrder.from_law(load_law("wyoming"), through=date(2026, 1, 1))
    pay_by_law(amounts[:10], owed[:10], order)
    rates["the engine under the law, one core, with its lines"] = few / best_seconds(
        lambda: pay_by_law(amounts[:few], owed[:few], order), rounds=3
    )
    for way, rate in cobol_rates(amounts[:few], owed[:few], left[:few]).items():
        rates[f"bare, GnuCOBOL over {way} files"] = rate
    money = [Decimal(int(cents)) / 100 for cents in amounts[:few]]
    debts = [[Decimal(int(cents)) / 100 for cents in row] for row in owed[:few]]
    seconds = best_seconds(lambda: pay_in_decimal(money, debts), rounds=2)
    rates["bare, plain Python with Decimal"] = few / seconds
    bare = rates["bare, Numba on all cores"]
    rows = [
        {"what": f"Ten debts in order: {way}", "measured": f"{rate / 1e6:.2f} million a second",
         "limit": "100 million a second" if rate == bare else f"{rate / bare:.4f} of the bare"}
        for way, rate in rates.items()
    ]  # fmt: skip
    rows.append({"what": "… copying the same debts once, one core",
                 "measured": f"{copies / 1e6:.2f} million a second", "limit": ""})  # fmt: skip
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
