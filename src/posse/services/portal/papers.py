"""Papers of a parent: what they sent, what was sent to them, and their own payment record.

Nothing here is of the other parent: documents are those that this parent sent, letters those
addressed to this parent, and the record leaves out who paid, from which employer, and what the
office noted.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.books.choices import Cause
from posse.apps.cases.models import Case
from posse.apps.portal.models import PortalAccount
from posse.apps.records.models import Document, Letter
from posse.notices.payment_record.data import Party, PaymentRecord
from posse.services.books.payment_record import payment_record_for_case
from posse.services.books.proof_findings import open_findings
from posse.services.books.statements import StatementRow
from posse.services.matching.merged import same_person_as
from posse.services.online.papers import KINDS, MEGABYTE
from posse.services.portal.accounts import is_paying
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import (
    check_sent_before,
    do_ask_worker,
    do_keep_contact,
    name_of,
    part_in,
    since_a_day,
)
from posse.services.records.uploads import do_store_upload, refusal_of_size, upload_max_bytes
from posse.services.register.entries import EARLIEST_DATE

# What the office wrote down, and what other money of the paying parent shows, is left out.
TO_BOTH = {Cause.ADJUSTMENT: "Correction by the office"}
TO_PAYEE = TO_BOTH | {
    Cause.RECEIPT: "Payment received",
    Cause.IDENTIFICATION: "Payment received",
    Cause.REVERSAL: "A payment was taken back",
    Cause.RELEASE: "A payment that had to wait was released",
    Cause.FEE_IMPOSED: "The annual fee became owed",
}


def documents_of(account: PortalAccount) -> QuerySet[Document]:
    """What this parent sent, the latest first, without the bytes."""
    same = same_person_as(account.participant_id)
    found = Document.objects.filter(participant__in=same, is_from_family=True)
    return found.select_related("stored", "case").defer("stored__content")


def own_document(account: PortalAccount, document_id: int) -> Document | None:
    """A document that this parent sent, or nothing for any other."""
    same = same_person_as(account.participant_id)
    found = Document.objects.filter(participant__in=same, is_from_family=True, pk=document_id)
    return found.select_related("stored").first()


def letters_of(account: PortalAccount) -> QuerySet[Letter]:
    """The letters and notices addressed to this parent, the latest first, without the bytes."""
    found = Letter.objects.filter(participant__in=same_person_as(account.participant_id))
    return found.select_related("stored", "case").defer("stored__content")


def own_letter(account: PortalAccount, letter_id: int) -> Letter | None:
    """A letter addressed to this parent, or nothing for any other."""
    found = Letter.objects.filter(participant__in=same_person_as(account.participant_id))
    return found.select_related("stored").filter(pk=letter_id).first()


def check_size(size_bytes: int, *, on: date) -> None:
    """Refuse a file by its size, before its bytes are read. Raises: PortalRefusal."""
    if size_bytes <= 0:
        raise PortalRefusal("apply.r_file_empty")
    if refusal_of_size(size_bytes, on=on):
        raise PortalRefusal("apply.r_file_large", megabytes=upload_max_bytes(on=on) // MEGABYTE)


@transaction.atomic
def do_send_paper(
    *,
    account: PortalAccount,
    case: Case,
    kind: str,
    name: str,
    content: bytes,
    media_type_claimed: str,
    at: datetime,
    on: date,
) -> Document:
    """Keep a paper with the parent's case and ask the worker to look at it.

    Raises: PortalRefusal by the sentence that says why.
    """
    by = account.user.get_username()[:80]
    participant = part_in(account, case)
    document = do_keep_paper(
        account=account, kind=kind, name=name, content=content,
        media_type_claimed=media_type_claimed, place={"case": case, "participant": participant},
        at=at, on=on,
    )  # fmt: skip
    do_ask_worker(
        account=account,
        case=case,
        about="document",
        subject=f"Look at what {name_of(participant.pk)} sent",
        url=f"/cases/{case.number}/?tab=documents",
        on=on,
    )
    do_keep_contact(
        case=case, participant=participant, is_from_family=True,
        text="Sent a document in the portal", on=on, by=by,
    )  # fmt: skip
    return document


@transaction.atomic
def do_keep_paper(
    *,
    account: PortalAccount,
    kind: str,
    name: str,
    content: bytes,
    media_type_claimed: str,
    place: Mapping[str, Any],
    at: datetime,
    on: date,
) -> Document:
    """Keep a paper at its ``place``: a case of either program, and who sent it.

    Raises: PortalRefusal by the sentence that says why.
    """
    check_size(len(content), on=on)
    if kind not in KINDS:
        raise PortalRefusal("apply.r_file_kind")
    sent = documents_of(account).filter(since_a_day(at, field="recorded_at"))
    check_sent_before("document", sent.count(), on=on)
    try:
        return do_store_upload(
            name=name, content=content, media_type_claimed=media_type_claimed, kind=kind,
            is_from_family=True, on=on, by=account.user.get_username()[:80], **place,
        )  # fmt: skip
    except ValueError as refused:
        raise PortalRefusal(_file_refusal(str(refused))) from refused


def own_payment_record(
    account: PortalAccount, case: Case, *, first: date, last: date, known_on: date
) -> PaymentRecord:
    """The payment record of an own case as this parent may read it.

    Raises: PortalRefusal where the days do not follow each other, or the books are in doubt.
    """
    if not EARLIEST_DATE < first <= last <= known_on:
        raise PortalRefusal("portal_talk.r_days")
    if any(finding.obligor == case.obligor_id for finding in open_findings()):
        raise PortalRefusal("portal_talk.r_doubt")
    pays = is_paying(account, case)
    record = payment_record_for_case(
        case, first=first, last=last, known_on=known_on, issued_on=known_on,
        worded=_worded(pays=pays),
    )  # fmt: skip
    # Of the other parent's Social Security number not even the last digits are told.
    return record if pays else replace(record, obligor=Party(record.obligor.name, ""))


def _worded(*, pays: bool) -> Callable[[StatementRow], str]:
    plain = TO_BOTH if pays else TO_PAYEE
    return lambda row: plain.get(row.cause, row.words)


def _file_refusal(words: str) -> str:
    return "apply.r_file_heic" if "HEIC" in words else "apply.r_file_type"
