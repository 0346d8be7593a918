"""What the data interface reads that no page does: many cases at once, one person's cases."""

from collections.abc import Sequence

from posse.apps.cases.choices import CaseState, Service
from posse.apps.cases.models import Case, CaseStatus
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity
from posse.services.pages.masking import masked_ssn


def statuses_for_cases(cases: Sequence[Case]) -> dict[int, tuple[str, str]]:
    """Service and state of each case, in words, in one query."""
    rows = CaseStatus.objects.filter(case__in=cases).order_by("effective_on", "id")
    return {
        row.case_id: (str(Service(row.service).label), str(CaseState(row.state).label))
        for row in rows
    }


def identity_for_participant(participant: int) -> Identity | None:
    """The latest name and birth date."""
    rows = Identity.objects.filter(participant=participant)
    return rows.order_by("effective_on", "id").last()


def ssn_for_participant(participant: int) -> str:
    """The latest Social Security number, masked."""
    rows = Identifier.objects.filter(participant=participant, kind=IdentifierKind.SSN)
    latest = rows.order_by("effective_on", "id").last()
    return masked_ssn(latest.number if latest else "")
