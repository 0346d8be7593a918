"""A month of what is authorized, day by day for each child."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posse.apps.subsidy.choices import DeterminationKind
from posse.apps.subsidy.models import Authorization
from posse.rules.childcare.authorization.hours import hours_words
from posse.services.care.schedules import WEEKDAYS
from posse.units.days import add_months, month_end

FULL_DAY_MINUTES = 300
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Care:
    """Care of one day that is authorized."""

    child: str
    provider: str
    hours: str
    is_full: bool
    is_presumptive: bool


@dataclass(frozen=True)
class Cell:
    """A day of the calendar; those of the months beside it are outside."""

    day: date
    is_outside: bool
    care: tuple[Care, ...]


@dataclass(frozen=True)
class Month:
    """The weeks of a month from Monday on."""

    first: date
    weeks: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...] = WEEKDAYS

    @property
    def earlier(self) -> date:
        """The month before."""
        return add_months(self.first, -1)

    @property
    def later(self) -> date:
        """The month after."""
        return add_months(self.first, 1)


def month_of(rows: Sequence[Authorization], *, names: dict[int, str], on: date) -> Month:
    """The calendar of the month of a day. Source: CC-200-authorization, CC-1101-N-6."""
    first, names = on.replace(day=1), called(names)
    start = first - timedelta(days=first.weekday())
    last = month_end(first)
    days = (last - start).days // DAYS_A_WEEK * DAYS_A_WEEK + DAYS_A_WEEK
    cells = [
        _cell(start + timedelta(days=number), rows, names=names, first=first)
        for number in range(days)
    ]
    weeks = [tuple(cells[at : at + DAYS_A_WEEK]) for at in range(0, days, DAYS_A_WEEK)]
    return Month(first, tuple(weeks))


def called(names: dict[int, str]) -> dict[int, str]:
    """Given names, which fit into a day; the whole name where two have the same."""
    given = {key: name.split(" ")[0] for key, name in names.items()}
    counts = Counter(given.values())
    return {key: name if counts[given[key]] > 1 else given[key] for key, name in names.items()}


def _cell(
    day: date, rows: Sequence[Authorization], *, names: dict[int, str], first: date
) -> Cell:
    care = tuple(
        Care(
            child=names.get(row.child_id, ""),
            provider=row.provider.name,
            hours=hours_words(row.day_minutes[day.weekday()]),
            is_full=row.day_minutes[day.weekday()] >= FULL_DAY_MINUTES,
            # Days paid while POWER is decided are apart from what is presumed (ambiguity C6).
            is_presumptive=row.is_presumptive
            and row.determination.kind != DeterminationKind.POWER,
        )
        for row in rows
        if row.effective_on <= day <= last_day_of(row) and row.day_minutes[day.weekday()]
    )
    return Cell(day, (day.year, day.month) != (first.year, first.month), care)


def last_day_of(row: Authorization) -> date:
    """The last day on which it holds, by itself or by its end."""
    end = getattr(row, "end", None)
    return min(row.ends_on, end.effective_on) if end else row.ends_on
