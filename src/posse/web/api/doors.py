"""The doors of the pages, asked by a program, and what is closed to programs besides."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from posse.apps.cases.models import Case
from posse.apps.payments.models import Receipt
from posse.apps.people.models import Participant
from posse.apps.work.models import Task
from posse.services.access import READ_CASES, READ_MONEY
from posse.services.doors.programs import refusal_to_program
from posse.services.pages.receipt_money import receipt_by_id
from posse.web.doors import any_case_for_user, require, require_open, task_for_user
from posse.web.workday import acting_date


def asked_case(request: HttpRequest, number: str) -> Case:
    """The case with this number. Raises: PermissionDenied, Http404."""
    case = any_case_for_user(request.user, number)
    _refuse(request, case=case)
    return case


def asked_person(request: HttpRequest, participant_id: int) -> Participant:
    """A person of the register. Raises: PermissionDenied, Http404."""
    require(request.user, READ_CASES)
    rows = Participant.objects.filter(identities__isnull=False, pk=participant_id)
    found = rows.first()
    if found is None:
        raise Http404(f"Nobody has the number {participant_id}.")
    _refuse(request, person=found)
    return found


def asked_receipt(request: HttpRequest, receipt_id: int) -> Receipt:
    """A receipt; what came out of federal refunds is masked by whoever shows it.

    Raises: PermissionDenied, Http404.
    """
    require(request.user, READ_MONEY)
    found = receipt_by_id(receipt_id)
    if found is None:
        raise Http404(f"There is no receipt {receipt_id}.")
    _refuse(request, case=found.case, person=found.obligor)
    return found


def asked_task(request: HttpRequest, task_id: int) -> Task:
    """A task. Raises: PermissionDenied, Http404."""
    require(request.user, READ_CASES)
    found = task_for_user(request.user, task_id)
    _refuse(request, case=found.case)
    return found


def _refuse(
    request: HttpRequest, *, case: Case | None = None, person: Participant | None = None
) -> None:
    refusal = refusal_to_program(
        request.user, on=acting_date(), page=request.path, case=case, people=[person]
    )
    if refusal:
        raise PermissionDenied(refusal)
    # What a page would refuse is refused here in its words too.
    require_open(request.user, person, case=case)
