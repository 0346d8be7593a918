"""Addresses of the case record: documents, letters, notes and the calendar."""

from django.urls import URLPattern, path

from posse.web.views.records import acts, calendars, documents, notes

record_urls: list[URLPattern] = [
    path("cases/<str:number>/record/<slug:act>/", acts.record_act, name="record-act"),
    path("cases/<str:number>/documents/add/", documents.add_document, name="add-document"),
    path("documents/<int:document_id>/", documents.document, name="document"),
    path(
        "documents/<int:document_id>/pages/<int:place>/",
        documents.document_page,
        name="document-page",
    ),
    path(
        "documents/<int:document_id>/original/",
        documents.document_original,
        name="document-original",
    ),
    path("letters/<int:letter_id>/", documents.letter, name="letter"),
    path(
        "letters/<int:letter_id>/pages/<int:place>/", documents.letter_page, name="letter-page"
    ),
    path(
        "letters/<int:letter_id>/original/", documents.letter_original, name="letter-original"
    ),
    path("notes/", notes.notes, name="notes"),
    path("notes/<int:note_id>/correct/", acts.correct_note, name="note-correct"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar.ics", calendars.calendar_file, name="calendar-file"),
    path("calendar/<int:entry_id>/<slug:act>/", acts.entry_act, name="calendar-act"),
]
