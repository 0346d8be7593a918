"""What may keep a family from child care assistance, said early and stopping nobody.

Source: CC-401-A, CC-501.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from posse.rules.answer_checks import cents_of
from posse.rules.childcare.countable_income import EXEMPT, income_types
from posse.rules.childcare.scale import ScaleTerms
from posse.services.care.working import money_told, work_told
from posse.services.care_online.stops import APPLICANT
from posse.services.law import current_law
from posse.units.days import add_months

AGE = "childcare.eligibility.age_under"
FACTORS = "childcare.income.month_factors"
YEAR = 12


def early_words(answers: Mapping[str, Any], *, on: date) -> list[str]:
    """Names of sentences of ``care_apply`` that say what may not fit; often none."""
    found = []
    children = [each for each in answers.get("children") or [] if each.get("birth_date")]
    if children and all(_is_too_old(child, on=on) for child in children):
        found.append("early_age")
    adults = [answers.get(APPLICANT) or {}, *(answers.get("adults") or [])]
    chosen = [adult.get("activity", "") for adult in adults]
    if chosen[0] == "none" and not any(adult.get("gets_power") == "yes" for adult in adults):
        found.append("early_activity")
    people = len(adults) + len(answers.get("children") or [])
    if _month_cents(adults, on=on) > _ceiling_cents(people, on=on):
        found.append("early_income")
    return found


def _is_too_old(child: Mapping[str, str], *, on: date) -> bool:
    """Thirteen or older, and no special need was told. Source: CC-601-A, CC-601-B-2."""
    try:
        born = date.fromisoformat(child["birth_date"])
    except ValueError:
        return False
    years = int(current_law().value(AGE, on=on))
    return add_months(born, years * YEAR) <= on and not child.get("special_needs")


def _month_cents(adults: list[Mapping[str, str]], *, on: date) -> int:
    """What the adults told of a month, by the law's factors. Source: CC-905-B-2-c."""
    rows = current_law().value(FACTORS, on=on)
    factors = {str(row["unit"]): Fraction(str(row["factor"])) for row in rows}
    total = Fraction(0)
    kinds = income_types(current_law(), on=on)
    for adult in adults:
        for turn in work_told(APPLICANT, adult):
            total += _cents(turn["pay"]) * factors.get(turn["pay_frequency"], Fraction(0))
        for turn in money_told(APPLICANT, adult):
            kind = kinds.get(turn["money_kind"])
            if kind is None or kind.treatment == EXEMPT:
                continue
            total += _cents(turn["money"]) * factors.get(turn["money_frequency"], Fraction(0))
    return int(total)


def _cents(text: str) -> int:
    try:
        return max(cents_of(text), 0) if text else 0
    except ValueError:
        return 0


def _ceiling_cents(people: int, *, on: date) -> int:
    """The highest income of any step or ceiling for a family of this size."""
    terms = ScaleTerms.from_law(current_law(), on=on)
    size = min(max(people, 1), terms.limits_cents.shape[0]) - 1
    return int(max(np.max(terms.limits_cents[size]), np.max(terms.ceilings_cents[size])))
