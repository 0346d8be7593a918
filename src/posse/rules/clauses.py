"""The operative clauses of the source documents, each with an id to cite."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from posse.rules.errors import LawFileInvalid
from posse.rules.locations import policy_root

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "CS-6.3": "Child Support Policy 6.3, POSSE Case",
        "CS-17": "Child Support Policy Manual, chapter 17, Audits",
        "CS-IRG": "Intergovernmental Reference Guide, Wyoming profile",
        "CS-9.2": "Child Support Policy 9.2, Administrative Enforcement Remedies",
        "CC": "Child Care Subsidy Policy Manual",
    }
)

_FILES = ("support.csv", "childcare.csv")


@dataclass(frozen=True)
class Clause:
    """One operative clause: what a source document says in one place, in short words."""

    id: str
    document: str
    section: str
    kind: str
    actor: str
    summary: str
    numbers: str
    line: str


def clauses(root: Path | None = None) -> Mapping[str, Clause]:
    """Every clause by its id, in the order of the documents.

    A folder without clause lists has none.
    Raises: LawFileInvalid for an id given twice or of an unknown document.
    """
    return _clauses((root or policy_root()) / "clauses")


@lru_cache(maxsize=16)
def _clauses(folder: Path) -> Mapping[str, Clause]:
    found: dict[str, Clause] = {}
    for file in (folder / name for name in _FILES):
        for row in rows_of(file):
            clause = _clause(row, file)
            if clause.id in found:
                raise LawFileInvalid(file, clause.id, "the id stands here twice")
            found[clause.id] = clause
    return MappingProxyType(found)


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a list beside the clauses; none where the file is not there."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _clause(row: Mapping[str, str], file: Path) -> Clause:
    # No document's id begins another's, so the first that fits is the only one.
    document = next((name for name in DOCUMENTS if row["id"].startswith(f"{name}-")), None)
    if document is None:
        raise LawFileInvalid(
            file, row["id"], f"of none of the documents {', '.join(DOCUMENTS)}"
        )
    columns = ("id", "section", "kind", "actor", "summary", "numbers", "line")
    return Clause(document=document, **{column: row[column] for column in columns})
