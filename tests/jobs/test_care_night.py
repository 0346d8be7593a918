"""The night of child care: what a day brings due is written once, killed anywhere."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, build_family, build_provider
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_reviewing import said_to

from posse.apps.runs.models import Run
from posse.apps.subsidy.models import CareNotice
from posse.apps.work.models import Task
from posse.jobs.caring import do_care
from posse.services.care import night
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.circumstances import do_tell
from posse.services.care.deciding import do_approve
from posse.services.care.extending import do_give_license_time
from posse.services.care.incomes import do_record_income
from posse.services.care.night import do_run_care
from posse.services.care.pending import clock_of
from posse.services.runs import do_start_run

pytestmark = pytest.mark.django_db
# June 1, 2026 and thirty days; sixty end on Friday, July 31.
DAY_30, DAY_60 = date(2026, 7, 1), date(2026, 7, 31)


def kinds():
    return list(CareNotice.objects.order_by("id").values_list("kind", flat=True))


def waits_for_license():
    provider = build_provider(registered_on=None, licence="none")
    return build_family(provider=provider)


def asked_for_income(*, asked_on):
    """A family whose pay was told anew and asked to be proved."""
    family = build_family()
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": 190_000}, payer="New job", on=asked_on,
        by=BY,
    )  # fmt: skip
    do_ask_for_proof(
        family.care_case, asks=[(family.adults[0].pk, "income")], on=asked_on, by=BY
    )
    return family


@pytest.mark.cites("CC-1202-D-2", "CC-1202-D-1")
def test_on_day_30_a_family_is_told_that_only_the_license_is_open():
    family = waits_for_license()
    application = application_of(family)
    assert do_run_care(on=DAY_30 - timedelta(days=1), by=BY).written_count == 0
    assert do_run_care(on=DAY_30, by=BY).written_count == 1
    said = said_to(family)["care_license_pending"]
    assert "Tumbleweed Test Center" in said
    assert "July 31, 2026" in said
    assert [each.step for each in application.events.all()] == ["pended"]
    assert do_run_care(on=DAY_30 + timedelta(days=5), by=BY).written_count == 0


@pytest.mark.cites("CC-1202-D-1", "CC-1202-D-3")
def test_after_day_60_a_supervisor_is_asked_once_and_nothing_is_denied():
    family = waits_for_license()
    application = application_of(family)
    after = DAY_60 + timedelta(days=1)
    do_run_care(on=DAY_60, by=BY)
    assert not Task.objects.exists()
    do_run_care(on=after, by=BY)
    do_run_care(on=after + timedelta(days=1), by=BY)
    task = Task.objects.get()
    assert (task.kind, task.url) == (
        "care_license_late", f"/care/cases/{family.care_case.number}/",
    )  # fmt: skip
    application.refresh_from_db()
    assert application.state == "filed"
    do_give_license_time(application, words="Inspected", on=after, by=BY)
    do_run_care(on=after + timedelta(days=2), by=BY)
    task.refresh_from_db()
    assert (task.state, task.closed_on) == ("done", after + timedelta(days=2))


@pytest.mark.cites("CC-1401-D-1", "CC-1401-D-1-a", "CC-1401-D-1-b")
def test_on_day_30_the_agencys_delay_is_told_with_the_day_to_which_benefits_reach_back():
    family = build_family()
    application_of(family)
    do_run_care(on=DAY_30 - timedelta(days=1), by=BY)
    assert kinds() == []
    do_run_care(on=DAY_30, by=BY)
    do_run_care(on=DAY_30 + timedelta(days=1), by=BY)
    assert kinds() == ["care_pending"]
    said = said_to(family)["care_pending"]
    assert "delay is ours" in said
    assert "benefits may reach back to the day of your application, June 1, 2026" in said


@pytest.mark.cites("CC-404-E", "CC-1401-D-1")
def test_a_family_that_did_not_answer_in_time_is_told_of_no_delay_of_the_agency():
    family = asked_for_income(asked_on=ON + timedelta(days=1))
    application = application_of(family)
    do_run_care(on=DAY_30, by=BY)
    assert "care_pending" not in kinds()
    assert clock_of(application, on=DAY_30).state.name == "deny"


@pytest.mark.cites("CC-1401-D-2", "CC-1401-D-2-a", "CC-1401-D-2-b")
def test_at_day_60_what_was_asked_for_too_late_and_did_not_come_denies_the_application():
    asked_on = DAY_30 - timedelta(days=3)
    family = asked_for_income(asked_on=asked_on)
    application = application_of(family)
    do_run_care(on=DAY_30, by=BY)
    do_run_care(on=DAY_60 - timedelta(days=1), by=BY)
    application.refresh_from_db()
    assert application.state == "filed"
    do_run_care(on=DAY_60, by=BY)
    do_run_care(on=DAY_60 + timedelta(days=1), by=BY)
    application.refresh_from_db()
    assert application.state == "denied"
    assert kinds() == ["care_proofs", "care_pending", "care_denial_day_60"]
    said = said_to(family)["care_denial_day_60"]
    assert "60 days have passed" in said
    assert "income" in said
    assert "July 8, 2026" in said


@pytest.mark.cites("CC-1401-D-2")
def test_at_day_60_what_nobody_asked_for_is_for_a_supervisor():
    family = build_family()
    do_tell(
        care_case=family.care_case, of="adult", participant=family.adults[0],
        told={"gets_power": None}, on=ON, by=BY,
    )  # fmt: skip
    application = application_of(family)
    do_run_care(on=DAY_60, by=BY)
    application.refresh_from_db()
    assert application.state == "filed"
    assert Task.objects.get().kind == "care_nobody_asked"


@pytest.mark.cites("CC-1601-A", "CC-1601-B", "CC-1601-G")
def test_a_year_of_nights_reminds_twice_and_ends_once():
    start = date(2026, 1, 5)
    family = build_family(provider=build_provider(on=start, registered_on=start), on=start)
    do_approve(application_of(family, filed_on=start), on=start, by=BY)
    first = len(kinds())
    for day in range(290, 430, 5):
        do_run_care(on=start + timedelta(days=day), by=BY)
    assert kinds()[first:] == ["care_review_due", "care_review_due", "care_review_ended"]


def test_a_night_killed_after_a_family_goes_on_with_the_next_and_writes_nothing_twice(
    monkeypatch,
):
    for _ in range(3):
        application_of(build_family())
    real, done = night.do_send_care_letter, []

    def killed(**told):
        if len(done) == 1:
            raise KeyboardInterrupt
        done.append(real(**told))
        return done[-1]

    monkeypatch.setattr(night, "do_send_care_letter", killed)
    with pytest.raises(KeyboardInterrupt):
        do_run_care(on=DAY_30, by=BY)
    monkeypatch.setattr(night, "do_send_care_letter", real)
    do_run_care(on=DAY_30, by=BY)
    assert kinds() == ["care_pending"] * 3
    assert do_run_care(on=DAY_30, by=BY).written_count == 0


def test_the_step_of_a_night_tells_cases_and_letters_and_is_done_once():
    application_of(build_family())
    run = do_start_run(key="night", kind="nightly", business_date=DAY_30, by=BY)
    assert do_care(run, progress=lambda *_: None) == []
    assert do_care(run, progress=lambda *_: None) == []
    step = run.steps.get(name="child care")
    assert (step.in_count, step.out_count, step.rejected_count) == (1, 1, 0)


def test_a_day_before_the_law_leaves_the_books_alone_and_says_why():
    build_family()
    application_of(build_family())
    early = date(2020, 1, 2)
    run = do_start_run(key="night", kind="nightly", business_date=early, by=BY)
    [note] = do_care(run, progress=lambda *_: None)
    assert note.startswith("Child care was not worked")
    assert Run.objects.get().steps.get().name == "child care"
