"""From which day an authorization runs: the latest of four days, and until when.

One row is one child at one provider. Whether money may go out yet is a question of its own:
``can_issue`` asks for the registration and, where one is needed, the license, while the first
day may lie before both (ambiguity 1.01).

Clauses: CC-1202-E, CC-1202-E-4-a, CC-1202-E-4-b, CC-1202-E-4-c, CC-1301-A, CC-1101-C,
CC-1101-D, CC-1202-A.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from posse.rules.parameters import Law
from posse.units.days import DayArray, anniversaries, next_business_days

PREFIX = "childcare.authorization."
# Later than any day, where something has not happened yet.
NOT_YET = 2_932_896

# What decided the first day, in the order of the law.
DECIDING = MappingProxyType({
    "application": "the day of the application",
    "activity": "the day on which the approved activity began",
    "care": "the day on which the child first came into care",
    "provider": "the day on which the provider met its requirements",
})  # fmt: skip
DECIDING_NAMES = tuple(DECIDING)

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BeginTerms:
    """The law of the first day on one day."""

    processing_days: int
    pending_license_days: int
    change_days: int
    extension_days: int
    period_months: int

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "BeginTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-1202-A, CC-1202-C, CC-1202-D-1, CC-1202-E-4-b, CC-1202-E-4-c.
        """
        return cls(
            **{name: int(law.value(PREFIX + name, on=on)) for name in cls.__annotations__}
        )


@dataclass(frozen=True)
class Requested:
    """What an authorization is asked for with. Shapes: all [authorization]. Units: days.

    ``registered`` and ``licensed`` are NOT_YET until it is done; ``changed`` and ``reported``
    are asked of a change of provider alone.
    """

    applied: DayArray
    activity_began: DayArray
    entered_care: DayArray
    registered: DayArray
    licensed: DayArray
    needs_license: BoolArray
    has_extension: BoolArray
    is_change: BoolArray
    changed: DayArray
    reported: DayArray


@dataclass(frozen=True)
class Begun:
    """Shapes: all [authorization]. Units: days since 1970; NOT_YET where none is known.

    ``deciding`` is a place in DECIDING_NAMES: the latest of the four, the first where several
    are. ``ends`` is the first day after the period. ``windows`` is the last day on which the
    registration was in time.
    """

    begins: DayArray
    ends: DayArray
    deciding: npt.NDArray[np.int64]
    provider: DayArray
    windows: DayArray
    can_issue: DayArray


def begin_days(asked: Requested, *, terms: BeginTerms) -> Begun:
    """The first day of each authorization, what decided it, and the end of its period.

    Source: CC-1202-E, CC-1301-A, CC-1101-C, CC-1202-A.
    """
    windows = _windows(asked, terms)
    provider = _provider_days(asked, windows)
    days = np.stack([asked.applied, asked.activity_began, asked.entered_care, provider])
    begins = days.max(axis=0)
    is_known = begins < NOT_YET
    ends = anniversaries(np.where(is_known, begins, 0), months=terms.period_months)
    return Begun(
        begins=begins,
        ends=np.where(is_known, ends, NOT_YET),
        deciding=days.argmax(axis=0),
        provider=provider,
        windows=windows,
        # Nothing is issued before registration and license. Source: CC-1101-D, CC-1202-B.
        can_issue=np.maximum(
            asked.registered, np.where(asked.needs_license, asked.licensed, asked.registered)
        ),
    )


def _windows(asked: Requested, terms: BeginTerms) -> DayArray:
    """The last day on which a provider that registers is in time.

    An application that waits for a license alone may take longer, and an extension lengthens
    either window (ambiguity 1.03). Source: CC-1202-E-4-a, CC-1202-E-4-b, CC-1202-E-4-c.
    """
    applied = asked.applied + np.where(
        asked.needs_license, terms.pending_license_days, terms.processing_days
    )
    changed = asked.changed + terms.change_days
    last = np.where(asked.is_change, changed, applied)
    return next_business_days(last + np.where(asked.has_extension, terms.extension_days, 0))


def _provider_days(asked: Requested, windows: DayArray) -> DayArray:
    """The day that counts as the one on which the provider met its requirements.

    Source: CC-1202-E-4-a, CC-1202-E-4-b, CC-1202-E-4-c.
    """
    # A change that was reported late has no window left to be in.
    in_time = (asked.registered <= windows) & (~asked.is_change | (asked.reported <= windows))
    since = np.where(asked.is_change, asked.changed, asked.applied)
    return np.where(in_time, since, asked.registered)
