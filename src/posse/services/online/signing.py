"""Signing and filing: what the applicant declares, and the paper kept byte for byte."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from posse.apps.intake.models import Application
from posse.apps.online.models import SignedApplication
from posse.apps.records.choices import DocumentKind
from posse.notices.signed_application.data import SignedApplicationData, Told
from posse.rules.texts import words
from posse.services.counties import county_names
from posse.services.intake.applications import StaleEdit, do_file_application
from posse.services.intake.safety import is_told_in_danger
from posse.services.law import current_law
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.saving import BY
from posse.services.online.stops import CONSENT, HELPED, online_faults, told_pages
from posse.services.online.telling import in_words, is_kept_private, label_key, title_key
from posse.services.records.uploads import do_store_upload

SIGNATURE_LENGTH = 120


@transaction.atomic
def do_sign_and_file(
    *,
    application: Application,
    signature: str,
    has_agreed: bool,
    seen_version: int,
    language: str,
    at: datetime,
    on: date,
) -> Application:
    """Sign and file an application; signed twice it is signed once.

    Everything that is refused is refused before anything is kept. Raises: OnlineRefusal;
    StaleEdit where answers changed since the applicant read them.
    Source: 45 CFR 303.2(a)(3).
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.filed_on:
        return application
    if seen_version != application.version:
        raise StaleEdit({}, BY)
    name = " ".join(signature.split())
    _check_signing(application, name, has_agreed=has_agreed, on=on)
    data = paper_of(application, signature=name, language=language, at=at, on=on)
    document = do_store_upload(
        name=f"application-{application.number}.pdf",
        content=data.to_pdf(),
        media_type_claimed="application/pdf",
        application=application,
        kind=DocumentKind.APPLICATION,
        is_from_family=True,
        on=on,
        by=BY,
    )
    case = application.answers.get("case") or {}
    SignedApplication.objects.create(
        application=application,
        document=document,
        answers_sha256=data.answers_sha256,
        signature=name,
        declaration=data.declaration,
        cites=list(data.cites),
        language=language,
        helped_by=case.get(HELPED, "") if case.get(CONSENT) == "yes" else "",
        signed_at=at,
        recorded_on=on,
    )
    return do_file_application(application=application, signature=name, on=on, by=BY)


def _check_signing(application: Application, name: str, *, has_agreed: bool, on: date) -> None:
    if online_faults(application, on=on):
        raise OnlineRefusal("r_mend_first")
    if not has_agreed:
        raise OnlineRefusal("r_agree")
    if not any(letter.isalpha() for letter in name) or len(name) > SIGNATURE_LENGTH:
        raise OnlineRefusal("r_signature")


def declaration_cites(*, on: date) -> tuple[str, ...]:
    """The law by which an application is signed."""
    rows = current_law().value("support.online.declaration", on=on)
    return tuple(str(row["cite"]) for row in rows)


def answers_hash(answers: Mapping[str, Any]) -> str:
    """The hash of everything that was told."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


def paper_of(
    application: Application, *, signature: str, language: str, at: datetime, on: date
) -> SignedApplicationData:
    """What the paper says: every page, the declaration, the name and the moment."""
    counties = county_names(on=on)
    is_hidden = is_told_in_danger(application.answers)
    private = words("apply.paper_private", language=language)
    pages = []
    for step, told in told_pages(application.answers):
        rows = tuple(
            (
                words(label_key(step.page.of, field), language=language),
                private if is_hidden and is_kept_private(step.page.of, field)
                else in_words(field, text, language=language, counties=counties),
            )
            for field, text in told
        )  # fmt: skip
        if rows:
            title = words(title_key(step), language=language)
            pages.append(Told(title, step.place or 0, rows))
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return SignedApplicationData(
        number=application.number,
        pages=tuple(pages),
        declaration=words("apply.declaration", language=language),
        cites=declaration_cites(on=on),
        signature=signature,
        signed_on=local.date(),
        signed_at=f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}",
        answers_sha256=answers_hash(application.answers),
        language=language,
    )


def signed_of(application: Application) -> SignedApplication | None:
    """What was signed, with its paper."""
    found = SignedApplication.objects.select_related("document__stored")
    return found.filter(application=application).first()
