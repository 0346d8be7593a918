"""The inbox: folders named by the day on which their files came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from posse.formats.instruments import ANSWER_SUFFIX
from posse.services.enforcement.files.answer_kinds import ANSWER_SUFFIXES

PART_LENGTH = 120
SUFFIXES = (".ach", ANSWER_SUFFIX)
UNFINISHED = ".part"
REFERRAL_SUFFIXES = (".referrals.csv", ".referrals.json")


@dataclass(frozen=True)
class InboxFile:
    """A file that waits in the inbox; ``part`` is its name in the run's steps."""

    path: Path
    received_on: date
    part: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class Unread:
    """Something in the inbox that cannot be taken in, and why."""

    path: Path
    reason: str


def waiting_files(
    inbox: Path, *, through: date, suffixes: tuple[str, ...] = SUFFIXES
) -> Iterator[InboxFile | Unread]:
    """Every file of payments (``*.ach``) and of answers about warrants (``*.wans``).

    Those of the folders dated through a day, in the order of day and name; other files by
    other ``suffixes``, such as referrals of agencies.

    One file is held at a time. What cannot be read is told, not raised: the other files
    go on, and the next run looks again.
    """
    for folder in _inside(inbox):
        received_on = _day_of(folder) if isinstance(folder, Path) else None
        if isinstance(folder, Unread):
            yield folder
        elif received_on is not None and received_on <= through:
            yield from _files(folder, received_on, suffixes)


def strange_files(inbox: Path, *, after: date, through: date) -> Iterator[Path]:
    """Files of the folders of some days whose names say nothing of what they are.

    A file that is still being laid there has its name only when it is whole.
    """
    known = (*SUFFIXES, *REFERRAL_SUFFIXES, *ANSWER_SUFFIXES, UNFINISHED)
    for folder in _inside(inbox):
        day = _day_of(folder) if isinstance(folder, Path) else None
        if day is None or not after < day <= through or not isinstance(folder, Path):
            continue
        for path in _inside(folder):
            if isinstance(path, Path) and path.is_file() and not _is_known(path, known):
                yield path


def _is_known(path: Path, suffixes: tuple[str, ...]) -> bool:
    return path.name.startswith(".") or path.name.lower().endswith(suffixes)


def _files(
    folder: Path, received_on: date, suffixes: tuple[str, ...]
) -> Iterator[InboxFile | Unread]:
    for path in _inside(folder):
        if isinstance(path, Unread):
            yield path
        elif path.name.lower().endswith(suffixes):
            yield _read(path, received_on)


def _inside(folder: Path) -> list[Path] | list[Unread]:
    """What lies in a folder, by name, or why it cannot be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        return [Unread(folder, error.strerror or str(error))]


def _day_of(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.name)
    except ValueError:
        return None


def _read(path: Path, received_on: date) -> InboxFile | Unread:
    try:
        content = path.read_bytes()
    except OSError as error:
        return Unread(path, error.strerror or str(error))
    digest = sha256(content).hexdigest()
    part = f"{path.parent.name}/{path.name}"
    if len(part) > PART_LENGTH:
        part = f"{part[: PART_LENGTH - 17]}~{digest[:16]}"
    return InboxFile(path, received_on, part, content, digest)
