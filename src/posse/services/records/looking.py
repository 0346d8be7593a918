"""Asks the separate process that opens strangers' files, and reads its answer."""

import json
import subprocess
import sys
from dataclasses import dataclass

from posse.services.records.drawing import REFUSED

ANSWER_SECONDS = 40
UNSAFE = "the file cannot be opened safely; send a photograph of the paper instead"


@dataclass(frozen=True)
class Seen:
    """What a file turned out to hold."""

    page_count: int
    remarks: tuple[str, ...]


def seen_in(content: bytes, media_type: str, *, megapixels_max: int, pages_max: int) -> Seen:
    """How many pages a file has and what is odd about it. Raises: ValueError in words."""
    answer = _asked(content, "look", media_type, str(megapixels_max), str(pages_max))
    found = json.loads(answer)
    return Seen(int(found["page_count"]), tuple(found["remarks"]))


def picture_of(content: bytes, media_type: str, *, megapixels_max: int, place: int) -> bytes:
    """A page, counted from 0, drawn anew as a PNG or JPEG. Raises: ValueError in words."""
    return _asked(content, "draw", media_type, str(megapixels_max), str(place))


def _asked(content: bytes, *words: str) -> bytes:
    # Isolated (-I) and without this process's environment, where secrets stand.
    command = [sys.executable, "-I", "-m", "posse.services.records.drawing", *words]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=ANSWER_SECONDS, env={},
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise ValueError(UNSAFE) from late
    if done.returncode == REFUSED:
        raise ValueError(done.stdout.decode())
    if done.returncode != 0:
        raise ValueError(UNSAFE)
    return done.stdout
