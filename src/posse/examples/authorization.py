"""Examples of kind ``authorization``: from which day, for how long, which days of a week.

``schedule`` are the hours in which caretakers are busy; an adult without hours on a day is
free to care. A day that is not given lies before all others that are: only what is told
decides.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.keys import day, money, one_of, text, whole_number, yes_no
from posse.examples.model import Example
from posse.rules.childcare.authorization.begin import (
    DECIDING_NAMES,
    NOT_YET,
    BeginTerms,
    Requested,
    begin_days,
)
from posse.rules.childcare.authorization.hours import (
    DAY,
    HourTerms,
    Spans,
    hours_words,
    self_employed_minutes,
    week_of,
)
from posse.rules.childcare.authorization.study import StudyTerms, last_days, study_lasts
from posse.rules.parameters import Law
from posse.units.days import day_from_number, day_number

KIND = "authorization"
UNKNOWN = "not_yet"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ACTIVITIES = (
    *("employment", "self_employment", "education", "private_study", "training"),
    *("power", "job_search"),
)


def weekdays(raw: Any) -> list[int]:
    """Weekdays such as [mon, tue], counted from Monday. Raises: ValueError."""
    if not isinstance(raw, list) or not set(raw) <= set(WEEKDAYS):
        raise ValueError(f"{raw!r} is not a list of {', '.join(WEEKDAYS)}")
    return [WEEKDAYS.index(each) for each in raw]


def day_or_not_yet(raw: Any) -> date | None:
    """A day, or ``not_yet`` where it still depends on something. Raises: ValueError."""
    return None if raw == UNKNOWN else day(raw)


def time_of_day(raw: Any) -> int:
    """A time such as "08:30", in minutes after midnight. Raises: ValueError."""
    hours, _, minutes = str(raw).partition(":")
    if not (isinstance(raw, str) and hours.isdigit() and minutes.isdigit()):
        raise ValueError(f"{raw!r} is not a time such as '08:30'; put it in quotes")
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > DAY:
        raise ValueError(f"{raw!r} is no time of a day")
    return total


INPUT_KEYS = {
    "application_date": day,
    "activity_began": day,
    "child_entered_care": day,
    "provider_requirements_met": day,
    "provider_needs_license": yes_no,
    "provider_licensed": day,
    "licence_extension": yes_no,
    "event": one_of("application", "provider_change"),
    "provider_changed": day,
    "change_reported": day,
    "schedule": [
        {
            "adult": text,
            "activity": one_of(*ACTIVITIES),
            "days": weekdays,
            "from": time_of_day,
            "to": time_of_day,
            "until": day,
        }
    ],
    "self_employed_net_month": money,
}
REQUIRED_INPUT_KEYS = ("application_date", "event")
EXPECTED_KEYS = {
    "begins": day_or_not_yet,
    "ends_not_before": day_or_not_yet,
    "last_day": day_or_not_yet,
    "decided_by": one_of(*DECIDING_NAMES),
    "may_be_issued_from": day_or_not_yet,
    "full_days_week": whole_number,
    "part_days_week": whole_number,
    "hours_week": text,
    "over_the_daily_limit": yes_no,
    "self_employed_hours_month": text,
}

Raw = Mapping[str, Any]


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """What is authorized in each example, all examples of a day in one array call."""
    applied = [day(example.inputs["application_date"]) for example in examples]
    results: list[dict[str, Any]] = [{} for _ in examples]
    for on in sorted(set(applied)):
        places = [place for place, its_day in enumerate(applied) if its_day == on]
        raws = [examples[place].inputs for place in places]
        told = zip(places, _begun(raws, law, on=on), _weeks(raws, law, on=on), strict=True)
        for place, begun, week in told:
            results[place] = begun | week
    return results


def _begun(raws: Sequence[Raw], law: Law, *, on: date) -> list[dict[str, Any]]:
    found = begin_days(_requested(raws), terms=BeginTerms.from_law(law, on=on))
    terms = StudyTerms.from_law(law, on=on)
    is_known = found.begins < NOT_YET
    begins = np.where(is_known, found.begins, 0)
    study = np.array([_study(raw, terms=terms) for raw in raws], dtype=np.int64)
    lasts = last_days(begins, found.ends - 1, study, terms=terms)
    return [
        {
            "begins": _day(found.begins[place]),
            "ends_not_before": _day(found.ends[place]),
            "last_day": _day(lasts[place] if is_known[place] else NOT_YET),
            "decided_by": DECIDING_NAMES[int(found.deciding[place])],
            "may_be_issued_from": _day(found.can_issue[place]),
        }
        for place in range(len(raws))
    ]


def _study(raw: Raw, *, terms: StudyTerms) -> int:
    """The day on which the first of the adults is free who does nothing but study."""
    schedule = raw.get("schedule", [])
    names = list(dict.fromkeys(each["adult"] for each in schedule))
    if not names:
        return NOT_YET
    lasts = study_lasts(
        np.array([names.index(each["adult"]) for each in schedule], dtype=np.int64),
        np.array([each["activity"] in terms.kinds for each in schedule], dtype=np.bool_),
        np.array(
            [
                day_number(day(each["until"])) if "until" in each else NOT_YET
                for each in schedule
            ],
            dtype=np.int64,
        ),
        adults=len(names),
    )
    return int(lasts.min())


def _requested(raws: Sequence[Raw]) -> Requested:
    def days(name: str, *, otherwise: str = "application_date") -> np.ndarray[Any, Any]:
        told = [raw.get(name, raw.get(otherwise)) for raw in raws]
        return np.array(
            [day_number(day(each)) if each else NOT_YET for each in told], dtype=np.int64
        )

    def flags(name: str) -> np.ndarray[Any, Any]:
        return np.array([bool(raw.get(name)) for raw in raws], dtype=np.bool_)

    return Requested(
        applied=days("application_date"),
        activity_began=days("activity_began"),
        entered_care=days("child_entered_care"),
        registered=days("provider_requirements_met", otherwise=""),
        licensed=days("provider_licensed", otherwise=""),
        needs_license=flags("provider_needs_license"),
        has_extension=flags("licence_extension"),
        is_change=np.array([raw["event"] == "provider_change" for raw in raws]),
        changed=days("provider_changed"),
        reported=days("change_reported", otherwise="provider_changed"),
    )


def _day(number: Any) -> str:
    return UNKNOWN if number >= NOT_YET else day_from_number(int(number)).isoformat()


def _weeks(raws: Sequence[Raw], law: Law, *, on: date) -> list[dict[str, Any]]:
    terms = HourTerms.from_law(law, on=on)
    spans, caretakers = spans_of([raw.get("schedule", []) for raw in raws])
    week = week_of(spans, caretakers=caretakers, terms=terms)
    net_cents = [money(raw.get("self_employed_net_month", "0.00")) for raw in raws]
    own = self_employed_minutes(np.array(net_cents, dtype=np.int64), terms=terms)
    return [
        {
            "full_days_week": int(week.full_days[place]),
            "part_days_week": int(week.part_days[place]),
            "hours_week": hours_words(int(week.day_minutes[place].sum())),
            "over_the_daily_limit": bool(week.is_over_max[place]),
            "self_employed_hours_month": hours_words(int(own[place])),
        }
        for place in range(len(raws))
    ]


def spans_of(schedules: Sequence[Sequence[Raw]]) -> tuple[Spans, np.ndarray[Any, Any]]:
    """Schedules as an example writes them, one a unit; and how many adults each names."""
    rows = []
    caretakers, adults = [], 0
    for unit, schedule in enumerate(schedules):
        names = list(dict.fromkeys(each["adult"] for each in schedule))
        rows += [
            (unit, adults + names.index(each["adult"]), weekday, each)
            for each in schedule
            for weekday in weekdays(each["days"])
        ]
        caretakers.append(max(len(names), 1))
        adults += len(names)

    def column(values: list[Any], kind: type = np.int64) -> np.ndarray[Any, Any]:
        return np.array(values, dtype=kind)

    return Spans(
        unit=column([unit for unit, _, _, _ in rows]),
        adult=column([adult for _, adult, _, _ in rows]),
        weekday=column([weekday for _, _, weekday, _ in rows]),
        start=column([time_of_day(each["from"]) for *_, each in rows]),
        end=column([time_of_day(each["to"]) for *_, each in rows]),
        is_class=column([each["activity"] == "education" for *_, each in rows], np.bool_),
        is_private_study=column(
            [each["activity"] == "private_study" for *_, each in rows], np.bool_
        ),
    ), column(caretakers)
