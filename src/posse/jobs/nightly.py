"""The nightly job: takes in the day's files, folds, pays, writes files, closes the day.

Every step is one transaction and leaves its row in the run, so the job may be killed
anywhere and run again: it goes on where it stopped, and ends with the same books and the
same bytes. Run for a finished day it posts nothing.
"""

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction

from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run, RunStep
from posse.formats.instruments import ANSWER_SUFFIX
from posse.jobs.answers import do_take_answers
from posse.jobs.caring import do_care
from posse.jobs.casework import Progress, do_close_cases, do_refer, do_score
from posse.jobs.enforcing import do_enforce, do_submit, do_withhold
from posse.jobs.inbox import InboxFile, Unread, waiting_files
from posse.jobs.nightly_outcome import NightlyOutcome, StepLine
from posse.services.books.balances import balance_report_for_day, do_close_day
from posse.services.books.fold_list import obligors_to_fold, partitions
from posse.services.books.months import do_close_complete_months
from posse.services.books.posting import do_fold, do_post_suspense
from posse.services.books.proof_findings import do_keep_proof
from posse.services.books.proof_list import obligors_to_prove
from posse.services.books.proving import proof_for_obligors
from posse.services.business_dates import last_closed_day, refusal_of_nightly_date
from posse.services.disbursement_unit import unit_bank
from posse.services.enforcement.review_money import do_hold_under_review
from posse.services.money_in.holds import do_hold_new_receipts, do_release_due_holds
from posse.services.money_in.receipts import (
    RECEIVE_STEP,
    do_receive_file,
    do_record_receive_step,
)
from posse.services.money_out.disbursements import do_disburse
from posse.services.money_out.outbound_files import do_write_outbound_files
from posse.services.money_out.returned_deposits import do_act_on_returns
from posse.services.money_out.stale_warrants import do_mark_stale
from posse.services.money_out.warrant_answers import do_receive_warrant_answer
from posse.services.outreach.gateway import FolderGateway
from posse.services.outreach.reminders import do_send_reminders
from posse.services.runs import (
    do_finish_run,
    do_record_step,
    do_start_run,
    exclusive_job,
)
from posse.services.work.night import do_run_deadlines
from posse.units.days import business_days_between

SUSPENSE, HOLDS, FOLD, PROVE = "suspense", "holds", "fold", "prove"
RETURNS, STALE = "returns", "stale"
DISBURSE, WRITE, CLOSE = "disburse", "write", "close"
DEADLINES, REMINDERS = "deadlines", "reminders"

# The server works on what a folder hands it, so more folders than this wait for each other.
FOLDERS = min(4, os.cpu_count() or 1)


class NightlyRefused(Exception):  # noqa: N818 - the name says what is wrong
    """The job cannot run for this date; nothing was done."""


@dataclass(frozen=True)
class _Night:
    """What every step needs to know."""

    run: Run
    on: date
    inbox: Path
    outbox: Path
    progress: Progress


