"""Whether a child care record may be released, what has to be shown first, and what stays shut.

Clauses: CC-402-B, CC-403-CONF-A, CC-403-SAFE-A, CC-403-SAFE-F, CC-403-SAFE-G, CC-403-SAFE-H,
CC-403-SAFE-I, CC-403-SAFE-J-1, CC-403-SAFE-J-2, CC-403-SAFE-J-3, CC-403-SAFE-J-4.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.errors import LawError
from posse.rules.parameters import Law
from posse.units.days import DayArray, anniversaries

PREFIX = "childcare.releases."
MONTHS_A_YEAR = 12

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Need:
    """Something that has to be shown, on paper or not, before anything is released."""

    name: str
    words: str
    has_paper: bool
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """A ground on which something may be released: what it lets out, and what it needs.

    ``is_of_case`` says that it is about one case, ``is_decided`` that a manager releases it.
    """

    name: str
    words: str
    gives: str
    needs: tuple[Need, ...]
    is_of_case: bool
    is_decided: bool
    cites: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseTerms:
    """The law of releases on one day."""

    grounds: tuple[Ground, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ReleaseTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-403-CONF-A, CC-403-SAFE-F, CC-403-SAFE-G.
        """
        gives = {row["name"]: row["words"] for row in law.value(f"{PREFIX}gives", on=on)}
        needs = {
            row["name"]: Need(row["name"], row["words"], row["has_paper"], tuple(row["cites"]))
            for row in law.value(f"{PREFIX}needs", on=on)
        }
        rows = law.value(f"{PREFIX}grounds", on=on)
        return cls(tuple(_ground(row, gives=gives, needs=needs) for row in rows))

    def ground(self, name: str) -> Ground:
        """A ground by its name. Raises: LawError for one the law does not know."""
        for each in self.grounds:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.grounds)
        raise LawError(f"{name!r} is no ground to release anything; the law knows {known}")


def _ground(
    row: Mapping[str, Any], *, gives: Mapping[str, str], needs: Mapping[str, Need]
) -> Ground:
    return Ground(
        name=row["name"],
        words=row["words"],
        gives=gives[row["gives"]],
        needs=tuple(needs[each] for each in row["needs"]),
        is_of_case=row["is_of_case"],
        is_decided=row["is_decided"],
        cites=tuple(row["cites"]),
    )


def still_needed(ground: Ground, shown: Collection[str]) -> tuple[Need, ...]:
    """What has to be shown yet; nothing is released before it is all there.

    Source: CC-403-SAFE-F, CC-403-SAFE-G, CC-403-SAFE-I, CC-403-SAFE-J-1.
    """
    return tuple(each for each in ground.needs if each.name not in shown)


def may_release(
    grounds: Sequence[Ground], shown: Sequence[Collection[str]], is_decided: Bools
) -> Bools:
    """Whether each request may be answered: all is shown, and a manager has decided.

    Reports to child protection wait for nobody. Shapes: all [request].
    Source: CC-403-CONF-A, CC-403-PUB-A, CC-403-SAFE-G, CC-403-SAFE-J-3.
    """
    is_shown = np.array(
        [not still_needed(ground, has) for ground, has in zip(grounds, shown, strict=True)],
        dtype=np.bool_,
    )
    waits = np.array([each.is_decided for each in grounds], dtype=np.bool_)
    may: Bools = is_shown & (is_decided | ~waits)
    return may


@dataclass(frozen=True)
class MinorMotherTerms:
    """The ages of the statute. Units: whole years."""

    mother_age_under: int
    father_older: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "MinorMotherTerms":
        """The ages in force on a day. Raises: UnknownParameter, BeforeFirstDate."""
        return cls(
            mother_age_under=law.value(f"{PREFIX}mother_age_under", on=on),
            father_older=law.value(f"{PREFIX}father_older_years", on=on),
        )


def are_referred(
    mother_born: DayArray,
    father_born: DayArray,
    conceived: DayArray,
    *,
    terms: MinorMotherTerms,
) -> Bools:
    """Whether a minor mother's case goes to child protection for the law's officers.

    She conceived while under the age, and he was so many years older or more.
    Shapes: all [mother]. Units: days since 1970. Source: CC-403-SAFE-J-4, W.S. 42-2-103.
    """
    of_age = anniversaries(mother_born, months=terms.mother_age_under * MONTHS_A_YEAR)
    # He is older by that many years when she was born on such a birthday of his, or later.
    years_on = anniversaries(father_born, months=terms.father_older * MONTHS_A_YEAR)
    referred: Bools = (conceived < of_age) & (mother_born >= years_on)
    return referred
