"""A night killed anywhere and run again ends with the same books and the same bytes.

The nights run as processes of their own on databases of their own, twins of one that
holds a small made-up caseload, and are killed without warning.
"""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from tests.processes import address, process

DAY = "2026-10-01"
MAKE_CASELOAD = """
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from posse.jobs.demo.caseload import demo_caseload
from posse.jobs.demo.inbox import fill_inbox, month_of_files
from posse.jobs.demo.mix import Request
from posse.services.demo.caseload import do_write_caseload
request = Request(cases=400, seed=7)
caseload = demo_caseload(request)
do_write_caseload(caseload)
files = month_of_files(request, caseload)
first = [file for file in files if str(file.arrives_on) == "2026-10-01"]
fill_inbox(Path("{home}") / "inbox", first)
"""
# Partners' answers of that day, about parents of whom each third was asked for.
LAY_ANSWERS = """
from datetime import date
from pathlib import Path
import django
django.setup()
from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState
from posse.formats.layouts import load_table
from posse.formats.tables import write_table
from tests.partners import prize
on, folder = date(2026, 10, 1), Path("{home}") / "inbox" / "2026-10-01"
cases = list(Case.objects.filter(obligor__isnull=False).order_by("id")[:60])
RemedyState.objects.bulk_create(
    RemedyState(obligor_id=obligor, remedy="lottery", is_eligible=True, state="submitted",
                since=date(2026, 9, 1), amount_cents=1, last_submitted_on=date(2026, 9, 1))
    for obligor in sorted({{case.obligor_id for case in cases[::3]}}))
for place in range(12):
    rows = [prize(case, claim_number=str(case.pk), claimed_on="2026-09-30")
            for case in cases[place * 5 : place * 5 + 5]]
    content = write_table(load_table("lottery_answer"), rows, on=on)
    (folder / f"{{place:02}}.lottery.csv").write_bytes(content[: -40 if place == 7 else None])
"""

