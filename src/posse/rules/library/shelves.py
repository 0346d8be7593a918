"""All that the library holds under a profile, joined by citation; built once and shared."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from posse.rules.citations import is_clause_id
from posse.rules.clauses import DOCUMENTS, Clause, clauses
from posse.rules.guidance import load_guidance
from posse.rules.law_files import DatedValue, Parameter
from posse.rules.library.places import HOWS, Place, places
from posse.rules.library.readings import Reading, readings
from posse.rules.library.wording import plain, value_words
from posse.rules.locations import policy_root
from posse.rules.parameters import Law, load_law
from posse.rules.yaml_files import read_checked

SUPPORT, CARE = "Child support", "Child care"
PARAMETER, CLAUSE, READING = "parameter", "clause", "reading"
KINDS = (PARAMETER, CLAUSE, READING)


@dataclass(frozen=True)
class Shown:
    """A worked example: facts in, result out, as its file states them."""

    id: str
    address: str
    title: str
    kind: str
    topic: str
    cites: tuple[str, ...]
    origin: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a screen asks of whoever does an act."""

    act: str
    words: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One thing to be found. ``days`` are those on which its values take effect."""

    kind: str
    id: str
    title: str
    said: str
    program: str
    topic: str
    sure: tuple[str, ...]
    days: tuple[date, ...]
    text: str


@dataclass(frozen=True)
class Uses:
    """Everything that cites one citation."""

    parameters: tuple[Parameter, ...]
    guidance: tuple[Asked, ...]
    examples: tuple[Shown, ...]
    readings: tuple[Reading, ...]
    places: tuple[Place, ...]

    def of(self, how: str) -> tuple[Place, ...]:
        """The places of one kind: rule, screen or test."""
        return tuple(place for place in self.places if place.how == how)

    @property
    def rules(self) -> tuple[Place, ...]:
        """Modules of the rules and services that cite it."""
        return self.of(HOWS[0])

    @property
    def screens(self) -> tuple[Place, ...]:
        """Modules of the pages that cite it."""
        return self.of(HOWS[1])

    @property
    def tests(self) -> tuple[Place, ...]:
        """Tests that would fail if it were broken."""
        return self.of(HOWS[2])

    @property
    def is_empty(self) -> bool:
        """Whether nothing cites it yet."""
        cited = (self.parameters, self.guidance, self.examples, self.readings, self.places)
        return not any(cited)


@dataclass(frozen=True)
class Library:
    """What one profile's library holds."""

    law: Law
    clauses: Mapping[str, Clause]
    readings: Mapping[str, Reading]
    examples: Mapping[str, Shown]
    entries: tuple[Entry, ...]
    uses: Mapping[str, Uses]

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic, sorted."""
        return tuple(sorted({entry.topic for entry in self.entries}))

    def uses_of(self, citation: str) -> Uses:
        """Everything that cites it; nothing for what nobody cites."""
        return self.uses.get(citation, Uses((), (), (), (), ()))

    def examples_near(self, parameter: Parameter) -> tuple[Shown, ...]:
        """Examples of the parameter's own topic that cite what its values cite."""
        cited, topic = cites_of(parameter), topic_of_key(parameter.key)
        shown = (each for each in self.examples.values() if each.topic == topic)
        return tuple(each for each in shown if cited & set(each.cites))

    def readings_near(self, parameter: Parameter) -> tuple[Reading, ...]:
        """The readings taken of any clause that its values cite."""
        cited = sorted(cites_of(parameter))
        found = (reading for cite in cited for reading in self.uses_of(cite).readings)
        return tuple(dict.fromkeys(found))

    def coming(self, *, on: date) -> tuple[tuple[DatedValue, DatedValue | None], ...]:
        """Values that take effect after a day, soonest first, each with the one before it."""
        found: list[tuple[DatedValue, DatedValue | None]] = []
        for parameter in self.law.parameters.values():
            pairs = zip(parameter.values, (None, *parameter.values), strict=False)
            found += [pair for pair in pairs if pair[0].effective_from > on]
        return tuple(sorted(found, key=lambda pair: (pair[0].effective_from, pair[0].key)))


def library(profile: str = "wyoming", root: Path | None = None) -> Library:
    """The library of a profile, gathered once.

    Raises: LawFileInvalid, UnknownProfile.
    """
    return _library(profile, (root or policy_root()).resolve())


def cites_of(parameter: Parameter) -> set[str]:
    """What any of a parameter's values, or a row of a table, cites."""
    found: set[str] = set()
    for value in parameter.values:
        found |= {*value.cites, *_row_cites(value.value)}
    return found


def topic_of_key(key: str) -> str:
    """``support.deadlines.intake.opened`` is of the topic ``deadlines: intake``."""
    return _topic(key.split(".")[:-1])


