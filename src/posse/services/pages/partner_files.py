"""Partners' answers for pages: each file with what was acted on, and what asks for a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import FileFinding, FindingAnswer, InboundFile
from posse.apps.runs.models import RunStep
from posse.services.enforcement.files.answer_kinds import ANSWER_KINDS
from posse.services.enforcement.files.receiving import ANSWERS_STEP
from posse.services.money_in.receipts import RECEIVE_STEP

KINDS = [(kind.value, str(kind.label)) for kind in FileKind if kind in ANSWER_KINDS]


@dataclass(frozen=True)
class PartnerFileRow:
    """A partner's file as a list shows it; ``open_count`` findings ask for a person."""

    file: InboundFile
    state: FileState
    taken_count: int
    finding_count: int
    open_count: int


def partner_files(*, kind: str = "", is_open: bool = False) -> QuerySet[InboundFile]:
    """Partners' files, the latest first; of a kind, or only those that ask for a person."""
    kinds = [kind] if kind in ANSWER_KINDS else list(ANSWER_KINDS)
    files = InboundFile.objects.filter(kind__in=kinds).defer("content")
    if is_open:
        asking = open_findings().filter(file=OuterRef("pk"))
        files = files.filter(Exists(asking))
    return files.prefetch_related("retries")


def open_findings() -> QuerySet[FileFinding]:
    """Findings of partners' files that nobody answered yet."""
    accepted = InboundFile.objects.filter(
        pk=OuterRef("file_id"), retries__state=FileState.ACCEPTED
    )
    rows = FileFinding.objects.filter(file__kind__in=ANSWER_KINDS, answer=None)
    return rows.exclude(Q(retry=None) & Exists(accepted))


def rows_of_files(files: Iterable[InboundFile]) -> list[PartnerFileRow]:
    """Files of one page with their counts."""
    chosen = list(files)
    found = _counts(FileFinding.objects.filter(file__in=chosen))
    asking = _counts(open_findings().filter(file__in=chosen))
    steps = RunStep.objects.filter(
        name__in=[ANSWERS_STEP, RECEIVE_STEP], checksum__in=[file.sha256 for file in chosen]
    )
    # Of a file that was tried again the last trial counts.
    taken = dict(steps.order_by("id").values_list("checksum", "out_count"))
    return [
        PartnerFileRow(
            file=file,
            state=file.final_state,
            taken_count=taken.get(file.sha256, 0),
            finding_count=found.get(file.pk, 0),
            open_count=asking.get(file.pk, 0),
        )
        for file in chosen
    ]


def _counts(findings: QuerySet[FileFinding]) -> dict[int, int]:
    rows = findings.order_by().values("file_id").annotate(count=Count("pk"))
    return {row["file_id"]: row["count"] for row in rows}


def finding_by_id(finding: int) -> FileFinding | None:
    """A finding of an inbound file."""
    rows = FileFinding.objects.select_related("file", "answer").defer("file__content")
    return rows.filter(pk=finding).first()


def answers_of(findings: Iterable[FileFinding]) -> dict[int, FindingAnswer]:
    """What was done about findings, by finding."""
    rows = FindingAnswer.objects.filter(finding__in=list(findings))
    return {answer.finding_id: answer for answer in rows}
