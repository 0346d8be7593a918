"""Changes inside the twelve months: what acts, what does not, and what the family is told."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, add_child, build_family, build_provider, prove
from tests.jobs.test_care_deciding import application_of, letters_of

from posse.apps.care.models import CareIncome
from posse.apps.proofs.models import Evidence
from posse.apps.subsidy.models import Authorization, CareChange, CarePeriod
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.authorizing import Refused
from posse.services.care.changing import (
    do_grant_good_cause,
    do_report_change,
    do_work_change,
    effective_day,
)
from posse.services.care.deciding import do_approve
from posse.services.care.incomes import do_record_income
from posse.services.care.redetermining import do_redetermine

pytestmark = pytest.mark.django_db

LATER = date(2026, 7, 20)


def approved(**options):
    family = build_family(**options)
    do_approve(application_of(family), on=ON, by=BY)
    return family


def reported(family, *, happened_on=date(2026, 7, 13), told_on=LATER, **more):
    said = {"kind": "income", "channel": "phone", "words": "The pay changed", **more}
    prove(family, on=told_on)
    return do_report_change(
        care_case=family.care_case, happened_on=happened_on, learned_on=happened_on,
        told_on=told_on, on=told_on, by=BY, **said,
    )  # fmt: skip


def earning(family, month_cents, *, since=date(2026, 7, 13)):
    known = CareIncome.objects.get(care_case=family.care_case, replaced_by__isnull=True)
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": month_cents}, replaces=known,
        effective_on=since, on=LATER, by=BY,
    )  # fmt: skip


@pytest.mark.cites("CC-301-A-1")
def test_a_change_is_not_worked_before_it_is_proved():
    family = approved(month_cents=320_000)
    change = reported(family, told_on=date(2026, 7, 17))
    earning(family, 180_000)
    with pytest.raises(Refused, match="to be proved again: income"):
        do_work_change(change, on=LATER, by=BY)
    assert not CareChange.objects.get().outcomes.exists()


@pytest.mark.cites("CC-1500-B", "CC-1501-B-3.2")
def test_more_income_within_the_ceiling_changes_nothing_inside_the_period():
    family = approved(month_cents=180_000)
    earning(family, 400_000)
    [done] = do_work_change(reported(family), on=LATER, by=BY)
    assert done.outcome == "no_action"
    assert (done.determination.step, CarePeriod.objects.count()) == (1, 1)
    assert Authorization.objects.count() == 1
    assert "care_change" not in letters_of(family)
    assert CareChange.objects.get().outcomes.get().outcome == "no_action"


@pytest.mark.cites("CC-1501-B-3.2", "CC-1504-C-1", "CC-1400-A")
def test_less_income_lowers_the_share_from_the_day_of_the_change():
    family = approved(month_cents=320_000)
    earning(family, 180_000)
    [done] = do_work_change(reported(family), on=LATER, by=BY)
    assert done.outcome == "acted"
    old, new = Authorization.objects.order_by("id")
    assert old.end.effective_on == date(2026, 7, 12)
    assert (new.effective_on, new.ends_on) == (date(2026, 7, 13), old.ends_on)
    assert (old.share_month_cents, new.share_month_cents) == (12_800, 0)
    latest = CarePeriod.objects.get(replaced_by__isnull=True)
    assert (latest.step, latest.ends_on) == (1, old.ends_on)
    assert "$600.00" in letters_of(family)["care_change"]


@pytest.mark.cites("CC-1500-B", "CC-1501-B-3.1", "CC-1504-C-2", "CC-402-F", "CC-1203-A-4.1")
def test_above_the_ceiling_care_ends_by_a_notice_and_the_case_stays():
    family = approved(month_cents=180_000)
    earning(family, 900_000)
    [done] = do_work_change(reported(family), on=LATER, by=BY)
    assert done.determination.failing == ["income"]
    row = Authorization.objects.get()
    # Ten days of notice: it takes effect on July 30, so July 29 is the last day paid.
    assert row.end.effective_on == date(2026, 7, 29)
    said = letters_of(family)["care_ending"]
    assert "1501-B-3.1" in said
    assert family.care_case.number in said


@pytest.mark.cites("CC-1500-B", "CC-1101-F")
def test_other_hours_are_authorized_from_the_day_of_the_change():
    family = approved()
    known = family.adults[0].care_activities.get()
    do_record_activity(
        care_case=family.care_case, participant=family.adults[0], kind="employment",
        begins_on=known.effective_on, spans=[Span(day, 540, 720) for day in range(5)],
        replaces=known, on=LATER, by=BY,
    )  # fmt: skip
    do_work_change(reported(family, kind="activity"), on=LATER, by=BY)
    old, new = Authorization.objects.order_by("id")
    assert old.day_minutes[0] == 480
    assert (new.day_minutes[0], new.part_days_week) == (180, 5)


@pytest.mark.cites("CC-1500-B", "CC-1316-A")
def test_another_ground_is_left_to_a_specialist():
    family = approved()
    known = family.adults[0].care_activities.get()
    do_record_activity(
        care_case=family.care_case, participant=family.adults[0], kind="employment",
        begins_on=known.effective_on, ends_on=date(2026, 7, 13), spans=[], replaces=known,
        on=LATER, by=BY,
    )  # fmt: skip
    [done] = do_work_change(reported(family, kind="activity"), on=LATER, by=BY)
    assert done.outcome == "waiting"
    assert not hasattr(Authorization.objects.get(), "end")


@pytest.mark.cites("CC-1504-A", "CC-1504-B")
def test_the_same_facts_determined_again_change_nothing():
    family = approved(month_cents=320_000)
    for _ in range(2):
        [done] = do_redetermine(family.care_case, from_day=LATER, on=LATER, by=BY)
        assert done.outcome == "no_action"
    assert Authorization.objects.count() == 1


@pytest.mark.cites("CC-1101-N-5")
def test_a_child_that_grows_into_another_rate_is_authorized_at_it():
    provider = build_provider(charge_cents=9900)
    family = approved(born=(date(2024, 7, 15),), provider=provider)
    do_redetermine(family.care_case, from_day=date(2026, 8, 1), on=date(2026, 8, 1), by=BY)
    old, new = Authorization.objects.order_by("id")
    assert (old.full_day_cents, new.full_day_cents) == (3444, 3200)
    # Less is paid, so the notice goes ten days ahead.
    assert new.effective_on == date(2026, 8, 11)


@pytest.mark.cites("CC-1502-A.1", "CC-1507-A-1", "CC-404-D-1")
@pytest.mark.parametrize(("days", "is_late"), [(9, False), (10, False), (11, True)])
def test_a_report_is_late_after_ten_days(days, is_late):
    happened = date(2026, 7, 1)
    change = reported(
        build_family(), happened_on=happened, told_on=happened + timedelta(days=days)
    )
    assert change.is_late is is_late
    assert effective_day(change) == (change.effective_on if is_late else happened)


@pytest.mark.cites("CC-1507-A-2", "CC-1507-A-3", "CC-1507-A-5")
def test_good_cause_is_proved_and_in_reach_until_the_first_of_the_month():
    family = build_family()
    proof = Evidence.objects.create(
        care_case=family.care_case, way="document", grade="primary", says="In hospital",
        obtained_on=ON, effective_on=ON, recorded_on=ON, recorded_by=BY,
    )  # fmt: skip
    in_reach = reported(family, happened_on=date(2026, 7, 2), told_on=date(2026, 8, 1))
    at = {"cause": "hospital", "words": "Ann was in hospital", "on": LATER, "by": BY}
    granted = do_grant_good_cause(change=in_reach, proof=proof, **at)
    assert effective_day(granted) == date(2026, 7, 2)
    with pytest.raises(ValueError, match="the family proves it"):
        do_grant_good_cause(change=in_reach, proof=None, **at)
    late = reported(family, happened_on=date(2026, 7, 2), told_on=date(2026, 8, 2))
    with pytest.raises(ValueError, match="CC-1507-A-5"):
        do_grant_good_cause(change=late, proof=proof, **at)


def test_a_second_child_in_care_is_authorized_inside_the_running_period():
    family = approved()
    add_child(family, born=date(2022, 2, 2), provider=build_provider(), number=1)
    do_redetermine(family.care_case, from_day=LATER, on=LATER, by=BY)
    running = Authorization.objects.filter(end__isnull=True)
    assert running.count() == 2
    assert {row.ends_on for row in running} == {date(2027, 5, 31)}
