"""Letters printed together: one PDF in the order of the post, and a manifest beside it."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.records.models import Letter, PrintBatch, PrintedLetter
from posse.notices.joining import joined

HEADER = (
    *("place", "letter", "kind", "case", "name", "line_1", "line_2", "line_3", "city_line"),
    *("by_hand", "first_page", "pages", "sha256"),
)
AT_MOST = 10_000
ADDRESS_LINES = 4
ZIP_LENGTH = 10
LETTERS, MANIFEST = "letters.pdf", "manifest.csv"


@dataclass(frozen=True)
class PrintedBatch:
    """A batch and where its two files lie."""

    batch: PrintBatch
    letters: Path
    manifest: Path


def do_print_letters(*, on: date, by: str, outbox: Path) -> PrintedBatch | None:
    """Print what waits for the post, sorted by ZIP code; None where nothing waits.

    The batch is kept before its files are written, and the same batch gives the same files:
    see :func:`do_write_batch`, which writes them again after a full disk or a torn sheet.
    """
    with transaction.atomic():
        rows = list(_waiting().select_for_update(of=("self",))[:AT_MOST])
        if not rows:
            return None
        rows.sort(key=_postal_order)
        manifest = _manifest(rows)
        batch = PrintBatch.objects.create(
            letter_count=len(rows),
            page_count=sum(row.stored.page_count for row in rows),
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        PrintedLetter.objects.bulk_create(
            PrintedLetter(batch=batch, letter=row, place=place)
            for place, row in enumerate(rows, start=1)
        )
    return do_write_batch(batch, outbox=outbox)


def do_write_batch(batch: PrintBatch, *, outbox: Path) -> PrintedBatch:
    """The files of a batch, the same bytes however often. Raises: OSError."""
    rows = [
        each.letter
        for each in PrintedLetter.objects.filter(batch=batch).select_related(
            "letter__case", "letter__care_case"
        )
    ]
    folder = outbox / "mail" / f"{batch.effective_on.isoformat()}-{batch.pk}"
    folder.mkdir(parents=True, exist_ok=True)
    letters, manifest = folder / LETTERS, folder / MANIFEST
    letters.write_bytes(joined(_contents(rows)))
    # The manifest comes last: where it lies, the letters lie whole beside it.
    manifest.write_bytes(_manifest(rows))
    return PrintedBatch(batch, letters, manifest)


def letters_waiting() -> int:
    """How many letters wait to be printed."""
    return _waiting().count()


def _waiting() -> QuerySet[Letter]:
    """Notices of the engine that were not printed; what was handed over has no key."""
    rows = Letter.objects.filter(printed__isnull=True, key__isnull=False)
    rows = rows.select_related("stored", "case", "care_case")
    return rows.defer("stored__content").order_by("id")


def _postal_order(letter: Letter) -> tuple[str, int]:
    """By ZIP code; letters that are given out by hand come last."""
    last = letter.address[-1] if letter.address else "~"
    return (last.rpartition(" ")[2][:ZIP_LENGTH], letter.pk)


def _contents(rows: list[Letter]) -> Iterator[bytes]:
    """The bytes of letters in their order."""
    kept = Letter.objects.filter(pk__in=[row.pk for row in rows]).select_related("stored")
    by_id = {row.pk: bytes(row.stored.content) for row in kept}
    return (by_id[row.pk] for row in rows)


def _manifest(rows: list[Letter]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_manifest_lines(rows))
    return text.getvalue().encode("utf-8")


def _manifest_lines(rows: list[Letter]) -> Iterator[list[object]]:
    first_page = 1
    for place, row in enumerate(rows, start=1):
        name, *lines = row.address or [""]
        *inner, city = lines or [""]
        inner = [*inner, "", "", ""][: ADDRESS_LINES - 1]
        # Whose address is protected gets the letter by hand or by the program that keeps it.
        by_hand = "yes" if not row.address else ""
        yield [
            *(place, row.pk, row.kind, row.case_number, name, *inner, city, by_hand),
            *(first_page, row.stored.page_count, row.stored.sha256),
        ]
        first_page += row.stored.page_count
