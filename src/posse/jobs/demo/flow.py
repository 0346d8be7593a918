"""The demo from an empty database to a closed month; killed anywhere, it goes on there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.jobs.demo.answers import NAME_PART as ANSWER_PART
from posse.jobs.demo.answers import do_answers_day
from posse.jobs.demo.caseload import demo_caseload
from posse.jobs.demo.desk import do_desk_day
from posse.jobs.demo.doors import do_show_doors
from posse.jobs.demo.duplicates import do_duplicates_day
from posse.jobs.demo.inbox import NAME_PART, fill_inbox, month_of_files
from posse.jobs.demo.intake import do_intake_day
from posse.jobs.demo.mix import Request
from posse.jobs.demo.sign_ins import (
    FILE_NAME,
    SIGN_INS,
    do_make_caretaker,
    do_make_parents,
    do_make_sign_ins,
)
from posse.jobs.demo.talking import do_exchange
from posse.jobs.demo.withholding import do_withholding_day
from posse.jobs.demo.work import do_staff_offices, do_work_day
from posse.jobs.nightly import run_nightly
from posse.services.access import CASEWORKER
from posse.services.books.balance_report import BalanceReport
from posse.services.books.balances import balance_report_for_day
from posse.services.bulk import do_count_rows
from posse.services.demo.care import do_make_demo_care
from posse.services.demo.caseload import do_write_caseload
from posse.services.demo.enforcement import do_make_demo_enforcement
from posse.services.demo.installation import (
    RECORDED_BY,
    DemoRefused,
    do_empty_demo,
    outbound_names,
    standing,
)
from posse.services.demo.partners import do_make_demo_partners
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job
from posse.units.days import add_business_days, business_days_between

# Told what is being done, and how many of how many pieces are done.
Tell = Callable[[str, int, int], None]

CASELOAD, INBOX = "caseload", "inbox"


@dataclass(frozen=True)
class DemoOutcome:
    """A demo whose month is closed; ``was_finished`` when an earlier command had made it."""

    request: Request
    was_finished: bool
    report: BalanceReport
    password: str
    sign_ins: Path

    def to_json(self) -> dict[str, Any]:
        """The demo for a program; the password stays in its file."""
        return {
            "cases": self.request.cases,
            "seed": self.request.seed,
            "month": f"{self.request.month:%Y-%m}",
            "was_finished": self.was_finished,
            "sign_ins": str(self.sign_ins),
            "report": self.report.to_json(),
        }


# The server counts its rows by itself a minute later, when a demo is half made; without that
# its plans are for empty tables.
NIGHTS_BETWEEN_COUNTS = 7
# A demo's post is small: the rest of the notices waits for later nights.
LETTERS_A_NIGHT = 10


def run_demo(
    request: Request, *, home: Path, is_again: bool = False, tell: Tell
) -> DemoOutcome:
    """Everything of a demo that is not done yet.

    Raises: DemoRefused when the database holds something else.
    """
    if is_again:
        _do_clear(home)
    run = _run_of(request)
    was_finished = run.state == RunState.FINISHED
    if not was_finished:
        _do_make(request, run, home=home, tell=tell)
        _do_nights(request, run, home=home, tell=tell)
        do_finish_run(run)
    password, after = do_make_sign_ins(home), add_business_days(request.last_day, 1)
    do_make_parents(home, on=request.last_day)
    do_exchange(CASEWORKER, on=after)
    do_make_demo_enforcement(on=after, by=CASEWORKER)
    do_make_demo_partners(on=after, by=CASEWORKER)
    do_make_demo_care(on=after, by=RECORDED_BY)
    do_make_caretaker(home, on=after)
    do_show_doors({each.role: each.username for each in SIGN_INS}, on=after)
    return DemoOutcome(
        request=request,
        was_finished=was_finished,
        report=balance_report_for_day(_nights(request)[-1]),
        password=password,
        sign_ins=home / FILE_NAME,
    )


def _nights(request: Request) -> list[date]:
    return business_days_between(request.month, request.last_day)


def _run_of(request: Request) -> Run:
    """The run of this demo, begun now or before; another demo or real cases are refused."""
    found = standing()
    if found.run is not None and found.run.key != request.key:
        raise DemoRefused(
            f"This database holds another demo ({found.run.key}). Ask for the same one,"
            " use --again to replace it, or set POSSE_HOME to another folder."
        )
    if found.run is None and found.is_foreign:
        raise DemoRefused(
            "This database holds cases that the demo did not make; it leaves them alone."
            " Set POSSE_HOME or DATABASE_URL to another place for a demo."
        )
    return do_start_run(
        key=request.key, kind=RunKind.DEMO, business_date=request.opened_on, by=RECORDED_BY
    )


def _do_make(request: Request, run: Run, *, home: Path, tell: Tell) -> None:
    tell("Making people, cases and orders", 0, 1)
    caseload = demo_caseload(request)
    with exclusive_job(), transaction.atomic():
        if not run.steps.filter(name=CASELOAD).exists():
            counts = do_write_caseload(caseload)
            do_record_step(run=run, name=CASELOAD, out_count=counts["cases_case"])
    tell("Making people, cases and orders", 1, 1)
    tell("Filling the inbox", 0, 1)
    files = month_of_files(request, caseload)
    fill_inbox(home / "inbox", files)
    if not run.steps.filter(name=INBOX).exists():
        do_record_step(run=run, name=INBOX, out_count=len(files))
    tell("Filling the inbox", 1, 1)


def _do_nights(request: Request, run: Run, *, home: Path, tell: Tell) -> None:
    """What the desk does on each business day of the month, and its nightly job."""
    nights = _nights(request)
    do_make_sign_ins(home)
    do_staff_offices(request)
    for done, night in enumerate(nights):
        if done % NIGHTS_BETWEEN_COUNTS in {0, 1}:
            do_count_rows()
        do_desk_day(request, run, on=night, place=done)
        do_intake_day(request, run, on=night, place=done)
        do_duplicates_day(request, run, on=night, place=done)
        do_work_day(request, run, on=night, place=done)
        do_withholding_day(run, on=night, place=done)
        left = len(nights) - done - 1
        do_answers_day(run, inbox=home / "inbox", on=night, nights_left=left)
        run_nightly(
            business_date=night,
            inbox=home / "inbox",
            outbox=home / "outbox",
            by=RECORDED_BY,
            progress=_telling(tell, night=night, done=done, total=len(nights)),
            letters_max=LETTERS_A_NIGHT,
        )
        tell(f"Night of {night}", done + 1, len(nights))


def _telling(
    tell: Tell, *, night: date, done: int, total: int
) -> Callable[[str, int, int], None]:
    def progress(step: str, _done: int, _total: int) -> None:
        tell(f"Night of {night}: {step}", done, total)

    return progress


def _do_clear(home: Path) -> None:
    """Empty a database that the demo made, and take its files out of inbox and outbox."""
    if standing().run is None:
        return
    written = outbound_names()
    with exclusive_job():
        do_empty_demo()
    for day, name in written:
        (home / "outbox" / day.isoformat() / name).unlink(missing_ok=True)
    for pattern in (f"*{NAME_PART}*.ach", f"*{ANSWER_PART}*"):
        for path in (home / "inbox").glob(f"????-??-??/{pattern}"):
            path.unlink()
