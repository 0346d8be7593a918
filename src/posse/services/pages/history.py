"""What happened, for pages: runs with their steps, files with what was wrong in them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from posse.apps.books.models import ClosingBalance
from posse.apps.payments.choices import FileState
from posse.apps.payments.models import (
    FileFinding,
    FileRetry,
    InboundFile,
    OutboundFile,
    Receipt,
    ReturnedEntry,
    TerminationNotice,
)
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run, RunStep

RUNS_MAX = 100
# How a run ended, as a filter of the list: its words, and which runs it chooses.
OUTCOMES = {
    "": ("All outcomes", Q()),
    "clean": ("Finished, nothing rejected", Q(state=RunState.FINISHED, rejected_count=0)),
    "rejected": (
        "Finished, something rejected",
        Q(state=RunState.FINISHED, rejected_count__gt=0),
    ),
    "running": ("Running or interrupted", Q(state=RunState.RUNNING)),
}


@dataclass(frozen=True)
class FileTotals:
    """What became of the entries of a file. Units: cents."""

    receipt_count: int
    receipt_cents: int
    suspense_count: int
    suspense_cents: int
    notice_count: int
    return_count: int
    finding_count: int


@dataclass(frozen=True)
class Trial:
    """One reading of a file: when it came, or when it was tried again. Units: cents."""

    on: date
    by: str
    note: str
    state: FileState
    entry_count: int
    credit_cents: int
    finding_count: int
    run_id: int


def books_date() -> date | None:
    """The latest business date whose nightly job has finished: as of when the books are."""
    finished = Run.objects.filter(kind=RunKind.NIGHTLY, state=RunState.FINISHED)
    return finished.values_list("business_date", flat=True).first()


def recent_runs(
    *, kind: str = "", outcome: str = "", limit: int | None = RUNS_MAX
) -> QuerySet[Run]:
    """The latest runs with how many records each rejected and steps each took.

    Of one kind, and with one of :data:`OUTCOMES`, where these are named.
    """
    chosen = Run.objects.filter(kind=kind) if kind else Run.objects.all()
    counted = chosen.annotate(
        rejected_count=Sum("steps__rejected_count", default=0),
        step_count=Count("steps"),
    )
    # Counting over steps drops the order in which runs stand by themselves.
    return counted.filter(OUTCOMES[outcome][1]).order_by("-business_date", "-id")[:limit]


def latest_nightly_run() -> Run | None:
    """The nightly job of the latest business date, finished or not."""
    return Run.objects.filter(kind=RunKind.NIGHTLY).first()


def run_by_id(run: int) -> Run | None:
    """A run."""
    return Run.objects.filter(pk=run).first()


def steps_for_run(run: Run) -> list[RunStep]:
    """The steps of a run in the order in which they were done."""
    return list(run.steps.all())


def inbound_files_for_run(run: Run) -> list[InboundFile]:
    """The files a run received, each with ``finding_count``."""
    rows = run.inbound_files.defer("content").annotate(
        finding_count=Count("findings", filter=Q(findings__retry=None))
    )
    return list(rows.order_by("id"))


def retries_for_run(run: Run) -> list[FileRetry]:
    """The refused files that a run tried again, each with ``finding_count``."""
    rows = run.file_retries.select_related("file").defer("file__content")
    return list(rows.annotate(finding_count=Count("findings")).order_by("id"))


def outbound_files_for_run(run: Run) -> list[OutboundFile]:
    """The files a run made."""
    return list(run.outbound_files.defer("content"))


def file_by_id(file: int) -> InboundFile | None:
    """An inbound file without its bytes."""
    rows = InboundFile.objects.defer("content").select_related("run")
    return rows.prefetch_related("retries").filter(pk=file).first()


def outbound_file_by_id(file: int) -> OutboundFile | None:
    """An outbound file with its bytes."""
    return OutboundFile.objects.filter(pk=file).first()


def totals_for_file(file: InboundFile) -> FileTotals:
    """What became of the entries of a file."""
    receipts = Receipt.objects.filter(file=file)
    suspended = receipts.exclude(suspense_reason="")
    all_of = receipts.aggregate(count=Count("id"), cents=Sum("amount_cents", default=0))
    held = suspended.aggregate(count=Count("id"), cents=Sum("amount_cents", default=0))
    return FileTotals(
        receipt_count=all_of["count"],
        receipt_cents=all_of["cents"],
        suspense_count=held["count"],
        suspense_cents=held["cents"],
        notice_count=TerminationNotice.objects.filter(file=file).count(),
        return_count=ReturnedEntry.objects.filter(file=file).count(),
        finding_count=len(findings_for_file(file)),
    )


def trials_for_file(file: InboundFile) -> list[Trial]:
    """Each reading of a file: when it came, and whenever it was tried again after that."""
    counts = dict(
        FileFinding.objects.filter(file=file)
        .values_list("retry")
        .annotate(count=Count("id"))
        .order_by()
    )
    first = Trial(
        on=file.run.business_date,
        by=file.run.started_by,
        note="",
        state=FileState(file.state),
        entry_count=file.entry_count,
        credit_cents=file.credit_cents,
        finding_count=counts.get(None, 0),
        run_id=file.run_id,
    )
    return [first] + [
        Trial(
            on=retry.recorded_on,
            by=retry.recorded_by,
            note=retry.note,
            state=FileState(retry.state),
            entry_count=retry.entry_count,
            credit_cents=retry.credit_cents,
            finding_count=counts.get(retry.pk, 0),
            run_id=retry.run_id,
        )
        for retry in file.retries.all()
    ]


def findings_for_file(file: InboundFile) -> list[FileFinding]:
    """What was wrong in a file when it was last read, in its order."""
    retries = list(file.retries.all())
    return list(FileFinding.objects.filter(file=file, retry=retries[-1] if retries else None))


def receipts_for_file(file: InboundFile) -> QuerySet[Receipt]:
    """The receipts of a file in its order."""
    return Receipt.objects.filter(file=file).select_related("case").order_by("line", "id")


def recent_rejections(*, limit: int = 10) -> list[InboundFile]:
    """The latest files in which something was wrong, each with ``finding_count``."""
    rows = InboundFile.objects.defer("content").filter(findings__isnull=False)
    counted = rows.annotate(finding_count=Count("findings", filter=Q(findings__retry=None)))
    # Counting over findings drops the order in which files stand by themselves.
    ordered = counted.order_by("-received_on", "-id")
    return list(ordered.prefetch_related("retries")[:limit])


def neighbouring_days(on: date) -> tuple[date | None, date | None]:
    """The closed business days before and after a day."""
    days = ClosingBalance.objects.order_by("business_date").values_list(
        "business_date", flat=True
    )
    return days.filter(business_date__lt=on).last(), days.filter(business_date__gt=on).first()
