"""The virus scanner that an installation names: a command that is given a file's bytes."""

import shlex
import subprocess
from dataclasses import dataclass

from django.conf import settings

from posse.apps.records.choices import ScanVerdict

FOUND = 1
ANSWER_SECONDS = 120
SAID_LENGTH = 200


@dataclass(frozen=True)
class Scan:
    """What the scanner said: its verdict, and its own words."""

    verdict: ScanVerdict
    said: str = ""


def scan_of(content: bytes) -> Scan:
    """The verdict about a file, by exit code: 0 nothing found, 1 found, else no answer.

    Raises: ValueError where something was found.
    """
    if not settings.POSSE_UPLOAD_SCANNER:
        return Scan(ScanVerdict.NOT_SCANNED, "No scanner is named in this installation.")
    try:
        done = subprocess.run(
            shlex.split(settings.POSSE_UPLOAD_SCANNER),
            input=content,
            capture_output=True,
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return Scan(ScanVerdict.FAILED, f"{type(failure).__name__}"[:SAID_LENGTH])
    said = " ".join(done.stdout.decode(errors="replace").replace("\0", "").split())
    if done.returncode == FOUND:
        raise ValueError(
            "the virus scanner found something harmful in the file, so it was not taken in"
        )
    verdict = ScanVerdict.CLEAN if done.returncode == 0 else ScanVerdict.FAILED
    return Scan(verdict, said[:SAID_LENGTH])
