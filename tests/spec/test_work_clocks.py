"""The events table and the clocks that it starts, for one case or many at once."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from posse.rules.case_events import (
    CLOSES,
    OPENS,
    TableChange,
    event_rows,
    load_event_table,
)
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law
from posse.rules.support.clocks import NONE, EventLog, clocks_of_events, duty_of
from posse.rules.support.deadlines import next_returns, time_frame_keys
from posse.rules.support.next_action import KEY, CaseFacts, next_action_rows, next_actions
from posse.units.days import add_months, day_from_number, day_number

LAW, TABLE = load_law(), load_event_table()
ON = date(2026, 10, 1)
FILE = "wyoming/support/work/events.yaml"


def log_of(events, *, case=1) -> EventLog:
    """Events of one case as (name, day), known on their day."""
    days = np.array([day_number(day) for _, day in events], dtype=np.int64)
    kinds = np.array([TABLE.names.index(name) for name, _ in events], dtype=np.int64)
    return EventLog(np.full(len(events), case), kinds, days, days)


def stacked(logs) -> EventLog:
    names = EventLog.__dataclass_fields__
    return EventLog(*(np.concatenate([getattr(log, name) for log in logs]) for name in names))


@pytest.mark.cites("CS-17-TF-1")
def test_every_time_frame_opens_somewhere_or_says_why_it_opens_nothing():
    opened = {row.rule for row in event_rows(TABLE) if row.effect == OPENS}
    assert opened | set(TABLE.no_task) == set(time_frame_keys(LAW))
    assert not opened & set(TABLE.no_task)


def test_every_clock_that_can_start_can_be_stopped_by_an_event():
    opened = {row.rule for row in event_rows(TABLE) if row.effect == OPENS}
    stopped = {row.rule for row in event_rows(TABLE) if row.effect == CLOSES}
    # Closing the case stops these, and stopping is what they ask for.
    assert opened - stopped <= {"TF094"}
    assert TABLE.events["case_closed"].closes_all


def test_every_clock_that_returns_is_counted_by_months_or_more():
    for row in event_rows(TABLE):
        if row.effect == OPENS and duty_of(row.rule, law=LAW) == "recurring":
            day = np.array([day_number(ON)])
            assert next_returns(row.rule, day, not_before=day, law=LAW)[0] > day[0]


@pytest.mark.cites("45 CFR 303.3(b)(5)")
def test_returns_agree_with_counting_month_by_month():
    """Every day of a year against every later day on which it might become known."""
    for offset in range(0, 365, 7):
        event = date(2024, 1, 1) + timedelta(days=offset)
        for later in range(0, 900, 31):
            known, count = event + timedelta(days=later), 1
            while add_months(event, 3 * count) < known:
                count += 1
            found = next_returns(
                "TF011",
                np.array([day_number(event)]),
                not_before=np.array([day_number(known)]),
                law=LAW,
            )
            assert day_from_number(found[0]) == add_months(event, 3 * count)


def test_cases_together_have_the_clocks_that_each_has_alone():
    """One array call for many cases knows no neighbours, in whatever order they stand."""
    draw = np.random.default_rng(20261001)
    logs = []
    for case in range(60):
        count = int(draw.integers(1, 12))
        names = [TABLE.names[code] for code in draw.integers(0, len(TABLE.names), count)]
        days = [ON + timedelta(days=int(gap)) for gap in np.sort(draw.integers(0, 400, count))]
        logs.append(log_of(list(zip(names, days, strict=True)), case=case))
    together = stacked(logs)
    found = clocks_of_events(together, table=TABLE, law=LAW)
    firsts = np.cumsum([0, *(log.cases.size for log in logs)])
    for case, log in enumerate(logs):
        alone = clocks_of_events(log, table=TABLE, law=LAW)
        chosen = together.cases[found.starts] == case
        told = sorted(
            zip(
                found.rules[chosen],
                found.starts[chosen] - firsts[case],
                found.due_days[chosen],
                found.is_cancelled[chosen],
                strict=True,
            )
        )
        assert told == sorted(zip(alone.rules, alone.starts, alone.due_days,
                                  alone.is_cancelled, strict=True))  # fmt: skip


def test_events_told_out_of_order_give_the_same_clocks():
    events = [("located", ON), ("delinquency_identified", ON + timedelta(days=40))]
    forwards = clocks_of_events(log_of(events), table=TABLE, law=LAW)
    backwards = clocks_of_events(log_of(events[::-1]), table=TABLE, law=LAW)
    assert sorted(forwards.due_days) == sorted(backwards.due_days)
    assert sorted(forwards.rules) == sorted(backwards.rules)


def test_a_clock_runs_on_until_an_event_of_its_own_case_stops_it():
    others = log_of([("case_opened", ON)], case=2)
    mine = log_of([("application_filed", ON)], case=1)
    [end] = clocks_of_events(stacked([mine, others]), table=TABLE, law=LAW).ends
    assert end == NONE


def test_no_events_start_no_clocks():
    nothing = np.array([], dtype=np.int64)
    found = clocks_of_events(EventLog(nothing, nothing, nothing, nothing), table=TABLE, law=LAW)
    assert found.rules.size == found.due_days.size == 0


def test_what_happened_before_the_first_text_is_measured_by_that_text():
    found = clocks_of_events(log_of([("located", date(2016, 1, 4))]), table=TABLE, law=LAW)
    assert day_from_number(found.due_days[0]) == date(2016, 4, 3)


def test_a_change_lies_over_its_line_from_its_day_and_the_later_told_governs():
    told = [
        TableChange("application_filed", OPENS, "TF005", True, 3, ON),
        TableChange("application_filed", OPENS, "TF005", False, None, ON),
        TableChange("nowhere", OPENS, "TF005", False, None, ON),
    ]
    [row] = [each for each in event_rows(TABLE, told) if each.changes]
    day_before = ON - timedelta(days=1)
    assert row.is_on(day_before)
    assert row.alert_days(day_before) == 5
    assert not row.is_on(ON)
    assert [each.is_on for each in row.changes] == [True, False]


@pytest.fixture
def policy(tmp_path) -> Path:
    root = tmp_path / "policy"
    shutil.copytree(policy_root(), root)
    return root


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("stands_until: [located, case_closed]\n    opens: [{rule: TF010",
         "stands_until: [found, case_closed]\n    opens: [{rule: TF010",
         "there is no event 'found'"),
        ("while: [locate_attempts_failed]", "while: [petition_dismissed]", "is no state"),
        ("- {rule: TF003, alert_days: 2, sure: seen}",
         "- {rule: TF005, alert_days: 2, sure: seen}", "opens one rule twice"),
        ("part: intake", "part: somewhere", "is not one of"),
    ],
)  # fmt: skip
def test_a_table_that_names_what_is_not_there_is_refused(policy, *, old, new, reason):
    file = policy / FILE
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(LawFileInvalid, match=reason):
        load_event_table(root=policy)


def facts(**told) -> CaseFacts:
    usual = {name: np.array([False]) for name in CaseFacts.__dataclass_fields__}
    cents = {name: np.array([0]) for name in usual if name.endswith("_cents")}
    return CaseFacts(**{**usual, **cents, **told})


@pytest.mark.cites("45 CFR 303.2(b)")
def test_every_next_action_says_why_and_cites_its_section():
    rows = next_action_rows(LAW, on=ON)
    assert all(row.why and row.cites for row in rows)
    assert {row.action for row in rows} == {
        "locate", "paternity", "order", "enforcement", "review", "closure", "none",
    }  # fmt: skip
    assert {rule for row in rows for rule in row.rules} <= set(time_frame_keys(LAW))
    assert rows[next_actions(facts(), law=LAW, on=ON)[0]].when == "not_served"


def test_a_condition_that_nothing_computes_is_named(monkeypatch):
    from dataclasses import replace

    parameter = LAW.parameters[KEY]
    odd = {**parameter.values[0].value[0], "when": "moon_is_full"}
    values = (replace(parameter.values[0], value=(odd,)),)
    law = replace(LAW, parameters={**LAW.parameters, KEY: replace(parameter, values=values)})
    with pytest.raises(LawError, match="nothing computes 'moon_is_full'"):
        next_actions(facts(), law=law, on=ON)
