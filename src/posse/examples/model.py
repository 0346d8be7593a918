"""One example, as its file states it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Example:
    """One example as its file states it."""

    id: str
    kind: str
    profile: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    path: Path
    title: str = ""
    cites: tuple[str, ...] = ()
    origin: str = ""
    also_acceptable: tuple[Mapping[str, Any], ...] = ()
