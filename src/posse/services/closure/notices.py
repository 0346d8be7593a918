"""Telling the recipient, or the other State, that a case will be closed; and their answers."""

from collections.abc import Mapping
from datetime import date

import numpy as np
from django.db import transaction

from posse.apps.cases.choices import CaseState
from posse.apps.cases.models import Case
from posse.apps.closure.choices import NoticeWay
from posse.apps.closure.models import ClosureAnswer, ClosureFact, ClosureNotice
from posse.apps.people.models import Address, Identity
from posse.apps.records.choices import LetterKind
from posse.apps.records.models import Letter
from posse.notices.closure_notice.data import ClosureNoticeData
from posse.rules.support.closure import Reason
from posse.rules.support.deadlines import deadlines
from posse.rules.texts import LANGUAGES
from posse.services.closure.closing import open_notice, status_of
from posse.services.closure.findings import check_tests, closure_terms, findings_for_case
from posse.services.doors.addresses import mail_address, protections
from posse.services.law import current_law
from posse.services.records.letters import do_keep_letter
from posse.services.register.entries import check_open_day, required
from posse.services.work.events import do_record_event
from posse.units.days import day_from_number, day_number, day_words

TEXT_LENGTH = 300
TO_AGENCY, LIMITED_SERVICE = "TF071", "TF072"
CONSENT = "electronic_notice_consent"
EVENTS: Mapping[str, str] = {
    "TF070": "closure_notice_sent",
    "TF071": "agency_closure_notice_recorded",
    "TF072": "limited_service_notice_sent",
    "TF073": "tribal_transfer_proposed",
}


@transaction.atomic
def do_send_closure_notice(
    *,
    case: Case,
    reason: str,
    on: date,
    by: str,
    way: str = NoticeWay.MAIL,
    record: str = "",
    language: str = "en",
) -> ClosureNotice:
    """Say that a case will be closed, to whomever the reason names; the wait begins.

    A notice to an agency is a ``record`` of how that agency was told. A recipient is told
    electronically only with consent on record. Raises: ValueError in words.
    Source: 45 CFR 303.11(d)(1), 45 CFR 303.11(d)(2), 45 CFR 303.11(d)(4).
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    chosen = closure_terms(on=on).reason(reason)
    _check_may_send(case, chosen, on=on, language=language)
    way = _checked_way(case, chosen, way=way, on=on)
    is_to_agency = way == NoticeWay.AGENCY
    closes_on = wait_end(chosen, sent_on=on)
    letter = None
    if not is_to_agency:
        letter = _do_write_letter(
            case, chosen, closes_on=closes_on, on=on, by=by, language=language
        )
    notice = ClosureNotice.objects.create(
        case=case,
        reason=reason,
        way=way,
        letter=letter,
        record=required(record, what="how the agency was told", length_max=TEXT_LENGTH)
        if is_to_agency
        else "",
        closes_on=closes_on,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    do_record_event(
        case=case, kind=EVENTS[chosen.wait], effective_on=on, on=on, by=by,
        source="closure_notice", source_id=notice.pk, note=chosen.cite,
    )  # fmt: skip
    return notice


def wait_end(reason: Reason, *, sent_on: date) -> date:
    """The first day on which a case may be closed after a notice.

    Source: 45 CFR 303.11(d)(1).
    """
    days = np.array([day_number(sent_on)], dtype=np.int64)
    return day_from_number(int(deadlines([reason.wait], days, law=current_law()).due_days[0]))


def _check_may_send(case: Case, reason: Reason, *, on: date, language: str) -> None:
    check_open_day(on)
    if not reason.wait:
        raise ValueError(f"{reason.cite} asks for no notice; the case can be closed at once")
    if language not in LANGUAGES:
        raise ValueError(f"there is no language {language!r}")
    status = status_of(case, on=on)
    if status is None or status.state != CaseState.OPEN:
        raise ValueError("the case is closed already")
    standing = open_notice(case, reason.name)
    if standing is not None:
        raise ValueError(
            f"a notice of {day_words(standing.effective_on)} stands already; the case may be"
            f" closed from {day_words(standing.closes_on)} on"
        )
    check_tests(findings_for_case(case, on=on), reason, at_closing=False)


def _checked_way(case: Case, reason: Reason, *, way: str, on: date) -> NoticeWay:
    if reason.wait == TO_AGENCY:
        return NoticeWay.AGENCY
    chosen = NoticeWay(way)
    if chosen is NoticeWay.AGENCY:
        raise ValueError("this notice goes to the recipient of services")
    if chosen is NoticeWay.ELECTRONIC and not _has_consented(case, on=on):
        raise ValueError(
            "the recipient's consent to electronic notices is not on record; send it by mail"
        )
    return chosen


def _has_consented(case: Case, *, on: date) -> bool:
    rows = ClosureFact.objects.filter(case=case, test=CONSENT, effective_on__lte=on)
    latest = rows.first()
    return latest is not None and latest.is_so


def _do_write_letter(
    case: Case, reason: Reason, *, closes_on: date, on: date, by: str, language: str
) -> Letter:
    is_protected = bool(protections([case.obligee_id], on=on))
    mail = None if is_protected else mail_address(case.obligee_id, on=on)
    names = Identity.objects.filter(participant=case.obligee_id).order_by("effective_on", "id")
    name = names.last()
    data = ClosureNoticeData(
        case_number=case.number,
        name=name.full_name if name else "",
        # A protected address stands on no paper that others could see.
        address=_lines(mail) if mail else (),
        is_address_protected=is_protected,
        reason=reason.name,
        cite=reason.cite,
        is_limited_service=reason.wait == LIMITED_SERVICE,
        issued_on=on,
        closes_on=closes_on,
        language=language,
    )
    return do_keep_letter(
        case=case,
        participant=case.obligee,
        kind=LetterKind.CLOSURE_NOTICE,
        about=f"The case may be closed from {day_words(closes_on)} on ({reason.cite}).",
        pdf=data.to_pdf(),
        address=[data.name, *data.address] if data.address else [],
        is_address_protected=is_protected,
        on=on,
        by=by,
    )


def _lines(address: Address) -> tuple[str, ...]:
    place = f"{address.city}, {address.state} {address.zip_code}"
    return tuple(filter(None, (address.line_1, address.line_2, place)))


@transaction.atomic
def do_record_answer(
    *,
    notice: ClosureNotice,
    text: str,
    keeps_open: bool,
    on: date,
    by: str,
    answered_on: date | None = None,
) -> ClosureAnswer:
    """What came back on a notice. Where it can lead to support, the case stays open.

    A case that stays open needs a new notice before it could be closed again.
    Raises: ValueError in words. Source: 45 CFR 303.11(d)(3).
    """
    answered_on = answered_on or on
    if not notice.effective_on <= answered_on <= on:
        raise ValueError("the answer came between the day of the notice and today")
    if hasattr(notice, "closure"):
        raise ValueError("the case was closed on this notice; reopen it instead")
    answer = ClosureAnswer.objects.create(
        notice=notice,
        text=required(text, what="the answer", length_max=TEXT_LENGTH),
        keeps_open=keeps_open,
        effective_on=answered_on,
        recorded_on=on,
        recorded_by=by,
    )
    if keeps_open:
        do_record_event(
            case=notice.case, kind="recipient_answered", effective_on=answered_on, on=on, by=by,
            source="closure_answer", source_id=answer.pk, note=text.strip(),
        )  # fmt: skip
    return answer
