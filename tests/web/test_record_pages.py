"""The record of a case on the screens: its tabs, its acts, and files that run nothing."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertTemplateUsed
from tests.office import CASE, EMPTY_CASE
from tests.records import pdf, picture

from posse.apps.records.models import CalendarEntry, Contact, Document, Note
from posse.services.access import DOWNLOAD_ORIGINALS, MAY, READ_CASES, RECORD_CASES, ROLES

pytestmark = pytest.mark.django_db

MAY_RECORD = set(MAY[RECORD_CASES])
# Whoever may save originals of the other program reads no case of this one.
MAY_SAVE = set(MAY[DOWNLOAD_ORIGINALS]) & set(MAY[READ_CASES])


@pytest.fixture
def worker(client_of):
    return client_of("caseworker")


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def tab(client, name, case=CASE, **asked):
    more = "".join(f"&{key}={value}" for key, value in asked.items())
    return page_of(client, f"/cases/{case}/?tab={name}{more}")


def send(client, content, *, name="scan.png", kind="birth", case=CASE):
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    return client.post(f"/cases/{case}/documents/add/", {"file": file, "kind": kind})


def test_timeline_tells_of_money_notes_and_papers_alike(office, worker):
    page = tab(worker, "timeline")
    for words in ("received", "Interview", "birth record.pdf", "Hearing at 09:30", "Order O-"):
        assert words in page, words


def test_timeline_is_narrowed_by_kind_and_day(office, worker):
    page = tab(worker, "timeline", kind="notes")
    assert "that he drives" in page
    assert "birth record.pdf" not in page
    assert "Nothing of these kinds" in tab(worker, "timeline", kind="notes", last="2020-01-01")


def test_empty_record_says_what_would_stand_there(office, worker):
    assert "No document is in the record yet" in tab(worker, "documents", case=EMPTY_CASE)
    assert "Nobody has written a note" in tab(worker, "notes", case=EMPTY_CASE)


def test_note_begins_from_a_template_and_is_kept(office, worker):
    page = page_of(worker, f"/cases/{CASE}/record/note/?template=locate")
    assert "Source asked:" in page
    answer = worker.post(f"/cases/{CASE}/record/note/?template=locate", {"text": "Asked DOT."})
    assert answer.status_code == 302
    note = Note.objects.get(text="Asked DOT.")
    assert (note.template, note.recorded_by) == ("Locate attempt", "caseworker")


def test_form_asked_of_another_template_is_an_empty_one(office, worker):
    assert "Source asked:" not in page_of(worker, f"/cases/{CASE}/record/note/?template=nope")


def test_correction_stands_beside_the_note(office, worker):
    first = office.record.note
    answer = worker.post(f"/notes/{first}/correct/", {"text": "The truck, not the bus."})
    assert answer["Location"] == f"/cases/{CASE}/?tab=notes"
    page = tab(worker, "notes")
    assert "The truck, not the bus." in page
    assert "about the bus" in page
    assert "Corrected on" in page
    again = worker.post(f"/notes/{first}/correct/", {"text": "The van."})
    assert "corrected already" in again.content.decode()


def test_script_in_a_note_is_shown_as_words(office, worker):
    worker.post(f"/cases/{CASE}/record/note/", {"text": "<script>alert('bus')</script>"})
    found = page_of(worker, "/notes/?words=bus")
    assert "&lt;script&gt;" in tab(worker, "notes")
    assert "<script>alert" not in found + tab(worker, "notes")
    assert "<mark>bus</mark>" in found


def test_notes_of_all_cases_are_found_with_the_words_marked(office, worker):
    response = worker.get("/notes/?words=driving")
    assertTemplateUsed(response, "records/notes.html")
    assert "<mark>drives</mark>" in response.content.decode()
    assert "No note holds these words" in page_of(worker, "/notes/?words=zeppelin")


def test_contact_is_recorded_with_somebody_of_the_case_alone(office, worker):
    case_person = Contact.objects.first().participant_id
    said = {
        "participant": case_person, "method": "mail", "direction": "outgoing",
        "outcome": "sent", "text": "Asked her to call",
    }  # fmt: skip
    assert worker.post(f"/cases/{CASE}/record/contact/", said).status_code == 302
    stranger = worker.post(f"/cases/{EMPTY_CASE}/record/contact/", said)
    assert stranger.status_code == 422
    assert "Choose one of the list" in stranger.content.decode()


def test_entry_is_moved_and_called_off_from_the_calendar(office, worker):
    entry = office.record.entry
    response = worker.get("/calendar/?month=2026-10")
    assertTemplateUsed(response, "records/calendar.html")
    assert "Review of the order" in response.content.decode()
    said = {"kind": "hearing", "title": "Review", "day": "2030-11-05", "begins_at": "10:00"}
    assert worker.post(f"/calendar/{entry}/move/", said).status_code == 302
    assert "Review of the order" not in page_of(worker, "/calendar/?month=2026-10")
    moved = CalendarEntry.objects.get(replaces=entry)
    assert worker.post(f"/calendar/{moved.pk}/call-off/", {}).status_code == 302
    assert "10:00 Review" not in page_of(worker, f"/calendar/?month=2030-11&case={CASE}")


def test_calendar_file_folds_long_lines_and_names_nobody(office, worker):
    said = {"kind": "other", "title": "Larkthimble", "day": "2030-12-01", "place": "é, " * 60}
    worker.post(f"/cases/{CASE}/record/calendar/", {**said, "place": "Höhe, " * 15})
    response = worker.get(f"/calendar.ics?month=2030-12&case={CASE}")
    assert response["Content-Type"].startswith("text/calendar")
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"".join(lines).count(b"BEGIN:VEVENT") == 1
    assert b"Larkthimble" not in response.content
    assert "LOCATION:Höhe\\, Höhe" in response.content.replace(b"\r\n ", b"").decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "999999-01", ""])
def test_month_that_is_none_shows_this_one(office, worker, month):
    assert page_of(worker, f"/calendar/?month={month}")


def test_document_is_taken_in_and_looked_at_page_by_page(office, worker):
    answer = send(worker, pdf(pages=3), name="order.pdf", kind="order")
    response = worker.get(answer["Location"])
    assertTemplateUsed(response, "records/document.html")
    page = response.content.decode()
    assert "Not scanned" in page
    pictures = re.findall(r'src="(/documents/\d+/pages/\d+/)"', page)
    assert len(pictures) == 3
    shown = worker.get(pictures[2])
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert worker.get(pictures[2].replace("/3/", "/4/")).status_code == 404


def test_original_is_only_saved_and_can_run_nowhere(office, worker):
    document = Document.objects.get(pk=office.record.document)
    response = worker.get(f"/documents/{document.pk}/original/")
    assert response.content == bytes(document.stored.content)
    assert response["Content-Disposition"] == 'attachment; filename="birth record.pdf"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_name_with_a_script_is_shown_as_words(office, worker):
    answer = send(worker, picture(), name='"><img src=x onerror=alert(1)>.png')
    page = page_of(worker, answer["Location"])
    assert "<img src=x" not in page
    saved = worker.get(f"{answer['Location']}original/")
    assert "\n" not in saved["Content-Disposition"]


REFUSED = [
    (b"MZ\x90\0" + b"\0" * 300, "Windows"),
    (b"%PDF-1.7\nno", "damaged"),
    (b"", "empty"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 10_000_000, "larger than 10 megabytes"),
]


@pytest.mark.parametrize("refused", REFUSED)
def test_refused_upload_says_why_and_keeps_nothing(office, worker, refused):
    content, words = refused
    before = Document.objects.count()
    response = send(worker, content)
    assertTemplateUsed(response, "records/add_document.html")
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Document.objects.count() == before


def test_note_and_contact_sent_twice_are_kept_once(office, worker):
    person = Contact.objects.first().participant_id
    said = {
        "participant": person, "method": "mail", "direction": "outgoing", "outcome": "sent",
        "text": "Pressed twice",
    }  # fmt: skip
    for _ in range(2):
        worker.post(f"/cases/{CASE}/record/contact/", said)
        worker.post(f"/cases/{CASE}/record/note/", {"text": "Pressed twice"})
    assert Contact.objects.filter(text="Pressed twice").count() == 1
    assert Note.objects.filter(text="Pressed twice").count() == 1


def test_form_sent_twice_keeps_one_document(office, worker):
    first, second = (send(worker, picture(size=(61, 41))) for _ in range(2))
    assert first["Location"] == second["Location"]


def test_letter_shows_the_address_that_stood_on_it(office, worker):
    response = worker.get(f"/letters/{office.record.letter}/")
    assertTemplateUsed(response, "records/letter.html")
    assert "Casey Larkthimble" in response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_write_into_a_record(office, client_of, role):
    client, said = client_of(role), {"text": "Written by a test."}
    expected = 302 if role in MAY_RECORD else 403
    assert client.post(f"/cases/{CASE}/record/note/", said).status_code == expected
    assert send(client, picture(size=(9, 9))).status_code == expected
    if role in MAY[READ_CASES]:
        assert ("Write a note" in tab(client, "notes")) == (role in MAY_RECORD)


@pytest.mark.parametrize("role", ROLES)
def test_originals_leave_only_by_those_who_may_have_them(office, client_of, role):
    record = office.record
    for address in (f"/documents/{record.document}/", f"/letters/{record.letter}/"):
        status = client_of(role).get(f"{address}original/").status_code
        assert status == (200 if role in MAY_SAVE else 403)


def test_what_is_not_in_the_record_is_said_in_plain_words(office, worker):
    for address in ("/documents/999999/", "/letters/999999/", "/notes/999999/correct/",
                    "/calendar/999999/move/", f"/calendar/{office.record.entry}/burn/",
                    f"/cases/{CASE}/record/burn/", "/calendar/?case=NOPE"):  # fmt: skip
        assert worker.get(address).status_code == 404, address


def test_note_about_tomorrow_is_refused_with_what_was_typed(office, worker):
    said = {"text": "It will rain.", "effective_on": date.max.isoformat()}
    response = worker.post(f"/cases/{CASE}/record/note/", said)
    assert response.status_code == 422
    assert "It will rain." in response.content.decode()