@lru_cache(maxsize=4)
def _library(profile: str, root: Path) -> Library:
    law, known, unclear = load_law(profile, root), clauses(root), readings(root)
    shown = {each.address: each for each in _examples(profile, root)}
    uses = _uses(_citing(law, shown, root))
    entries = (*_parameters(law), *_clauses(known), *_readings(unclear, known))
    return Library(law, known, unclear, shown, entries, uses)


def _parameters(law: Law) -> Iterator[Entry]:
    for key, parameter in law.parameters.items():
        values = parameter.values
        said = value_words(values[-1])
        notes = " ".join(f"{value.note} {plain(value.value)}" for value in values)
        text = " ".join((key, parameter.label, said, notes, *sorted(cites_of(parameter))))
        yield Entry(
            PARAMETER, key, parameter.label, said, _program(key), topic_of_key(key),
            tuple(sorted({value.sure for value in values})),
            tuple(value.effective_from for value in values), _searchable(text),
        )  # fmt: skip


def _clauses(known: Mapping[str, Clause]) -> Iterator[Entry]:
    for id_, clause in known.items():
        topic, document = clause.document, DOCUMENTS[clause.document]
        parts = (id_, document, clause.section, clause.kind, clause.actor, clause.summary)
        text = " ".join((*parts, clause.numbers))
        title = f"{document}, {clause.section}"
        program = CARE if topic == "CC" else SUPPORT
        yield Entry(
            CLAUSE, id_, title, clause.summary, program, document, (), (), _searchable(text)
        )


def _readings(unclear: Mapping[str, Reading], known: Mapping[str, Clause]) -> Iterator[Entry]:
    for id_, each in unclear.items():
        of = known[each.clauses[0]].document if each.clauses else ""
        parts = (id_, each.title, each.unclear, each.taken, each.why, *each.clauses)
        program = CARE if of == "CC" else SUPPORT
        topic = DOCUMENTS.get(of, "Several documents")
        yield Entry(
            READING, id_, each.title, each.taken, program, topic, (), (),
            _searchable(" ".join(parts)),
        )  # fmt: skip


def _examples(profile: str, root: Path) -> Iterator[Shown]:
    """Examples beside the law of the profile's layers."""
    for layer in read_checked(root / "profiles" / f"{profile}.yaml", "profile")["layers"]:
        for file in sorted((root / layer).rglob("examples.yaml")):
            parts = file.parent.relative_to(root / layer).parts
            for raw in read_checked(file, "examples")["examples"]:
                yield Shown(
                    raw["id"], "/".join((layer, *parts[1:], raw["id"])), raw["title"],
                    raw["kind"].replace("_", " "), _topic(parts), tuple(raw.get("cites", ())),
                    raw.get("origin", ""), raw["inputs"], raw["expected"],
                )  # fmt: skip


def _uses(citing: Iterator[tuple[str, str, Any]]) -> dict[str, Uses]:
    by: defaultdict[str, defaultdict[str, list[Any]]]
    by = defaultdict(lambda: defaultdict(list))
    for citation, field, each in citing:
        by[citation][field].append(each)
    fields = ("parameters", "guidance", "examples", "readings", "places")
    return {
        citation: Uses(*(tuple(found[field]) for field in fields))
        for citation, found in by.items()
    }


def _citing(law: Law, shown: Mapping[str, Shown], root: Path) -> Iterator[tuple[str, str, Any]]:
    """Each citation with the field of Uses it fills and what cites it."""
    for parameter in law.parameters.values():
        yield from ((cite, "parameters", parameter) for cite in sorted(cites_of(parameter)))
    for act, rows in load_guidance(law.profile, root).items():
        for row in rows:
            asked = Asked(act, row.words, row.cites)
            yield from ((cite, "guidance", asked) for cite in row.cites)
    for example in shown.values():
        yield from ((cite, "examples", example) for cite in example.cites)
    for reading in readings(root).values():
        yield from ((cite, "readings", reading) for cite in reading.clauses)
    for citation, each in places(root).items():
        yield from ((citation, "places", place) for place in each)


def _row_cites(value: Any) -> Iterator[str]:
    """Citations in the rows of a table, however deep."""
    if isinstance(value, tuple | list):
        for each in value:
            yield from _row_cites(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from each if key == "cites" else _row_cites(each)


def _program(key: str) -> str:
    return SUPPORT if key.startswith("support.") else CARE


def _topic(parts: Any) -> str:
    return ": ".join(part.replace("_", " ") for part in tuple(parts)[1:])


def _searchable(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text).lower()


def is_known(citation: str, held: Library) -> bool:
    """Whether the library has a page for a citation."""
    return citation in held.clauses if is_clause_id(citation) else citation in held.uses
