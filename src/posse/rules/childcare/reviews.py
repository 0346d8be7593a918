"""When the review of a family is due, who is reminded when, and what a break in aid does.

Clauses: CC-200-child-care-review, CC-1202-A, CC-1601-A, CC-1601-B, CC-1601-G, CC-1601-H,
CC-401-B, CC-301-F, CC-1201-A, CC-1201-B, CC-1319-A.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from posse.rules.childcare.clock import AUTHORIZATION, Named
from posse.rules.childcare.eligibility.facts import NO_DAY, Bools, Ints
from posse.rules.parameters import Law
from posse.units.days import DayArray, add_months_to_days, next_business_days

PREFIX = "childcare.review."
NO_LETTER = 0


@dataclass(frozen=True)
class ReviewTerms:
    """The law of reviews on one day. Units: days.

    ``reminder_days`` are days before the last one of the twelve months, the earliest first;
    ``form_days`` those that deciding takes; ``answer_days`` the fewest that a letter leaves.
    """

    reminder_days: tuple[int, ...]
    form_days: int
    answer_days: int
    break_in_aid_days: int
    application_months: int
    states: tuple[Named, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "ReviewTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-1601-A, CC-1601-H, CC-401-B, CC-301-F.
        """
        return cls(
            reminder_days=tuple(row["days"] for row in law.value(f"{PREFIX}reminders", on=on)),
            form_days=law.value(f"{AUTHORIZATION}processing_days", on=on),
            answer_days=law.value("childcare.evidence.request_days", on=on),
            break_in_aid_days=law.value("childcare.scale.break_in_aid_days", on=on),
            application_months=law.value(f"{PREFIX}application_months", on=on),
            states=Named.rows(law.value(f"{PREFIX}states", on=on)),
        )

    def place(self, state: str) -> int:
        """The place of a state in the law's table. Raises: ValueError for no such state."""
        return [each.name for each in self.states].index(state)


@dataclass(frozen=True)
class Periods:
    """Twelve months of units. Shapes: all [unit]. Units: days since 1970.

    ``filed_days`` is when the form of the review came, NO_DAY where it did not;
    ``reminded_counts`` how many reminders of this review went out.
    """

    last_days: DayArray
    filed_days: DayArray
    reminded_counts: Ints


@dataclass(frozen=True)
class Reviews:
    """How reviews stand on a day. Shapes: all [unit]. Units: days since 1970.

    ``state`` is a place in the terms' states. ``form_days`` is the day by which the form
    should be back, as a letter of this day says it. ``reminder`` is the number of the reminder
    that is due now, NO_LETTER for none. ``continuing_days`` is the last day on which aid may
    begin again for a family that still counts as continuing, ``without_form_days`` the last
    on which it may without a new application.
    """

    state: Ints
    form_days: DayArray
    reminder: Ints
    needs_ending: Bools
    continuing_days: DayArray
    without_form_days: DayArray


def reviews(periods: Periods, *, today: int, terms: ReviewTerms) -> Reviews:
    """What each unit's review needs on a day; the first state that holds counts.

    A family is reminded while its form is out and its months still run. Nothing goes out
    twice: of several reminders that a pause of the office left behind, the last one does.
    Source: CC-1601-A, CC-1601-B, CC-1601-G, CC-1601-H, CC-1202-A, CC-1319-A.
    """
    last = periods.last_days
    has_form = periods.filed_days != NO_DAY
    is_over = last < today
    continuing = continuing_until(last, terms=terms)
    wanted = _reminders_by(last, today, terms)
    holds = (
        ("decide_at_once", has_form & is_over),
        ("decide", has_form),
        ("lapsed", today > continuing),
        ("over", is_over),
        ("form_late", _due_at_first(last, terms) < today),
        ("form_awaited", wanted > NO_LETTER),
    )
    state = np.select(
        [each for _, each in holds],
        [np.array(terms.place(name)) for name, _ in holds],
        default=np.array(terms.place("runs")),
    )
    is_open = ~has_form & ~is_over
    return Reviews(
        state=state.astype(np.int64),
        form_days=_due_by(last, today, terms),
        reminder=np.where(is_open & (wanted > periods.reminded_counts), wanted, NO_LETTER),
        needs_ending=~has_form & is_over,
        continuing_days=continuing,
        without_form_days=without_application_until(last, terms=terms),
    )


def continuing_until(last_days: DayArray, *, terms: ReviewTerms) -> DayArray:
    """The last day on which aid may begin again without a break that makes a family new.

    Shapes: [unit]. Units: days since 1970. Source: CC-1201-B, CC-1601-H.
    """
    return last_days + terms.break_in_aid_days


def without_application_until(last_days: DayArray, *, terms: ReviewTerms) -> DayArray:
    """The last day on which aid may begin again without a new application.

    A gap that includes the day of the next month with the number of its own first day has
    lasted one benefit month and a day, and needs one.
    Shapes: [unit]. Units: days since 1970. Source: CC-1319-A, CC-1319-A-1 (ambiguity 5.02).
    """
    return add_months_to_days(last_days + 1, terms.application_months)


def break_days(last_days: DayArray, begin_days: DayArray) -> npt.NDArray[np.int64]:
    """Days without aid, from the day after the last one to the day before it begins again.

    Shapes: [unit]. Units: days. Source: CC-1201-A, CC-1601-H (ambiguity 5.02).
    """
    found: npt.NDArray[np.int64] = np.maximum(begin_days - last_days - 1, 0)
    return found


def search_last_days(began_days: DayArray, *, months: int) -> DayArray:
    """The last day of a temporary job search, by the day on which it began.

    Shapes: [adult]. Units: days since 1970. Source: CC-700-A-job-search.
    """
    return add_months_to_days(began_days - 1, months)


def _reminders_by(last: DayArray, today: int, terms: ReviewTerms) -> Ints:
    """How many reminders should have gone out by a day."""
    found = np.zeros(len(last), dtype=np.int64)
    for number, days in enumerate(terms.reminder_days, start=1):
        found = np.where(today >= last - days, number, found)
    return found


def _due_at_first(last: DayArray, terms: ReviewTerms) -> DayArray:
    """The day that leaves the agency the days that it may take. Source: CC-401-B."""
    return np.minimum(next_business_days(last - terms.form_days), last)


def _due_by(last: DayArray, today: int, terms: ReviewTerms) -> DayArray:
    """The same, never sooner than a letter of today lets somebody answer. Source: CC-301-F."""
    answer = next_business_days(np.full(len(last), today + terms.answer_days))
    return np.minimum(np.maximum(_due_at_first(last, terms), answer), last)
