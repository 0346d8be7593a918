"""The supplement for a child with special needs: its most, its conditions, the child's age."""

from datetime import date

import numpy as np
import pytest

from posse.rules.childcare.special_needs import SupplementTerms, supplements
from posse.rules.parameters import load_law

TERMS = SupplementTerms.from_law(load_law("wyoming"), on=date(2026, 5, 15))
NAMES = [each.name for each in TERMS.conditions]


def added(asked_cents, *, months=60, without=()):
    held = {name: np.array([True]) for name in NAMES if name not in without}
    found = supplements(np.array([asked_cents]), np.array([months]), held=held, terms=TERMS)
    return int(found.cents[0])


@pytest.mark.cites("CC-1101-O", "CC-A1-C-10-d-iii")
@pytest.mark.parametrize(
    ("asked_cents", "added_cents"),
    [(249_99, 249_99), (250_00, 250_00), (250_01, 250_00), (0, 0), (-5_00, 0)],
)
def test_at_most_two_hundred_fifty_dollars_are_added(asked_cents, added_cents):
    assert added(asked_cents) == added_cents


@pytest.mark.cites("CC-200-special-needs-child")
@pytest.mark.parametrize(("months", "added_cents"), [(215, 100_00), (216, 0), (217, 0)])
def test_a_child_of_eighteen_has_no_supplement(months, added_cents):
    assert added(100_00, months=months) == added_cents


CITES = {
    "need_verified": ("CC-1101-O-1", "CC-A1-C-10-d-i"),
    "provider_qualified": ("CC-1101-O-2", "CC-A1-C-10-d-ii"),
    "other_services_used": ("CC-1101-O-3",),
    "undue_hardship": ("CC-A1-C-10-c",),
    "supervisor_approved": ("CC-1101-O-4", "CC-A1-C-10-d-iv"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.cites(*CITES[name])) for name in CITES]
)
def test_nothing_is_added_while_a_condition_is_not_on_file(name):
    assert added(100_00, without={name}) == 0
    assert tuple(each.cites for each in TERMS.conditions if each.name == name) == (CITES[name],)


@pytest.mark.cites("CC-1101-O", "CC-A1-C-10-d")
def test_all_conditions_of_section_and_attachment_are_asked():
    assert set(NAMES) == set(CITES)
