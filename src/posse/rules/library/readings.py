"""Where a source document is unclear: what it may mean, and which reading is taken here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from posse.rules.clauses import clauses, rows_of
from posse.rules.errors import LawFileInvalid
from posse.rules.locations import policy_root


@dataclass(frozen=True)
class Reading:
    """One unclear place: the clauses it touches, the readings, the one taken, and why."""

    id: str
    title: str
    clauses: tuple[str, ...]
    unclear: str
    taken: str
    why: str


def readings(root: Path | None = None) -> Mapping[str, Reading]:
    """Every reading by its id, such as ``A-06``.

    Raises: LawFileInvalid for an id given twice, or a clause that is not there.
    """
    return _readings((root or policy_root()).resolve())


@lru_cache(maxsize=4)
def _readings(root: Path) -> Mapping[str, Reading]:
    file, found = root / "clauses" / "readings.csv", dict[str, Reading]()
    for row in rows_of(file):
        named = tuple(row["clauses"].split())
        unknown = [id_ for id_ in named if id_ not in clauses(root)]
        if unknown:
            raise LawFileInvalid(file, row["id"], f"there is no clause {unknown[0]!r}")
        if row["id"] in found:
            raise LawFileInvalid(file, row["id"], "the id stands here twice")
        found[row["id"]] = Reading(
            row["id"], row["title"], named, row["unclear"], row["taken"], row["why"]
        )
    return MappingProxyType(found)
