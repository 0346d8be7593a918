"""A night over a large caseload: money, remedies, closures, deadlines.

The night measured is the first one: it brings over every balance and folds every fact of
every case, so later nights are lighter. Prints progress to stderr and, as its last line,
the measured rows as JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import django
import polars as pl
import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django must stand before its settings are read
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from posse.apps.runs.choices import RunKind  # noqa: E402
from posse.apps.runs.models import Run  # noqa: E402
from posse.jobs.demo.caseload import demo_caseload  # noqa: E402
from posse.jobs.demo.inbox import BankFile, bank_files, fill_inbox  # noqa: E402
from posse.jobs.demo.mix import Request  # noqa: E402
from posse.jobs.demo.payments import support_by_case  # noqa: E402
from posse.services.bulk import read_frame, write_frame  # noqa: E402
from posse.services.demo.caseload import do_write_caseload  # noqa: E402

NIGHT = date(2026, 10, 1)
LATER_NIGHT = date(2026, 10, 2)
# What the night does about cases once the money is done, each with the limit of its own.
LIMITS = {
    "referrals": "", "closures": "", "reliability": "", "reminders": "", "withholding": "",
    "deadlines": "60 s a million cases", "remedies": "60 s a million parents, without letters",
}  # fmt: skip
POSTING = {
    "obligor_id": pl.Int64, "case_id": pl.Int64, "receipt_id": pl.Int64, "cause": pl.Int64,
    "cause_id": pl.Int64, "effective_on": pl.Date, "posted_on": pl.Date, "debit": pl.Int64,
    "credit": pl.Int64, "amount_cents": pl.Int64, "run_id": pl.Int64,
}  # fmt: skip


@dataclass
class Peak:
    """The most memory that a program and the database server held at one time, in bytes."""

    program: int = 0
    server: int = 0


def say(text: str) -> None:
    """Progress, apart from the result."""
    sys.stderr.write(f"bench: {text}\n")
    sys.stderr.flush()


def one_file(
    request: Request, caseload: dict[str, pl.DataFrame], *, receipts: int, night: date
) -> BankFile:
    """A single file with that many payments, a case paying again where there are too few."""
    owed = support_by_case(caseload)
    again = owed.select(pl.all().gather(pl.int_range(receipts, eager=True) % owed.height))
    employers = caseload["people_employer"]
    payments = again.with_row_index("place").with_columns(
        amount_cents=pl.col("year_cents") // 12,
        employer_id=pl.col("place") % employers.height,
        bank=pl.lit(0),
        payday=pl.lit(request.opened_on),
        arrives_on=pl.lit(night),
        is_ended=pl.lit(value=False),
    )
    named = payments.with_columns(pl.col("employer_id").cast(pl.Int64)).join(
        employers.select("fein", employer_id="id", employer="name"), on="employer_id"
    )
    return next(bank_files(named.sort("employer_id", "place")))


def resident(processes: list[psutil.Process], *, is_shared_once: bool) -> int:
    """Bytes held; of memory that a server's processes share, each bears its part."""
    total = 0
    for process in processes:
        try:
            total += (
                process.memory_full_info().pss if is_shared_once else process.memory_info().rss
            )
        except psutil.Error:
            continue
    return total


def watch(program: psutil.Process, server: psutil.Process, peak: Peak) -> None:
    """Note the peak until the program ends."""
    while program.is_running() and program.status() != psutil.STATUS_ZOMBIE:
        try:
            of_program = [program, *program.children(recursive=True)]
            of_server = [server, *server.children(recursive=True)]
        except psutil.Error:
            return
        peak.program = max(peak.program, resident(of_program, is_shared_once=False))
        peak.server = max(peak.server, resident(of_server, is_shared_once=True))
        time.sleep(0.1)


