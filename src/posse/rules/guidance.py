"""What the law asks of people, for the screen where they do it.

A rule that only a person can follow is no parameter. It stands in ``guidance.yaml`` beside
the law of its topic, in plain words with its citations, by the name of the act.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.citations import citation_fault, is_clause_id
from posse.rules.clauses import clauses
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked


@dataclass(frozen=True)
class Guidance:
    """One thing to do, or to heed, at an act, and who says so."""

    words: str
    cites: tuple[str, ...]


Guided = Mapping[str, tuple[Guidance, ...]]


def guidance_for(act: str, profile: str = "wyoming") -> tuple[Guidance, ...]:
    """What to do at an act under a profile, in the order of doing it.

    Raises: LawError for an act that no file of the profile names.
    """
    known = load_guidance(profile)
    if act not in known:
        raise LawError(f"there is no guidance for {act!r}; there is for {', '.join(known)}")
    return known[act]


def load_guidance(profile: str = "wyoming", root: Path | None = None) -> Guided:
    """All guidance of a profile by the name of the act; a later layer replaces an earlier.

    Raises: LawFileInvalid.
    """
    return _load_guidance(profile, (root or policy_root()).resolve())


@lru_cache(maxsize=8)
def _load_guidance(profile: str, root: Path) -> Guided:
    content = read_checked(root / "profiles" / f"{profile}.yaml", "profile")
    found: dict[str, tuple[Guidance, ...]] = {}
    for layer in content["layers"]:
        found |= dict(_of_layer(root / layer))
    return MappingProxyType(dict(sorted(found.items())))


def _of_layer(layer: Path) -> Iterator[tuple[str, tuple[Guidance, ...]]]:
    seen: set[str] = set()
    for file in sorted(layer.rglob("guidance.yaml")):
        for act, rows in read_checked(file, "guidance")["guidance"].items():
            if act in seen:
                raise LawFileInvalid(file, f"guidance.{act}", "another file names this act")
            seen.add(act)
            yield act, tuple(_guidance(row, file=file, act=act) for row in rows)


def _guidance(row: Mapping[str, Any], *, file: Path, act: str) -> Guidance:
    for citation in row["cites"]:
        fault = citation_fault(citation)
        if fault is None and is_clause_id(citation) and citation not in clauses():
            fault = f"there is no clause {citation!r}"
        if fault:
            raise LawFileInvalid(file, f"guidance.{act}", fault)
    return Guidance(" ".join(row["words"].split()), tuple(row["cites"]))
