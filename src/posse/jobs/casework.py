"""The night's steps about cases: referrals taken in, cases closed, paternity data scored."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from posse.apps.payments.models import InboundFile
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run, RunStep
from posse.jobs.inbox import REFERRAL_SUFFIXES, InboxFile, Unread, waiting_files
from posse.services.closure.closing import do_close_due
from posse.services.closure.findings import do_find_candidates
from posse.services.intake.referring import do_receive_referrals
from posse.services.intake.scoring import do_score_cases, do_score_touched_cases
from posse.services.law import current_law
from posse.services.runs import do_record_step

REFERRALS, CLOSURES, RELIABILITY = "referrals", "closures", "reliability"

# Told after each piece of a step: the step's name, pieces done, pieces in all.
Progress = Callable[[str, int, int], None]


def do_refer(run: Run, *, inbox: Path, progress: Progress) -> list[str]:
    """Take in the referrals of the inbox that came in no file before; what was not read.

    Before the books are folded, because an end of assistance changes who is paid.
    """
    notes, done = [], 0
    for file in waiting_files(inbox, through=run.business_date, suffixes=REFERRAL_SUFFIXES):
        if isinstance(file, Unread):
            notes.append(f"{file.path} was not read: {file.reason}. The next run looks again.")
        elif not InboundFile.objects.filter(sha256=file.sha256).exists():
            _do_refer_one(run, file)
            done += 1
            progress(REFERRALS, done, done)
    return notes


@transaction.atomic
def _do_refer_one(run: Run, file: InboxFile) -> None:
    outcome = do_receive_referrals(
        content=file.content,
        name=file.part,
        received_on=file.received_on,
        by=run.started_by,
    )
    is_changed = run.steps.filter(name=REFERRALS, part=file.part).exists()
    do_record_step(
        run=run,
        name=REFERRALS,
        # A file replaced by another of the same name while the job lay interrupted.
        part=f"{file.sha256[:16]} {file.part}"[:120] if is_changed else file.part,
        in_count=outcome.referral_count,
        out_count=outcome.application_count + outcome.ended_count,
        rejected_count=outcome.rejected_count,
        checksum=outcome.sha256,
    )


def do_close_cases(run: Run, *, progress: Progress) -> None:
    """Close cases whose notice waited unanswered and those that must be closed.

    The list of who could be closed is made anew, for workers to decide on in the morning.
    What stays open though its time has come counts as rejected.
    """
    if run.steps.filter(name=CLOSURES).exists():
        return
    with transaction.atomic():
        on = run.business_date
        found = do_find_candidates(on=on)
        due = do_close_due(on=on, by=run.started_by)
        do_record_step(
            run=run,
            name=CLOSURES,
            in_count=found,
            out_count=len(due.closed),
            rejected_count=len(due.kept),
        )
    progress(CLOSURES, 1, 1)


def do_score(run: Run, *, progress: Progress) -> None:
    """Score anew the paternity data of cases that changed, or of all under another law."""
    if run.steps.filter(name=RELIABILITY).exists():
        return
    with transaction.atomic():
        on, law = run.business_date, current_law().fingerprint
        since = _scored_through(law, before=on)
        count = do_score_touched_cases(since=since, on=on) if since else do_score_cases(on=on)
        do_record_step(run=run, name=RELIABILITY, out_count=count, checksum=law)
    progress(RELIABILITY, 1, 1)


def _scored_through(law: str, *, before: date) -> date | None:
    """The day of the last night that scored, if it did so under the same law."""
    steps = RunStep.objects.filter(name=RELIABILITY, run__kind=RunKind.NIGHTLY)
    earlier = steps.filter(run__business_date__lt=before).select_related("run")
    last = earlier.order_by("run__business_date").last()
    return last.run.business_date if last and last.checksum == law else None
