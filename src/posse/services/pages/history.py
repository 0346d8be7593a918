"""What happened, for pages: runs with their steps, files with what was wrong in them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from posse.apps.books.models import ClosingBalance
from posse.apps.payments.models import (
    FileFinding,
    InboundFile,
    OutboundFile,
    Receipt,
    ReturnedEntry,
    TerminationNotice,
)
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run, RunStep

RUNS_MAX = 100


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


def books_date() -> date | None:
    """The latest business date whose nightly job has finished: as of when the books are."""
    finished = Run.objects.filter(kind=RunKind.NIGHTLY, state=RunState.FINISHED)
    return finished.values_list("business_date", flat=True).first()


def recent_runs(*, kind: str = "", limit: int = RUNS_MAX) -> QuerySet[Run]:
    """The latest runs with how many records each rejected and files each handled."""
    chosen = Run.objects.filter(kind=kind) if kind else Run.objects.all()
    counted = chosen.annotate(
        rejected_count=Sum("steps__rejected_count", default=0),
        step_count=Count("steps"),
    )
    # Counting over steps drops the order in which runs stand by themselves.
    return counted.order_by("-business_date", "-id")[:limit]


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
    rows = run.inbound_files.defer("content").annotate(finding_count=Count("findings"))
    return list(rows.order_by("id"))


def outbound_files_for_run(run: Run) -> list[OutboundFile]:
    """The files a run made."""
    return list(run.outbound_files.defer("content"))


def file_by_id(file: int) -> InboundFile | None:
    """An inbound file without its bytes."""
    return InboundFile.objects.defer("content").select_related("run").filter(pk=file).first()


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
        finding_count=FileFinding.objects.filter(file=file).count(),
    )


def findings_for_file(file: InboundFile) -> list[FileFinding]:
    """What was wrong in a file, in its order."""
    return list(FileFinding.objects.filter(file=file))


def receipts_for_file(file: InboundFile) -> QuerySet[Receipt]:
    """The receipts of a file in its order."""
    return Receipt.objects.filter(file=file).select_related("case").order_by("line", "id")


def recent_rejections(*, limit: int = 10) -> list[InboundFile]:
    """The latest files in which something was wrong, each with ``finding_count``."""
    rows = InboundFile.objects.defer("content").filter(findings__isnull=False)
    return list(rows.annotate(finding_count=Count("findings"))[:limit])


def neighbouring_days(on: date) -> tuple[date | None, date | None]:
    """The closed business days before and after a day."""
    days = ClosingBalance.objects.order_by("business_date").values_list(
        "business_date", flat=True
    )
    return days.filter(business_date__lt=on).last(), days.filter(business_date__gt=on).first()
