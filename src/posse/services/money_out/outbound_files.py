"""Outbound files on disk: copies of what the database keeps, made again when one is lost."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from posse.apps.payments.models import OutboundFile


@dataclass(frozen=True)
class WrittenFile:
    """A file on disk as the database has it; ``was_missing`` when it was written just now."""

    path: Path
    sha256: str
    entry_count: int
    amount_cents: int
    was_missing: bool


class OutboxNotWritable(Exception):  # noqa: N818 - the name says what is wrong
    """The folder for outbound files cannot be written to."""


def do_write_outbound_files(*, on: date, outbox: Path) -> list[WrittenFile]:
    """Bring the files of a business date to disk: each one whole, or not at all.

    A file that lies there unchanged is left alone. Raises: OutboxNotWritable.
    """
    folder = outbox / on.isoformat()
    return [
        _written(file, folder)
        for file in OutboundFile.objects.filter(business_date=on).order_by("kind")
    ]


def do_write_again(file: OutboundFile, *, outbox: Path) -> WrittenFile:
    """Bring one file to disk again as it was made, such as after the transfer lost it.

    Raises: OutboxNotWritable.
    """
    return _written(file, outbox / file.business_date.isoformat())


def _written(file: OutboundFile, folder: Path) -> WrittenFile:
    path = folder / file.name
    is_missing = not _lies_there(path, file.sha256)
    if is_missing:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_whole(path, bytes(file.content))
        except OSError as error:
            raise OutboxNotWritable(
                f"{path} cannot be written: {error.strerror or error}. Nothing is lost: the"
                " payments are posted and the file is kept in the database. Make room or"
                " mend the folder, then run the same command again."
            ) from error
    return WrittenFile(
        path=path,
        sha256=file.sha256,
        entry_count=file.entry_count,
        amount_cents=file.amount_cents,
        was_missing=is_missing,
    )


def _lies_there(path: Path, digest: str) -> bool:
    try:
        return sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the place, then move there, so that no reader ever sees half a file."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