def run_night(folder: Path, night: date) -> tuple[float, Peak]:
    """Seconds and peak memory of ``posse nightly`` as anybody would run it."""
    server = psutil.Process(int((folder / "pgdata/postmaster.pid").read_text().splitlines()[0]))
    posse = Path(sys.executable).parent / "posse"
    began = time.perf_counter()
    program = subprocess.Popen(
        [posse, "nightly", "--date", night.isoformat()], stdout=sys.stderr
    )
    peak = Peak()
    watcher = threading.Thread(target=watch, args=(psutil.Process(program.pid), server, peak))
    watcher.start()
    code = program.wait()
    seconds = time.perf_counter() - began
    watcher.join()
    if code:
        sys.exit(f"bench: posse nightly ended with {code}")
    return seconds, peak


def bare_copy(run: Run) -> tuple[float, int]:
    """Seconds to COPY the postings of a night out and into a table without index or key."""
    columns = ", ".join(POSTING)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_posting AS SELECT {columns} FROM books_posting WITH NO DATA"
        )
    began = time.perf_counter()
    rows = read_frame(
        f"SELECT {columns} FROM books_posting WHERE posted_on = %s ORDER BY id",
        params=[run.business_date.isoformat()],
        schema=POSTING,
    )
    with transaction.atomic():
        write_frame("bench_posting", rows)
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_posting")
    return seconds, rows.height


def seconds_of_steps(run: Run) -> dict[str, float]:
    """How long each step of the night took, by when it and the one before were finished."""
    seconds: dict[str, float] = {}
    before = run.started_at
    for name, finished_at in run.steps.values_list("name", "finished_at"):
        seconds[name] = seconds.get(name, 0.0) + (finished_at - before).total_seconds()
        before = finished_at
    return seconds


def measured_night(title: str, night: date, *, limit: str) -> list[dict[str, str]]:
    """Run one night as a command, and the rows that tell of it."""
    connection.close()
    seconds, peak = run_night(settings.POSSE_HOME, night)
    run = Run.objects.get(kind=RunKind.NIGHTLY, business_date=night)
    copy_seconds, posting_count = bare_copy(run)
    steps = seconds_of_steps(run)
    casework = sum(taken for name, taken in steps.items() if name in LIMITS)
    memory = f"{peak.program / 2**20:,.0f} MB; {peak.server / 2**20:,.0f} MB"
    return [
        {"what": title, "measured": f"{seconds:.1f} s", "limit": ""},
        {"what": "… of it: money", "measured": f"{seconds - casework:.1f} s", "limit": limit},
        *(
            {"what": f"… … {name}", "measured": f"{taken:.1f} s", "limit": LIMITS.get(name, "")}
            for name, taken in steps.items()
        ),
        {"what": "… its peak memory (program; server)", "measured": memory, "limit": ""},
        {
            "what": f"… against a bare COPY, out and in, of its {posting_count:,} postings",
            "measured": f"{seconds / copy_seconds:.1f} times {copy_seconds:.2f} s",
            "limit": "",
        },
    ]


def main() -> None:
    """Make the caseload and the file, run the nights, compare with a bare COPY."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--receipts", type=int, default=100_000)
    parser.add_argument(
        "--opened", action="store_true", help="open the books the night before the payments"
    )
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    request = Request(cases=chosen.cases, month=NIGHT)
    began = time.perf_counter()
    caseload = demo_caseload(request)
    do_write_caseload(caseload)
    made_seconds = time.perf_counter() - began
    say(f"{chosen.cases:,} cases made in {made_seconds:.1f} s")
    night = LATER_NIGHT if chosen.opened else NIGHT
    file = one_file(request, caseload, receipts=chosen.receipts, night=night)
    del caseload
    rows = []
    if chosen.opened:
        title = f"First night of {chosen.cases:,} cases: every balance brought over"
        rows += measured_night(title, NIGHT, limit="")
    fill_inbox(settings.POSSE_HOME / "inbox", [file])
    say(f"{chosen.receipts:,} payments in one file of {len(file.content):,} bytes")
    title = f"Night of {chosen.cases:,} cases and {chosen.receipts:,} receipts"
    rows += measured_night(title, night, limit="180 s" if chosen.opened else "60 s")
    made = f"Making the {chosen.cases:,} cases"
    rows.append({"what": made, "measured": f"{made_seconds:.1f} s", "limit": ""})
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