# What must be the same, told by what does not depend on counters of rows.
BOOKS = {
    "postings": """
        SELECT c.number, f.sha256, r.line, r.segment, p.cause, p.effective_on, p.posted_on,
               p.debit, p.credit, sum(p.amount_cents), count(*)
        FROM books_posting p LEFT JOIN cases_case c ON c.id = p.case_id
        LEFT JOIN payments_receipt r ON r.id = p.receipt_id
        LEFT JOIN payments_inboundfile f ON f.id = r.file_id
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9""",
    "receipts": """
        SELECT f.sha256, r.line, r.amount_cents, r.obligor_id, r.case_id, r.suspense_reason
        FROM payments_receipt r JOIN payments_inboundfile f ON f.id = r.file_id
        ORDER BY 1, 2""",
    "decisions": """
        SELECT f.sha256, r.line, l.step, l.bucket, l.payee, l.owed_cents, l.amount_cents
        FROM books_distributionline l
        JOIN books_distribution d ON d.id = l.distribution_id
        JOIN payments_receipt r ON r.id = d.receipt_id
        JOIN payments_inboundfile f ON f.id = r.file_id ORDER BY 1, 2, l.id""",
    "disbursements": """
        SELECT d.payee_id, d.method, d.amount_cents, d.trace_number, d.recorded_on,
               f.sha256, r.line, l.account, l.amount_cents
        FROM payments_disbursement d
        JOIN payments_disbursementline l ON l.disbursement_id = d.id
        JOIN payments_receipt r ON r.id = l.receipt_id
        JOIN payments_inboundfile f ON f.id = r.file_id
        ORDER BY 1, 6, 7, 8, l.case_id""",
    "warrants": """
        SELECT w.number, d.payee_id, d.amount_cents, w.line_1 FROM instruments_warrant w
        JOIN payments_disbursement d ON d.id = w.disbursement_id ORDER BY 1""",
    "payables": """
        SELECT f.sha256, r.line, p.case_id, p.account, sum(p.amount_cents)
        FROM books_payable p JOIN payments_receipt r ON r.id = p.receipt_id
        JOIN payments_inboundfile f ON f.id = r.file_id
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
    "closing": """
        SELECT business_date, account, opening_cents, debit_cents, credit_cents, closing_cents
        FROM books_closingbalance ORDER BY 1, 2""",
    "files": "SELECT kind, business_date, name, sha256, content FROM payments_outboundfile",
    "steps": """
        SELECT name, part, in_count, out_count, rejected_count, amount_cents, checksum
        FROM runs_runstep ORDER BY 1, 2""",
}

ANSWERS = {
    "files": "SELECT name, sha256, kind, state FROM payments_inboundfile ORDER BY 1",
    "findings": """
        SELECT f.name, found.line, found.code, found.reason FROM payments_filefinding found
        JOIN payments_inboundfile f ON f.id = found.file_id ORDER BY 1, 2, 3""",
    "matches": """
        SELECT m.reference, m.obligor_id, m.state, count(e.id), count(DISTINCT t.id)
        FROM enforcement_assetmatch m
        JOIN enforcement_matchevent e ON e.match_id = m.id
        LEFT JOIN work_task t ON t.id = m.task_id GROUP BY 1, 2, 3 ORDER BY 1""",
    "steps": """
        SELECT part, in_count, out_count, rejected_count, checksum FROM runs_runstep
        WHERE name = 'answers' ORDER BY 1""",
}


def nightly(name: str, home: Path, *, part_size: int = 20_000) -> subprocess.Popen:
    start = f"""
from functools import partial
import django
django.setup()
from posse.cli.app import main
from posse.jobs import nightly
nightly.partitions = partial(nightly.partitions, size={part_size})
main()
"""
    return process(name, home, "-c", start, "nightly", "--date", DAY, "--json")


def finished(running: subprocess.Popen) -> str:
    output, _ = running.communicate(timeout=120)
    assert running.returncode == 0, output
    return output


def kill_after(
    running: subprocess.Popen, name: str, step: str, *, delay_seconds: float
) -> bool:
    """Kill a night a moment after its first ``step`` is kept; whether it still ran then."""
    with psycopg.connect(address(name), autocommit=True) as watcher:
        query = "SELECT count(*) FROM runs_runstep WHERE name = %s"
        while running.poll() is None:
            if watcher.execute(query, [step]).fetchone()[0]:
                break
            time.sleep(0.001)
    time.sleep(delay_seconds)
    still_ran = running.poll() is None
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=30)
    return still_ran


def books(name: str, queries: dict[str, str] = BOOKS) -> dict[str, list[tuple]]:
    with psycopg.connect(address(name)) as reader:
        return {what: reader.execute(query).fetchall() for what, query in queries.items()}


def outbox(home: Path) -> dict[str, bytes]:
    folder = home / "outbox"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture
def databases(django_db_setup, django_db_blocker):
    """Makes a database, empty or as the twin of another; all are dropped at the end."""
    made = []
    with (
        django_db_blocker.unblock(),
        psycopg.connect(address("postgres"), autocommit=True) as admin,
    ):

        def make(twin_of: str = "template1") -> str:
            name = f"test_killed_{os.getpid()}_{len(made)}"
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {twin_of}")
            made.append(name)
            return name

        yield make
        for name in made:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


# Where there is time for it, a night is killed after more of its steps, and in one part too.
IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
STEPS = (
    ("receive", "suspense", "fold", "prove", "disburse", "write", "submit")
    if IS_NIGHTLY
    else ("receive", "fold", "disburse", "submit")
)
WAYS = [(40, 0.05), (20_000, 0)][: 1 + IS_NIGHTLY]


@pytest.mark.slow
@pytest.mark.parametrize(("part_size", "longest_delay_seconds"), WAYS)
def test_a_night_killed_anywhere_ends_with_the_same_books_and_bytes(
    databases, tmp_path, *, longest_delay_seconds, part_size
):
    draws = random.Random(2056)
    home, killed_home = tmp_path / "whole", tmp_path / "killed"
    home.mkdir()
    original = databases()
    finished(process(original, home, "-c", MAKE_CASELOAD.format(home=home)))
    killed_home.mkdir()
    (killed_home / "inbox").symlink_to(home / "inbox")
    whole, killed = databases(original), databases(original)

    finished(nightly(whole, home))
    hits = 0
    for step in STEPS:
        # At once, or a moment into the step that follows.
        delay_seconds = draws.uniform(0, longest_delay_seconds)
        hits += kill_after(
            nightly(killed, killed_home, part_size=part_size),
            killed,
            step,
            delay_seconds=delay_seconds,
        )
    finished(nightly(killed, killed_home, part_size=part_size))

    assert hits >= 2, "hardly any kill came in time to matter"
    expected, ended = books(whole), books(killed)
    if part_size == 40:
        # Cut into parts, a night has more pieces, which come to the same.
        assert len(ended.pop("steps")) > len(expected.pop("steps")) + 5
    for what, rows in expected.items():
        assert ended[what] == rows, what
    assert expected["postings"]
    assert expected["files"]
    assert outbox(killed_home) == outbox(home)


@pytest.mark.slow
def test_a_night_killed_among_partners_answers_takes_each_in_once(databases, tmp_path):
    home, killed_home = tmp_path / "whole", tmp_path / "killed"
    home.mkdir()
    original = databases()
    finished(process(original, home, "-c", MAKE_CASELOAD.format(home=home)))
    finished(process(original, home, "-c", LAY_ANSWERS.format(home=home)))
    killed_home.mkdir()
    (killed_home / "inbox").symlink_to(home / "inbox")
    whole, killed = databases(original), databases(original)

    finished(nightly(whole, home))
    hits = sum(
        kill_after(nightly(killed, killed_home), killed, "receive", delay_seconds=delay)
        for delay in ((0, 0.02, 0.05, 0.1) if IS_NIGHTLY else (0, 0.02, 0.05))
    )
    between = len(books(killed, ANSWERS)["steps"])
    finished(nightly(killed, killed_home))

    expected = books(whole, ANSWERS)
    assert hits >= 2, "hardly any kill came in time to matter"
    assert between < len(expected["steps"]) == 12
    assert books(killed, ANSWERS) == expected
    assert {state for _, _, _, state in expected["files"]} >= {"accepted", "refused"}
    assert expected["matches"]
    assert expected["findings"]
