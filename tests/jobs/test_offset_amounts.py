"""What is certified of each kind of arrears: only of cases and debts that may be counted."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.sent_files import ON, family, fold, offset, told

from posse.services.enforcement.facts import AGE_DAYS, facts_of_obligors
from posse.services.law import current_law
from posse.services.register.cases import do_set_interstate_role

pytestmark = pytest.mark.django_db
ON_ASSISTANCE = (date(2026, 9, 30), None, [])


def more_of(case, arrears, **told):
    """Another case of the same parent."""
    found = build_case(monthly_cents=None, arrears=arrears, obligor=case.obligor, **told)
    fold(found)
    return found


@pytest.mark.cites("CS-9.2-TOP-CRIT-3")
def test_what_is_owed_to_a_family_on_assistance_takes_no_tax_refund():
    family(arrears={"never_assigned": 300_000}, assistance=ON_ASSISTANCE)
    assert told(offset()) == [("A", "N", 300_000, "TAX")]


@pytest.mark.cites("CS-9.2-TOP-CRIT-3", "45 CFR 303.72(a)(2)")
def test_no_refund_is_taken_for_more_than_qualifies():
    case = family(arrears={"never_assigned": 60_000})
    more_of(case, {"never_assigned": 40_000}, assistance=ON_ASSISTANCE)
    assert told(offset()) == [("A", "N", 60_000, "")]


@pytest.mark.cites("CS-9.2-TOP-INIT-1", "CS-IRG-J36")
def test_a_case_in_which_this_state_responds_is_certified_by_the_other_state():
    case = family(arrears={"never_assigned": 60_000})
    away = more_of(case, {"never_assigned": 900_000})
    do_set_interstate_role(case=away, role="responding", on=date(2026, 10, 1), by=BY)
    assert told(offset()) == [("A", "N", 60_000, "")]


@pytest.mark.cites("45 CFR 303.72(a)(1)")
def test_what_is_assigned_for_refunds_alone_is_certified_as_assigned():
    family(arrears={"conditionally_assigned": 20_000})
    assert told(offset()) == [("A", "A", 20_000, "")]


@pytest.mark.cites("CS-9.2-FAOP-CRIT-2")
def test_how_old_arrears_must_be_is_the_laws_to_say(monkeypatch):
    case = build_case(monthly_cents=40_000, first_due_on=date(2026, 10, 1))
    fold(case)

    def aged(days):
        law = current_law()
        monkeypatch.setattr(
            "posse.services.enforcement.facts.current_law", lambda: _Law(law, days)
        )
        facts = facts_of_obligors(on=ON, obligors=[case.obligor_id]).facts
        monkeypatch.undo()
        return facts.cases.aged_cents.tolist()

    assert (aged(30), aged(33)) == ([40_000], [0])


class _Law:
    """The law with another age."""

    def __init__(self, law, days):
        self.law, self.days = law, days

    def value(self, key, *, on):
        return self.days if key == AGE_DAYS else self.law.value(key, on=on)
