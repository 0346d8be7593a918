"""Letters kept as they were sent: the bytes, the day, and the address that stood on them."""

import hashlib
from collections.abc import Sequence
from datetime import date

import pypdfium2  # type: ignore[import-untyped]
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.people.models import Participant
from posse.apps.records.choices import LetterKind, MediaType
from posse.apps.records.models import Letter, StoredFile
from posse.services.register.entries import required

ABOUT_LENGTH = 200


@transaction.atomic
def do_keep_letter(  # noqa: PLR0913 - one argument a column
    *,
    case: Case,
    participant: Participant | None,
    kind: str,
    about: str,
    pdf: bytes,
    on: date,
    by: str,
    address: Sequence[str] = (),
    is_address_protected: bool = False,
) -> Letter:
    """A letter as it goes out. ``pdf`` is of this house's making and not opened elsewhere.

    One to nobody of the register, such as a bank, has no participant.
    """
    return Letter.objects.create(
        case=case,
        participant=participant,
        kind=LetterKind(kind),
        about=required(about, what="what the letter tells", length_max=ABOUT_LENGTH),
        stored=do_store_own_pdf(pdf),
        address=list(address),
        is_address_protected=is_address_protected,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def do_store_own_pdf(pdf: bytes) -> StoredFile:
    """The bytes of a document that this installation made; the same bytes are one file."""
    stored, _ = StoredFile.objects.get_or_create(
        sha256=hashlib.sha256(pdf).hexdigest(),
        defaults={
            "content": pdf,
            "media_type": MediaType.PDF,
            "size_bytes": len(pdf),
            "page_count": len(pypdfium2.PdfDocument(pdf)),
        },
    )
    return stored
