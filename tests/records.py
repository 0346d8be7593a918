"""What the office of the page tests has in its case record."""

import io
from dataclasses import dataclass
from datetime import date, time

import pypdfium2
from PIL import Image

from posse.apps.cases.models import Case
from posse.services.closure.findings import do_find_candidates
from posse.services.closure.notices import do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact, do_record_locate_try
from posse.services.records.calendar import do_enter_in_calendar
from posse.services.records.contacts import do_record_contact
from posse.services.records.letters import do_keep_letter
from posse.services.records.notes import do_write_note
from posse.services.records.uploads import do_store_upload

BY = "caseworker"


@dataclass(frozen=True)
class Record:
    """Ids of what the record of the first case holds."""

    document: int
    letter: int
    note: int
    entry: int


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **more)
    return made.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF of blank pages."""
    made = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(612, 792)
    document.save(made)
    return made.getvalue()


def build_record(case: Case, *, on: date) -> Record:
    """One of each kind in the record of a case."""
    told = {"on": on, "by": BY}
    note = do_write_note(
        case=case, text="Spoke with her about the bus that he drives.", template="interview",
        **told,
    )  # fmt: skip
    do_record_contact(
        case=case, participant=case.obligee, method="phone", outcome="no_answer", **told
    )
    entry = do_enter_in_calendar(
        case=case, kind="hearing", title="Review of the order", day=on, begins_at=time(9, 30),
        place="Example District Court", **told,
    )  # fmt: skip
    document = do_store_upload(
        name="birth record.pdf", content=pdf(pages=2), media_type_claimed="application/pdf",
        case=case, kind="birth", **told,
    )  # fmt: skip
    letter = do_keep_letter(
        case=case, participant=case.obligee, kind="contact_request",
        about="Please call the office", pdf=pdf(), address=["Casey Larkthimble"], **told,
    )  # fmt: skip
    return Record(document.pk, letter.pk, note.pk, entry.pk)


def build_closing(case: Case, *, on: date) -> int:
    """A case on its way to be closed: a fact, a locate try and a notice, whose id this is."""
    told = {"case": case, "on": on, "by": BY}
    do_record_closure_fact(test="ssi_only", is_so=True, evidence="Benefit match", **told)
    do_record_locate_try(source="Motor vehicles", **told)
    notice = do_send_closure_notice(reason="b9", **told)
    do_find_candidates(on=on)
    return notice.pk


def record_addresses(record: Record, case_number: str) -> dict[str, str]:
    """Pages of the record that every role may read, by the name of their address."""
    return {
        "record-act": f"/cases/{case_number}/record/contact/",
        "add-document": f"/cases/{case_number}/documents/add/",
        "document": f"/documents/{record.document}/",
        "document-page": f"/documents/{record.document}/pages/1/",
        "letter": f"/letters/{record.letter}/",
        "letter-page": f"/letters/{record.letter}/pages/1/",
        "letter-act": f"/letters/{record.letter}/acts/returned/",
        "notices": "/notices/",
        "notice-sample": "/notices/pre_offset/sample-es.pdf",
        "mail": "/mail/",
        "mail-print": "/mail/print/",
        "notes": "/notes/?words=driving",
        "note-correct": f"/notes/{record.note}/correct/",
        "calendar": "/calendar/?month=2026-10",
        "calendar-file": "/calendar.ics?month=2026-10",
        "calendar-act": f"/calendar/{record.entry}/move/",
    }


def closure_addresses(notice: int, case_number: str) -> dict[str, str]:
    """Pages of closing that every role may read, by the name of their address."""
    return {
        "closures": "/closures/",
        "closures-csv": "/closures.csv",
        "closure-act": f"/cases/{case_number}/closure/fact/",
        "closure-answer": f"/closure-notices/{notice}/answer/",
    }
