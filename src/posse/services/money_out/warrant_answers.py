"""The bank's answers about warrants: what it paid and what it stopped.

A file is known by its content, so a second arrival changes nothing. A record that fits no
open warrant is a finding for a person, and the good ones go on.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.db import transaction

from posse.apps.instruments.choices import MONEY_BACK, EventKind
from posse.apps.instruments.models import DisbursementEvent, Warrant
from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import Disbursement, InboundFile
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.formats.codec import Record
from posse.formats.findings import (
    Finding,
    file_finding,
    has_fatal,
    in_line_order,
)
from posse.formats.framed import FramedFile
from posse.formats.instruments import PAID, read_warrant_answer
from posse.services.business_dates import refusal_of_closed_day, refusal_of_far_day
from posse.services.disbursement_unit import unit_bank
from posse.services.money_in.receipts import (
    do_record_receive_step,
    do_record_retry,
    do_write_findings,
)
from posse.services.money_in.receive_outcome import ReceiveOutcome
from posse.services.money_out.life import ended_words, ending_of
from posse.services.money_out.taking_back import do_take_back
from posse.services.runs import do_finish_run, do_start_run, exclusive_job
from posse.units.money import format_dollars

NUMBER_FIELD = "Warrant Number"


@transaction.atomic
def do_receive_warrant_answer(
    *, content: bytes, name: str, received_on: date, run: Run
) -> ReceiveOutcome:
    """Keep the bank's file, and end each warrant that it says was paid or stopped."""
    digest = sha256(content).hexdigest()
    earlier = InboundFile.objects.filter(sha256=digest).defer("content").first()
    if earlier:
        return ReceiveOutcome(
            name=name,
            sha256=digest,
            state=earlier.final_state,
            received_on=received_on,
            is_repeat=True,
            first_received_on=earlier.received_on,
            file_id=earlier.pk,
            entry_count=earlier.entry_count,
        )
    read = _read(content, on=received_on)
    file = InboundFile.objects.create(
        sha256=digest,
        name=name[-200:],
        kind=FileKind.WARRANTS,
        content=content,
        received_on=received_on,
        state=_state(read),
        run=run,
        entry_count=_entry_count(read),
    )
    outcome = _do_act_on(read, file=file, name=name, run=run)
    do_write_findings(file, outcome.findings)
    return outcome


def do_read_answer_again(*, file: InboundFile, note: str, run: Run) -> ReceiveOutcome:
    """Read a refused file of answers once more, and act on it where it is good now.

    It is read as on the day of the retry, since the unit's account may have been mended.
    """
    read = _read(bytes(file.content), on=run.business_date)
    outcome = _do_act_on(read, file=file, name=file.name, run=run)
    retry = do_record_retry(outcome, file=file, note=note, run=run)
    do_write_findings(file, outcome.findings, retry=retry)
    return outcome


def _do_act_on(read: FramedFile, *, file: InboundFile, name: str, run: Run) -> ReceiveOutcome:
    """End each warrant that the file says was paid or stopped; of a refused file none."""
    events, refusals = _do_end_warrants(read.details, file=file, run=run)
    do_take_back(
        [event for event in events if event.kind in MONEY_BACK], on=run.business_date, run=run
    )
    findings = tuple(in_line_order([*read.findings, *refusals]))
    return ReceiveOutcome(
        name=name,
        sha256=file.sha256,
        state=_state(read),
        received_on=file.received_on,
        file_id=file.pk,
        entry_count=_entry_count(read),
        receipt_count=len(events),
        receipt_cents=sum(event.disbursement.amount_cents for event in events),
        rejected_count=len({found.line for found in findings}),
        findings=findings,
    )


def _state(read: FramedFile) -> FileState:
    return FileState.REFUSED if has_fatal(read.findings) else FileState.ACCEPTED


def _entry_count(read: FramedFile) -> int:
    return len(read.details) + len({found.line for found in read.findings})


def do_receive_answer_by_hand(
    *, content: bytes, name: str, on: date, by: str, today: date
) -> ReceiveOutcome:
    """Take in one file of answers outside the nightly job, as a run of its own.

    Raises: AnotherJobRuns; ValueError when nothing can be recorded on this day.
    """
    with exclusive_job():
        refusal = refusal_of_closed_day(on) or refusal_of_far_day(on, today=today)
        if refusal:
            raise ValueError(refusal)
        with transaction.atomic():
            key = f"receive:{sha256(content).hexdigest()}:{on}"
            run = do_start_run(key=key, kind=RunKind.RECEIVE, business_date=on, by=by)
            outcome = do_receive_warrant_answer(
                content=content, name=name, received_on=on, run=run
            )
            if run.state != RunState.FINISHED:
                do_record_receive_step(run=run, outcome=outcome, part=name)
                do_finish_run(run)
    return outcome


def _read(content: bytes, *, on: date) -> FramedFile:
    """The file as read, refused where it speaks of another account than the unit's."""
    read = read_warrant_answer(content)
    account = unit_bank(on=on).warrant_account_number
    if has_fatal(read.findings) or read.header["account_number"] == account:
        return read
    reason = "The file is about another account than the unit's warrants are drawn on."
    finding = file_finding(1, "Account Number", code="account", reason=reason)
    return FramedFile(read.header, (), (finding,))


def _do_end_warrants(
    details: Iterable[tuple[int, Record]], *, file: InboundFile, run: Run
) -> tuple[list[DisbursementEvent], list[Finding]]:
    """End each warrant that an answer fits; what fits none is told."""
    events, refusals = [], []
    for line, record in details:
        warrant = Warrant.objects.filter(number=int(record["warrant_number"] or 0)).first()
        reason = _refusal(warrant, record)
        if reason or warrant is None:
            # The number of a warrant is no secret, so it is not masked here.
            refusals.append(Finding(line, NUMBER_FIELD, "warrant", reason, is_fatal=False))
            continue
        events.append(_do_end(warrant, record, line, file=file, run=run))
    return events, refusals


def _do_end(
    warrant: Warrant, record: Record, line: int, *, file: InboundFile, run: Run
) -> DisbursementEvent:
    is_paid = record["status"] == PAID
    return DisbursementEvent.objects.create(
        disbursement=warrant.disbursement,
        kind=EventKind.CLEARED if is_paid else EventKind.STOPPED,
        file=file,
        line=line,
        effective_on=_day(record),
        recorded_on=run.business_date,
        recorded_by=run.started_by,
    )


def _day(record: Record) -> date:
    text = str(record["answered_on"])
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _refusal(warrant: Warrant | None, record: Record) -> str:
    """Why an answer ends no warrant; empty where it does."""
    number = record["warrant_number"]
    if warrant is None:
        return f"No warrant {number} was ever issued. Ask the bank what it paid."
    sent = Disbursement.objects.select_for_update().get(pk=warrant.disbursement_id)
    if record["amount"] != sent.amount_cents:
        told = format_dollars(int(record["amount"] or 0))
        return (
            f"Warrant {number} is of {format_dollars(sent.amount_cents)} and the bank tells"
            f" {told}. Ask the bank for the paper."
        )
    ending = ending_of(sent)
    if ending:
        return f"{ended_words(sent, ending)} Ask the bank why it answers again."
    if record["status"] != PAID and not sent.events.exists():
        return f"Nobody asked the bank to stop warrant {number}. Ask the bank why it did."
    if not record["answered_on"] or _day(record) < sent.recorded_on:
        return f"Warrant {number} was issued on {sent.recorded_on}, after the bank's day."
    return ""
