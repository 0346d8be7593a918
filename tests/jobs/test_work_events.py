"""Events of a case open, remind of and close its tasks; told twice they change nothing."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, OPENED_ON, build_case

from posse.apps.cases.models import Case
from posse.apps.work.models import CaseEvent, EventRule, Task
from posse.services.work.events import (
    do_change_event_rule,
    do_record_event,
    latest_change,
)
from posse.services.work.tasks import do_finish_task, do_open_task, open_tasks

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)


@pytest.fixture
def case() -> Case:
    return build_case()


def tell(case: Case, kind: str, day: date = ON, **more) -> CaseEvent:
    return do_record_event(
        case=case, kind=kind, effective_on=day, on=more.pop("on", day), by=BY, **more
    )


def told(case: Case) -> list[tuple[str, date, str]]:
    """Each task of a case by its rule, with its due day and state."""
    return sorted(Task.objects.filter(case=case).values_list("rule", "due_on", "state"))


@pytest.mark.cites("45 CFR 303.2(b)", "CS-17-TF-1")
def test_an_application_opens_a_task_that_opening_the_case_closes(case):
    tell(case, "application_filed")
    [task] = open_tasks(case)
    assert (task.rule, task.due_on, task.remind_on) == (
        "TF005", date(2026, 10, 25), date(2026, 10, 20),
    )  # fmt: skip
    tell(case, "case_opened", date(2026, 10, 9))
    task.refresh_from_db()
    assert (task.state, task.closed_on, task.closed_by) == ("done", date(2026, 10, 9), BY)
    assert task.outcome == "The case was opened"


@pytest.mark.cites("45 CFR 303.6(c)(2)")
def test_enforcement_is_due_from_the_later_of_delinquency_and_locating(case):
    tell(case, "delinquency_identified")
    assert told(case) == []
    tell(case, "located", date(2026, 10, 20))
    assert ("TF031", date(2026, 11, 19), "open") in told(case)


def test_an_event_told_late_moves_the_clock_that_runs(case):
    tell(case, "locate_needed", date(2026, 10, 12))
    assert told(case) == [("TF010", date(2026, 12, 26), "open")]
    tell(case, "locate_needed", date(2026, 10, 7), on=date(2026, 10, 13))
    # The earlier event opens the clock now, and the later one opens nothing any more.
    assert told(case) == [
        ("TF010", date(2026, 12, 21), "open"),
        ("TF010", date(2026, 12, 26), "cancelled"),
    ]


def test_the_same_source_told_twice_is_kept_once(case):
    first = tell(case, "status_inquiry_received", source="letter", source_id=7)
    again = tell(case, "status_inquiry_received", source="letter", source_id=7)
    assert first == again
    assert len(told(case)) == 1


@pytest.mark.parametrize(
    ("kind", "day", "reason"),
    [
        ("nothing_known", ON, "no event 'nothing_known'"),
        ("located", ON + timedelta(days=1), "lies before the event"),
        ("located", date(1850, 1, 1), "before 1900"),
    ],
)
def test_what_cannot_have_happened_is_refused_in_words(case, *, kind, day, reason):
    with pytest.raises(ValueError, match=reason):
        tell(case, kind, day, on=ON)
    assert not CaseEvent.objects.exists()


def test_finishing_by_an_event_closes_the_task_and_opens_what_follows(case):
    tell(case, "locate_needed")
    [task] = open_tasks(case)
    do_finish_task(
        task=task, outcome="DMV and FPLS gave nothing.", event="locate_attempts_failed",
        effective_on=date(2026, 10, 6), on=date(2026, 10, 6), by="robin",
    )  # fmt: skip
    task.refresh_from_db()
    assert (task.state, task.closed_by) == ("done", "robin")
    assert "DMV and FPLS gave nothing." in task.outcome
    assert [each.rule for each in open_tasks(case)] == ["TF011"]


def test_an_event_that_finishes_something_else_is_refused_and_records_nothing(case):
    tell(case, "locate_needed")
    [task] = open_tasks(case)
    with pytest.raises(ValueError, match="does not finish this task"):
        do_finish_task(task=task, outcome="", event="review_requested", on=ON, by="robin")
    assert not CaseEvent.objects.filter(kind="review_requested").exists()


def test_the_second_who_finishes_a_task_is_told_who_was_first(case):
    tell(case, "status_inquiry_received")
    [task] = open_tasks(case)
    do_finish_task(task=task, outcome="Answered by letter.", on=ON, by="robin")
    with pytest.raises(ValueError, match=r"robin closed this task on Oct 5, 2026.*by letter"):
        do_finish_task(task=task, outcome="Answered by telephone.", on=ON, by="wren")
    task.refresh_from_db()
    assert task.outcome == "Answered by letter."


def test_a_duty_that_returns_is_opened_again_when_it_was_done(case):
    task = do_open_task(
        kind="offset_certified", rule="TF033", due_on=ON, on=OPENED_ON, by=BY, case=case
    )
    do_finish_task(task=task, outcome="Submitted.", on=ON, by="robin")
    assert [(each.rule, each.due_on) for each in open_tasks(case)] == [
        ("TF033", date(2027, 10, 5))
    ]


def test_closing_a_case_cancels_its_clocks(case):
    tell(case, "locate_needed")
    tell(case, "case_closed", date(2026, 10, 8))
    assert told(case) == [("TF010", date(2026, 12, 19), "cancelled")]


def change(**more) -> EventRule:
    usual = {
        "event": "status_inquiry_received", "effect": "opens", "rule": "TF083", "is_on": True,
        "alert_days": 4, "effective_on": ON, "why": "We want to hear of it sooner.", "on": ON,
        "by": "administrator", "seen": latest_change("status_inquiry_received"),
    }  # fmt: skip
    return do_change_event_rule(**{**usual, **more})


def test_a_change_of_the_table_governs_events_from_its_day(case):
    change(is_on=False, alert_days=None, effective_on=ON + timedelta(days=1))
    tell(case, "status_inquiry_received", ON)
    assert len(told(case)) == 1
    other = build_case()
    tell(other, "status_inquiry_received", ON + timedelta(days=1))
    assert told(other) == []


def test_whoever_saves_second_is_told_what_changed_and_by_whom():
    seen = latest_change("status_inquiry_received")
    change(seen=seen)
    with pytest.raises(ValueError, match=r"administrator set TF083 .opens. to on from 2026-10"):
        change(seen=seen, by="another", alert_days=2)
    assert EventRule.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"rule": "TF999"}, "no time frame 'TF999'"),
        ({"rule": "TF112"}, "no number to count"),
        ({"alert_days": 0}, "1 to 365 days"),
        ({"effect": "closes"}, "1 to 365 days"),
        ({"why": "  "}, "the reason is missing"),
        ({"effective_on": ON - timedelta(days=1)}, "from today or later"),
    ],
)
def test_a_change_that_cannot_stand_is_refused_in_words(more, reason):
    with pytest.raises(ValueError, match=reason):
        change(**more)
    assert not EventRule.objects.exists()
