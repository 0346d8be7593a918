"""A part of a form for a page: its questions, what is wrong, and who may be known already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.care.models import CareApplication
from posse.rules.forms import Field, Section
from posse.services.care.answered import Person
from posse.services.care.taking_over import known_people
from posse.services.care.writing_down import (
    AGAIN,
    FormPart,
    next_parts,
    parts_of,
    reasons_in,
)
from posse.services.care_online.stops import GROUPS, told_of
from posse.services.counties import county_names


@dataclass(frozen=True)
class Answer:
    """A question with what was told; ``fault`` says what is wrong of it, None for nothing."""

    field: Field
    text: str
    fault: Mapping[str, str] | None

    @property
    def chosen(self) -> list[str]:
        """What was chosen where several may be."""
        return self.text.split(",")


def part_page(
    application: CareApplication,
    asked: FormPart,
    *,
    on: date,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the page of a part shows; ``typed`` stands in for what is kept. Source: CC-401-A."""
    told = told_of(application.answers, asked.of, asked.place) if typed is None else typed
    faults = {field.key: reason for field, reason in reasons_in(asked, told, on=on)}
    parts = parts_of(application.answers)
    keys = [each.key for each in parts]
    after = keys[keys.index(asked.key) + 1 :] if asked.key in keys else []
    person = Person(asked.key, asked.of, told)
    return {
        "application": application,
        "part": asked,
        "parts": parts,
        "is_person": asked.of in GROUPS and asked.key in keys,
        "next": after[0] if after else "",
        "more": next_parts(application.answers),
        "known": known_people(person, on=on) if person.name else [],
        "counties": list(county_names(on=on).items()),
        "sections": [
            (each, found, any(answer.text for answer in found))
            for each in asked.sections
            for found in [_answers(each, told, faults=faults)]
        ],
    }


def _answers(
    section: Section, told: Mapping[str, str], *, faults: Mapping[str, str]
) -> list[Answer]:
    return [
        Answer(
            field,
            told.get(field.key, ""),
            {"reason": faults[field.key]} if field.key in faults else None,
        )
        for field in section.fields
        if field.goes_to != AGAIN
    ]
