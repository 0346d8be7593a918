"""What is due in child care is told from the facts of a day, and gone once it is done."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, WEEKDAYS, build_family, build_provider
from tests.jobs.test_care_deciding import application_of

from posse.apps.care.models import Activity
from posse.services.care.activities import do_record_activity
from posse.services.care.authorizing import Refused
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.determining import do_determine
from posse.services.care.duties import duties_on
from posse.services.care.extending import do_give_license_time
from posse.services.care.pending import clock_of
from posse.services.care.reviewing import do_order_review

pytestmark = pytest.mark.django_db
DAY_30 = date(2026, 7, 1)


def words_on(day, family):
    return [each.words for each in duties_on(on=day, case_ids=[family.care_case.pk])]


@pytest.mark.cites("CC-401-B")
def test_an_application_is_due_on_its_thirtieth_day_and_gone_once_decided():
    family = build_family()
    application = application_of(family)
    [duty] = duties_on(on=ON)
    assert duty.due_on == DAY_30
    assert duty.words == (
        f"Application {application.number}: everything is known; decide by the day"
    )
    do_approve(application, on=ON, by=BY)
    assert duties_on(on=ON) == []


@pytest.mark.cites("CC-401-A-4")
def test_presumed_payment_that_ends_before_a_decision_is_told():
    family = build_family()
    do_presume(application_of(family), on=ON, by=BY)
    assert any("Presumed payment ends on Jun 30, 2026" in each for each in words_on(ON, family))
    assert not any("Presumed" in each for each in words_on(date(2026, 7, 2), family))


def searching(*, ended_on):
    """A family whose only caretaker lost her work and searches for another."""
    family = build_family()
    do_approve(application_of(family), on=ON, by=BY)
    at = {"care_case": family.care_case, "participant": family.adults[0], "by": BY}
    do_record_activity(
        kind="employment", begins_on=date(2026, 1, 5), ends_on=ended_on, spans=WEEKDAYS,
        replaces=Activity.objects.get(participant=family.adults[0]), on=ended_on, **at,
    )  # fmt: skip
    began = ended_on + timedelta(days=1)
    do_record_activity(
        kind="job_search", begins_on=began, spans=WEEKDAYS, on=began, **at
    )  # fmt: skip
    return family


@pytest.mark.cites("CC-700-A-job-search", "CC-100-B")
def test_three_months_of_job_search_are_told_a_month_before_their_end():
    family = searching(ended_on=date(2026, 6, 30))
    assert words_on(date(2026, 8, 30), family) == []
    [words] = words_on(date(2026, 8, 31), family)
    assert "the 3 months of job search end on Sep 30, 2026" in words
    [late] = words_on(date(2026, 10, 1), family)
    assert "ended on Sep 30, 2026" in late
    do_record_activity(
        kind="employment", begins_on=date(2026, 9, 20), spans=WEEKDAYS,
        care_case=family.care_case, participant=family.adults[0], on=date(2026, 9, 20), by=BY,
    )  # fmt: skip
    assert words_on(date(2026, 10, 1), family) == []


@pytest.mark.cites("CC-1601-E")
def test_an_ordered_review_is_due_until_the_case_is_determined():
    family = build_family()
    with pytest.raises(ValueError, match="CC-1601-E"):
        do_order_review(family.care_case, words=" ", on=ON, by=BY)
    do_order_review(family.care_case, words="Two addresses were told", on=ON, by=BY)
    [duty] = duties_on(on=ON)
    assert "Two addresses were told" in duty.words
    assert duty.due_on == DAY_30


@pytest.mark.django_db(transaction=True)
def test_a_determination_ends_the_order():
    family = build_family()
    do_order_review(family.care_case, words="Two addresses were told", on=ON, by=BY)
    do_determine(family.care_case, kind="review", on=ON, by=BY)
    assert duties_on(on=ON) == []


@pytest.mark.cites("CC-1202-D-1", "CC-1202-E-4-c")
def test_a_supervisor_gives_thirty_days_more_for_a_license_once():
    family = build_family(provider=build_provider(registered_on=None, licence="none"))
    application = application_of(family)
    after = date(2026, 8, 3)
    assert clock_of(application, on=after).state.name == "license_late"
    with pytest.raises(Refused, match="say why"):
        do_give_license_time(application, words="", on=after, by=BY)
    clock = do_give_license_time(application, words="Inspected last week", on=after, by=BY)
    assert (clock.state.name, clock.due_on) == ("license_pending", date(2026, 8, 31))
    kept = family.care_case.arrangements.get(replaced_by__isnull=True)
    assert kept.has_extension
    with pytest.raises(Refused, match="already"):
        do_give_license_time(application, words="Again", on=after, by=BY)


def test_no_time_is_given_for_a_license_that_is_there():
    application = application_of(build_family())
    with pytest.raises(Refused, match="nothing but a provider's license"):
        do_give_license_time(application, words="To be sure", on=ON, by=BY)
