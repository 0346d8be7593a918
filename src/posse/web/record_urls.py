"""Addresses of the case record: documents, letters, notes and the calendar."""

from django.urls import URLPattern, path

from posse.web.views.records import acts, calendars, documents, mail, notes

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
    path("letters/<int:letter_id>/acts/<slug:act>/", mail.letter_act, name="letter-act"),
    path("notices/", mail.notices, name="notices"),
    path(
        "notices/<slug:name>/sample-<slug:language>.pdf",
        mail.notice_sample,
        name="notice-sample",
    ),
    path("mail/", mail.mail, name="mail"),
    path("mail/print/", mail.print_letters, name="mail-print"),
    path("mail/<int:batch_id>/letters.pdf", mail.batch_letters, name="mail-letters"),
    path("mail/<int:batch_id>/manifest.csv", mail.batch_manifest, name="mail-manifest"),
    path("notes/", notes.notes, name="notes"),
    path("notes/<int:note_id>/correct/", acts.correct_note, name="note-correct"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar.ics", calendars.calendar_file, name="calendar-file"),
    path("calendar/<int:entry_id>/<slug:act>/", acts.entry_act, name="calendar-act"),
]
