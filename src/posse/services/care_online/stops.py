"""The way through the application for child care: a section of the form is a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from posse.apps.care.models import CareApplication
from posse.rules.answer_checks import reason_against
from posse.rules.forms import Field, Section, care_application_form

APPLICANT, CASE = "applicant", "case"
GROUPS = ("adults", "children")
# The first page of each group, on which somebody is added.
FIRST_PAGES = {"adults": "adult", "children": "child"}
PEOPLE_MAX = 15
HOME, NO_HOME = ("line_1", "city"), "has_no_home"


@dataclass(frozen=True)
class Stop:
    """A page of questions, about the person at ``place`` (from 1) where there may be many."""

    section: Section
    place: int | None

    @property
    def key(self) -> str:
        """The page's own name."""
        return self.section.key


@dataclass(frozen=True)
class More:
    """The list of a group, from which another person is added; ``key`` is the group."""

    key: str
    place: int | None = None


@dataclass(frozen=True)
class Fault:
    """An answer that cannot stand: where it is, and the sentence of the texts that says why."""

    of: str
    place: int
    field: str
    sentence: str


Step = Stop | More


def steps_of(answers: Mapping[str, Any]) -> list[Step]:
    """Every page in its order; the list of a group stands before the pages of its people.

    A further turn of a round is a page where the turn before said that there is more.
    """
    steps: list[Step] = []
    for of, found in groupby(care_application_form().sections, key=lambda each: each.of):
        sections = list(found)
        if of not in GROUPS:
            steps += _pages_of(answers, sections, None)
            continue
        for place in range(1, len(answers.get(of) or []) + 1):
            steps += _pages_of(answers, sections, place)
        steps.append(More(of))
    return steps


def _pages_of(
    answers: Mapping[str, Any], sections: Sequence[Section], place: int | None
) -> list[Stop]:
    form = care_application_form()
    told = told_of(answers, sections[0].of, place)
    return [Stop(each, place) for each in sections if form.is_asked(each, told)]


def stop_at(answers: Mapping[str, Any], key: str, place: int | None) -> Stop | None:
    """The page of a name and place; a person beyond the last one may be begun."""
    sections = care_application_form().sections
    section = next((each for each in sections if each.key == key), None)
    if section is None or (section.of in GROUPS) != (place is not None):
        return None
    if section.asked_if:
        stop = Stop(section, place)
        return stop if stop in steps_of(answers) else None
    if place is None:
        return Stop(section, None)
    count = len(answers.get(section.of) or [])
    may_begin = key == FIRST_PAGES[section.of] and count < PEOPLE_MAX
    return Stop(section, place) if 1 <= place <= count + may_begin else None


def next_step(answers: Mapping[str, Any], step: Step) -> Step | None:
    """What follows; None where the papers follow."""
    steps = steps_of(answers)
    here = steps.index(step) if step in steps else len(steps) - 1
    return steps[here + 1] if here + 1 < len(steps) else None


def step_before(answers: Mapping[str, Any], step: Step) -> Step | None:
    """What came before; None for the first page."""
    steps = steps_of(answers)
    here = steps.index(step) if step in steps else len(steps)
    return steps[here - 1] if here else None


def progress_of(answers: Mapping[str, Any], step: Step | None) -> tuple[int, int]:
    """Which page of how many this is, the papers, the check and the signature counted."""
    steps = steps_of(answers)
    here = steps.index(step) + 1 if step in steps else len(steps)
    return here, len(steps) + 3


def told_of(answers: Mapping[str, Any], of: str, place: int | None) -> Mapping[str, str]:
    """What was told of the case or a person; nothing of one who is not there yet."""
    if place is None:
        return answers.get(of) or {}
    people = answers.get(of) or []
    return people[place - 1] if place <= len(people) else {}


def first_open_step(answers: Mapping[str, Any]) -> Step | None:
    """Where somebody who comes back goes on: the first page without any answer."""
    for step in steps_of(answers):
        if isinstance(step, More):
            if not answers.get(step.key):
                return step
            continue
        told = told_of(answers, step.section.of, step.place)
        if not any(told.get(field.key) for field in step.section.fields):
            return step
    return None


def told_pages(answers: Mapping[str, Any]) -> Iterator[tuple[Stop, list[tuple[Field, str]]]]:
    """Each page with what was told on it, for the summary and the paper."""
    for step in steps_of(answers):
        if isinstance(step, Stop):
            told = told_of(answers, step.section.of, step.place)
            fields = step.section.fields
            yield step, [(each, told[each.key]) for each in fields if told.get(each.key)]


def faults_of(application: CareApplication, *, on: date) -> list[Fault]:
    """What must be mended before it is signed: name, address, and what cannot be read.

    Everything else may come later. Source: CC-401-A.
    """
    answers = application.answers
    found = [
        Fault(step.section.of, step.place or 1, field.key, sentence)
        for step in steps_of(answers)
        if isinstance(step, Stop)
        for field in step.section.fields
        if (sentence := _sentence(step, field, answers, on=on))
    ]
    told = told_of(answers, APPLICANT, None)
    if told.get(NO_HOME) != "yes":
        found += [Fault(APPLICANT, 1, name, "e_missing") for name in HOME if not told.get(name)]
    helper = told_of(answers, CASE, None)
    if helper.get("helped_by") and helper.get("helper_consent") != "yes":
        found.append(Fault(CASE, 1, "helper_consent", "e_consent"))
    return found


def _sentence(step: Stop, field: Field, answers: Mapping[str, Any], *, on: date) -> str:
    """The sentence of ``apply`` that says what is wrong with an answer; empty for nothing."""
    text = told_of(answers, step.section.of, step.place).get(field.key, "").strip()
    if not text:
        return "e_missing" if field.is_needed else ""
    reason = reason_against(field, text, on=on)
    if not reason:
        return ""
    if "lies in the future" in reason:
        return "e_future"
    found = (key for words, key in REASONS if reason.startswith(words))
    return next(found, "e_other")


# How a reason begins, and the sentence of ``apply`` that says it to a family.
REASONS = (
    ("At most", "e_long"),
    ("A name holds", "e_name"),
    ("Write a day", "e_day"),
    ("Write a telephone", "e_phone"),
    ("Write an e-mail", "e_email"),
    ("A ZIP code", "e_zip"),
    ("Choose one of the list", "e_choose"),
    ("Write a whole number", "e_number"),
    ("Write dollars", "e_dollars"),
    ("An amount cannot", "e_less"),
    ("Write a time", "e_clock"),
)


def stop_of(fault: Fault) -> tuple[str, int | None] | None:
    """The page on which a fault is mended, by its name and place."""
    for section in care_application_form().sections:
        if section.of == fault.of and fault.field in {each.key for each in section.fields}:
            return section.key, fault.place if section.of in GROUPS else None
    return None
