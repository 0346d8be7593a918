"""Everything of a case stands on its timeline, the latest first, and can be narrowed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import BY, build_case
from tests.records import picture

from posse.services.closure.notices import do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact, do_record_locate_try
from posse.services.pages.timeline import entries_at, timeline_for_case
from posse.services.records.calendar import do_call_off, do_enter_in_calendar
from posse.services.records.contacts import do_record_contact
from posse.services.records.notes import do_write_note
from posse.services.records.uploads import do_store_upload

pytestmark = pytest.mark.django_db

ON, LATER = date(2026, 10, 1), date(2026, 10, 9)


def lived_case():
    case = build_case(
        arrears={"never_assigned": 150_000},
        assistance=(date(2024, 1, 1), date(2024, 6, 30), [(date(2024, 1, 1), 50_000)]),
    )
    do_write_note(case=case, text="Called about the bus.", on=ON, by=BY, template="interview")
    do_record_contact(
        case=case, participant=case.obligee, method="phone", outcome="reached", on=ON, by=BY
    )
    do_enter_in_calendar(
        case=case, kind="hearing", title="Review", day=LATER, place="Cheyenne", on=ON, by=BY
    )
    do_store_upload(
        name="birth.png", content=picture(), media_type_claimed="", case=case, on=ON, by=BY
    )
    return case


def entries(case, **asked):
    return entries_at(timeline_for_case(case, on=asked.pop("on", ON), **asked).places)


def test_everything_of_a_case_stands_there_the_latest_first():
    found = entries(lived_case())
    assert [entry.day for entry in found] == sorted((e.day for e in found), reverse=True)
    words = " | ".join(f"{entry.told.words} {entry.told.detail}" for entry in found)
    for said in (
        "Hearing Review · Cheyenne", "Interview Called about the bus.", "birth.png",
        "Telephone with Casey Testerly: reached", "Open, IV-D", "POWER (TANF)",
        "$1,500.00 added to", "Kim 1 Testerly is child in the case", "$500.00 of POWER",
        "Child support: $400.00 monthly",
    ):  # fmt: skip
        assert said in words, said


def test_kinds_and_days_narrow_it_and_the_counts_stay():
    case = lived_case()
    every = timeline_for_case(case, on=ON)
    notes = timeline_for_case(case, on=ON, kinds=["notes", "contacts"])
    assert {place.kind for place in notes.places} == {"notes", "contacts"}
    assert notes.counts == every.counts
    assert sum(every.counts.values()) == len(every.places)
    old = entries(case, last=date(2024, 12, 31))
    assert {entry.kind for entry in old} == {"assistance", "orders"}


def test_what_was_learned_later_is_not_known_yet():
    case = lived_case()
    do_write_note(case=case, text="From the future.", on=LATER, by=BY)
    assert not [e for e in entries(case, on=ON) if "future" in e.told.detail]
    assert [e for e in entries(case, on=LATER) if "future" in e.told.detail]


def test_another_case_lends_nothing_to_it():
    lived_case()
    other = build_case(monthly_cents=None)
    assert {entry.kind for entry in entries(other)} == {"status", "orders"}


def test_calling_off_is_told_beside_what_it_calls_off():
    case = build_case()
    entry = do_enter_in_calendar(
        case=case, kind="hearing", title="Review", day=LATER, on=ON, by=BY
    )
    do_call_off(entry=entry, on=ON, by=BY)
    told = [e.told.words for e in entries(case, kinds=["calendar"])]
    assert told == ["Hearing, called off", "Hearing"]


def test_closing_and_its_clock_stand_there_too():
    case = build_case()
    record = {"case": case, "on": ON, "by": BY}
    do_record_closure_fact(test="ssi_only", is_so=True, evidence="Benefit match", **record)
    do_record_locate_try(source="Motor vehicles", **record)
    do_send_closure_notice(reason="b9", **record)
    words = [entry.told.words for entry in entries(case, kinds=["closing", "tasks"])]
    assert "Found so: the parent's only income is SSI" in words
    assert "Motor vehicles did not know where the parent is" in words
    assert "Notice of closing; the case may be closed from Nov 30, 2026 on" in words
    assert "Notice of closure was sent to the recipient" in words
    assert [each for each in words if each.startswith("Task: ")]


def test_queries_do_not_grow_with_what_is_in_the_case():
    case = lived_case()
    with CaptureQueriesContext(
        connection,
    ) as few:
        entries(case)
    for place in range(40):
        do_write_note(case=case, text=f"Note {place}", on=ON, by=BY)
    with CaptureQueriesContext(connection) as many:
        assert len(entries(case)) > 40
    assert len(many) == len(few)
