"""What the State answers in the Intergovernmental Reference Guide, for partners to look up.

The answers stand in ``policy/*/support/profile``, a section or a part of one a file. A figure
that the law store holds is not written there a second time: the answer names the parameter, and
:func:`answered` puts in what holds on a day. A question left blank stays, so a gap is seen.

Source: CS-IRG-0, CS-IRG-0b.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.clauses import clauses
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.parameters import Law
from posse.rules.value_units import TimeFrame
from posse.rules.yaml_files import read_checked
from posse.units.money import Ratio, format_dollars


@dataclass(frozen=True)
class Figure:
    """Where the law store holds a figure; ``row`` and ``column`` name a cell of a table."""

    key: str
    row: str = ""
    column: str = ""


@dataclass(frozen=True)
class Question:
    """A question of the guide with the State's answer, figures still open; "" is a blank.

    ``link`` is the guide's mark of further information: ``leaves``, ``missing`` or "".
    ``changed_on`` is None where the guide prints no day.
    """

    number: str
    asks: str
    answer: str
    figures: Mapping[str, Figure]
    clauses: tuple[str, ...]
    sure: str
    link: str
    changed_on: date | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters that hold its figures."""
        return tuple(dict.fromkeys(figure.key for figure in self.figures.values()))


@dataclass(frozen=True)
class Section:
    """A section of the guide; ``clauses`` are those about the guide as a whole."""

    letter: str
    title: str
    questions: tuple[Question, ...]
    clauses: tuple[str, ...]


Guide = tuple[Section, ...]


def load_guide(profile: str = "wyoming", root: Path | None = None) -> Guide:
    """Every section of the guide under a profile, in the guide's order.

    Raises: LawFileInvalid for a file that its schema, its figures or the clauses refuse.
    """
    return _load_guide(profile, (root or policy_root()).resolve())


def questions_of(guide: Guide) -> Iterator[Question]:
    """Every question of the guide, in its order."""
    for section in guide:
        yield from section.questions


def answered(question: Question, law: Law, *, on: date) -> str:
    """The answer with the figures that hold on a day.

    Source: CS-IRG-0.
    Raises: LawError for a figure that the law store does not hold.
    """
    said = {name: _said(figure, law, on=on) for name, figure in question.figures.items()}
    return question.answer.format_map(said) if said else question.answer


def matching(guide: Guide, words: str, *, law: Law, on: date) -> Guide:
    """The sections cut down to the questions that hold every word, by number or in text."""
    asked = words.lower().split()
    found = (
        Section(
            section.letter,
            section.title,
            tuple(each for each in section.questions if _holds(each, asked, law=law, on=on)),
            section.clauses,
        )
        for section in guide
    )
    return tuple(section for section in found if section.questions)


def _holds(question: Question, asked: list[str], *, law: Law, on: date) -> bool:
    parts = (
        question.number,
        question.asks,
        answered(question, law, on=on),
        *question.clauses,
        *question.keys,
    )
    text = " ".join(parts).lower()
    return all(word in text for word in asked)


@lru_cache(maxsize=8)
def _load_guide(profile: str, root: Path) -> Guide:
    content = read_checked(root / "profiles" / f"{profile}.yaml", "profile")
    files = [
        file
        for layer in content["layers"]
        for file in (root / layer / "support" / "profile").glob("*.yaml")
    ]
    read = [(read_checked(file, "guide"), file) for file in files]
    read.sort(key=lambda each: each[0]["place"])
    found: dict[str, Section] = {}
    seen: set[str] = set()
    for raw, file in read:
        part = _section(raw, file, seen)
        before = found.get(part.letter)
        # A long section lies in several files; a reader sees it as one.
        found[part.letter] = part if before is None else _joined(before, part)
    return tuple(found.values())


def _joined(first: Section, second: Section) -> Section:
    return Section(
        first.letter,
        first.title,
        first.questions + second.questions,
        first.clauses + second.clauses,
    )


def _section(raw: Mapping[str, Any], file: Path, seen: set[str]) -> Section:
    questions = []
    for each in raw["questions"]:
        question = _question(each, raw["sure"])
        fault = _fault(question, raw["section"], seen)
        if fault:
            raise LawFileInvalid(file, f"questions.{question.number}", fault)
        seen |= {question.number, *question.clauses}
        questions.append(question)
    return Section(
        raw["section"], raw["title"], tuple(questions), tuple(raw.get("clauses", ()))
    )


def _question(raw: Mapping[str, Any], sure: str) -> Question:
    figures = {name: Figure(**each) for name, each in raw.get("values", {}).items()}
    return Question(
        number=raw["number"],
        asks=raw["asks"],
        answer=raw["answer"] or "",
        figures=MappingProxyType(figures),
        clauses=tuple(raw.get("clauses", ())),
        sure=raw.get("sure", sure),
        link=raw.get("link", ""),
        changed_on=date.fromisoformat(raw["changed_on"]) if "changed_on" in raw else None,
    )


def _fault(question: Question, letter: str, seen: set[str]) -> str | None:
    """What is wrong with a question, or None."""
    twice = seen & {question.number, *question.clauses}
    if twice:
        return f"{', '.join(sorted(twice))} stands in the guide twice"
    if not question.number.startswith(letter):
        return f"it is no question of section {letter}"
    unknown = [clause for clause in question.clauses if clause not in clauses()]
    if unknown:
        return f"there is no clause {', '.join(unknown)}"
    places = {name for _, name, _, _ in string.Formatter().parse(question.answer) if name}
    if places != set(question.figures):
        return "its answer and its values do not name the same figures"
    return None


def _said(figure: Figure, law: Law, *, on: date) -> str:
    value = law.value(figure.key, on=on)
    if figure.row:
        rows = (row for row in value if row.get("name") == figure.row)
        value = next((row.get(figure.column) for row in rows), None)
        if value is None:
            raise LawError(f"{figure.key} has no {figure.column} of {figure.row}")
    elif law.parameters[figure.key].unit == "cents":
        return format_dollars(value)
    if isinstance(value, TimeFrame):
        return str(value.limit)
    return _percent(value) if isinstance(value, Ratio) else str(value)


def _percent(ratio: Ratio) -> str:
    hundreds, rest = divmod(100 * ratio.numerator, ratio.denominator)
    return f"{ratio.numerator}/{ratio.denominator}" if rest else f"{hundreds}%"
