"""The parents and cases of examples of kind ``remedies``, as arrays."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from posse.examples.keys import day, money
from posse.rules.parameters import Law
from posse.rules.support.remedies.facts import (
    ASSISTANCE,
    NO_DAY,
    ROLES,
    CaseFacts,
    ObligorFacts,
    RemedyFacts,
    counting_notices,
)
from posse.units.days import add_months, day_number

SUPPRESSIONS = (
    "federal_tax_offset",
    "federal_salary",
    "federal_retirement",
    "passport_denial",
    "federal_vendor_misc",
    "insurance_match",
    "financial_data",
    "credit_bureau",
    "ncp_billing",
    "penalty",
    "income_withholding",
)
AGE_OF_ARREARS = "support.remedies.federal_admin_offset.age_days"
# How old arrears and orders are where an example does not say: older than any test asks.
OLD_DAYS = 3_650

Row = Mapping[str, Any]
Rows = Sequence[Row]


def remedy_facts(inputs: Rows, *, law: Law, on: date) -> RemedyFacts:
    """The facts of examples of one day, each example a parent."""
    counts = [len(each["cases"]) for each in inputs]
    cases = [case for each in inputs for case in each["cases"]]
    return RemedyFacts(
        obligors=_obligors([each.get("obligor", {}) for each in inputs]),
        cases=_cases(cases, age_days=law.value(AGE_OF_ARREARS, on=on), on=on),
        starts=np.cumsum([0, *counts]),
    )


def _obligors(rows: Rows) -> ObligorFacts:
    return ObligorFacts(
        has_name=_flags(rows, "name", otherwise=True),
        has_ssn=_flags(rows, "ssn", otherwise=True),
        has_birth_date=_flags(rows, "birth_date", otherwise=True),
        has_address=np.array([row.get("address") != "none" for row in rows], dtype=np.bool_),
        has_wages=_flags(rows, "wages", otherwise=True),
        has_unemployment=_flags(rows, "unemployment", otherwise=False),
        has_workers_compensation=_flags(rows, "workers_compensation", otherwise=False),
        has_lump_sum=_flags(rows, "lump_sum", otherwise=False),
        is_passport_settled=_flags(rows, "passport_settled", otherwise=False),
        is_levy_approved=_flags(rows, "levy_approved", otherwise=False),
        last_irs_request_days=_days(rows, lambda row: _day_at(row, "last_irs_request")),
    )


def _cases(rows: Rows, *, age_days: int, on: date) -> CaseFacts:
    closed = [_closed_reviews(row, on=on) for row in rows]
    return CaseFacts(
        is_iv_d=_flags(rows, "iv_d", otherwise=True),
        is_open=np.array([row.get("status", "open") == "open" for row in rows], np.bool_),
        has_order=_flags(rows, "order", otherwise=True),
        role=np.array([ROLES.index(row.get("role", "none")) for row in rows], np.int8),
        assistance=np.array(
            [ASSISTANCE.index(row.get("assistance", "never")) for row in rows], np.int8
        ),
        assigned_cents=_cents(rows, "arrears_assigned"),
        unassigned_cents=_cents(rows, "arrears_unassigned"),
        aged_cents=np.array([_aged_cents(row, age_days) for row in rows], dtype=np.int64),
        monthly_obligation_cents=_cents(rows, "monthly_obligation"),
        is_support_current=np.array([_is_current(row) for row in rows], dtype=np.bool_),
        has_payment_plan=_flags(rows, "payment_plan", otherwise=False),
        days_past_due=np.array([_days_past_due(row) for row in rows], dtype=np.int64),
        last_full_payment_days=_days(rows, lambda row: _last_full_payment(row, on)),
        order_days=_days(rows, lambda row: _order_day(row, on)),
        emancipation_days=_days(rows, lambda row: _day_at(row, "last_child_emancipated")),
        suppressions=_suppressions(rows, on=on),
        notice_days=_notices(rows, closed),
        open_reviews=_open_reviews(rows, on=on),
        review_result_days=_review_results(closed),
        submitted=_submitted(rows),
    )


def _flags(rows: Rows, key: str, *, otherwise: bool) -> Any:
    return np.array([row.get(key, otherwise) for row in rows], dtype=np.bool_)


def _cents(rows: Rows, key: str) -> Any:
    return np.array([money(row.get(key, "0.00")) for row in rows], dtype=np.int64)


def _days(rows: Rows, read: Callable[[Row], date | None]) -> Any:
    found = [read(row) for row in rows]
    numbers = [NO_DAY if each is None else day_number(each) for each in found]
    return np.array(numbers, dtype=np.int64)


def _day_at(row: Row, key: str) -> date | None:
    return day(row[key]) if key in row else None


def _arrears_cents(row: Row) -> int:
    return money(row.get("arrears_assigned", "0.00")) + money(
        row.get("arrears_unassigned", "0.00")
    )


def _days_past_due(row: Row) -> int:
    otherwise = OLD_DAYS if _arrears_cents(row) > 0 else 0
    return int(row.get("days_past_due", otherwise))


def _aged_cents(row: Row, age_days: int) -> int:
    """What is old enough: as the example says, or all of it where the oldest part is."""
    if "arrears_aged" in row:
        return money(row["arrears_aged"])
    return _arrears_cents(row) if _days_past_due(row) >= age_days else 0


def _is_current(row: Row) -> bool:
    return bool(row.get("current_support", money(row.get("monthly_obligation", "0.00")) > 0))


def _last_full_payment(row: Row, on: date) -> date:
    if "last_full_payment" in row:
        return day(row["last_full_payment"])
    is_fresh = row.get("full_monthly_payment_within_90_days", False)
    return on if is_fresh else on - timedelta(days=OLD_DAYS)


def _order_day(row: Row, on: date) -> date | None:
    if not row.get("order", True):
        return None
    if "order_date" in row:
        return day(row["order_date"])
    return add_months(on, -int(row.get("months_since_order", OLD_DAYS // 30)))


def _suppressions(rows: Rows, *, on: date) -> Any:
    """The marks that hold on a day: through the last day of each, where it has one."""

    def holds(row: Row, name: str) -> bool:
        ends = row.get("suppression_ends", {})
        return name in row.get("suppressions", ()) and (
            name not in ends or on <= day(ends[name])
        )

    return {
        name: np.array([holds(row, name) for row in rows], dtype=np.bool_)
        for name in SUPPRESSIONS
    }


def _closed_reviews(row: Row, *, on: date) -> dict[str, list[Row]]:
    """By remedy, the reviews that are over: closed, and the result mailed."""
    found: dict[str, list[Row]] = {}
    for review in row.get("reviews", ()):
        if _is_over(review, on=on):
            found.setdefault(review["remedy"], []).append(review)
    return found


def _is_over(review: Row, *, on: date) -> bool:
    return "result_notice" in review and day(review["result_notice"]) <= on


def _open_reviews(rows: Rows, *, on: date) -> Any:
    """By remedy, the cases in which a review is asked for and its result is not told."""
    is_open = [
        {
            review["remedy"]
            for review in row.get("reviews", ())
            if day(review["opened"]) <= on and not _is_over(review, on=on)
        }
        for row in rows
    ]
    names = sorted(set().union(*is_open))
    return {name: np.array([name in each for each in is_open]) for name in names}


def _review_results(closed: Sequence[Mapping[str, Sequence[Row]]]) -> Any:
    names = sorted({name for each in closed for name in each})
    return {
        name: np.array([_latest(each.get(name, ()), "result_notice") for each in closed])
        for name in names
    }


def _latest(reviews: Sequence[Row], key: str) -> int:
    return max((day_number(day(each[key])) for each in reviews), default=NO_DAY)


def _notices(rows: Rows, closed: Sequence[Mapping[str, Sequence[Row]]]) -> Any:
    """The notices that count: not those before a review that ended the remedy."""
    names = sorted({name for row in rows for name in row.get("notices", {})})
    return {name: _counting(name, rows, closed) for name in names}


def _counting(name: str, rows: Rows, closed: Sequence[Mapping[str, Sequence[Row]]]) -> Any:
    sent = _days(rows, lambda row: _day_at(row.get("notices", {}), name))
    ended = np.array(
        [
            _latest([each for each in of.get(name, ()) if each.get("ended_remedy")], "closed")
            for of in closed
        ]
    )
    return counting_notices(sent, ended)


def _submitted(rows: Rows) -> Any:
    names = sorted({name for row in rows for name in row.get("previously_submitted", ())})
    return {
        name: np.array([name in row.get("previously_submitted", ()) for row in rows])
        for name in names
    }
