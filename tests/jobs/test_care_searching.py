"""A job search that is over ends assistance by night, with notice, once."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, WEEKDAYS, prove
from tests.jobs.test_care_duties import searching, words_on
from tests.jobs.test_care_reviewing import said_to

from posse.apps.subsidy.models import AuthorizationEnd, CareNotice, CarePeriod, Determination
from posse.services.care import searching as searching_service
from posse.services.care.activities import do_record_activity
from posse.services.care.authorizing import Refused
from posse.services.care.changing import do_report_change
from posse.services.care.circumstances import do_tell
from posse.services.care.night import do_run_care
from posse.services.care.taking_back import do_take_end_back

pytestmark = pytest.mark.django_db
LOST, LAST_DAY = date(2026, 6, 30), date(2026, 9, 30)
NIGHT = LAST_DAY + timedelta(days=1)


def written():
    return (
        AuthorizationEnd.objects.count(), Determination.objects.count(),
        CareNotice.objects.filter(kind="care_ending").count(), CarePeriod.objects.count(),
    )  # fmt: skip


@pytest.mark.cites("CC-700-A-job-search", "CC-1504-C-2", "CC-402-F", "CC-701-B-5")
def test_a_search_that_is_over_ends_after_the_days_of_its_notice_and_once():
    family = searching(ended_on=LOST)
    do_run_care(on=LAST_DAY, by=BY)
    assert not AuthorizationEnd.objects.exists()
    assert do_run_care(on=NIGHT, by=BY).written_count == 1
    end = AuthorizationEnd.objects.get()
    assert (end.reason, end.effective_on) == ("ineligible", NIGHT + timedelta(days=9))
    assert end.determination.failing == ["activity"]
    period = CarePeriod.objects.get(replaced_by__isnull=True)
    assert period.ends_on == end.effective_on
    said = said_to(family)["care_ending"]
    assert "The time for a job search is over" in said
    assert "Oct 10, 2026" in family.care_case.narratives.get(topic="job search").text
    before = written()
    for days in range(3):
        do_run_care(on=NIGHT + timedelta(days=days), by=BY)
    assert written() == before
    assert words_on(NIGHT, family) == []


@pytest.mark.cites("CC-1101-C-4", "CC-1501-B-4")
@pytest.mark.parametrize("told", ["work", "change", "break", "stays"])
def test_whoever_told_something_else_in_time_is_not_ended_by_a_night(told):
    family = searching(ended_on=LOST)
    mother = family.adults[0]
    on = LAST_DAY - timedelta(days=2)
    at = {"care_case": family.care_case, "on": on, "by": BY}
    if told == "work":
        do_record_activity(
            participant=mother, kind="employment", begins_on=on, spans=WEEKDAYS, **at
        )
    elif told == "change":
        do_report_change(
            kind="activity", channel="phone", happened_on=on, learned_on=on,
            words="Begins at the pretend bakery", **at,
        )  # fmt: skip
    elif told == "break":
        do_tell(of="adult", participant=mother, told={"is_on_break": True}, **at)
    else:
        # Something besides the activity does not hold, so a specialist decides.
        do_tell(of="adult", participant=mother, told={"intends_to_stay": False}, **at)
    before = written()
    do_run_care(on=NIGHT, by=BY)
    do_run_care(on=NIGHT + timedelta(days=1), by=BY)
    assert written() == before


def test_a_night_killed_inside_a_family_has_written_nothing_of_it(monkeypatch):
    searching(ended_on=LOST)
    before = written()
    whole = searching_service.do_write_narrative

    def killed(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(searching_service, "do_write_narrative", killed)
    with pytest.raises(KeyboardInterrupt):
        do_run_care(on=NIGHT, by=BY)
    assert written() == before
    monkeypatch.setattr(searching_service, "do_write_narrative", whole)
    assert do_run_care(on=NIGHT, by=BY).written_count == 1


def works_again(family, *, on):
    do_record_activity(
        participant=family.adults[0], kind="employment", begins_on=on, spans=WEEKDAYS[:3],
        care_case=family.care_case, on=on, by=BY,
    )  # fmt: skip


@pytest.mark.cites("CC-1319-A", "CC-1504-A", "CC-1500-A", "CC-301-A-1")
def test_whoever_finds_work_in_the_days_of_the_notice_goes_on_without_an_application():
    family = searching(ended_on=LOST)
    before = CarePeriod.objects.get()
    do_run_care(on=NIGHT, by=BY)
    on = NIGHT + timedelta(days=4)
    at = {"on": on, "by": BY}
    with pytest.raises(Refused, match="say what changed"):
        do_take_end_back(family.care_case, words=" ", **at)
    works_again(family, on=on)
    with pytest.raises(Refused, match="activity"):
        do_take_end_back(family.care_case, words="A job at the pretend bakery", **at)
    prove(family, on=on)
    [row] = do_take_end_back(family.care_case, words="A job at the pretend bakery", **at)
    end = AuthorizationEnd.objects.get()
    assert row.effective_on == end.effective_on + timedelta(days=1)
    # As many hours as are needed now, to the last day that the months had.
    assert (sum(row.day_minutes), row.ends_on) == (5 * 8 * 60, before.ends_on)
    assert CarePeriod.objects.get(replaced_by__isnull=True).ends_on == before.ends_on
    assert "the end that we wrote of does not take place" in said_to(family)["care_change"]
    kept = written()
    with pytest.raises(Refused, match="months run on already"):
        do_take_end_back(family.care_case, words="Again", **at)
    do_run_care(on=on + timedelta(days=1), by=BY)
    assert written() == kept


@pytest.mark.cites("CC-1319-A", "CC-1318-A")
def test_an_end_that_took_place_is_not_taken_back():
    family = searching(ended_on=LOST)
    do_run_care(on=NIGHT, by=BY)
    on = NIGHT + timedelta(days=10)
    works_again(family, on=on)
    prove(family, on=on)
    with pytest.raises(Refused, match="no end of this family lies ahead"):
        do_take_end_back(family.care_case, words="Too late", on=on, by=BY)
