"""The list of runs."""

from datetime import UTC, date, datetime

import pytest

from posse.apps.runs.models import Run
from posse.services.pages.history import recent_runs

pytestmark = pytest.mark.django_db


def test_runs_are_listed_from_the_latest_business_date_down():
    days = [date(2026, 10, day) for day in (5, 14, 7, 30, 1)]
    for day in days:
        Run.objects.create(key=f"k{day}", kind="nightly", business_date=day, started_by="test")
    assert [run.business_date for run in recent_runs()] == sorted(days, reverse=True)


def make(day: int, *, kind: str = "nightly", state: str = "finished", rejected: int = 0) -> Run:
    run = Run.objects.create(
        key=f"{kind}:{day}",
        kind=kind,
        business_date=date(2026, 10, day),
        state=state,
        started_by="test",
    )
    run.steps.create(name="receive", rejected_count=rejected)
    run.steps.create(name="close")
    return run


def test_runs_are_chosen_by_kind_and_by_how_they_ended():
    clean, rejected = make(1), make(2, rejected=3)
    running, received = make(5, state="running", rejected=1), make(5, kind="receive")
    assert list(recent_runs()) == [received, running, rejected, clean]
    assert list(recent_runs(outcome="clean")) == [received, clean]
    assert list(recent_runs(outcome="rejected")) == [rejected]
    assert list(recent_runs(outcome="running")) == [running]
    assert list(recent_runs(kind="nightly", outcome="clean")) == [clean]
    assert recent_runs(outcome="rejected").get().rejected_count == 3


def test_the_csv_has_the_runs_that_the_page_chose(office, clerk):
    page = clerk.get("/runs/?kind=nightly&outcome=rejected").content.decode()
    assert 'href="/runs.csv?kind=nightly&amp;outcome=rejected"' in page
    assert '<option value="rejected" selected>' in page
    rows = clerk.get("/runs.csv?kind=nightly&outcome=rejected").content.decode().splitlines()
    assert rows[0] == "Business date,What,State,Steps,Rejected,Started,Ended,By"
    assert len(rows) == 2
    assert rows[1].startswith("2026-10-01,Nightly job,Finished,")
    assert len(clerk.get("/runs.csv").content.decode().splitlines()) == Run.objects.count() + 1


def test_a_run_late_in_the_evening_began_on_the_office_s_own_day(office, clerk):
    run = make(7, kind="issue")
    # Past midnight at Greenwich, in the evening of the day before in Wyoming.
    moment = datetime(2026, 10, 8, 3, 30, tzinfo=UTC)
    Run.objects.filter(pk=run.pk).update(started_at=moment)
    assert "Oct 7, 2026, 21:30" in clerk.get("/runs/?kind=issue").content.decode()
    assert "2026-10-07 21:30:00" in clerk.get("/runs.csv?kind=issue").content.decode()


def test_no_run_of_a_kind_says_so_and_nonsense_narrows_nothing(office, clerk):
    assert b"No run is of this kind and outcome" in clerk.get("/runs/?kind=demo").content
    everything = clerk.get("/runs/?kind=zz&outcome=%27").content.decode()
    assert "No run is of this kind" not in everything
    assert "Nightly job" in everything
