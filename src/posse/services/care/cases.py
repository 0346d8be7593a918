"""Child care cases: opening one, who has it, and finding it again."""

from datetime import date

from django.db import transaction

from posse.apps.care.models import (
    CareApplication,
    CareCase,
    CareNarrative,
    CareSpecialist,
    HouseholdMember,
)
from posse.apps.people.models import Participant
from posse.apps.staff.models import StaffMember
from posse.services.access import BENEFIT_SPECIALIST
from posse.services.care.numbering import next_care_case_number


@transaction.atomic
def do_open_care_case(
    *, applicant: Participant, county_fips: str, on: date, by: str
) -> CareCase:
    """The child care case of whoever asks; one that is there already is taken.

    Source: CC-1504-C-2.
    """
    Participant.objects.select_for_update().get(pk=applicant.pk)
    known = CareCase.objects.filter(applicant=applicant).first()
    if known is not None:
        return known
    return CareCase.objects.create(
        number=next_care_case_number(),
        applicant=applicant,
        county_fips=county_fips,
        opened_on=on,
        opened_by=by,
    )


@transaction.atomic
def do_give_care_case(
    *, care_case: CareCase, specialist_id: int | None, on: date, by: str
) -> CareSpecialist:
    """Put a case into a specialist's hands, or into nobody's."""
    return CareSpecialist.objects.create(
        care_case=care_case,
        specialist_id=specialist_id,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_write_narrative(
    *, care_case: CareCase, text: str, on: date, by: str, topic: str = ""
) -> CareNarrative:
    """Words of the record, kept for good. Source: CC-1501-B-4, CC-905-A-2-a."""
    return CareNarrative.objects.create(
        care_case=care_case,
        topic=topic,
        text=text,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def specialist_of(care_case: CareCase, *, on: date) -> StaffMember | None:
    """Who has a case on a day."""
    rows = care_case.specialists.filter(effective_on__lte=on)
    latest = rows.select_related("specialist__user").order_by("-effective_on", "-id").first()
    return latest.specialist if latest else None


def care_case_by_number(number: str) -> CareCase | None:
    """The case with a number; nobody's permission is asked here."""
    return CareCase.objects.select_related("applicant").filter(number=number).first()


def case_of_applicant(applicant: Participant) -> CareCase | None:
    """The latest case that somebody applied for, where there is one."""
    return CareCase.objects.filter(applicant=applicant).order_by("-id").first()


def care_application_by_number(number: str) -> CareApplication | None:
    """The application with a number; nobody's permission is asked here."""
    return CareApplication.objects.select_related("care_case").filter(number=number).first()


def people_of_care_case(care_case: CareCase) -> list[Participant]:
    """Everybody who was ever told to be of a case, for the door of conflicts."""
    members = HouseholdMember.objects.filter(care_case=care_case)
    ids = {care_case.applicant_id, *members.values_list("participant_id", flat=True)}
    return list(Participant.objects.filter(pk__in=ids).order_by("pk"))


def specialists_to_choose() -> list[tuple[str, str]]:
    """Everybody who may have a case, by number and name. Source: CC-200-benefit-specialist."""
    rows = StaffMember.objects.filter(user__groups__name=BENEFIT_SPECIALIST)
    return [(str(row.pk), row.full_name) for row in rows.select_related("user")]
