"""What the federal office has of this State, worked out from the files kept, in and out."""

from datetime import date

import polars as pl
from django.db.models import Q

from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import InboundFile, OutboundFile
from posse.formats.federal_offset import after_file, read_rejects, rejected_adds
from posse.formats.federal_offset.submission import COLUMNS, KEY
from posse.services.enforcement.files.kinds import OFFSET


def offset_files(*, before: date) -> list[tuple[date, bytes]]:
    """Every offset file kept before a day, the oldest first."""
    files = OutboundFile.objects.filter(kind=OFFSET, business_date__lt=before)
    told = files.order_by("business_date").values_list("business_date", "content")
    return [(day, bytes(content)) for day, content in told]


def standing_before(on: date) -> pl.DataFrame:
    """What stands at the federal office before a day's file; an add it rejected does not.

    Columns: those of a submission.
    """
    sent = [(day, 0, content) for day, content in offset_files(before=on)]
    accepted = Q(state=FileState.ACCEPTED) | Q(retries__state=FileState.ACCEPTED)
    answers = InboundFile.objects.filter(
        accepted, kind=FileKind.OFFSET_REJECTS, received_on__lte=on
    ).distinct()
    told = answers.order_by("id").values_list("received_on", "content")
    # An answer comes after the file of its day.
    rejects = [(day, 1, bytes(content)) for day, content in told]
    standing = pl.DataFrame(schema=COLUMNS)
    for _, is_answer, content in sorted(sent + rejects, key=lambda event: event[:2]):
        standing = _without(standing, content) if is_answer else after_file(standing, content)
    return standing


def _without(standing: pl.DataFrame, content: bytes) -> pl.DataFrame:
    """What stands once some adds were rejected."""
    keys = sorted(rejected_adds(read_rejects(content)))
    gone = pl.DataFrame(keys, schema=dict.fromkeys(KEY, pl.String), orient="row")
    return standing.join(gone, on=KEY, how="anti")
