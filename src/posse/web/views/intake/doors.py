"""The doors of intake: an application, inquiry or referral for somebody with a role."""

from django.http import Http404

from posse.apps.intake.models import Application, ApplicationPerson, Inquiry, Referral
from posse.services.access import Visitor
from posse.services.doors.closed_cases import refusal_of_people
from posse.services.intake.persons import OTHER_PARENT_ROLES
from posse.services.pages.intake import (
    application_by_number,
    inquiry_by_id,
    known_people,
    referral_by_id,
)
from posse.web.doors import CaseClosed, require_role
from posse.web.workday import acting_date


def application_for_user(user: Visitor, number: str) -> Application:
    """The application with this number, unless a conflict of interest closes it.

    Raises: PermissionDenied, Http404.
    """
    require_role(user)
    application = application_by_number(number)
    if application is None:
        raise Http404(f"There is no application with the number {number}.")
    refusal = refusal_of_people(user, known_people(application), on=acting_date())
    if refusal:
        raise CaseClosed(refusal)
    return application


def parent_of_application(application: Application, place: int) -> ApplicationPerson | None:
    """The other parent at a place; place 0 is nobody. Raises: Http404."""
    persons = application.persons.filter(is_left_out=False, role__in=OTHER_PARENT_ROLES)
    if place == 0 and not persons.exists():
        return None
    person = persons.filter(place=place).first()
    if person is None:
        raise Http404("The application names no such parent.")
    return person


def inquiry_for_user(user: Visitor, inquiry_id: int) -> Inquiry:
    """An inquiry. Raises: PermissionDenied, Http404."""
    require_role(user)
    inquiry = inquiry_by_id(inquiry_id)
    if inquiry is None:
        raise Http404(f"There is no inquiry {inquiry_id}.")
    return inquiry


def referral_for_user(user: Visitor, referral_id: int) -> Referral:
    """A referral. Raises: PermissionDenied, Http404."""
    require_role(user)
    referral = referral_by_id(referral_id)
    if referral is None:
        raise Http404(f"There is no referral {referral_id}.")
    return referral
