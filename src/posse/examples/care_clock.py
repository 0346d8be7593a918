"""Examples of kind ``care_clock``: how an application for child care stands on a day.

``came`` says when each thing came that makes it complete. Without it the application bears the
day of ``applied``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from posse.examples.columns import (
    Raw,
    day_or_none,
    day_told,
    days_named,
    flags_named,
    run_by_day,
)
from posse.examples.keys import day, text, yes_no
from posse.examples.model import Example
from posse.rules.childcare.clock import (
    ClockTerms,
    Pending,
    application_days,
    are_delayed_by_agency,
    are_too_early,
    days_to,
    decide_by_days,
    license_days_extended,
    power_unit_last_days,
    standing,
)
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.parameters import Law
from posse.units.days import DayArray, day_number

KIND = "care_clock"
INPUT_KEYS = {
    "date": day,
    "applied": day,
    "came": {"name": day, "address": day, "signature": day},
    "only_license_open": yes_no,
    "license_until": day,
    "facts_missing": yes_no,
    "asked_until": day,
    "immigration_until": day,
    "delayed_by_agency": yes_no,
    "unanswered": day,
    "license_extended": yes_no,
    "need": day,
    "power_begins": day,
    "power_decided": day,
}
REQUIRED_INPUT_KEYS = ("date",)
EXPECTED_KEYS = {
    "application": day_or_none,
    "decide_by": day_or_none,
    "state": text,
    "due": day_or_none,
    "license_notice": yes_no,
    "delay_notice": yes_no,
    "delay_denial": yes_no,
    "is_agency_delay": yes_no,
    "license_until": day_or_none,
    "too_early": yes_no,
    "power_until": day_or_none,
}


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """How the application of each example stands."""
    return run_by_day(examples, law, _answer)


def _answer(raws: Sequence[Raw], law: Law, on: date) -> list[dict[str, Any]]:
    terms = ClockTerms.from_law(law, on=on)
    applied = _applied(raws, terms)
    decide_by = decide_by_days(applied, terms=terms)
    found = standing(_pending(raws, applied), today=day_number(on), terms=terms)
    power = days_named(raws, "power_begins")
    until = power_unit_last_days(power, days_named(raws, "power_decided"), terms=terms)
    unanswered = days_named(raws, "unanswered")
    is_agency = are_delayed_by_agency(unanswered, applied, terms=terms)
    license_until = np.where(
        flags_named(raws, "license_extended"),
        license_days_extended(applied, terms=terms),
        days_to(applied, terms.license_days),
    )
    is_early = are_too_early(applied, days_named(raws, "need"), terms=terms)
    return [
        {
            "application": day_told(applied[at]),
            "decide_by": day_told(decide_by[at]),
            "state": terms.states[found.state[at]].name,
            "due": day_told(found.due_days[at]),
            "license_notice": bool(found.needs_license_notice[at]),
            "delay_notice": bool(found.needs_delay_notice[at]),
            "delay_denial": bool(found.needs_delay_denial[at]),
            "is_agency_delay": bool(is_agency[at]),
            "license_until": day_told(license_until[at]),
            "too_early": bool(is_early[at]),
            "power_until": day_told(until[at] if power[at] != NO_DAY else NO_DAY),
        }
        for at in range(len(raws))
    ]


def _applied(raws: Sequence[Raw], terms: ClockTerms) -> DayArray:
    came = [raw.get("came", {}) for raw in raws]
    columns = [days_named(came, each.name) for each in terms.asked]
    is_given = np.array(["came" in raw for raw in raws])
    return np.where(
        is_given, application_days(np.stack(columns, axis=1)), days_named(raws, "applied")
    )


def _pending(raws: Sequence[Raw], applied: DayArray) -> Pending:
    return Pending(
        applied_days=applied,
        is_license_open=flags_named(raws, "only_license_open"),
        license_until_days=days_named(raws, "license_until"),
        is_fact_missing=flags_named(raws, "facts_missing"),
        asked_until_days=days_named(raws, "asked_until"),
        immigration_until_days=days_named(raws, "immigration_until"),
        is_delayed_by_agency=flags_named(raws, "delayed_by_agency"),
    )
