"""Photographs of papers that a family sends with its application for child care."""

from datetime import date, datetime

from django.db.models import QuerySet

from posse.apps.care.models import CareApplication
from posse.apps.online.models import VisitKind
from posse.apps.records.choices import DocumentKind
from posse.apps.records.models import Document
from posse.services.care_online.saving import BY
from posse.services.law import current_law
from posse.services.online.papers import check_size
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.visits import do_count_visit
from posse.services.records.uploads import do_store_upload

KINDS = (
    DocumentKind.INCOME, DocumentKind.IDENTITY, DocumentKind.BIRTH, DocumentKind.CUSTODY,
    DocumentKind.OTHER,
)  # fmt: skip


def papers_of(application: CareApplication) -> QuerySet[Document]:
    """What the family sent, the latest first."""
    return application.documents.filter(is_from_family=True).exclude(
        kind=DocumentKind.APPLICATION
    )


def do_take_care_paper(
    *,
    application: CareApplication,
    name: str,
    content: bytes,
    media_type_claimed: str,
    kind: str,
    address: str,
    at: datetime,
    on: date,
) -> Document:
    """Keep a paper with the application. Raises: OnlineRefusal in words for a family."""
    check_size(len(content), on=on)
    if kind not in KINDS:
        raise OnlineRefusal("r_file_kind")
    most = int(current_law().value("support.online.files_max", on=on))
    if papers_of(application).count() >= most:
        raise OnlineRefusal("r_files_many", most=most)
    do_count_visit(kind=VisitKind.UPLOAD, address=address, at=at, on=on)
    try:
        return do_store_upload(
            name=name,
            content=content,
            media_type_claimed=media_type_claimed,
            care_application=application,
            kind=kind,
            is_from_family=True,
            on=on,
            by=BY,
        )
    except ValueError as refused:
        key = "r_file_heic" if "HEIC" in str(refused) else "r_file_type"
        raise OnlineRefusal(key) from refused
