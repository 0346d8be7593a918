"""Who may be given work: caseworkers by county, who covers for whom, and who may not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from posse.apps.staff.models import StaffMember, Team
from posse.services.access import CASEWORKER, SUPERVISOR
from posse.services.staff.absences import covers_on

# Who was declared, or is, a person of a case: such a case goes to somebody else.
CONFLICTS = """
    SELECT DISTINCT told.staff_id, role.case_id
    FROM (SELECT staff_id, participant_id FROM (
              SELECT DISTINCT ON (staff_id, participant_id) staff_id, participant_id, is_ended
              FROM staff_conflictofinterest WHERE effective_on <= %(on)s
              ORDER BY staff_id, participant_id, effective_on DESC, id DESC) AS latest
          WHERE NOT is_ended
          UNION SELECT id, participant_id FROM staff_staffmember
          WHERE participant_id IS NOT NULL) AS told
    JOIN cases_caserole AS role ON role.participant_id = told.participant_id
    WHERE told.staff_id = ANY(%(staff)s)"""


@dataclass(frozen=True)
class Away:
    """Who is away on a day, and who takes the work; None where nobody does."""

    covers: Mapping[int, int | None]

    @property
    def staff(self) -> list[int]:
        """Everybody who is away."""
        return list(self.covers)

    @property
    def takers(self) -> list[int | None]:
        """Who takes their work, in the same order."""
        return list(self.covers.values())


def away_on(on: date) -> Away:
    """Who is away on a day; somebody who covers and is away too is covered in turn."""
    told = covers_on(on)
    found: dict[int, int | None] = {}
    for staff in told:
        taker, passed = told[staff], {staff}
        while taker in told and taker not in passed:
            passed.add(taker)
            taker = told[taker]
        found[staff] = None if taker in passed else taker
    return Away(found)


def caseworkers_by_county() -> dict[str, list[int]]:
    """Active caseworkers of the teams of each county's offices, by the county's code."""
    members = StaffMember.objects.filter(
        user__is_active=True, user__groups__name=CASEWORKER, team__isnull=False
    ).select_related("team__office")
    found: dict[str, list[int]] = {}
    for member in members.order_by("id"):
        assert member.team is not None
        found.setdefault(member.team.office.county_fips, []).append(member.pk)
    return found


def teams_by_county() -> dict[str, int]:
    """The first team of each county, whose queue takes what nobody has."""
    teams = Team.objects.select_related("office").order_by("-id")
    return {team.office.county_fips: team.pk for team in teams}


def leads_by_team() -> dict[int, int]:
    """The first supervisor of each team."""
    leads = StaffMember.objects.filter(
        user__is_active=True, user__groups__name=SUPERVISOR, team__isnull=False
    )
    return {lead.team_id: lead.pk for lead in leads.order_by("-id") if lead.team_id}


def conflicted_cases(staff: Iterable[int], *, on: date) -> set[tuple[int, int]]:
    """Pairs of staff and case that may not come together."""
    with connection.cursor() as cursor:
        cursor.execute(CONFLICTS, {"on": on, "staff": sorted(staff)})
        return {(member, case) for member, case in cursor.fetchall()}
