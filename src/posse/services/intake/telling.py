"""Telling the clocks of a case what intake did: filed, referred, opened, reopened."""

from datetime import date

from posse.apps.cases.models import Case
from posse.apps.intake.choices import ReferralProgram, Way
from posse.apps.intake.models import Application, Referral
from posse.services.work.events import do_record_event

SOURCE = "application"
FROM_ELSEWHERE = (ReferralProgram.STATE, ReferralProgram.TRIBE, ReferralProgram.COUNTRY)


def do_tell_case(application: Application, case: Case, *, way: Way, on: date, by: str) -> None:
    """How the application came, and what it did to the case; told twice it is kept once.

    Source: 45 CFR 303.2(b).
    """
    came_on = max(application.filed_on or on, case.opened_on) if way != Way.OPENED else (
        application.filed_on or on
    )  # fmt: skip
    referral = Referral.objects.filter(application=application).first()
    _do_tell(case, came_kind(referral), application, effective_on=came_on, on=on, by=by)
    packet = referral.packets.first() if referral else None
    if packet:
        _do_tell(case, "program_information_sent", application,
                 effective_on=packet.sent_on, on=on, by=by)  # fmt: skip
    kind = {Way.OPENED: "case_opened", Way.REOPENED: "case_reopened"}.get(way)
    if kind:
        _do_tell(case, kind, application, effective_on=on, on=on, by=by)


def came_kind(referral: Referral | None) -> str:
    """The event by which an application came."""
    if referral is None:
        return "application_filed"
    is_from_elsewhere = ReferralProgram(referral.program) in FROM_ELSEWHERE
    return "interstate_case_received" if is_from_elsewhere else "referral_received"


def _do_tell(
    case: Case, kind: str, application: Application, *, effective_on: date, on: date, by: str
) -> None:
    do_record_event(
        case=case,
        kind=kind,
        effective_on=effective_on,
        source=SOURCE,
        source_id=application.pk,
        on=on,
        by=by,
    )
