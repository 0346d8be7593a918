"""Notes are kept as written, corrected by new ones, and found by their words."""

from datetime import date, time

import pytest
from django.db import DatabaseError, connection, transaction
from tests.builders import BY, build_case, build_person
from tests.records import pdf

from posse.apps.records.models import Note
from posse.services.records.calendar import do_call_off, do_enter_in_calendar, entries_between
from posse.services.records.contacts import do_record_contact
from posse.services.records.letters import do_keep_letter
from posse.services.records.notes import (
    do_write_note,
    note_templates,
    notes_found,
    with_headlines,
)

pytestmark = pytest.mark.django_db

ON, LATER = date(2026, 10, 1), date(2026, 10, 9)


def write(text, case=None, **more):
    return do_write_note(case=case or build_case(), text=text, on=ON, by=BY, **more)


def test_database_refuses_to_change_a_note():
    note = write("He said that he would call.")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text="He said nothing.")


def test_correction_is_a_new_note_beside_the_old_one():
    note = write("The hearing is in Casper.")
    better = write("The hearing is in Cody.", note.case, corrects=note)
    assert better.corrects_id == note.pk
    assert Note.objects.get(pk=note.pk).text == "The hearing is in Casper."


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "missing"), (" \n ", "missing"), ("x" * 10_001, "longer"), ("a\0b", "characters")],
)
def test_note_that_says_nothing_or_cannot_be_shown_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        write(text)


def test_note_is_corrected_once_and_then_its_correction_is():
    note = write("First.")
    write("Second.", note.case, corrects=note)
    with pytest.raises(ValueError, match="corrected already"):
        write("Third.", note.case, corrects=note)


def test_note_of_another_case_cannot_be_corrected_here():
    with pytest.raises(ValueError, match="same case"):
        write("Here.", corrects=write("There."))


def test_note_about_a_day_ahead_is_refused():
    with pytest.raises(ValueError, match="cannot lie ahead"):
        write("It will rain.", effective_on=LATER)


def test_template_must_be_one_of_the_policy():
    titles = [each.title for each in note_templates(on=ON)]
    assert "Interview" in titles
    assert write("Spoke with her.", template="interview").template == "Interview"
    with pytest.raises(ValueError, match="no template"):
        write("Spoke with her.", template="gossip")


def test_words_are_found_in_any_form_and_the_newest_first():
    old, new = write("He was seen working in Gillette."), write("She works at night.")
    write("Nothing of the kind.")
    assert list(notes_found("work")) == [new, old]
    assert list(notes_found('"working in Gillette"')) == [old]
    assert list(notes_found("work -night")) == [old]


def test_what_looks_like_a_program_is_found_as_words_and_breaks_nothing():
    note = write("Sent <script>alert('x')</script> & a '); DROP TABLE notes; --")
    for asked in ("'); DROP", "<script>", '"', "(:*", "\\", "or or -"):
        list(notes_found(asked))
    assert note in notes_found("DROP TABLE")


def test_headline_marks_the_words_and_no_others():
    note = write("Asked her about the truck that he drives to work.")
    (found,) = with_headlines([note], "driving")
    assert [part.words for part in found.parts if part.is_hit] == ["drives"]
    assert "".join(part.words for part in found.parts) == note.text.rstrip(".")


def test_notes_of_a_case_that_may_not_be_seen_are_not_found():
    note = write("Lives with his aunt in Lusk.")
    assert list(notes_found("aunt", hidden_cases=[note.case_id])) == []


def test_search_uses_the_index_of_words():
    with connection.cursor() as cursor:
        # Few rows are read fastest one by one: only an index of words is left to choose.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        plan = notes_found("aunt").explain()
    assert "note_stems" in plan


def test_contact_needs_somebody_of_the_case():
    case = build_case()
    with pytest.raises(ValueError, match="no part in this case"):
        do_record_contact(
            case=case, participant=build_person(), method="phone", outcome="reached",
            on=ON, by=BY,
        )  # fmt: skip


def test_whoever_called_the_office_was_reached():
    case = build_case()
    with pytest.raises(ValueError, match="was reached"):
        do_record_contact(
            case=case, participant=case.obligee, method="phone", outcome="no_answer",
            direction="incoming", on=ON, by=BY,
        )  # fmt: skip


def enter(case=None, day=LATER, **more):
    more = {"kind": "hearing", "title": "Review of the order", **more}
    return do_enter_in_calendar(case=case, day=day, on=ON, by=BY, **more)


def standing():
    return [(e.effective_on, e.title) for e in entries_between(ON, date(2026, 12, 31))]


def test_moving_an_entry_leaves_one_and_keeps_both():
    case = build_case()
    entry = enter(case, begins_at=time(9, 30))
    moved = enter(day=date(2026, 11, 2), replaces=entry)
    assert moved.case_id == case.pk
    assert standing() == [(date(2026, 11, 2), "Review of the order")]


def test_entry_called_off_stands_no_more_and_is_called_off_once():
    entry = enter()
    do_call_off(entry=entry, on=ON, by=BY)
    assert standing() == []
    with pytest.raises(ValueError, match="already"):
        do_call_off(entry=entry, on=ON, by=BY)


def test_entry_for_a_day_past_is_refused():
    with pytest.raises(ValueError, match="is past"):
        enter(day=date(2026, 9, 30))


def test_letter_is_kept_with_the_bytes_and_the_address_it_went_with():
    case, sent = build_case(), pdf(pages=2)
    letter = do_keep_letter(
        case=case, participant=case.obligee, kind="other", about="A copy of the order",
        pdf=sent, address=["Casey Testerly", "12 Example Street"], on=ON, by=BY,
    )  # fmt: skip
    assert bytes(letter.stored.content) == sent
    assert letter.stored.page_count == 2
    assert letter.address == ["Casey Testerly", "12 Example Street"]
