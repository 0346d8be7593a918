"""Presumptive eligibility: thirty days, once in twelve months, and never past a refusal."""

from datetime import date

import numpy as np
import pytest

from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.presumptive import Applications, PresumptiveTerms, presumptive
from posse.rules.parameters import load_law
from posse.units.days import day_from_number, day_number

TERMS = PresumptiveTerms.from_law(load_law("wyoming"), on=date(2026, 5, 15))
BEGINS = date(2026, 5, 15)


def last_day(*, appears=True, licensed=True, registered=True, earlier=None, refused=None):
    """The last assured day of one application, None where nothing is assured."""

    def days(day):
        return np.array([NO_DAY if day is None else day_number(day)])

    found = presumptive(
        Applications(
            appears_eligible=np.array([appears]),
            is_provider_licensed=np.array([licensed]),
            is_provider_registered=np.array([registered]),
            begins_days=days(BEGINS),
            last_days=days(earlier),
            refused_days=days(refused),
        ),
        terms=TERMS,
    )
    last = int(found.last_days[0])
    assert bool(found.is_assured[0]) == (last != NO_DAY)
    return None if last == NO_DAY else day_from_number(last)


@pytest.mark.cites("CC-200-presumptive-eligibility")
def test_thirty_days_are_assured_the_first_among_them():
    assert last_day() == date(2026, 6, 13)


@pytest.mark.cites("CC-401-A-1", "CC-1101-A-1")
def test_nothing_is_assured_where_the_statements_do_not_show_eligibility():
    assert last_day(appears=False) is None


@pytest.mark.cites("CC-401-A-2", "CC-1101-A-2")
@pytest.mark.parametrize("missing", ["licensed", "registered"])
def test_provider_must_be_licensed_and_registered(missing):
    assert last_day(**{missing: False}) is None


@pytest.mark.cites("CC-401-A-3", "CC-200-presumptive-eligibility")
@pytest.mark.parametrize(
    ("earlier", "is_assured"),
    [(date(2025, 5, 14), True), (date(2025, 5, 15), True), (date(2025, 5, 16), False)],
)
def test_it_is_assured_once_in_twelve_months(earlier, is_assured):
    assert (last_day(earlier=earlier) is not None) == is_assured


@pytest.mark.cites("CC-200-presumptive-eligibility")
@pytest.mark.parametrize(
    ("refused", "last"),
    [
        (date(2026, 5, 14), None),
        (date(2026, 5, 15), date(2026, 5, 15)),
        (date(2026, 5, 20), date(2026, 5, 20)),
        (date(2026, 6, 13), date(2026, 6, 13)),
        (date(2026, 6, 14), date(2026, 6, 13)),
    ],
)
def test_it_ends_on_the_day_of_a_decision_against_the_family(refused, last):
    assert last_day(refused=refused) == last
