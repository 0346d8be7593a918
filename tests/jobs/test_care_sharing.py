"""A child of two cases: only shared custody allows it, and only while the child is there."""

import pytest
from tests.care_families import BY, ON, build_family, build_provider
from tests.jobs.test_care_deciding import application_of

from posse.apps.subsidy.models import CareArrangement
from posse.services.care.authorizing import Refused
from posse.services.care.circumstances import do_tell
from posse.services.care.deciding import do_approve, refusal_of_approval
from posse.services.care.household import do_put_in_household, do_tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother():
    """A family that was approved, with a child in care from Monday to Friday."""
    family = build_family(provider=build_provider())
    do_approve(application_of(family), on=ON, by=BY)
    return family


@pytest.fixture
def father(mother):
    """Another household that applies, to which the same child is said to belong."""
    family = build_family(provider=build_provider(name="Prairie Test Center"))
    [child] = mother.children
    at = {"care_case": family.care_case, "on": ON, "by": BY}
    do_put_in_household(participant=child, role="child", **at)
    do_tie(elder=family.adults[0], younger=child, kind="parent_child", **at)
    return family


def against(family, **said):
    return [
        each for each in refusal_of_approval(family.care_case, on=ON, **said)
        if "CC-603-A-4" in each
    ]  # fmt: skip


@pytest.mark.cites("CC-603-A-4")
def test_a_child_of_two_cases_is_approved_only_where_custody_is_shared(mother, father):
    [refusal] = against(father)
    assert f"a child of case {mother.care_case.number} as well" in refusal
    with pytest.raises(Refused, match="share custody"):
        do_approve(application_of(father), on=ON, by=BY)
    do_tell(
        care_case=father.care_case, of="child", participant=mother.children[0],
        told={"is_custody_shared": True}, on=ON, by=BY,
    )  # fmt: skip
    assert against(father) == []


@pytest.mark.cites("CC-603-A-4")
def test_a_child_who_left_the_other_household_is_of_one_case_again(mother, father):
    do_put_in_household(
        care_case=mother.care_case, participant=mother.children[0], role="child",
        is_ended=True, on=ON, by=BY,
    )  # fmt: skip
    assert against(father) == []


@pytest.mark.cites("CC-603-A-4")
def test_care_of_both_cases_on_the_same_weekday_is_weighed_by_a_supervisor(mother, father):
    [child] = mother.children
    do_tell(
        care_case=father.care_case, of="child", participant=child,
        told={"is_custody_shared": True}, on=ON, by=BY,
    )  # fmt: skip
    arranged(father, child, weekdays="0000011")
    assert against(father) == []
    arranged(father, child, weekdays="0000111")
    [refusal] = against(father)
    assert "a supervisor weighs" in refusal
    assert against(father, is_supervisor=True) == []


def arranged(family, child, *, weekdays):
    CareArrangement.objects.create(
        care_case=family.care_case, child=child, provider=build_provider(), told_on=ON,
        days_month=8, hours_day=800, weekdays=weekdays, effective_on=ON, recorded_on=ON,
        recorded_by=BY,
    )  # fmt: skip
