"""How fast ACH files are read and written, beside the cost of just splitting their lines.

Run: python benchmarks/ach.py [PAYMENTS]
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import date

import polars as pl

from posse.formats.nacha import (
    CreditBatch,
    FileHeader,
    checks,
    ded_segment,
    payment_frame,
    read_ach,
    write_credits,
)

PAID_ON = date(2026, 1, 15)
ROUNDS = 5
HEADER = FileHeader(
    immediate_destination=" 231380104",
    immediate_origin=" 123456780",
    destination_name="Example Reserve Bank",
    origin_name="Made Up Savings Bank",
    created_on=PAID_ON,
)


def made_up_batch(count: int) -> CreditBatch:
    """One employer's batch of ``count`` payments with their DED segments."""
    amounts = [10_000 + number % 5_000 for number in range(count)]
    segments = [
        ded_segment(
            application="CS",
            remittance_id=f"WY{number:08d}",
            collected_on=PAID_ON,
            amount_cents=amount,
            obligor_ssn=f"9{number % 10**8:08d}",
            medical_indicator="N",
            fips="56021",
        )
        for number, amount in enumerate(amounts)
    ]
    entries = pl.DataFrame(
        {
            "routing_number": ["231380104"] * count,
            "account_number": ["700000001"] * count,
            "amount_cents": amounts,
            "identification_number": ["PAYROLL"] * count,
            "receiver_name": ["WYOMING SDU (MADE UP)"] * count,
            "addenda": segments,
        }
    )
    return CreditBatch(
        sec_code="CCD",
        company_name="ACME ANVILS",
        company_id="1900000001",
        entry_description="CHILDSUPP",
        effective_on=PAID_ON,
        originating_dfi="12345678",
        entries=entries,
    )


def best_seconds(work: Callable[[], object]) -> float:
    """The shortest of several runs."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def posted(content: bytes) -> pl.DataFrame:
    """Payments of a file after all checks."""
    ach_file = read_ach(content)
    findings = checks(ach_file, received_on=PAID_ON, amount_limit_cents=10**7)
    return payment_frame(ach_file, findings)


def main() -> None:
    """Print records a second and the ratio to splitting lines."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    batch = made_up_batch(count)
    content = write_credits(HEADER, [batch])
    assert posted(content).height == count
    records = content.count(b"\n")
    bare = best_seconds(lambda: content.decode("ascii").split("\n"))
    print(f"{records:,} records, {count:,} payments, {len(content):,} bytes")
    for name, work in (
        ("split lines", lambda: content.decode("ascii").split("\n")),
        ("read", lambda: read_ach(content)),
        ("read, check, payments", lambda: posted(content)),
        ("write", lambda: write_credits(HEADER, [batch])),
    ):
        seconds = best_seconds(work)
        rate = records / seconds
        print(
            f"{name:24} {seconds:7.3f} s {rate:14,.0f} records/s {seconds / bare:7.1f} x bare"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MB, the made-up rows included")


if __name__ == "__main__":
    main()
