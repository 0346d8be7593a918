"""Forms as data: what is asked, of whom, and what keeps each answer.

A form lies beside the law of its topic, so that a question is added without a program. What
may be told several times, as jobs are, is a round of sections: each further turn of it is asked
where the turn before said that there is more.

Its answers are a mapping by whom they are about: ``case`` and ``custodial`` hold one mapping of
field to text, ``other_parents`` and ``children`` a list of such; in child care it is
``applicant`` and ``adults``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked

YES = "yes"
APPLICATION = "wyoming/support/intake/form.yaml"
CARE_APPLICATION = "wyoming/childcare/application/form.yaml"
# How long an answer may be where the form does not say.
LONGEST = MappingProxyType({
    "name": 40, "text": 80, "words": 1000, "date": 10, "ssn": 11, "phone": 20, "email": 254,
    "state": 2, "zip": 10, "county": 5, "number": 9, "yes_no": 3, "choice": 40,
    "dollars": 14, "clock": 5, "day": 10, "several": 200,
})  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One question: ``goes_to`` names what keeps its answer once a case is open.

    ``name`` is what it asks, the same in each turn of a round; ``key`` is where its answer is.
    """

    key: str
    name: str
    label: str
    kind: str
    goes_to: str
    longest: int
    is_needed: bool
    choices: Mapping[str, str]
    why: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Questions that are asked together, about the case or about a person.

    Of a round, ``turn`` counts from 1, ``again`` names the question whether there is more, and
    ``asked_if`` is the key under which the turn before said so.
    """

    key: str
    of: str
    title: str
    note: str
    fields: tuple[Field, ...]
    name: str = ""
    turn: int = 1
    again: str = ""
    asked_if: str = ""

    def is_asked(self, told: Mapping[str, str]) -> bool:
        """Whether it is asked after what the same person told."""
        return not self.asked_if or told.get(self.asked_if) == YES


@dataclass(frozen=True)
class Form:
    """A form with its sections in the order in which they are asked."""

    title: str
    sections: tuple[Section, ...]

    def fields_of(self, of: str) -> Iterator[Field]:
        """Every question about the case, the custodial parent, an other parent or a child."""
        for section in self.sections:
            if section.of == of:
                yield from section.fields

    def turns_of(
        self, of: str, told: Mapping[str, str], *, again: str
    ) -> list[Mapping[str, str]]:
        """What a person told in each turn of a round, by the names of its questions."""
        turns: dict[int, dict[str, str]] = {}
        for section in self.sections:
            if section.of == of and section.again == again and self.is_asked(section, told):
                row = turns.setdefault(section.turn, {})
                row |= {each.name: told.get(each.key, "").strip() for each in section.fields}
        return list(turns.values())

    def in_turns(
        self, of: str, turns: Sequence[Mapping[str, str]], *, again: str
    ) -> dict[str, str]:
        """Answers of a round, as many as it has turns: the other way of :meth:`turns_of`."""
        found: dict[str, str] = {}
        for section in self.sections:
            if section.of != of or section.again != again or section.turn > len(turns):
                continue
            told = turns[section.turn - 1]
            found |= {each.key: told[each.name] for each in section.fields if each.name in told}
            if section.turn < len(turns):
                found |= {each.key: YES for each in section.fields if each.name == again}
        return found

    def is_asked(self, section: Section, told: Mapping[str, str]) -> bool:
        """Whether a section is asked: each turn before it said that there is more."""
        before = [
            each for each in self.sections
            if each.of == section.of and each.again == section.again
            and each.turn <= section.turn
        ]  # fmt: skip
        return all(each.is_asked(told) for each in before)


def application_form(root: Path | None = None) -> Form:
    """The application for services. Raises: LawFileInvalid. Source: CS-6.3-DATA-1."""
    return _load((root or policy_root()).resolve() / APPLICATION)


def care_application_form(root: Path | None = None) -> Form:
    """The application for child care, a page a section. Raises: LawFileInvalid.

    Source: CC-401-A, CC-501.
    """
    return _load((root or policy_root()).resolve() / CARE_APPLICATION)


@lru_cache(maxsize=4)
def _load(file: Path) -> Form:
    content = read_checked(file, "form")
    return Form(content["topic"], tuple(_sections(content["sections"])))


def _sections(raw: Sequence[Mapping[str, Any]]) -> Iterator[Section]:
    """Every section, a round of them as often as it may be told."""
    for (_, again), found in groupby(raw, key=_round):
        told = list(found)
        once = [_section(each) for each in told]
        yield from once
        if again:
            most = int(told[0]["times"])
            for turn in range(2, most + 1):
                yield from (_in_turn(each, turn, most=most) for each in once)


def _round(raw: Mapping[str, Any]) -> tuple[str, str]:
    return raw["of"], raw.get("again", "")


def _in_turn(section: Section, turn: int, *, most: int) -> Section:
    """A section of a later turn; the last one does not ask whether there is more."""
    before = "" if turn == 2 else f"_{turn - 1}"
    fields = tuple(
        replace(each, key=f"{each.name}_{turn}")
        for each in section.fields
        if each.name != section.again or turn < most
    )
    return replace(
        section, key=f"{section.name}_{turn}", title=f"{section.title} ({turn})", turn=turn,
        asked_if=f"{section.again}{before}", fields=fields,
    )  # fmt: skip


def _section(raw: Mapping[str, Any]) -> Section:
    return Section(
        key=raw["key"],
        of=raw["of"],
        title=raw["title"],
        note=raw.get("note", "").strip(),
        fields=tuple(_field(each) for each in raw["fields"]),
        name=raw["key"],
        again=raw.get("again", ""),
    )


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        key=raw["key"],
        name=raw["key"],
        label=raw["label"],
        kind=raw["kind"],
        goes_to=raw["goes_to"],
        longest=raw.get("longest", LONGEST[raw["kind"]]),
        is_needed=raw.get("needed", False),
        choices=MappingProxyType(dict(raw.get("choices", {}))),
        why=raw.get("why", ""),
        cites=tuple(raw.get("cites", ())),
    )
