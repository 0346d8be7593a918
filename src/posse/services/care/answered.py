"""What a form says of each person, as it is taken over into a case, and what is known there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.people.models import Participant
from posse.rules.answer_checks import cents_of
from posse.services.care.incomes import CENTS_MAX
from posse.services.care_online.stops import APPLICANT


@dataclass(frozen=True)
class Person:
    """Somebody on the form: ``key`` names the place there, such as ``children.2``."""

    key: str
    of: str
    told: Mapping[str, str]

    @property
    def name(self) -> str:
        """As it was written."""
        return f"{self.told.get('given_name', '')} {self.told.get('surname', '')}".strip()

    @property
    def born(self) -> date | None:
        """The date of birth, where it is one."""
        return day_told(self.told.get("birth_date", ""))


@dataclass
class Taking:
    """A case that takes over answers, who is who in it, and what could not be read."""

    care_case: CareCase
    people: dict[str, Participant]
    on: date
    by: str
    # What was known before of everybody in the case, as answers of the form.
    known: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def at(self) -> dict[str, Any]:
        """The case, the day and who takes over, as writers ask it."""
        return {"care_case": self.care_case, "on": self.on, "by": self.by}

    def is_known(self, person: Person, names: Sequence[str]) -> bool:
        """Whether answers of a person say nothing but what is known already."""
        before = self.known.get(self.people[person.key].pk)
        return before is not None and all(
            person.told.get(name, "").strip() == before.get(name, "").strip() for name in names
        )


def people_on(application: CareApplication) -> list[Person]:
    """The applicant, the other adults and the children of a form, who have a name."""
    answers = application.answers
    found = [Person(APPLICANT, APPLICANT, answers.get(APPLICANT) or {})]
    for of in ("adults", "children"):
        told = enumerate(answers.get(of) or [], start=1)
        found += [Person(f"{of}.{place}", of, each) for place, each in told]
    return [each for each in found if each.name]


def day_told(text: str) -> date | None:
    """A day as it was written, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def cents_told(text: str) -> int | None:
    """An amount as it was written, or None for what is none that may be kept. Units: cents."""
    try:
        cents = cents_of(text)
    except ValueError:
        return None
    return cents if 0 <= cents <= CENTS_MAX else None


def minute_told(text: str) -> int | None:
    """A time of day as it was written, or None. Units: minutes after midnight."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal()):
        return None
    minute = int(hours) * 60 + int(minutes)
    return minute if int(minutes) < 60 and minute <= 24 * 60 else None
