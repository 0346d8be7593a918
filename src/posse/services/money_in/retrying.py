"""Trying a refused file again once its cause is mended: who did it, and why, is kept.

The bytes are those that came in; nobody sends them again. A file that was accepted, at first
or at a later trial, is never tried again, so that nothing of it is posted twice.
"""

from datetime import date

from django.db import transaction

from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import InboundFile
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.formats.instruments import is_warrant_answer
from posse.services.business_dates import refusal_of_closed_day, refusal_of_far_day
from posse.services.enforcement.files.answer_kinds import ANSWER_KINDS
from posse.services.enforcement.files.receiving import do_read_partner_again
from posse.services.money_in.receipts import do_read_again, do_record_receive_step
from posse.services.money_in.receive_outcome import ReceiveOutcome
from posse.services.money_out.warrant_answers import do_read_answer_again
from posse.services.register.entries import required
from posse.services.runs import do_finish_run, do_start_run, exclusive_job

NOTE_LENGTH = 300


def do_retry_file(
    *, file: InboundFile, note: str, on: date, by: str, today: date
) -> ReceiveOutcome:
    """Read a refused file once more, as a run of its own, and post it where it is good now.

    What it brings is collected on the day on which it came in, and recorded on ``on``.
    Killed, it leaves nothing behind: all of it is one transaction.

    Raises: AnotherJobRuns; ValueError in words, when there is nothing to try.
    """
    with exclusive_job(), transaction.atomic():
        refusal = refusal_of_closed_day(on) or refusal_of_far_day(on, today=today)
        # Locked, so that two people at two screens cannot both have it accepted.
        file = InboundFile.objects.select_for_update().get(pk=file.pk)
        refusal = refusal or refusal_of_retry(file)
        if refusal:
            raise ValueError(refusal)
        key = f"retry:{file.sha256}:{file.retries.count() + 1}"
        run = do_start_run(key=key, kind=RunKind.RECEIVE, business_date=on, by=by)
        note = required(note, what="the note", length_max=NOTE_LENGTH)
        outcome = _do_read(file, note=note, run=run)
        do_record_receive_step(run=run, outcome=outcome, part=file.name)
        do_finish_run(run)
    return outcome


def _do_read(file: InboundFile, *, note: str, run: Run) -> ReceiveOutcome:
    """Read a file by what it is; a partner's answer brings no receipt by itself."""
    if file.kind == FileKind.WARRANTS or is_warrant_answer(bytes(file.content)):
        return do_read_answer_again(file=file, note=note, run=run)
    if file.kind not in ANSWER_KINDS:
        return do_read_again(file=file, note=note, run=run)
    taken = do_read_partner_again(file=file, note=note, run=run)
    return ReceiveOutcome(
        name=file.name,
        sha256=file.sha256,
        state=taken.state,
        received_on=file.received_on,
        file_id=file.pk,
        entry_count=taken.count,
        receipt_count=taken.taken_count,
        rejected_count=len({found.line for found in taken.findings}),
        findings=taken.findings,
    )


def refusal_of_retry(file: InboundFile) -> str:
    """Why a file is not tried again; empty when it may be."""
    if file.state == FileState.ACCEPTED:
        return f"{file.name} was accepted when it came; its bytes post nothing again"
    if file.final_state == FileState.ACCEPTED:
        return f"{file.name} was accepted at a later trial; its bytes post nothing again"
    if file.receipts.exists():
        return f"something of {file.name} was posted by hand already; it would be posted twice"
    return ""


def refused_file(sha256: str) -> InboundFile:
    """The file of this content, to be tried again. Raises: ValueError when none came."""
    file = InboundFile.objects.filter(sha256=sha256).defer("content").first()
    if file is None:
        raise ValueError("this file never came in; take it in as it is, not again")
    return file
