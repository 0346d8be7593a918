"""The night's step about partners' answers: each file of the inbox taken in once."""

from datetime import date
from pathlib import Path

from django.db import transaction

from posse.apps.payments.models import InboundFile
from posse.apps.runs.models import Run
from posse.jobs.casework import Progress
from posse.jobs.inbox import InboxFile, Unread, strange_files, waiting_files
from posse.services.business_dates import last_closed_day
from posse.services.enforcement.files.answer_kinds import ANSWER_SUFFIXES, kind_of
from posse.services.enforcement.files.receiving import (
    ANSWERS_STEP,
    do_record_answer_step,
    do_take_answer,
)

PART_LENGTH = 120


def do_take_answers(run: Run, *, inbox: Path, progress: Progress) -> list[str]:
    """Take in the answers of the inbox that came in no file before; what was not read.

    Each file is one transaction: killed between two of them, the night goes on with the next.
    """
    notes, done = [], 0
    for file in waiting_files(inbox, through=run.business_date, suffixes=ANSWER_SUFFIXES):
        if isinstance(file, Unread):
            notes.append(f"{file.path} was not read: {file.reason}. The next run looks again.")
        elif not InboundFile.objects.filter(sha256=file.sha256).exists():
            _do_take_one(run, file)
            done += 1
            progress(ANSWERS_STEP, done, done)
    return [*notes, *_strangers(run, inbox)]


def _strangers(run: Run, inbox: Path) -> list[str]:
    """What lies in the folders since the last night and is nothing that the house knows."""
    after = last_closed_day() or date.min
    found = strange_files(inbox, after=after, through=run.business_date)
    return [
        f"{path} was not taken in: its name says no kind of file. Rename it as docs/files.md"
        " tells; the next run takes it in."
        for path in found
    ]


@transaction.atomic
def _do_take_one(run: Run, file: InboxFile) -> None:
    kind = kind_of(file.path.name)
    assert kind is not None, "the inbox gives only files of these names"
    taken = do_take_answer(
        content=file.content, name=file.part, kind=kind, received_on=file.received_on, run=run
    )
    is_changed = run.steps.filter(name=ANSWERS_STEP, part=file.part).exists()
    # A file replaced by another of the same name while the job lay interrupted.
    part = f"{file.sha256[:16]} {file.part}"[:PART_LENGTH] if is_changed else file.part
    do_record_answer_step(run=run, taken=taken, part=part)
