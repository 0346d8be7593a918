"""Where each clause is cited, and whether a test that passed last time cites it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posse.rules.citations import clause_ids_in
from posse.rules.clauses import Clause, clauses
from posse.rules.locations import policy_root

_CODE = Path(__file__).resolve().parents[1]

# Written by the test run, see tests/clause_record.py; absent before the first one.
_RECORD = _CODE.parents[1] / ".cache" / "tested_clauses.json"


@dataclass(frozen=True)
class ClauseUse:
    """One clause with the files that cite it. Paths are relative to the repository."""

    clause: Clause
    law_files: tuple[str, ...]
    code_files: tuple[str, ...]
    is_tested: bool

    @property
    def is_used(self) -> bool:
        """Whether a law file, code or a passing test cites the clause."""
        return bool(self.law_files or self.code_files or self.is_tested)

    def to_json(self) -> dict[str, Any]:
        """The clause as ``posse clauses --json`` prints it."""
        return {
            "id": self.clause.id,
            "cited_in": [*self.law_files, *self.code_files],
            "tested": self.is_tested,
        }


def clause_uses() -> list[ClauseUse]:
    """Every clause, in the order of the documents."""
    in_law = _citing_files(sorted(policy_root().rglob("*.yaml")), base=policy_root().parent)
    in_code = _citing_files(sorted(_CODE.rglob("*.py")), base=_CODE.parents[1])
    tested = set(cited_by_passing_tests(_RECORD))
    return [
        ClauseUse(clause, tuple(in_law[id_]), tuple(in_code[id_]), id_ in tested)
        for id_, clause in clauses().items()
    ]


def cited_by_passing_tests(record: Path) -> Iterator[str]:
    """What the passing tests and examples of the last run cite."""
    if record.exists():
        for cites in json.loads(record.read_text(encoding="utf-8"))["claims"].values():
            yield from cites


def _citing_files(files: Iterable[Path], *, base: Path) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        for id_ in clause_ids_in(file.read_text(encoding="utf-8")):
            found[id_].append(file.relative_to(base).as_posix())
    return found
