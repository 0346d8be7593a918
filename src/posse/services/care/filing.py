"""Applications that staff take in: complete with name, address and signature, date-stamped.

Source: CC-200-application-date, CC-401-A, CC-401-B, CC-404-A.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from posse.apps.care.choices import (
    CareApplicationKind,
    CareApplicationState,
    CareChannel,
    CareStep,
    MemberRole,
)
from posse.apps.care.models import CareApplication, CareApplicationEvent, CareCase
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import Participant
from posse.services.care.cases import case_of_applicant, do_open_care_case
from posse.services.care.household import do_put_in_household
from posse.services.care.letters import do_send_care_letter, reason
from posse.services.care.numbering import next_care_application_number
from posse.services.care.prefilling import address_of
from posse.services.care.stages import stages_of
from posse.services.law import current_law
from posse.services.register.people import do_add_address, do_add_participant
from posse.units.days import add_business_days

PROCESSING_DAYS = "childcare.authorization.processing_days"


@dataclass(frozen=True)
class Applicant:
    """Who applies, as the form says; a person without a fixed home has no address."""

    given_name: str
    surname: str
    birth_date: date | None
    line_1: str = ""
    city: str = ""
    zip_code: str = ""
    has_no_home: bool = False

    def fault(self) -> str:
        """What is missing of a complete application; empty when nothing is.

        Source: CC-401-A, CC-603-A-2.
        """
        if not (self.given_name.strip() and self.surname.strip()):
            return "an application names the applicant (CC-401-A)"
        has_address = bool(self.line_1.strip() and self.city.strip())
        if not has_address and not self.has_no_home:
            return (
                "an application has an address, or says that there is no fixed home (CC-401-A)"
            )
        return ""


@transaction.atomic
def do_take_application(  # noqa: PLR0913 - one argument an answer of the form
    *,
    applicant: Applicant,
    county_fips: str,
    channel: str,
    language: str,
    signature: str,
    received_on: date,
    on: date,
    by: str,
    representative: str = "",
    known: Participant | None = None,
) -> CareApplication:
    """File an application, with a case to work it in where the applicant has none.

    ``known`` is who of the register applies, as a worker said; else somebody new is added.
    Raises: ValueError in words where it is not complete. Source: CC-401-A, CC-402-A-1.
    """
    fault = applicant.fault()
    if fault:
        raise ValueError(fault)
    told: dict[str, Any] = {"on": on, "by": by}
    person = known or do_add_participant(
        given_name=applicant.given_name,
        surname=applicant.surname,
        birth_date=applicant.birth_date,
        **told,
    )
    _do_take_address(applicant, person, **told)
    case = None if known is None else case_of_applicant(known)
    if case is None:
        case = do_open_care_case(applicant=person, county_fips=county_fips, **told)
        do_put_in_household(care_case=case, participant=person, role=MemberRole.ADULT, **told)
    return do_file_in_case(
        care_case=case, channel=channel, language=language, signature=signature,
        received_on=received_on, representative=representative, **told,
    )  # fmt: skip


def _do_take_address(applicant: Applicant, person: Participant, *, on: date, by: str) -> None:
    """The address of the form, unless it is the one that is known."""
    lines = {"line_1": applicant.line_1, "city": applicant.city, "zip_code": applicant.zip_code}
    before = address_of(person.pk, on=on)
    if applicant.has_no_home or lines == {name: before.get(name) for name in lines}:
        return
    do_add_address(
        participant=person,
        kind=AddressKind.MAILING,
        line_1=applicant.line_1,
        city=applicant.city,
        state="WY",
        zip_code=applicant.zip_code,
        on=on,
        by=by,
    )


@transaction.atomic
def do_file_in_case(
    *,
    care_case: CareCase,
    channel: str,
    signature: str,
    received_on: date,
    on: date,
    by: str,
    language: str = "en",
    representative: str = "",
) -> CareApplication:
    """File an application of a family that has a case: a review, or after a time without.

    It is dated with the day on which it came, and decided within thirty days; an end on a
    day without office hours moves to the next. Raises: ValueError in words.
    Source: CC-200-application-date, CC-200-reapplication, CC-401-B, CC-1601-B.
    """
    if not signature.strip():
        raise ValueError("an application is signed by the applicant or for her (CC-401-A)")
    if received_on > on:
        raise ValueError("an application that came in came today or earlier")
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    if care_case.applications.filter(state=CareApplicationState.FILED).exists():
        raise ValueError("an application of this family is open; decide it first")
    days = int(current_law().value(PROCESSING_DAYS, on=received_on))
    application = CareApplication.objects.create(
        number=next_care_application_number(),
        kind=kind_of(care_case, channel=channel, on=received_on),
        channel=CareChannel(channel),
        state=CareApplicationState.FILED,
        language=language,
        county_fips=care_case.county_fips,
        care_case=care_case,
        started_on=on,
        started_by=by,
        filed_on=received_on,
        decide_by=add_business_days(received_on + timedelta(days=days), 0),
        signature=signature.strip()[:120],
        representative=representative.strip()[:120],
    )
    _do_note(application, CareStep.FILED, on=on, by=by)
    return application


@transaction.atomic
def do_withdraw_application(
    application: CareApplication, *, words: str, on: date, by: str, how: str = "spoken"
) -> CareApplication:
    """Withdraw an application at the family's wish, once, and tell the family by letter.

    ``how`` it was asked: ``written`` or ``spoken``. Raises: ValueError in words.
    Source: CC-402-D, CC-402-D-1, CC-402-D-2.
    """
    found = CareApplication.objects.select_for_update().get(pk=application.pk)
    if found.state not in {CareApplicationState.FILED, CareApplicationState.DRAFT}:
        raise ValueError(f"this application is {found.get_state_display().lower()}")
    found.state = CareApplicationState.WITHDRAWN
    found.version += 1
    found.save(update_fields=["state", "version"])
    _do_note(found, CareStep.WITHDRAWN, on=on, by=by, note=words)
    if found.care_case is not None and found.filed_on is not None:
        do_send_care_letter(
            kind="care_withdrawal",
            care_case=found.care_case,
            values={"filed_on": found.filed_on, "withdrawn_on": on, "asked_how": how},
            reasons=[reason("withdrawn", law=["CC-402-D"])],
            about="The application is withdrawn",
            key=f"care-withdrawal:{found.number}",
            application=found,
            on=on,
            by=by,
        )
    return found


def kind_of(care_case: CareCase, *, channel: str, on: date) -> CareApplicationKind:
    """What an application asks for, by how the family stands. Source: CC-200-reapplication."""
    if channel == CareChannel.POWER:
        return CareApplicationKind.POWER_REQUEST
    rows = stages_of([care_case.pk], on=on).rows
    if rows.is_empty():
        return CareApplicationKind.INITIAL
    has_running = rows["period_began"].drop_nulls().len() > 0
    return CareApplicationKind.REVIEW if has_running else CareApplicationKind.REAPPLICATION


def _do_note(
    application: CareApplication, step: str, *, on: date, by: str, note: str = ""
) -> None:
    CareApplicationEvent.objects.create(
        application=application,
        step=CareStep(step),
        version=application.version,
        note=note[:1000],
        recorded_on=on,
        recorded_by=by,
    )
