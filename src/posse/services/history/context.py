"""Telling the database who changes rows, for the versions that it keeps."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory


@contextmanager
def changed_by(who: str, **more: str) -> Iterator[None]:
    """What changes inside was changed by this user, job or command; ``why`` may be told."""
    with pghistory.context(who=who, **more):
        yield
