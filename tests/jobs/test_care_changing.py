"""Changes inside the twelve months: what acts, what does not, and what the family is told."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, add_child, build_family, build_provider, prove
from tests.jobs.test_care_deciding import application_of, letters_of

from posse.apps.care.models import CareIncome
from posse.apps.proofs.models import Evidence
from posse.apps.subsidy.choices import ChangeKind, GoodCause
from posse.apps.subsidy.models import Authorization, CareChange, CarePeriod
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.arranging import Arranged, do_arrange_care
from posse.services.care.authorizing import Refused
from posse.services.care.changing import (
    change_terms,
    do_close_change,
    do_grant_good_cause,
    do_refuse_good_cause,
    do_report_change,
    do_work_change,
    effective_day,
    refusal_of_cause,
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


def working(family, until_minute):
    known = family.adults[0].care_activities.get(replaced_by__isnull=True)
    do_record_activity(
        care_case=family.care_case, participant=family.adults[0], kind="employment",
        begins_on=known.effective_on, replaces=known, on=LATER, by=BY,
        spans=[Span(day, 540, until_minute) for day in range(5)],
    )  # fmt: skip


@pytest.mark.cites("CC-1500-B", "CC-402-F")
def test_fewer_hours_wait_for_a_supervisor_and_go_out_as_an_adverse_action():
    family = approved()
    working(family, 720)
    change = reported(family, kind="activity")
    [waits] = do_work_change(change, on=LATER, by=BY)
    assert waits.outcome == "waiting"
    assert "a supervisor approves it" in change.outcomes.get().words
    assert Authorization.objects.count() == 1
    do_work_change(change, on=LATER, by=BY, is_supervisor=True)
    old, new = Authorization.objects.order_by("id")
    assert old.day_minutes[0] == 480
    assert (new.day_minutes[0], new.part_days_week) == (180, 5)
    assert new.effective_on == date(2026, 7, 30)
    assert "hours in which you need care have changed" in letters_of(family)["care_change"]
    with pytest.raises(Refused, match="worked already"):
        do_work_change(change, on=LATER, by=BY, is_supervisor=True)


@pytest.mark.cites("CC-1101-C-4")
def test_hours_that_are_fewer_for_a_while_stay_until_the_review():
    family = approved()
    working(family, 720)
    change = reported(family, kind="activity", is_passing=True)
    [done] = do_work_change(change, on=LATER, by=BY, is_supervisor=True)
    assert done.outcome == "no_action"
    assert Authorization.objects.get().day_minutes[0] == 480
    assert "stay until the review" in change.outcomes.get().words


@pytest.mark.cites("CC-1101-C-4", "CC-1500-B")
def test_while_hours_are_fewer_for_a_while_a_lower_share_still_counts():
    family = approved(month_cents=320_000)
    working(family, 720)
    earning(family, 180_000)
    change = reported(family, kind="activity", is_passing=True)
    [done] = do_work_change(change, on=LATER, by=BY)
    assert done.outcome == "acted"
    old, new = Authorization.objects.order_by("id")
    assert new.day_minutes == old.day_minutes
    assert (old.share_month_cents, new.share_month_cents) == (12_800, 0)


@pytest.mark.cites("CC-1501-B-1", "CC-1504-C-1")
def test_a_new_provider_counts_from_the_day_of_the_change_though_less_is_paid():
    family = approved()
    known = family.care_case.arrangements.get()
    do_arrange_care(
        care_case=family.care_case, child=family.children[0],
        provider=build_provider(charge_cents=2000),
        asked=Arranged(
            begins_on=date(2026, 7, 13), weekdays="1111100", hours_day=800, days_month=20,
            told_on=date(2026, 7, 14), is_change=True,
        ),
        replaces_id=known.pk, on=LATER, by=BY,
    )  # fmt: skip
    do_work_change(reported(family, kind="provider"), on=LATER, by=BY)
    old, new = Authorization.objects.order_by("id")
    assert (old.end.effective_on, new.effective_on) == (date(2026, 7, 12), date(2026, 7, 13))
    assert new.month_cents < old.month_cents
    assert "goes to another provider" in letters_of(family)["care_change"]


@pytest.mark.cites("CC-1500-B", "CC-1501-B-3.1")
def test_at_the_ceiling_nothing_ends_and_somebody_looks():
    family = approved(month_cents=180_000)
    ceiling = do_redetermine(family.care_case, from_day=LATER, on=LATER, by=BY)[0]
    # Of the earnings $200 are not counted.
    earning(family, ceiling.determination.limit_cents + 20_000)
    change = reported(family)
    [done] = do_work_change(change, on=LATER, by=BY)
    assert (done.outcome, done.determination.is_eligible) == ("waiting", True)
    assert "a specialist looks" in change.outcomes.get().words
    assert not hasattr(Authorization.objects.get(), "end")


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


def proof_of(family):
    return Evidence.objects.create(
        care_case=family.care_case, way="document", grade="primary", says="In hospital",
        obtained_on=ON, effective_on=ON, recorded_on=ON, recorded_by=BY,
    )  # fmt: skip


def late(family, told_on=date(2026, 8, 1)):
    return reported(family, happened_on=date(2026, 7, 2), told_on=told_on)


SAYS = {"cause": "hospital", "words": "Ann was in hospital", "on": LATER, "by": BY}


@pytest.mark.cites("CC-1507-A", "CC-1507-A-3", "CC-1507-A-4")
def test_with_good_cause_a_late_report_counts_from_the_day_of_the_change():
    family = build_family()
    change = late(family)
    assert effective_day(change) == date(2026, 8, 1)
    with pytest.raises(ValueError, match="the family proves it"):
        do_grant_good_cause(change=change, proof=None, **SAYS)
    granted = do_grant_good_cause(change=change, proof=proof_of(family), **SAYS)
    assert effective_day(granted) == date(2026, 7, 2)
    assert granted.replaces == change
    assert "Good cause was granted" in family.care_case.narratives.get().text
    with pytest.raises(ValueError, match="kept again"):
        do_grant_good_cause(change=change, proof=proof_of(family), **SAYS)
    with pytest.raises(Refused, match="kept again"):
        do_work_change(change, on=date(2026, 8, 1), by=BY)


@pytest.mark.cites("CC-1507-A-5")
@pytest.mark.parametrize(
    ("told_on", "is_in_reach"),
    [(date(2026, 7, 31), True), (date(2026, 8, 1), True), (date(2026, 8, 2), False)],
)
def test_good_cause_is_in_reach_until_the_first_of_the_benefit_month(told_on, is_in_reach):
    assert (refusal_of_cause(late(build_family(), told_on)) == "") is is_in_reach


@pytest.mark.cites("CC-1507-A-2", "CC-1507-A-2-e")
def test_a_cause_that_the_law_leaves_open_is_for_a_supervisor():
    family = build_family()
    asked = {"change": late(family), "proof": proof_of(family)} | SAYS | {"cause": "other"}
    with pytest.raises(ValueError, match="a supervisor grants"):
        do_grant_good_cause(**asked)
    assert do_grant_good_cause(**asked, is_supervisor=True).good_cause == "other"


def test_each_cause_and_each_change_of_the_tables_stands_in_the_law():
    terms = change_terms(on=LATER)
    assert {each.name for each in terms.causes} == set(GoodCause) - {""}
    assert {each.name for each in terms.reportable} == set(ChangeKind)


@pytest.mark.cites("CC-1507-A-4")
def test_why_good_cause_was_refused_stands_in_the_record():
    family = build_family()
    do_refuse_good_cause(change=late(family), words="No paper was shown", on=LATER, by=BY)
    assert "Good cause was refused: No paper" in family.care_case.narratives.get().text


@pytest.mark.cites("CC-1316-A", "CC-1501-B-4")
def test_what_waits_for_a_specialist_is_closed_in_words():
    family = approved()
    change = reported(family)
    done = do_close_change(change, words="Nothing follows from it", on=LATER, by=BY)
    assert (done.outcome, done.words) == ("no_action", "Nothing follows from it")
    with pytest.raises(ValueError, match="worked already"):
        do_close_change(change, words="Again", on=LATER, by=BY)


def test_a_second_child_in_care_is_authorized_inside_the_running_period():
    family = approved()
    add_child(family, born=date(2022, 2, 2), provider=build_provider(), number=1)
    do_redetermine(family.care_case, from_day=LATER, on=LATER, by=BY)
    running = Authorization.objects.filter(end__isnull=True)
    assert running.count() == 2
    assert {row.ends_on for row in running} == {date(2027, 5, 31)}
