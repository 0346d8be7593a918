"""Where each citation is carried out: rules, screens and tests, from a list made beforehand.

Tests are not part of an installation, so ``posse clauses --write`` writes what they cite into
``policy/clauses/places.csv``; a test holds that the list is true.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from posse.rules.clauses import rows_of
from posse.rules.locations import policy_root

COLUMNS = ("citation", "how", "place", "words")
HOWS = ("rule", "screen", "test")


@dataclass(frozen=True, order=True)
class Place:
    """One place that cites: ``how`` is one of HOWS; ``words`` say what it does."""

    citation: str
    how: str
    place: str
    words: str


def places_file(root: Path | None = None) -> Path:
    """Where the list lies."""
    return (root or policy_root()) / "clauses" / "places.csv"


def places(root: Path | None = None) -> Mapping[str, tuple[Place, ...]]:
    """The places of each citation, rules first."""
    return _places(places_file(root))


@lru_cache(maxsize=4)
def _places(file: Path) -> Mapping[str, tuple[Place, ...]]:
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for row in rows_of(file):
        found[row["citation"]].append(Place(**{column: row[column] for column in COLUMNS}))
    return {citation: tuple(sorted(each)) for citation, each in found.items()}
