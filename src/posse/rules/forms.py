"""Forms as data: what is asked, of whom, and what keeps each answer.

A form lies beside the law of its topic, so that a question is added without a program. Its
answers are a mapping by whom they are about: ``case`` and ``custodial`` hold one mapping of
field to text, ``other_parents`` and ``children`` a list of such; in child care it is
``applicant`` and ``adults``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked

APPLICATION = "wyoming/support/intake/form.yaml"
CARE_APPLICATION = "wyoming/childcare/application/form.yaml"
# How long an answer may be where the form does not say.
LONGEST = MappingProxyType({
    "name": 40, "text": 80, "words": 1000, "date": 10, "ssn": 11, "phone": 20, "email": 254,
    "state": 2, "zip": 10, "county": 5, "number": 9, "yes_no": 3, "choice": 40,
    "dollars": 14, "clock": 5,
})  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One question: ``goes_to`` names what keeps its answer once a case is open."""

    key: str
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
    """Questions that are asked together, about the case or about a person."""

    key: str
    of: str
    title: str
    note: str
    fields: tuple[Field, ...]


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
    return Form(content["topic"], tuple(_section(each) for each in content["sections"]))


def _section(raw: Mapping[str, Any]) -> Section:
    fields = tuple(_field(each) for each in raw["fields"])
    return Section(raw["key"], raw["of"], raw["title"], raw.get("note", "").strip(), fields)


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        key=raw["key"],
        label=raw["label"],
        kind=raw["kind"],
        goes_to=raw["goes_to"],
        longest=raw.get("longest", LONGEST[raw["kind"]]),
        is_needed=raw.get("needed", False),
        choices=MappingProxyType(dict(raw.get("choices", {}))),
        why=raw.get("why", ""),
        cites=tuple(raw.get("cites", ())),
    )
