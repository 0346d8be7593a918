"""The monthly Metro 2 file and the federal offset file of 500,000 records each.

Makes accounts in memory, with nobody real among them, writes each file, reads it back with
its totals checked, and writes it again. Prints the measured rows as JSON, as its last line.
What the database takes to give the rows is not part of it.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import TypeVar

import numpy as np
import polars as pl

from posse.formats.federal_offset import (
    read_submissions,
    standing_at_partner,
    write_submissions,
)
from posse.formats.federal_offset.submission import COLUMNS
from posse.formats.metro2 import (
    ACCOUNT_COLUMNS,
    Furnisher,
    read_credit_file,
    write_credit_file,
)

Result = TypeVar("Result")
ON = date(2026, 10, 31)
LIMIT_SECONDS = 60
FURNISHER = Furnisher(
    "DEMOFURNISHER", "DEMO", "1 EXAMPLE STREET", "3075550100", "93", equifax_id="DEMO"
)


def rows(count: int) -> pl.DataFrame:
    """Made-up parents with debts, of both files' columns."""
    place = np.arange(count)
    cents = (place * 7_919) % 5_000_000 + 100
    names = {
        "surname": pl.Series(place % 9_973).cast(pl.String).str.pad_start(4, "A"),
        "given_name": pl.Series("given_name", ["Zoë", "Pat", "Noel", "Casey"]).gather(
            place % 4
        ),
    }
    literals = {
        "transaction": "A", "local_code": "", "line_1": "12 Example Street", "line_2": "",
        "city": "Cheyenne", "state": "WY", "zip_code": "82001", "exclusions": "PAS",
        "middle_name": "", "dispute": "", "history": "B" * 24,
    }  # fmt: skip
    days = {
        "noticed_on": date(2026, 9, 1), "opened_on": date(2020, 1, 15),
        "first_delinquent_on": date(2026, 6, 1), "birth_date": date(1985, 5, 5),
    }  # fmt: skip
    frame = pl.DataFrame(
        {
            **names,
            "ssn": pl.Series(900_000_001 + place).cast(pl.String),
            "case_id": "C" + pl.Series(10_000_000 + place).cast(pl.String),
            "case_type": pl.Series("case_type", ["A", "N"]).gather(place % 2),
            "status": pl.Series("status", ["11", "71", "78", "84"]).gather(place % 4),
            "arrears_cents": cents // 100 * 100,
            "balance_cents": cents // 100 * 100,
            "past_due_cents": cents // 100 * 100,
        }
    )
    return frame.with_columns(
        account_number="case_id",
        monthly_cents=pl.lit(0, dtype=pl.Int64),
        paid_cents=pl.lit(0, dtype=pl.Int64),
        closed_on=pl.lit(None, dtype=pl.Date),
        last_paid_on=pl.lit(None, dtype=pl.Date),
        **{name: pl.lit(text) for name, text in literals.items()},
        **{name: pl.lit(day) for name, day in days.items()},
    )


def main() -> None:
    """Measure both files, and fail where one takes longer than the design allows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500_000)
    count = parser.parse_args().count
    table = rows(count)
    accounts, certified = table.select(*ACCOUNT_COLUMNS), table.select(*COLUMNS)
    measured: dict[str, float] = {}

    def timed(name: str, act: Callable[[], Result]) -> Result:
        begun = time.perf_counter()
        result = act()
        measured[name] = round(time.perf_counter() - begun, 2)
        return result

    credit = timed(
        "metro2_write_seconds",
        lambda: write_credit_file(accounts, furnisher=FURNISHER, on=ON),
    )
    read = timed("metro2_read_seconds", lambda: read_credit_file(credit.content))
    again = write_credit_file(read.accounts, furnisher=FURNISHER, on=ON)
    offset = timed("offset_write_seconds", lambda: write_submissions(certified, state="WY"))
    told = timed("offset_read_seconds", lambda: read_submissions(offset.content))
    standing = timed("offset_standing_seconds", lambda: standing_at_partner([offset.content]))
    assert credit.count == offset.count == standing.height == count, "every record is written"
    assert not read.findings, "the credit file reads back"
    assert not told.findings, "the offset file reads back"
    assert sha256(again.content).digest() == sha256(credit.content).digest(), "the same bytes"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"count": count, **measured, "peak_megabytes": peak}))
    slow = [name for name, seconds in measured.items() if seconds > LIMIT_SECONDS]
    assert not slow, f"longer than {LIMIT_SECONDS} s: {', '.join(slow)}"


if __name__ == "__main__":
    main()
