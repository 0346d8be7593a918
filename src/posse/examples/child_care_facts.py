"""From a family as an example writes it to the arrays on which the rules work."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from posse.examples.keys import day, money, one_of, text, whole_number, yes_no
from posse.rules.childcare.determination import DeterminationTerms
from posse.rules.childcare.eligibility.facts import (
    ACTIVITIES,
    DEGREES,
    LICENCES,
    NO_DAY,
    NOT_SAID,
    OVERPAYMENTS,
    RELATIONSHIPS,
    AdultFacts,
    ChildFacts,
    FamilyFacts,
    Grouping,
    MoreCare,
    no_more_care,
)
from posse.rules.childcare.scale import INITIAL, STAGES
from posse.units.days import add_months, day_number

HUNDREDTHS = 100
HOURS_OF_WEEK = 168
FULL_DAY_HOURS = 8 * HUNDREDTHS
MONTHS_OF_YEAR = 12
SETTINGS = ("center", "licensed_family", "legally_exempt")
CARETAKERS = ("parent", "step_parent", "spouse", "guardian", "relative", "foster")
# Whose income counts without a word in a court order. Source: CC-901-F-1-a, CC-901-F-1-d.
COUNTED = ("parent", "step_parent", "spouse")
PAID_THROUGH = ("wyoming_child_support", "private", "other_state")

Raw = Mapping[str, Any]


def hours(raw: Any) -> int:
    """Hours such as 8 or "4.99", in hundredths. Raises: ValueError."""
    try:
        exact = Decimal(str(raw)) * HUNDREDTHS
    except InvalidOperation:
        exact = Decimal(-1)
    is_whole = isinstance(raw, int | str) and not isinstance(raw, bool)
    if not is_whole or exact != exact.to_integral_value() or exact < 0:
        raise ValueError(f"{raw!r} is not a number of hours, such as 8 or '4.5'")
    if exact > HOURS_OF_WEEK * HUNDREDTHS:
        raise ValueError(f"{raw!r} are more hours than a week has")
    return int(exact)


def grade_points(raw: Any) -> int:
    """A grade point average such as "2.0", in hundredths. Raises: ValueError."""
    return money(raw)


def months_of_money(raw: Any) -> list[int]:
    """Amounts of completed months, the latest last. Raises: ValueError."""
    if not isinstance(raw, list):
        raise ValueError(f"{raw!r} is not a list of amounts")
    return [money(each) for each in raw]


ADULT_KEYS = {
    "id": text,
    "age": whole_number,
    "caretaker": one_of(*CARETAKERS),
    "financially_responsible": yes_no,
    "resident": yes_no,
    "on_vacation": yes_no,
    "migrant_farm_worker": yes_no,
    "identified": yes_no,
    "citizen": yes_no,
    "earned_month": money,
    "unearned_month": money,
    "activity": one_of(*ACTIVITIES),
    "hours_week": hours,
    "temporary_break": yes_no,
    "study": {
        "progress": yes_no,
        "grade_points": grade_points,
        "degree": one_of(*DEGREES),
        "degree_held": one_of(*DEGREES),
        "degree_intended": one_of(*DEGREES),
        "months_assisted": whole_number,
        "work_hours_week": hours,
    },
    "search_since": day,
    "power": yes_no,
    "snap_training": yes_no,
    "cooperates": yes_no,
    "disabled": {
        "medical_proof": yes_no,
        "follows_treatment": yes_no,
        "seeks_resources": yes_no,
    },
    "disqualified": yes_no,
    "overpayment": one_of(*OVERPAYMENTS),
    "child_support_paid": {
        "paid_through": one_of(*PAID_THROUGH),
        "active_and_current": yes_no,
        "order_month": money,
        "current_support": months_of_money,
        "arrears": months_of_money,
        "full_current_month": yes_no,
    },
}
# Care at one provider.
CARE = {
    "setting": one_of(*SETTINGS),
    "days_month": whole_number,
    "hours_day": hours,
    "daily_charge": money,
    "declared_rate": money,
    "other_payments": money,
}
CHILD_KEYS = {
    "id": text,
    "birth_date": day,
    "age_years": whole_number,
    "resident": yes_no,
    "on_vacation": yes_no,
    "migrant_farm_worker": yes_no,
    "identified": yes_no,
    "citizen": yes_no,
    "immigrant_status": text,
    "with_citizen_parent": yes_no,
    "relationship": one_of(*RELATIONSHIPS),
    "special_needs": yes_no,
    "medical_proof": yes_no,
    "court_supervision": yes_no,
    "court_orders_care": yes_no,
    "protective_services": yes_no,
    "foster": yes_no,
    "kinship": yes_no,
    "homeless": yes_no,
    "unearned_month": money,
    "provider": {"registered": yes_no, "licence": one_of(*LICENCES), "barred": yes_no},
    "care": CARE,
    "more_care": [{**CARE, "payable": yes_no}],
}


def family_facts(inputs: Sequence[Raw], *, terms: DeterminationTerms) -> FamilyFacts:
    """Families as examples write them. Raises: ValueError."""
    adults = [each for raw in inputs for each in raw["adults"]]
    children = [each for raw in inputs for each in raw["children"]]
    if not all(raw["adults"] and raw["children"] for raw in inputs):
        raise ValueError("an assistance unit is at least one child and its caretaker")
    stages = [STAGES.index(raw.get("stage", INITIAL)) for raw in inputs]
    return FamilyFacts(
        adults=AdultFacts.ordinary(
            len(adults), **_columns([_adult(each, terms=terms) for each in adults])
        ),
        children=ChildFacts.ordinary(
            len(children), **_columns([_child(each, terms=terms) for each in children])
        ),
        of_adults=_grouping([len(raw["adults"]) for raw in inputs]),
        of_children=_grouping([len(raw["children"]) for raw in inputs]),
        stage=np.array(stages, dtype=np.int64),
        assets_cents=_ints([money(raw.get("assets", "0.00")) for raw in inputs]),
        same_hours=_ints([_hours(raw, "same_hours_week", NOT_SAID) for raw in inputs]),
        kept_step=_ints([raw.get("current_step", 0) for raw in inputs]),
        period_began_days=_ints([_day(raw, "period_began") for raw in inputs]),
        more_care=_more_care(children, terms=terms),
    )


def _more_care(children: Sequence[Raw], *, terms: DeterminationTerms) -> MoreCare:
    """Care at further providers, by the place of the child."""
    rows = [
        (place, care)
        for place, child in enumerate(children)
        for care in child.get("more_care", ())
    ]
    if not rows:
        return no_more_care()
    return MoreCare(
        child=_ints([place for place, _ in rows]),
        is_payable=np.array([care.get("payable", True) for _, care in rows], dtype=np.bool_),
        **_columns([_care(care, terms=terms) for _, care in rows]),
    )


def _grouping(counts: Sequence[int]) -> Grouping:
    return Grouping(np.cumsum([0, *counts]))


def _ints(values: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def _columns(rows: Sequence[Mapping[str, int | bool]]) -> dict[str, Any]:
    """Columns of whole numbers or of yes and no."""
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _day(raw: Raw, name: str) -> int:
    return day_number(day(raw[name])) if name in raw else NO_DAY


def _hours(raw: Raw, name: str, ordinary: int) -> int:
    return hours(raw[name]) if name in raw else ordinary


def _adult(raw: Raw, *, terms: DeterminationTerms) -> dict[str, int | bool]:
    activity = raw.get("activity", "employment")
    disabled = raw.get("disabled", {})
    caretaker = raw.get("caretaker", "parent")
    is_responsible = raw.get("financially_responsible", False) and caretaker != "foster"
    return {
        **_study(raw.get("study", {})),
        **_support(raw.get("child_support_paid"), terms=terms),
        "intends_to_stay": raw.get("resident", True),
        "is_on_vacation": raw.get("on_vacation", False),
        "is_migrant": raw.get("migrant_farm_worker", False),
        "is_identified": raw.get("identified", True),
        "activity": ACTIVITIES.index(activity),
        "hours_week": _hours(raw, "hours_week", 0 if activity == "none" else 40 * HUNDREDTHS),
        "search_since_days": _day(raw, "search_since"),
        "is_on_break": raw.get("temporary_break", False),
        "is_disability_proved": disabled.get("medical_proof", bool(disabled)),
        "follows_treatment": disabled.get("follows_treatment", bool(disabled)),
        "seeks_resources": disabled.get("seeks_resources", bool(disabled)),
        "gets_power": raw.get("power", False),
        "is_in_snap_training": raw.get("snap_training", False),
        "cooperates": raw.get("cooperates", True),
        "is_disqualified": raw.get("disqualified", False),
        "overpayment": OVERPAYMENTS.index(raw.get("overpayment", "none")),
        "is_income_counted": caretaker in COUNTED or is_responsible,
        "earned_cents": money(raw.get("earned_month", "0.00")),
        "unearned_cents": money(raw.get("unearned_month", "0.00")),
    }


def _study(raw: Raw) -> dict[str, int | bool]:
    return {
        "makes_progress": raw.get("progress", True),
        "grade_points": grade_points(raw["grade_points"])
        if "grade_points" in raw
        else NOT_SAID,
        "degree_sought": DEGREES.index(raw.get("degree", "none")),
        "degree_held": DEGREES.index(raw.get("degree_held", "none")),
        "degree_intended": DEGREES.index(raw.get("degree_intended", "none")),
        "study_months": raw.get("months_assisted", 0),
        "study_work_hours": _hours(raw, "work_hours_week", 0),
    }


def _support(raw: Raw | None, *, terms: DeterminationTerms) -> dict[str, int | bool]:
    """Child support paid; of more completed months than may be averaged, the latest.

    Source: CC-907-B-1, CC-907-B-5, CC-907-B-6.
    """
    if raw is None:
        return dict.fromkeys(
            ("support_paid_cents", "support_months", "support_ordered_cents"), 0
        ) | {"is_support_counted": False}
    if "order_month" not in raw:
        raise ValueError("child support paid is deducted only up to order_month; give it")
    months = months_of_money(raw.get("current_support", []))
    latest = months[-terms.counting.support_months_max :]
    return {
        "is_support_counted": (
            raw.get("paid_through", PAID_THROUGH[0]) == PAID_THROUGH[0]
            and raw.get("active_and_current", True)
            and raw.get("full_current_month", True)
        ),
        "support_paid_cents": sum(latest),
        "support_months": len(latest),
        "support_ordered_cents": money(raw["order_month"]),
    }


def _child(raw: Raw, *, terms: DeterminationTerms) -> dict[str, int | bool]:
    provider, care = raw.get("provider", {}), raw.get("care", {})
    status = raw.get("immigrant_status", "")
    is_foster = raw.get("foster", False)
    setting = care.get("setting", SETTINGS[0])
    return {
        **_grounds(raw),
        **_care(care, terms=terms),
        "birth_days": day_number(_born(raw, on=terms.on)),
        "intends_to_stay": raw.get("resident", True),
        "is_on_vacation": raw.get("on_vacation", False),
        "is_migrant": raw.get("migrant_farm_worker", False),
        "is_identified": raw.get("identified", True),
        "is_citizen": raw.get("citizen", not status),
        "has_qualified_status": status in terms.eligibility.qualified_statuses,
        "is_permanent_resident": status == "permanent_resident",
        "is_with_citizen_parent": raw.get("with_citizen_parent", False),
        "relationship": RELATIONSHIPS.index(
            raw.get("relationship", "foster" if is_foster else "parent")
        ),
        "is_foster": is_foster,
        "is_provider_registered": provider.get("registered", True),
        "licence": LICENCES.index(
            provider.get("licence", "exempt" if setting == SETTINGS[2] else "licensed")
        ),
        "is_provider_barred": provider.get("barred", False),
        "unearned_cents": money(raw.get("unearned_month", "0.00")),
    }


def _care(care: Raw, *, terms: DeterminationTerms) -> dict[str, int | bool]:
    """Days, hours and prices at one provider."""
    setting = care.get("setting", SETTINGS[0])
    return {
        "setting": terms.rates.settings.index(setting),
        "days_month": care.get("days_month", 0),
        "hours_day": _hours(care, "hours_day", FULL_DAY_HOURS),
        "charge_cents": money(care.get("daily_charge", "-0.01")),
        "declared_cents": money(care.get("declared_rate", "-0.01")),
        "other_cents": money(care.get("other_payments", "0.00")),
    }


def _grounds(raw: Raw) -> dict[str, int | bool]:
    """Grounds for care at a later age or of another kind; a ground given is proved too."""
    is_supervised = raw.get("court_supervision", False)
    is_special = raw.get("special_needs", False)
    return {
        "is_under_court_supervision": is_supervised,
        "does_court_order_care": raw.get("court_orders_care", is_supervised),
        "is_unable_to_self_care": is_special,
        "has_medical_proof": raw.get("medical_proof", is_special),
        "is_in_protective_services": raw.get("protective_services", False),
        "is_kinship": raw.get("kinship", False),
        "is_homeless": raw.get("homeless", False),
    }


def _born(raw: Raw, *, on: date) -> date:
    if "birth_date" in raw:
        return day(raw["birth_date"])
    if "age_years" not in raw:
        raise ValueError(f"of child {raw.get('id', '')!r} neither birth_date nor age_years")
    return add_months(on, -MONTHS_OF_YEAR * raw["age_years"])
