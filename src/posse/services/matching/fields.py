"""The fields in which two records are compared, and the levels on which each may fall.

A level is one condition written twice: in SQL for Splink, and in Python for two records at
hand. Levels are asked in order and the first that holds counts; where none does, the field
differs. Addresses are not compared: those of a protected person would show through, and the
people of one household share theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import jellyfish

from posse.services.matching.records import Record

# A shorter name is a slip of the pen from nearly every other.
SLIP_LENGTH_MIN = 4
# Names that sound alike are at most so many letters apart.
SOUND_LETTERS_MAX = 3
DIFFERENT = "different"

Holds = Callable[[Record, Record], bool]


@dataclass(frozen=True)
class Level:
    """A way in which a field of two records may agree."""

    name: str
    sql: str
    holds: Holds


@dataclass(frozen=True)
class Field:
    """A field with its levels, best first; ``unknown`` says when nothing can be compared."""

    name: str
    label: str
    unknown: Level
    levels: tuple[Level, ...]

    def level_of(self, one: Record, other: Record) -> str:
        """The name of the level on which two records fall; empty where one is not known."""
        if self.unknown.holds(one, other):
            return ""
        return next((level.name for level in self.levels if level.holds(one, other)), DIFFERENT)


def _is_slip(one: str, other: str) -> bool:
    # Lengths are asked first because they are cheap and mostly decide.
    if abs(len(one) - len(other)) > 1:
        return False
    return jellyfish.damerau_levenshtein_distance(one, other) <= 1


def _is_name_slip(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SLIP_LENGTH_MIN and _is_slip(one, other)


def _is_near(one: str, other: str) -> bool:
    return jellyfish.levenshtein_distance(one, other) <= SOUND_LETTERS_MAX


def _is_former(one: Record, other: Record) -> bool:
    return (
        not set(one.family_words).isdisjoint(other.family_words)
        or one.surname in other.middle_words
        or other.surname in one.middle_words
    )


def _is_part(one: Record, other: Record) -> bool:
    if not set(one.given_words).isdisjoint(other.given_words):
        return True
    if min(len(one.given), len(other.given)) == 1 and one.given[0] == other.given[0]:
        return True
    return one.given in other.middle_words or other.given in one.middle_words


def _are_swapped(one: Record, other: Record) -> bool:
    return (
        one.surname != other.surname
        and one.surname == other.given
        and one.given == other.surname
        and "" not in (one.surname, one.given)
    )


SWAPPED_SQL = (
    "surname_l <> surname_r AND surname_l = given_r AND given_l = surname_r"
    " AND surname_l <> '' AND given_l <> ''"
)
FORMER_SQL = (
    "list_has_any(family_words_l, family_words_r)"
    " OR list_contains(middle_words_r, surname_l) OR list_contains(middle_words_l, surname_r)"
)
PART_SQL = (
    "list_has_any(given_words_l, given_words_r)"
    " OR (least(length(given_l), length(given_r)) = 1 AND given_l[1] = given_r[1])"
    " OR list_contains(middle_words_r, given_l) OR list_contains(middle_words_l, given_r)"
)


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


def _unknown(column: str) -> str:
    return f"{column}_l = '' OR {column}_r = ''"


def _slip(column: str) -> str:
    return f"damerau_levenshtein({column}_l, {column}_r) <= 1"


def _name_slip(column: str) -> str:
    shorter = f"least(length({column}_l), length({column}_r))"
    return f"{shorter} >= {SLIP_LENGTH_MIN} AND {_slip(column)}"


def _sound(column: str) -> str:
    near = f"levenshtein({column}_l, {column}_r) <= {SOUND_LETTERS_MAX}"
    return f"{_same(f'{column}_sound')} AND {near}"


SSN = Field(
    name="ssn",
    label="Social Security number",
    unknown=Level("", _unknown("ssn"), lambda one, other: "" in (one.ssn, other.ssn)),
    levels=(
        Level(
            "same",
            "list_has_any(ssns_l, ssns_r)",
            lambda one, other: not set(one.ssns).isdisjoint(other.ssns),
        ),
        Level("slip", _slip("ssn"), lambda one, other: _is_slip(one.ssn, other.ssn)),
        Level(
            "last_four",
            "right(ssn_l, 4) = right(ssn_r, 4)",
            lambda one, other: one.ssn[-4:] == other.ssn[-4:],
        ),
    ),
)
SURNAME = Field(
    name="surname",
    label="Family name",
    unknown=Level(
        "", _unknown("surname"), lambda one, other: "" in (one.surname, other.surname)
    ),
    levels=(
        Level("same", _same("surname"), lambda one, other: one.surname == other.surname),
        Level("former", FORMER_SQL, _is_former),
        Level("swapped", SWAPPED_SQL, _are_swapped),
        Level(
            "sound",
            _sound("surname"),
            lambda one, other: (
                one.surname_sound == other.surname_sound
                and _is_near(one.surname, other.surname)
            ),
        ),
        Level(
            "slip",
            _name_slip("surname"),
            lambda one, other: _is_name_slip(one.surname, other.surname),
        ),
    ),
)
GIVEN_NAME = Field(
    name="given_name",
    label="Given name",
    # Swapped names are weighed once, as the family name's level.
    unknown=Level(
        "",
        f"{_unknown('given')} OR ({SWAPPED_SQL})",
        lambda one, other: "" in (one.given, other.given) or _are_swapped(one, other),
    ),
    levels=(
        Level("same", _same("given"), lambda one, other: one.given == other.given),
        Level(
            "nickname",
            "list_has_any(given_groups_l, given_groups_r)",
            lambda one, other: not set(one.given_groups).isdisjoint(other.given_groups),
        ),
        Level("part", PART_SQL, _is_part),
        Level(
            "sound",
            _sound("given"),
            lambda one, other: (
                one.given_sound == other.given_sound and _is_near(one.given, other.given)
            ),
        ),
        Level(
            "slip",
            _name_slip("given"),
            lambda one, other: _is_name_slip(one.given, other.given),
        ),
    ),
)
BIRTH_DATE = Field(
    name="birth_date",
    label="Birth date",
    unknown=Level("", _unknown("birth"), lambda one, other: "" in (one.birth, other.birth)),
    levels=(
        Level("same", _same("birth"), lambda one, other: one.birth == other.birth),
        Level(
            "swapped",
            "birth_l = birth_swapped_r",
            lambda one, other: one.birth == other.birth_swapped,
        ),
        Level("slip", _slip("birth"), lambda one, other: _is_slip(one.birth, other.birth)),
    ),
)
SEX = Field(
    name="sex",
    label="Sex",
    unknown=Level("", _unknown("sex"), lambda one, other: "" in (one.sex, other.sex)),
    levels=(Level("same", _same("sex"), lambda one, other: one.sex == other.sex),),
)
FIELDS = (SSN, SURNAME, GIVEN_NAME, BIRTH_DATE, SEX)