def silent(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def run_nightly(
    *,
    business_date: date,
    inbox: Path,
    outbox: Path,
    by: str = "nightly",
    today: date | None = None,
    progress: Progress = silent,
    letters_max: int | None = None,
) -> NightlyOutcome:
    """Do everything of one business date that is not done yet.

    ``today`` is the caller's calendar: a date it has reached is never too far ahead.
    ``letters_max`` is how many notices of a kind this night writes at most.

    Raises:
        NightlyRefused: the date cannot be run.
        AnotherJobRuns: another job writes the books.
        OutboxNotWritable, BooksDisagree: the job stopped; run again, it goes on there.
    """
    with exclusive_job():
        run = Run.objects.filter(key=_key(business_date)).first()
        if run and run.state == RunState.FINISHED:
            return _repeated(run, outbox=outbox)
        notes = _checked(business_date, begun=run, today=today)
        run = do_start_run(
            key=_key(business_date), kind=RunKind.NIGHTLY, business_date=business_date, by=by
        )
        night = _Night(run, business_date, inbox, outbox, progress)
        notes += _do_receive(night)
        notes += do_refer(run, inbox=inbox, progress=progress)
        notes += do_take_answers(run, inbox=inbox, progress=progress)
        _do_returns(night)
        _do_suspense(night)
        _do_holds(night)
        _do_fold(night)
        _do_prove(night)
        _do_stale(night)
        _do_disburse(night)
        _do_write(night)
        do_enforce(run, progress=progress, letters_max=letters_max)
        notes += do_submit(run, progress=progress)
        # The files to partners, after those of money, which never wait for them.
        _do_write(night)
        do_withhold(run, progress=progress, letters_max=letters_max)
        do_close_cases(run, progress=progress)
        do_score(run, progress=progress)
        notes += do_care(run, progress=progress)
        _do_deadlines(night)
        _do_reminders(night)
        _do_close(night)
        return _outcome(run, notes=notes)


def _key(business_date: date) -> str:
    return f"nightly:{business_date}"


def _checked(on: date, *, begun: Run | None, today: date | None) -> list[str]:
    """What is worth saying before the first step; raises where the job may not run."""
    # A bank nobody named would stop the job only after the books were posted.
    unit_bank(on=on)
    if begun:
        return [f"The run of {on} was interrupted before; it goes on where it stopped."]
    open_run = Run.objects.filter(kind=RunKind.NIGHTLY, state=RunState.RUNNING).first()
    if open_run:
        raise NightlyRefused(
            f"The nightly job of {open_run.business_date} was interrupted."
            f" Run it again for {open_run.business_date} first; it goes on where it stopped."
        )
    refusal = refusal_of_nightly_date(on, today=today)
    if refusal:
        raise NightlyRefused(refusal)
    closed = last_closed_day()
    day = timedelta(days=1)
    skipped = business_days_between(closed + day, on - day) if closed else []
    if not skipped:
        return []
    days = ", ".join(map(str, skipped))
    return [f"No job ran for {days}. What fell due or came in then is posted with {on}."]


def _do_receive(night: _Night) -> list[str]:
    """Take in each file of the inbox that no run has taken in; what could not be read."""
    taken = set(RunStep.objects.filter(name=RECEIVE_STEP).values_list("part", "checksum"))
    notes = []
    done = 0
    for file in waiting_files(night.inbox, through=night.on):
        if isinstance(file, Unread):
            notes.append(f"{file.path} was not read: {file.reason}. The next run looks again.")
        elif (file.part, file.sha256) not in taken:
            _do_receive_one(night, file)
            done += 1
            night.progress(RECEIVE_STEP, done, done)
    return notes


@transaction.atomic
def _do_receive_one(night: _Night, file: InboxFile) -> None:
    is_answer = file.path.suffix.lower() == ANSWER_SUFFIX
    do_receive = do_receive_warrant_answer if is_answer else do_receive_file
    outcome = do_receive(
        content=file.content, name=file.part, received_on=file.received_on, run=night.run
    )
    is_changed = night.run.steps.filter(name=RECEIVE_STEP, part=file.part).exists()
    # A file replaced by another of the same name while the job lay interrupted.
    part = f"{file.sha256[:16]} {file.part}" if is_changed else file.part
    do_record_receive_step(run=night.run, outcome=outcome, part=part)


@transaction.atomic
def _do_returns(night: _Night) -> None:
    """Take back deposits that were returned; again where more came in after a kill."""
    counts = do_act_on_returns(on=night.on, run=night.run)
    steps = night.run.steps.filter(name=RETURNS).count()
    if counts.acted_count or not steps:
        do_record_step(
            run=night.run,
            name=RETURNS,
            part=_ordinal(steps),
            in_count=counts.entry_count,
            out_count=counts.acted_count,
            rejected_count=counts.entry_count - counts.acted_count,
            amount_cents=counts.amount_cents,
        )
    night.progress(RETURNS, 1, 1)


@transaction.atomic
def _do_suspense(night: _Night) -> None:
    """Book what nobody is identified for; again where something came in after a kill."""
    counts = do_post_suspense(through=night.on, run=night.run)
    steps = night.run.steps.filter(name=SUSPENSE).count()
    if counts.posting_count or not steps:
        do_record_step(
            run=night.run,
            name=SUSPENSE,
            part=_ordinal(steps),
            in_count=counts.receipt_count,
            out_count=counts.posting_count,
            amount_cents=counts.amount_cents,
        )
    night.progress(SUSPENSE, 1, 1)


@transaction.atomic
def _do_holds(night: _Night) -> None:
    """Hold what the law lets wait and release what has waited; again if more came in."""
    held = do_hold_new_receipts(on=night.on, by=night.run.started_by)
    held += do_hold_under_review(on=night.on, by=night.run.started_by)
    released = do_release_due_holds(on=night.on, by=night.run.started_by)
    steps = night.run.steps.filter(name=HOLDS).count()
    if held or released or not steps:
        do_record_step(
            run=night.run,
            name=HOLDS,
            part=_ordinal(steps),
            in_count=held,
            out_count=released,
        )
    night.progress(HOLDS, 1, 1)


def _do_fold(night: _Night) -> None:
    """Fold whoever was touched, one partition a transaction; what is folded drops out.

    Nobody in one partition shares a family with anybody in another, so several fold at once,
    each over a connection of its own.
    """
    parts = partitions(obligors_to_fold(through=night.on))
    # A kill may have left gaps, so what follows is numbered after the last piece.
    pieces = night.run.steps.filter(name=FOLD).values_list("part", flat=True)
    earlier = max(map(int, pieces), default=0)
    named = [(part, _ordinal(earlier + place)) for place, part in enumerate(parts)]
    if len(parts) < 2:
        for part, name in named:
            _do_fold_part(night, part, name=name)
            night.progress(FOLD, 1, 1)
        return
    with ThreadPoolExecutor(FOLDERS) as pool:
        folding = [pool.submit(_do_fold_apart, night, part, name=name) for part, name in named]
        for done, folded in enumerate(as_completed(folding), start=1):
            if folded.exception():
                pool.shutdown(wait=False, cancel_futures=True)
            folded.result()
            night.progress(FOLD, done, len(parts))


def _do_fold_apart(night: _Night, part: list[int], *, name: str) -> None:
    """Fold a partition in a thread, whose connection ends with it."""
    try:
        _do_fold_part(night, part, name=name)
    finally:
        connection.close()


@transaction.atomic
def _do_fold_part(night: _Night, part: list[int], *, name: str) -> None:
    counts = do_fold(obligors=part, through=night.on, run=night.run)
    do_record_step(
        run=night.run,
        name=FOLD,
        part=name,
        in_count=counts.fact_count,
        out_count=counts.posting_count,
        amount_cents=counts.amount_cents,
    )


def _do_prove(night: _Night) -> None:
    """Derive some books a second time, before money leaves on the word of the first."""
    if night.run.steps.filter(name=PROVE).exists():
        return
    with transaction.atomic():
        outcome = proof_for_obligors(obligors_to_prove(on=night.on), on=night.on)
        do_keep_proof(outcome, by=night.run.started_by)
        do_record_step(
            run=night.run,
            name=PROVE,
            in_count=len(outcome.obligors),
            out_count=len(outcome.obligors) - len(outcome.findings),
            checksum=outcome.sha256,
        )
    night.progress(PROVE, 1, 1)


def _do_stale(night: _Night) -> None:
    """End warrants that nobody cashed in time, before the day's files are made."""
    if night.run.steps.filter(name=STALE).exists():
        return
    with transaction.atomic():
        counts = do_mark_stale(on=night.on, run=night.run)
        do_record_step(
            run=night.run,
            name=STALE,
            out_count=counts.warrant_count,
            amount_cents=counts.amount_cents,
        )
    night.progress(STALE, 1, 1)


def _do_disburse(night: _Night) -> None:
    if night.run.steps.filter(name=DISBURSE).exists():
        return
    with transaction.atomic():
        counts = do_disburse(on=night.on, run=night.run)
        do_record_step(
            run=night.run,
            name=DISBURSE,
            in_count=counts.due_count,
            out_count=counts.payment_count,
            amount_cents=counts.paid_cents,
        )
    night.progress(DISBURSE, 1, 1)


def _do_write(night: _Night) -> None:
    files = do_write_outbound_files(on=night.on, outbox=night.outbox)
    known = set(night.run.steps.filter(name=WRITE).values_list("part", flat=True))
    for done, file in enumerate(files, start=1):
        if file.path.name not in known:
            do_record_step(
                run=night.run,
                name=WRITE,
                part=file.path.name,
                out_count=file.entry_count,
                amount_cents=file.amount_cents,
                checksum=file.sha256,
            )
        night.progress(WRITE, done, len(files))


@transaction.atomic
def _do_deadlines(night: _Night) -> None:
    """Open what is due, close what is done, give work out; again if more came in."""
    counts = do_run_deadlines(on=night.on, by=night.run.started_by, run=night.run)
    steps = night.run.steps.filter(name=DEADLINES).count()
    if counts.changed_count or not steps:
        do_record_step(
            run=night.run,
            name=DEADLINES,
            part=_ordinal(steps),
            in_count=counts.case_count,
            out_count=counts.opened_count,
        )
    night.progress(DEADLINES, 1, 1)


def _do_reminders(night: _Night) -> None:
    """Remind families, and again after a kill; what a full disk refuses waits a night."""
    counts = do_send_reminders(on=night.on, gateway=FolderGateway(night.outbox / "messages"))
    with transaction.atomic():
        steps = night.run.steps.filter(name=REMINDERS).count()
        if counts.decided_count or counts.sent_count or not steps:
            do_record_step(
                run=night.run,
                name=REMINDERS,
                part=_ordinal(steps),
                in_count=counts.decided_count,
                out_count=counts.sent_count,
            )
    night.progress(REMINDERS, 1, 1)


@transaction.atomic
def _do_close(night: _Night) -> None:
    """Close the day, what months it completes, and the run, all together or not at all."""
    accounts = do_close_day(on=night.on, run=night.run)
    do_close_complete_months(run=night.run)
    do_record_step(run=night.run, name=CLOSE, out_count=accounts)
    do_finish_run(night.run)
    night.progress(CLOSE, 1, 1)


def _ordinal(earlier: int) -> str:
    """The name of the next of several pieces, in an order that sorts."""
    return f"{earlier + 1:04}"


def _repeated(run: Run, *, outbox: Path) -> NightlyOutcome:
    """A finished day: nothing is posted, only lost files are written again."""
    files = do_write_outbound_files(on=run.business_date, outbox=outbox)
    again = [str(file.path) for file in files if file.was_missing]
    notes = [f"The nightly job of {run.business_date} is finished already; nothing was posted."]
    notes += [f"{path} was missing or changed and is written again." for path in again]
    return replace(_outcome(run, notes=notes), was_finished=True)


def _outcome(run: Run, *, notes: list[str]) -> NightlyOutcome:
    """The whole run as its rows tell it, whatever part of it this process did."""
    return NightlyOutcome(
        business_date=run.business_date,
        was_finished=False,
        notes=tuple(notes),
        steps=tuple(StepLine.of(step) for step in run.steps.all()),
        report=balance_report_for_day(run.business_date),
    )
