"""From a determination to what is authorized for each child."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, add_child, build_family, build_provider

from posse.apps.subsidy.models import CareArrangement, CarePeriod
from posse.rules.errors import LawError
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.authorizing import Asked, Refused, do_authorize, plan
from posse.services.care.circumstances import do_tell
from posse.services.care.determining import do_determine
from posse.services.care.duties import duties_on
from posse.services.care.stages import stages_of
from posse.services.care.studying import terms_ending

pytestmark = pytest.mark.django_db


def asked_of(family, *, applied_on=ON, on=ON, **options):
    [row] = do_determine(
        family.care_case, kind="initial", on=on, by=BY,
        stage=stages_of([family.care_case.pk], on=on),
    )  # fmt: skip
    return Asked(row, applied_on=applied_on, **options)


def arranged(family, provider, **columns):
    return CareArrangement.objects.create(
        care_case=family.care_case, child=family.children[0], provider=provider, told_on=ON,
        recorded_on=ON, recorded_by=BY, **{"days_month": 20, "hours_day": 800,
                                           "effective_on": ON} | columns,
    )  # fmt: skip


@pytest.mark.cites("CC-200-authorization", "CC-1101-B", "CC-1101-M.2", "CC-1202-A")
def test_an_authorization_states_hours_the_most_paid_and_the_parents_share():
    family = build_family(month_cents=320_000)
    [row] = do_authorize(asked_of(family), on=ON, by=BY)
    assert row.day_minutes == [480, 480, 480, 480, 480, 0, 0]
    assert (row.full_days_week, row.part_days_week) == (5, 0)
    assert row.full_day_cents == 3000
    # 3,200.00 less 200.00 is above 150 and within 175 percent for two: Step 4.
    assert row.determination.step == 4
    assert (row.full_share_cents, row.share_month_cents) == (640, 20 * 640)
    assert row.month_cents == 20 * (3000 - 640)
    assert (row.effective_on, row.ends_on) == (ON, date(2027, 5, 31))
    period = CarePeriod.objects.get()
    assert (period.effective_on, period.ends_on, period.step) == (ON, date(2027, 5, 31), 4)


@pytest.mark.cites("CC-1202-E", "CC-1202-E-3", "CC-1301-A-3")
def test_it_begins_on_the_latest_of_the_four_days():
    provider = build_provider()
    family = build_family(born=(), provider=provider)
    add_child(family, born=date(2023, 3, 4), provider=None)
    arranged(family, provider, effective_on=date(2026, 6, 15))
    [planned] = plan(asked_of(family), on=ON)
    assert planned.row.effective_on == date(2026, 6, 15)
    assert planned.row.begins_by == "care"


@pytest.mark.cites("CC-1101-D", "CC-1202-B")
def test_nothing_is_authorized_while_nobody_registered_the_provider():
    family = build_family(provider=build_provider(registered_on=None))
    row = asked_of(family)
    assert not row.determination.is_eligible
    assert row.determination.failing == ["provider"]
    assert plan(row, on=ON) == []
    with pytest.raises(Refused, match="nothing to authorize"):
        do_authorize(row, on=ON, by=BY)


@pytest.mark.cites("CC-701-C", "CC-1101-F")
def test_only_the_hours_that_both_parents_share_are_authorized():
    family = build_family(adults=2)
    first = family.adults[1].care_activities.get()
    do_record_activity(
        care_case=family.care_case, participant=family.adults[1], kind="employment",
        begins_on=date(2026, 1, 5), spans=[Span(day, 13 * 60, 20 * 60) for day in range(3)],
        replaces=first, on=ON, by=BY,
    )  # fmt: skip
    [planned] = plan(asked_of(family), on=ON)
    assert planned.row.day_minutes == [240, 240, 240, 0, 0, 0, 0]
    assert (planned.row.full_days_week, planned.row.part_days_week) == (0, 3)


@pytest.mark.cites("CC-200-child-care")
def test_more_than_sixteen_hours_of_a_day_are_cut_and_said():
    family = build_family(born=())
    first = family.adults[0].care_activities.get()
    do_record_activity(
        care_case=family.care_case, participant=family.adults[0], kind="employment",
        begins_on=date(2026, 1, 5), spans=[Span(0, 5 * 60, 23 * 60)], replaces=first,
        on=ON, by=BY,
    )  # fmt: skip
    add_child(family, born=date(2023, 3, 4), provider=None)
    arranged(family, build_provider(), hours_day=2400)
    [planned] = plan(asked_of(family), on=ON)
    assert planned.row.day_minutes[0] == 16 * 60
    assert any("16 hours" in each for each in planned.remarks)


@pytest.mark.cites("CC-1101-E")
def test_a_business_is_authorized_its_net_income_by_the_minimum_wage():
    family = build_family(month_cents=62_350)
    first = family.adults[0].care_activities.get()
    do_record_activity(
        care_case=family.care_case, participant=family.adults[0], kind="self_employment",
        begins_on=date(2026, 1, 5), spans=[Span(day, 540, 1020) for day in range(5)],
        replaces=first, on=ON, by=BY,
    )  # fmt: skip
    [planned] = plan(asked_of(family), on=ON)
    # 623.50 by 7.25 are 86 hours of a month, 20 of a week.
    assert sum(planned.row.day_minutes) == 20 * 60
    assert planned.row.day_minutes == [480, 480, 240, 0, 0, 0, 0]


@pytest.mark.cites("CC-1101-H", "CC-1101-M.1")
def test_a_second_provider_inside_a_full_day_is_refused():
    family = build_family(born=())
    add_child(family, born=date(2023, 3, 4), provider=None)
    arranged(family, build_provider(), drop_off_minute=480)
    second = build_provider(name="Second Test Home", setting="licensed_family")
    inside = arranged(family, second, drop_off_minute=700, hours_day=200, days_month=4)
    with pytest.raises(Refused, match="CC-1101-H"):
        plan(asked_of(family), on=ON)
    arranged(family, second, drop_off_minute=960, hours_day=200, days_month=4, replaces=inside)
    planned = plan(asked_of(family), on=ON)
    assert [each.row.provider.name for each in planned] == [
        "Tumbleweed Test Center", "Second Test Home"
    ]  # fmt: skip
    # Both lie outside each other, but are ten hours where eight are needed.
    assert all("CC-1101-M.1" in each.remarks[-1] for each in planned)


@pytest.mark.cites("CC-1203-E-2")
def test_what_others_pay_comes_off_before_the_agency_pays():
    family = build_family(born=(), month_cents=150_000)
    add_child(family, born=date(2023, 3, 4), provider=None)
    arranged(family, build_provider(), other_cents=20_000)
    [planned] = plan(asked_of(family), on=ON)
    assert planned.row.month_cents == 20 * 3000 - 20_000


@pytest.mark.cites("45 CFR 98.45(l)")
def test_a_foster_child_s_care_costs_the_family_nothing():
    family = build_family(month_cents=320_000)
    do_tell(
        care_case=family.care_case, of="child", participant=family.children[0],
        told={"is_in_protective_services": True}, on=ON, by=BY,
    )  # fmt: skip
    [planned] = plan(asked_of(family), on=ON)
    assert (planned.row.full_share_cents, planned.row.share_month_cents) == (0, 0)
    assert planned.row.month_cents == 20 * 3000


@pytest.mark.cites("CC-1201-A", "CC-1201-B", "CC-1500-B")
@pytest.mark.parametrize(
    ("on", "stage"),
    [
        (date(2026, 9, 14), "within_period"),
        (date(2026, 9, 15), "continuing"),
        (date(2026, 10, 14), "continuing"),
        (date(2026, 10, 15), "initial"),
    ],
)
def test_a_break_of_thirty_days_makes_a_family_new_again(on, stage):
    family = build_family()
    determination = asked_of(family).determination
    CarePeriod.objects.create(
        care_case=family.care_case, unit=determination.unit, determination=determination,
        step=4, effective_on=date(2025, 9, 15), ends_on=date(2026, 9, 14), recorded_on=ON,
        recorded_by=BY,
    )  # fmt: skip
    rows = stages_of([family.care_case.pk], on=on).rows
    assert ("initial", "continuing", "within_period")[rows["stage"][0]] == stage


def test_a_year_whose_chart_is_not_known_is_refused_and_named():
    family = build_family()
    with pytest.raises(LawError, match=r"childcare.scale.chart .* empty since 2027-04-01"):
        asked_of(family, on=date(2027, 4, 1))


def studying(family, *, kind="training", ends_on=date(2026, 12, 11), adult=0):
    """An adult of a family does nothing but study, through the end of a term."""
    do_tell(
        care_case=family.care_case, of="adult", participant=family.adults[adult],
        told={"makes_progress": True}, on=ON, by=BY,
    )  # fmt: skip
    first = family.adults[adult].care_activities.get()
    return do_record_activity(
        care_case=family.care_case, participant=family.adults[adult], kind=kind,
        begins_on=date(2026, 1, 5), ends_on=ends_on, spans=[Span(0, 540, 1020)],
        place="Sample College", replaces=first, on=ON, by=BY,
    )  # fmt: skip


@pytest.mark.cites("CC-1101-I")
def test_a_students_authorization_ends_with_the_term_and_the_twelve_months_go_on():
    family = build_family()
    studying(family)
    rows = do_authorize(asked_of(family), on=ON, by=BY)
    assert [row.ends_on for row in rows] == [date(2026, 12, 11)]
    assert family.care_case.periods.get().ends_on == date(2027, 5, 31)


@pytest.mark.cites("CC-1101-I")
def test_a_term_without_an_end_is_asked_after_and_limits_nothing():
    family = build_family()
    studying(family, ends_on=None)
    [planned] = plan(asked_of(family), on=ON)
    assert planned.row.ends_on == date(2027, 5, 31)
    assert any("when the term or class ends" in each for each in planned.remarks)


@pytest.mark.cites("CC-1101-I", "CC-701-C")
def test_of_two_parents_the_one_who_only_studies_frees_the_hours():
    family = build_family(adults=2)
    studying(family, adult=1)
    [planned] = plan(asked_of(family), on=ON)
    assert planned.row.ends_on == date(2026, 12, 11)


@pytest.mark.cites("CC-1101-I")
def test_thirty_days_before_its_end_the_next_term_is_asked_for():
    family = build_family()
    row = studying(family)
    do_authorize(asked_of(family), on=ON, by=BY)
    soon = date(2026, 11, 11)
    assert terms_ending(on=soon - timedelta(days=1)) == []
    assert terms_ending(on=soon) == [row]
    assert terms_ending(on=date(2026, 12, 11), case_ids=[family.care_case.pk]) == [row]
    assert terms_ending(on=date(2026, 12, 12)) == []
    told = [each for each in duties_on(on=soon) if each.cites == ("CC-1101-I",)]
    assert "ask for the schedule of the next one" in told[0].words
    assert told[0].due_on == date(2026, 12, 11)
    do_record_activity(
        care_case=family.care_case, participant=family.adults[0], kind="education",
        begins_on=date(2027, 1, 11), ends_on=date(2027, 5, 14), spans=[Span(0, 540, 1020)],
        on=soon, by=BY,
    )  # fmt: skip
    assert terms_ending(on=soon) == []
