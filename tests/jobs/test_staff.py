"""Who works here: supervisors form no circle, absences are covered, conflicts close doors."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from tests.builders import build_case

from posse.apps.staff.choices import Relation
from posse.apps.staff.models import StaffMember, Team
from posse.services.staff.absences import covers_on, do_record_absence
from posse.services.staff.conflicts import conflicts_of, do_declare_conflict
from posse.services.staff.members import (
    do_form_team,
    do_hire,
    do_open_office,
    staff_for_user,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
TOLD = {"on": MONDAY, "by": "test"}


def hire(name: str, **place) -> StaffMember:
    return do_hire(user=User.objects.create(username=name), **place)


@pytest.fixture
def team() -> Team:
    office = do_open_office(name="Laramie County office", county_fips="56021")
    return do_form_team(office=office, name="Intake")


def test_a_user_of_the_staff_is_found_with_the_team_and_others_are_nobody(team) -> None:
    member = hire("worker", team=team)
    assert staff_for_user(member.user) == member
    assert staff_for_user(User.objects.create(username="parent")) is None


def test_nobody_is_supervised_by_whom_they_supervise(team) -> None:
    above = hire("above", team=team)
    between = hire("between", team=team, supervisor=above)
    below = hire("below", team=team, supervisor=between)
    with pytest.raises(ValueError, match="whom they supervise"):
        do_hire(user=above.user, team=team, supervisor=below)


def test_an_office_needs_a_county_and_a_team_is_formed_once(team) -> None:
    assert do_form_team(office=team.office, name="Intake") == team
    with pytest.raises(ValueError, match="five FIPS digits"):
        do_open_office(name="Nowhere", county_fips="Laramie")


def test_whoever_is_away_is_covered_from_the_first_day_through_the_last(team) -> None:
    away, cover = hire("away", team=team), hire("cover", team=team)
    friday = MONDAY + timedelta(days=4)
    do_record_absence(staff=away, cover=cover, starts_on=MONDAY, ends_on=friday, **TOLD)
    day = timedelta(days=1)
    assert covers_on(MONDAY) == covers_on(friday) == {away.pk: cover.pk}
    assert covers_on(MONDAY - day) == covers_on(friday + day) == {}


def test_an_absence_can_be_taken_back_and_is_not_covered_by_oneself(team) -> None:
    away = hire("away", team=team)
    told = {"staff": away, "starts_on": MONDAY, "ends_on": MONDAY, **TOLD}
    with pytest.raises(ValueError, match="somebody else"):
        do_record_absence(cover=away, **told)
    do_record_absence(**told)
    do_record_absence(is_withdrawn=True, **told)
    assert covers_on(MONDAY) == {}


def test_a_conflict_closes_a_persons_cases_until_it_ends(team) -> None:
    case, member = build_case(), hire("worker", team=team)
    conflict = {"staff": member, "participant": case.obligor, "relation": Relation.RELATIVE}
    do_declare_conflict(**conflict, **TOLD)
    assert conflicts_of(member, on=MONDAY) == {case.obligor_id: Relation.RELATIVE}
    later = MONDAY + timedelta(days=1)
    do_declare_conflict(**conflict, is_ended=True, on=later, by="test")
    assert conflicts_of(member, on=later) == {}
    assert conflicts_of(member, on=MONDAY) == {case.obligor_id: Relation.RELATIVE}


def test_nobody_needs_to_declare_being_oneself(team) -> None:
    case = build_case()
    member = hire("worker", team=team, participant=case.obligee)
    assert conflicts_of(member, on=MONDAY) == {case.obligee_id: Relation.SELF}
