"""When notices of child care go out, when what they tell takes effect, and who may object when.

Clauses: CC-402-F, CC-402-G, CC-1403-A, CC-1404-A, CC-1404-A-1, CC-1404-A-2, CC-1404-A-3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from posse.rules.errors import LawError
from posse.rules.parameters import Law
from posse.units.days import DayArray, next_business_days

PREFIX = "childcare.notices."


@dataclass(frozen=True)
class Circumstance:
    """A circumstance in which no notice has to go out, and whether one goes out still."""

    is_mailed: bool
    words: str
    cites: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Circumstance":
        """A row of the law's table."""
        return cls(row["is_mailed"], row["words"], tuple(row["cites"]))


@dataclass(frozen=True)
class NoticeTerms:
    """The law of notices on one day. Units: days."""

    hearing_days: int
    advance_days: int
    advance_days_probable_fraud: int
    not_mailed: Mapping[str, Circumstance]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "NoticeTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-402-G, CC-1403-A, CC-1404-A.
        """
        rows = law.value(f"{PREFIX}not_mailed", on=on)
        return cls(
            hearing_days=law.value(f"{PREFIX}hearing_days", on=on),
            advance_days=law.value(f"{PREFIX}advance_days", on=on),
            advance_days_probable_fraud=law.value(
                f"{PREFIX}advance_days_probable_fraud", on=on
            ),
            not_mailed=MappingProxyType({row["name"]: Circumstance.of(row) for row in rows}),
        )


def hearing_until_days(notice_days: DayArray, *, terms: NoticeTerms) -> DayArray:
    """The last day on which a hearing can be asked for, by the day of the notice.

    Shapes: [notice]. Units: days since 1970.
    Source: CC-402-G; an end on a closed day moves (ambiguity C10).
    """
    return next_business_days(notice_days + terms.hearing_days)


def earliest_effect_days(
    notice_days: DayArray, *, is_fraud_probable: npt.NDArray[np.bool_], terms: NoticeTerms
) -> DayArray:
    """The first day on which an adverse action can take effect, by the day of its notice.

    Nobody has to do anything by then, so a closed day moves nothing.
    Shapes: both [notice]. Units: days since 1970. Source: CC-402-F, CC-1203-A-4.1, CC-1403-A.
    """
    advance = np.where(is_fraud_probable, terms.advance_days_probable_fraud, terms.advance_days)
    effect: DayArray = notice_days + advance
    return effect


def unmailed(name: str, *, terms: NoticeTerms) -> Circumstance | None:
    """Why no notice goes out in a circumstance of the law, or None where one does.

    Raises: LawError for a circumstance that the law does not name. Source: CC-1404-A.
    """
    if name not in terms.not_mailed:
        raise LawError(
            f"no notice is left out for {name!r}; the law names {', '.join(terms.not_mailed)}"
        )
    found = terms.not_mailed[name]
    return None if found.is_mailed else found
