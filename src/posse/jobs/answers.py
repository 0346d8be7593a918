"""The night's step about partners' answers: each file of the inbox taken in once."""

from pathlib import Path

from django.db import transaction

from posse.apps.payments.models import InboundFile
from posse.apps.runs.models import Run
from posse.jobs.casework import Progress
from posse.jobs.inbox import InboxFile, Unread, waiting_files
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
    return notes


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
