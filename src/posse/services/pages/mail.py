"""What the pages of the mail show: batches, what waits, and the notices there are."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from posse.apps.records.models import Letter, PrintBatch
from posse.notices.letter.forms import NoticeForm, notice_forms

BATCHES_MAX = 100
PROGRAMS = {"childcare": "Child care", "support": "Child support"}


@dataclass(frozen=True)
class NoticeRow:
    """A notice, and how often it was sent."""

    form: NoticeForm
    sent_count: int
    returned_count: int

    @property
    def program(self) -> str:
        """The program whose law has the notice."""
        return PROGRAMS[self.form.program]


def print_batches() -> QuerySet[PrintBatch]:
    """The latest batches, each with how many of its letters came back."""
    rows = PrintBatch.objects.annotate(
        returned_count=Count("printed", filter=Q(printed__letter__returned__isnull=False))
    )
    return rows.order_by("-id")[:BATCHES_MAX]


def batch_by_id(batch_id: int) -> PrintBatch | None:
    """A batch; nobody's permission is asked here."""
    return PrintBatch.objects.filter(pk=batch_id).first()


def notice_rows() -> list[NoticeRow]:
    """Every notice of the law in force, with what became of it."""
    rows = Letter.objects.order_by().values_list("kind")
    counted = rows.annotate(sent=Count("id"), back=Count("returned"))
    counts = {kind: (sent, back) for kind, sent, back in counted}
    return [NoticeRow(form, *counts.get(form.name, (0, 0))) for form in notice_forms().values()]
