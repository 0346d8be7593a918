"""Taking in a file from outside, or refusing it in words; and showing it safely.

The original is kept byte for byte and is only ever downloaded. What a page shows is drawn
anew from the points of its pages.
"""

import hashlib
import unicodedata
from datetime import date
from pathlib import PurePosixPath

from django.db import transaction

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.cases.models import Case
from posse.apps.intake.models import Application
from posse.apps.people.models import Participant
from posse.apps.records.choices import DocumentKind, MediaType
from posse.apps.records.models import Document, StoredFile
from posse.services.law import current_law
from posse.services.records.looking import Seen, picture_of, seen_in
from posse.services.records.scanning import scan_of
from posse.services.records.true_types import SUFFIXES, check_is_one_file, true_type

MEGABYTE = 1_000_000
NAME_LENGTH = 120
UPLOAD_MEGABYTES = "support.records.upload_max_megabytes"
PICTURE_MEGAPIXELS = "support.records.picture_max_megapixels"
PDF_PAGES = "support.records.pdf_max_pages"
# Names that browsers and phones give to the types that are taken in.
CLAIMS = {
    MediaType.PDF: {"application/pdf", "application/x-pdf"},
    MediaType.JPEG: {"image/jpeg", "image/jpg", "image/pjpeg"},
    MediaType.PNG: {"image/png", "image/x-png"},
}
SAYS_NOTHING = {"", "application/octet-stream"}


def upload_max_bytes(*, on: date) -> int:
    """How large a file may be; a page asks before it reads one into memory."""
    return int(current_law().value(UPLOAD_MEGABYTES, on=on)) * MEGABYTE


def refusal_of_size(size_bytes: int, *, on: date) -> str:
    """Why a file of so many bytes is not taken in; empty when it may be."""
    if size_bytes <= 0:
        return "the file is empty"
    largest = upload_max_bytes(on=on)
    if size_bytes > largest:
        return (
            f"the file is larger than {largest // MEGABYTE} megabytes; send it in parts,"
            " or photograph the pages one by one"
        )
    return ""


@transaction.atomic
def do_store_upload(  # noqa: PLR0913 - one argument a column
    *,
    name: str,
    content: bytes,
    media_type_claimed: str,
    on: date,
    by: str,
    case: Case | None = None,
    participant: Participant | None = None,
    application: Application | None = None,
    care_case: CareCase | None = None,
    care_application: CareApplication | None = None,
    kind: str = "",
    received_on: date | None = None,
    is_from_family: bool = False,
) -> Document:
    """A file from outside as a document of a case, a person or an application.

    ``care_case`` and ``care_application`` are those of the child care program.

    The same file sent twice for the same place and kind is one document.
    Raises: ValueError in words for the person who sent it; nothing is kept then.
    """
    refusal = refusal_of_size(len(content), on=on)
    if refusal:
        raise ValueError(refusal)
    kind = DocumentKind(kind or DocumentKind.OTHER)
    media_type = true_type(content)
    stored, seen = _do_store(content, media_type, on=on)
    place = {
        "case": case,
        "participant": participant,
        "application": application,
        "care_case": care_case,
        "care_application": care_application,
        "kind": kind,
        "stored": stored,
    }
    known = Document.objects.filter(**place).first()
    if known is not None:
        return known
    scan = scan_of(content)
    return Document.objects.create(
        **place,
        name=safe_name(name),
        is_from_family=is_from_family,
        scan_verdict=scan.verdict,
        scan_said=scan.said,
        remarks=[*_claim_remarks(name, media_type_claimed, media_type), *seen.remarks],
        effective_on=received_on or on,
        recorded_on=on,
        recorded_by=by,
    )


def _do_store(content: bytes, media_type: MediaType, *, on: date) -> tuple[StoredFile, Seen]:
    law = current_law()
    check_is_one_file(content, media_type)
    seen = seen_in(
        content,
        media_type,
        megapixels_max=int(law.value(PICTURE_MEGAPIXELS, on=on)),
        pages_max=int(law.value(PDF_PAGES, on=on)),
    )
    stored, _ = StoredFile.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "content": content,
            "media_type": media_type,
            "size_bytes": len(content),
            "page_count": seen.page_count,
        },
    )
    return stored, seen


def safe_name(name: str) -> str:
    """A file's name without folders, control characters or marks that turn writing around."""
    base = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    plain = "".join(
        " " if unicodedata.category(letter).startswith(("C", "Z")) else letter
        for letter in base
    )
    return " ".join(plain.split())[:NAME_LENGTH].strip(". ") or "document"


def download_name(document: Document) -> str:
    """The name under which the original is downloaded, ending as what it truly is."""
    suffix = SUFFIXES[MediaType(document.stored.media_type)]
    path = PurePosixPath(document.name)
    same = {".jpeg", ".jpg"} if suffix == "jpg" else {f".{suffix}"}
    return document.name if path.suffix.lower() in same else f"{document.name}.{suffix}"


def _claim_remarks(name: str, claimed: str, media_type: MediaType) -> list[str]:
    claim = claimed.partition(";")[0].strip().lower()
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    is_named_otherwise = (
        suffix.isalnum() and suffix.replace("jpeg", "jpg") != SUFFIXES[media_type]
    )
    if claim in SAYS_NOTHING | CLAIMS[media_type] and not is_named_otherwise:
        return []
    sent_as = suffix or claim
    return [f"The file was sent as {sent_as!r} but is a {media_type.label} and shown as one."]


def page_picture(stored: StoredFile, *, place: int, on: date) -> tuple[bytes, str]:
    """A page of a file, counted from 0, drawn anew: its bytes and their media type.

    Raises: ValueError in words.
    """
    if not 0 <= place < stored.page_count:
        raise ValueError(f"the document has {stored.page_count} pages")
    media_type = MediaType(stored.media_type)
    megapixels = int(current_law().value(PICTURE_MEGAPIXELS, on=on))
    picture = picture_of(
        bytes(stored.content), media_type, megapixels_max=megapixels, place=place
    )
    is_pdf = media_type is MediaType.PDF
    return picture, str(MediaType.PNG if is_pdf else MediaType.JPEG)
