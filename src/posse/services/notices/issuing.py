"""Notices written: each value in its place, each letter kept as it goes, none of them twice."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.cases.models import Case
from posse.apps.people.models import Identity
from posse.apps.records.choices import LetterKind, MediaType
from posse.apps.records.models import Letter, StoredFile
from posse.apps.staff.models import Office
from posse.notices.letter.checking import check_values
from posse.notices.letter.data import LetterHead, letter_pdf
from posse.notices.letter.forms import NoticeForm, notice_form
from posse.services.counties import county_names
from posse.services.doors.addresses import Whereabouts, addresses_for

AT_A_TIME = 500
DISBURSEMENT_UNIT = "State Child Support Program"
CARE_AGENCY = "Wyoming Department of Family Services"


@dataclass(frozen=True)
class NoticeRequest:
    """One notice to be written. ``key`` says of what it is the one letter.

    The case is one of child support or of child care.
    Without a participant it goes to ``name`` at ``address``, somebody outside the register.
    ``about`` is the sentence by which staff find it again.
    """

    key: str
    case: Case | CareCase
    values: Mapping[str, Any]
    about: str
    participant_id: int | None = None
    name: str = ""
    address: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class _Written:
    """A notice with its head, ready to be typeset."""

    request: NoticeRequest
    head: LetterHead


def do_issue_notices(
    *, notice: str, requests: Sequence[NoticeRequest], on: date, by: str
) -> list[Letter]:
    """Write and keep every notice that is not kept already, in steps of a few hundred.

    Killed on the way, the steps done stand, and the same call writes the rest.
    Raises: LawError for values that leave a gap, before anything is written.
    """
    form = notice_form(notice)
    for request in requests:
        check_values(form, request.values)
    kept: list[Letter] = []
    for first in range(0, len(requests), AT_A_TIME):
        kept += _do_issue(form, requests[first : first + AT_A_TIME], on=on, by=by)
    return kept


@transaction.atomic
def _do_issue(
    form: NoticeForm, requests: Sequence[NoticeRequest], *, on: date, by: str
) -> list[Letter]:
    keys = [request.key for request in requests]
    known = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    wanted = {each.key: each for each in requests if each.key not in known}
    written = list(_with_heads(list(wanted.values()), on=on))
    # The typesetter works outside Python, so threads fill the cores.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        pdfs = list(
            threads.map(lambda each: letter_pdf(form, each.head, each.request.values), written)
        )
    stored = _do_store(pdfs)
    return Letter.objects.bulk_create(
        Letter(
            **_of_program(each.request.case),
            participant_id=each.request.participant_id,
            kind=LetterKind(form.name),
            key=each.request.key,
            about=each.request.about[:200],
            stored=stored[_sha256(pdf)],
            address=[each.head.name, *each.head.address] if each.head.address else [],
            is_address_protected=each.head.is_address_protected,
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        for each, pdf in zip(written, pdfs, strict=True)
    )


def _of_program(case: Case | CareCase) -> dict[str, Case | CareCase]:
    """The case under the name by which a letter has it."""
    return {"care_case" if isinstance(case, CareCase) else "case": case}


def _do_store(pdfs: list[bytes]) -> dict[str, StoredFile]:
    """The bytes of many letters; the same bytes are one file."""
    by_hash = {_sha256(pdf): pdf for pdf in pdfs}
    StoredFile.objects.bulk_create(
        (
            StoredFile(
                sha256=sha256,
                content=pdf,
                media_type=MediaType.PDF,
                size_bytes=len(pdf),
                page_count=len(pypdfium2.PdfDocument(pdf)),
            )
            for sha256, pdf in by_hash.items()
        ),
        ignore_conflicts=True,
    )
    rows = StoredFile.objects.filter(sha256__in=by_hash).defer("content")
    return {row.sha256: row for row in rows}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _with_heads(requests: list[NoticeRequest], *, on: date) -> Iterator[_Written]:
    people = [each.participant_id for each in requests if each.participant_id]
    places = addresses_for(None, people, on=on)
    identities = Identity.objects.filter(participant__in=people, effective_on__lte=on)
    names = {
        row.participant_id: row.full_name for row in identities.order_by("effective_on", "id")
    }
    offices = office_lines(on=on)
    for request in requests:
        place = places.get(request.participant_id or 0)
        yield _Written(
            request,
            LetterHead(
                name=names.get(request.participant_id or 0, "") or request.name,
                address=_lines(place) if place else request.address,
                is_address_protected=bool(place and place.protection),
                case_number=request.case.number,
                office=_sender(request.case, offices),
                issued_on=on,
                language=request.language,
            ),
        )


def _sender(case: Case | CareCase, offices: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The office that has the case; child care is worked by the agency's own field offices."""
    of_county = offices.get(case.county_fips, ())
    if isinstance(case, CareCase):
        return (CARE_AGENCY, *of_county[1:])
    return of_county or (DISBURSEMENT_UNIT,)


def _lines(place: Whereabouts) -> tuple[str, ...]:
    """The mailing address; a protected one stands on no paper that others could see."""
    mail = place.mail
    if place.protection or mail is None:
        return ()
    city = f"{mail.city}, {mail.state} {mail.zip_code}"
    return tuple(filter(None, (mail.line_1, mail.line_2, city)))


def office_lines(*, on: date) -> dict[str, tuple[str, ...]]:
    """The sender of letters by county: its office, and the county it works for."""
    counties = county_names(on=on)
    return {
        office.county_fips: (
            office.name,
            f"{counties.get(office.county_fips, '')}, Wyoming".lstrip(", "),
        )
        for office in Office.objects.all()
    }
