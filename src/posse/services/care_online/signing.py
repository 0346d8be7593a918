"""Signing and filing an application for child care, with the day by which it is decided."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from posse.apps.care.choices import CareApplicationState, CareStep
from posse.apps.care.models import CareApplication
from posse.apps.online.models import SignedApplication
from posse.apps.records.choices import DocumentKind
from posse.notices.signed_application.data import SignedApplicationData, Told
from posse.rules.texts import words
from posse.services.care.filing import PROCESSING_DAYS
from posse.services.care_online.saving import BY, do_note
from posse.services.care_online.stops import CASE, faults_of, told_of, told_pages
from posse.services.care_online.telling import in_own_words, label_key, title_of
from posse.services.counties import county_names
from posse.services.intake.applications import StaleEdit
from posse.services.law import current_law
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.signing import SIGNATURE_LENGTH, answers_hash, declaration_cites
from posse.services.online.telling import in_words
from posse.services.records.uploads import do_store_upload
from posse.units.days import add_business_days


@transaction.atomic
def do_sign_care(
    *,
    application: CareApplication,
    signature: str,
    has_agreed: bool,
    seen_version: int,
    language: str,
    at: datetime,
    on: date,
) -> CareApplication:
    """Sign and file an application; signed twice it is signed once.

    It is dated with the day on which it came, and decided within thirty days; an end on a day
    without office hours moves to the next. Raises: OnlineRefusal; StaleEdit where answers
    changed since the applicant read them.
    Source: CC-401-A, CC-401-B, CC-200-application-date.
    """
    found = CareApplication.objects.select_for_update().get(pk=application.pk)
    if found.filed_on:
        return found
    if seen_version != found.version:
        raise StaleEdit({}, BY)
    name = " ".join(signature.split())
    _check_signing(found, name, has_agreed=has_agreed, on=on)
    data = paper_of(found, signature=name, language=language, at=at, on=on)
    document = do_store_upload(
        name=f"application-{found.number}.pdf",
        content=data.to_pdf(),
        media_type_claimed="application/pdf",
        care_application=found,
        kind=DocumentKind.APPLICATION,
        is_from_family=True,
        on=on,
        by=BY,
    )
    helper = told_of(found.answers, CASE, None).get("helped_by", "")
    SignedApplication.objects.create(
        care_application=found,
        document=document,
        answers_sha256=data.answers_sha256,
        signature=name,
        declaration=data.declaration,
        cites=list(data.cites),
        language=language,
        helped_by=helper,
        signed_at=at,
        recorded_on=on,
    )
    return do_file(found, signature=name, representative=helper, received_on=on, on=on, by=BY)


def do_file(
    application: CareApplication,
    *,
    signature: str,
    representative: str,
    received_on: date,
    on: date,
    by: str,
) -> CareApplication:
    """File a draft, dated with the day on which it came in. Call it under a lock.

    Source: CC-200-application-date, CC-401-A, CC-401-B.
    """
    days = int(current_law().value(PROCESSING_DAYS, on=received_on))
    application.state = CareApplicationState.FILED
    application.filed_on = received_on
    application.decide_by = add_business_days(received_on + timedelta(days=days), 0)
    application.signature = signature.strip()[:SIGNATURE_LENGTH]
    application.representative = representative.strip()[:SIGNATURE_LENGTH]
    application.version += 1
    application.save()
    do_note(application, CareStep.FILED, on=on, by=by)
    return application


def _check_signing(
    application: CareApplication, name: str, *, has_agreed: bool, on: date
) -> None:
    """Raises: OnlineRefusal. Source: CC-401-A."""
    if faults_of(application, on=on):
        raise OnlineRefusal("r_mend_first")
    if not has_agreed:
        raise OnlineRefusal("r_agree")
    if not any(letter.isalpha() for letter in name) or len(name) > SIGNATURE_LENGTH:
        raise OnlineRefusal("r_signature")


def paper_of(
    application: CareApplication, *, signature: str, language: str, at: datetime, on: date
) -> SignedApplicationData:
    """What is signed, as a paper in the applicant's language. Source: CC-401-A."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return SignedApplicationData(
        number=application.number,
        pages=pages_of(application, language=language, on=on),
        declaration=words("care_apply.declaration", language=language),
        cites=declaration_cites(on=on),
        signature=signature,
        signed_on=local.date(),
        signed_at=f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()}",
        answers_sha256=answers_hash(application.answers),
        language=language,
        title_key="care_apply.paper_title",
    )


def pages_of(application: CareApplication, *, language: str, on: date) -> tuple[Told, ...]:
    """Every page with what was told on it, in words; pages without an answer are left out."""
    counties = county_names(on=on)
    return tuple(
        Told(
            title_of(stop, language=language),
            stop.place or 0,
            tuple(
                (
                    words(label_key(stop, field), language=language),
                    in_own_words(field, text, language=language)
                    or in_words(field, text, language=language, counties=counties),
                )
                for field, text in told
            ),
        )
        for stop, told in told_pages(application.answers)
        if told
    )


def signed_care_of(application: CareApplication) -> SignedApplication | None:
    """What was signed, with its paper."""
    found = SignedApplication.objects.select_related("document__stored")
    return found.filter(care_application=application).first()
