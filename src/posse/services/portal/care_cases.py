"""Whose child care case an account of the portal opens, and what of a case is the reader's.

A case opens to who asked for it, and to the adults who live in the same home now. Parents who
live apart and share a child may stand in one case: the other home sees nothing of this one.
"""

from datetime import date

from posse.apps.care.choices import MemberRole
from posse.apps.care.models import CareCase, HouseholdMember
from posse.apps.portal.models import PortalAccount
from posse.apps.subsidy.models import Determination
from posse.services.doors.addresses import protections
from posse.services.matching.merged import same_person_as


def care_cases_of(account: PortalAccount, *, on: date) -> list[CareCase]:
    """The child care cases of the person who has the account, the newest first."""
    return care_cases_of_person(account.participant_id, on=on)


def care_cases_of_person(participant: int, *, on: date) -> list[CareCase]:
    """The cases that a person asked for, or lives in as an adult of the same home.

    Where somebody of a case is in danger it opens to the applicant and to them alone.
    """
    same = same_person_as(participant)
    lived_in = HouseholdMember.objects.filter(participant__in=same).values("care_case")
    found = CareCase.objects.filter(applicant__in=same) | CareCase.objects.filter(
        pk__in=lived_in
    )
    rows = found.distinct().order_by("-opened_on", "-pk")
    return [each for each in rows if _opens_to(each, same, on=on)]


def is_of_reader(account: PortalAccount, care_case: CareCase, row: Determination) -> bool:
    """Whether a determination is of the reader's own unit; the applicant was told of all."""
    same = set(same_person_as(account.participant_id))
    return care_case.applicant_id in same or bool(same & set(row.people["adults"]))


def _opens_to(care_case: CareCase, same: tuple[int, ...], *, on: date) -> bool:
    if care_case.applicant_id in same:
        return True
    homes = _homes(care_case, on=on)
    theirs = {
        home for person, role, home in homes if person in same and role == MemberRole.ADULT
    }
    asked = {home for person, _, home in homes if person == care_case.applicant_id}
    if not theirs & asked:
        return False
    hidden = protections({person for person, _, _ in homes}, on=on)
    return not hidden or bool(set(hidden) & set(same))


def _homes(care_case: CareCase, *, on: date) -> list[tuple[int, str, int]]:
    """Who lives in which home of a case on a day, and as what."""
    rows = care_case.members.filter(effective_on__lte=on).order_by("effective_on", "id")
    latest = {(row.participant_id, row.home): row for row in rows}
    return [
        (row.participant_id, row.role, row.home)
        for row in latest.values()
        if not row.is_ended
    ]  # fmt: skip
