"""Examples of kind ``best_estimate``: the sources of income of one family.

``pay_dates`` are those scheduled in the month of application. Checks on them are that
month's; where no pay dates are given, the checks are a history of thirty to sixty days.
Kinds of income that the law exempts bring nothing; those it leaves to a worker are refused.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from posse.examples.keys import day, days, money, one_of, text, whole_number
from posse.examples.model import Example
from posse.rules.childcare.best_estimate import (
    HUNDREDTHS,
    NOT_SAID,
    IncomeTerms,
    Sources,
    best_estimates,
    net_of_business,
)
from posse.rules.childcare.countable_income import (
    COUNTED,
    REFER,
    IncomeType,
    income_types,
    is_infrequent,
)
from posse.rules.parameters import Law
from posse.units.money import format_cents

KIND = "best_estimate"
FREQUENCIES = ("weekly", "biweekly", "semimonthly", "monthly")


def hours(raw: Any) -> int:
    """Hours such as "27.5", in hundredths. Raises: ValueError."""
    if not isinstance(raw, str):
        raise ValueError(
            f"{raw!r} is not a number of hours; write it in quotes, such as '27.5'"
        )
    exact = Decimal(raw) * HUNDREDTHS
    if exact != exact.to_integral_value() or not 0 <= exact <= 168 * HUNDREDTHS:
        raise ValueError(f"{raw!r} is not a number of hours of a week")
    return int(exact)


INPUT_KEYS = {
    "application_date": day,
    "sources": [
        {
            "id": text,
            "type": text,
            "basis": one_of("pay_stubs", "employer_statement", "award_letter", "tax_return"),
            "frequency": one_of(*FREQUENCIES),
            "pay_dates": days,
            "checks": [{"date": day, "gross": money}],
            "expected_check": money,
            "weekly_amount": money,
            "hours_per_week": {"low": hours, "high": hours},
            "hourly_rate": money,
            "tips_per_week": money,
            "extra_check_reason": one_of("payroll_problem"),
            "ended": day,
            "annual_net": money,
            "contract_total": money,
            "covers_months": whole_number,
            "once_a_quarter": money,
            "gross_receipts": money,
            "expenses": money,
        }
    ],
}
REQUIRED_INPUT_KEYS = ("application_date", "sources")
EXPECTED_KEYS = {"month_of_application": money, "following_months": money}

Raw = Mapping[str, Any]


def run(examples: Sequence[Example], law: Law) -> list[dict[str, Any]]:
    """The family's income in each example, all sources of all examples in one array call.

    Raises: ValueError for a source of which nothing is known, or a history of other length.
    """
    applied = [day(example.inputs["application_date"]) for example in examples]
    results: list[dict[str, Any]] = [{} for _ in examples]
    # The law of a month of application is that of its day.
    for on in sorted(set(applied)):
        terms = IncomeTerms.from_law(law, on=on)
        places = [place for place, its_day in enumerate(applied) if its_day == on]
        types = income_types(law, on=on)
        raws = [
            [
                each
                for each in examples[place].inputs["sources"]
                if _counts(each, types=types, law=law, on=on)
            ]
            for place in places
        ]
        found = best_estimates(
            sources_of([raw for each in raws for raw in each], on=on, terms=terms), terms=terms
        )
        ends = np.cumsum([0, *map(len, raws)])
        for turn, place in enumerate(places):
            mine = slice(ends[turn], ends[turn + 1])
            results[place] = {
                "month_of_application": format_cents(int(found.month_cents[mine].sum())),
                "following_months": format_cents(int(found.following_cents[mine].sum())),
            }
    return results


def _counts(raw: Raw, *, types: Mapping[str, IncomeType], law: Law, on: date) -> bool:
    """Whether a source counts at all. Raises: ValueError. Source: CC-901-A, CC-901-G."""
    name = raw.get("type", "wages")
    if name not in types:
        raise ValueError(f"no kind of income {name!r}; kinds: {', '.join(types)}")
    if "once_a_quarter" in raw:
        # What is too little is exempt before it could be a lump sum (ambiguity B13).
        cents = np.array([money(raw["once_a_quarter"])], dtype=np.int64)
        if is_infrequent(cents, law=law, on=on)[0]:
            return False
        name = "lump_sum"
    if types[name].treatment == REFER:
        raise ValueError(f"income of the kind {name!r} is recorded and left to the worker")
    return types[name].treatment == COUNTED


def sources_of(raws: Sequence[Raw], *, on: date, terms: IncomeTerms) -> Sources:
    """Sources as an example writes them, counted up for the rule. Raises: ValueError."""
    rows = [_counted(raw, on=on, terms=terms) for raw in raws]
    columns = {name: np.array([row[name] for row in rows], dtype=np.int64) for name in COLUMNS}
    ended = np.array(["ended" in raw for raw in raws], dtype=np.bool_)
    return Sources(**columns, is_ended=ended)


COLUMNS = (
    *("unit", "received_cents", "received_count", "missed_count", "awaited_count"),
    *("check_cents", "week_cents", "rate_cents", "hours_low", "hours_high"),
    *("tips_week_cents", "history_cents", "history_count", "spread_cents", "spread_months"),
)


def _counted(raw: Raw, *, on: date, terms: IncomeTerms) -> dict[str, int]:
    unit = terms.units.index(raw.get("frequency", "monthly"))
    checks = [(day(each["date"]), money(each["gross"])) for each in raw.get("checks", [])]
    counted = {
        "unit": unit,
        "check_cents": _said(raw, "expected_check"),
        "week_cents": _said(raw, "weekly_amount"),
        "rate_cents": _said(raw, "hourly_rate"),
        "hours_low": _hours(raw, "low"),
        "hours_high": _hours(raw, "high"),
        "tips_week_cents": _said(raw, "tips_per_week"),
        "spread_cents": _year(raw, terms),
        "spread_months": raw.get("covers_months", terms.spread_months),
        "history_cents": 0,
        "history_count": 0,
        "received_cents": 0,
        "received_count": 0,
        "missed_count": 0,
        "awaited_count": 0,
    }  # fmt: skip
    if "pay_dates" in raw:
        return counted | _month(raw, sorted(checks), unit=unit, on=on, terms=terms)
    return counted | (_history(sorted(checks), unit=unit, terms=terms) if checks else {})


def _said(raw: Raw, name: str) -> int:
    return money(raw[name]) if name in raw else NOT_SAID


def _hours(raw: Raw, end: str) -> int:
    return hours(raw["hours_per_week"][end]) if "hours_per_week" in raw else NOT_SAID


def _year(raw: Raw, terms: IncomeTerms) -> int:
    if "gross_receipts" in raw:
        receipts = np.array([money(raw["gross_receipts"])], dtype=np.int64)
        expenses = np.array([money(raw.get("expenses", "0.00"))], dtype=np.int64)
        return int(net_of_business(receipts, expenses, terms=terms)[0])
    if "contract_total" in raw:
        if not 1 <= raw.get("covers_months", 0) <= terms.spread_months:
            raise ValueError(
                f"a contract covers 1 to {terms.spread_months} months; give covers_months"
            )
        return money(raw["contract_total"])
    return _said(raw, "annual_net")


def _month(
    raw: Raw, checks: list[tuple[date, int]], *, unit: int, on: date, terms: IncomeTerms
) -> dict[str, int]:
    """Pay dates with, without, and still to come with a check."""
    scheduled = days(raw["pay_dates"])
    if raw.get("extra_check_reason") == "payroll_problem" and terms.checks_counted[unit]:
        # What the payroll sent too early or too late belongs to another month.
        checks = checks[: terms.checks_counted[unit]]
        scheduled = scheduled[: terms.checks_counted[unit]]
    paid = {each for each, _ in checks}
    return {
        "received_cents": sum(cents for _, cents in checks),
        "received_count": len(checks),
        "missed_count": sum(each not in paid and each <= on for each in scheduled),
        "awaited_count": sum(each not in paid and each > on for each in scheduled),
    }


def _history(
    checks: list[tuple[date, int]], *, unit: int, terms: IncomeTerms
) -> dict[str, int]:
    """Checks of thirty to sixty days. Raises: ValueError. Source: CC-905-NOTE-1."""
    covered = (checks[-1][0] - checks[0][0]).days + terms.period_days[unit]
    if not terms.history_days_min <= covered <= terms.history_days_max:
        raise ValueError(
            f"the checks cover {covered} days, and a history has {terms.history_days_min} to"
            f" {terms.history_days_max}"
        )
    return {
        "history_cents": sum(cents for _, cents in checks),
        "history_count": len(checks),
    }
