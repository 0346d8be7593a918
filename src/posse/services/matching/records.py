"""A person in the shape in which people are compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from posse.services.search.keys import normalised, sound
from posse.services.search.nicknames import groups_of


class Described(Protocol):
    """A person as known by name, birth date and sex."""

    surname: str
    given_name: str
    middle_name: str
    birth_date: date | None
    sex: str


class Asked(Described, Protocol):
    """A person described with a number, empty where none is known: such as an application's."""

    ssn: str


@dataclass
class Description:
    """A person as somebody describes him."""

    surname: str = ""
    given_name: str = ""
    middle_name: str = ""
    birth_date: date | None = None
    sex: str = ""
    ssn: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A person as compared; of several names and numbers the latest stands first.

    Names are capitals of the Latin alphabet. ``family_words`` are the words of all family
    names ever borne, ``birth`` is YYYYMMDD and ``birth_swapped`` YYYYDDMM. What is not known
    is empty.
    """

    ssn: str
    ssns: tuple[str, ...]
    surname: str
    surname_sound: str
    family_words: tuple[str, ...]
    middle_words: tuple[str, ...]
    given: str
    given_sound: str
    given_words: tuple[str, ...]
    given_groups: tuple[int, ...]
    birth: str
    birth_swapped: str
    sex: str


@lru_cache(maxsize=100_000)
def latin(name: str) -> str:
    """A name as capitals of the Latin alphabet; letters with none are left out."""
    return " ".join(normalised(name).encode("ascii", "ignore").decode().split())


@lru_cache(maxsize=100_000)
def sound_of(name: str) -> str:
    """How a name in capitals sounds, all its words together."""
    return sound(name.replace(" ", ""))


def compared_sex(sex: str) -> str:
    """Only F and M are compared: X says that neither was told or neither is right."""
    return sex if sex in {"F", "M"} else ""


def record_of(described: Sequence[Described], *, ssns: Iterable[str]) -> Record:
    """The record of a person from all descriptions and all numbers, the latest first."""
    now = described[0]
    surname, given = latin(now.surname), latin(now.given_name)
    families = [latin(each.surname).split() for each in described]
    numbers = [number for number in ssns if number]
    born = next((each.birth_date for each in described if each.birth_date), None)
    words = given.split()
    return Record(
        ssn=numbers[0] if numbers else "",
        ssns=tuple(dict.fromkeys(numbers)),
        surname=surname,
        surname_sound=sound_of(surname),
        family_words=tuple(dict.fromkeys(word for family in families for word in family)),
        middle_words=tuple(latin(now.middle_name).split()),
        given=given,
        given_sound=sound_of(given),
        given_words=tuple(words),
        given_groups=groups_of(words[0]) if words else (),
        birth=f"{born:%Y%m%d}" if born else "",
        birth_swapped=f"{born:%Y%d%m}" if born else "",
        sex=next((sex for each in described if (sex := compared_sex(each.sex))), ""),
    )
