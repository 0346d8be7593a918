"""Hires that a directory or an employer reports: whose parent is known gets an income source.

Most hires are nobody's of this program; of them nothing is kept but that they were counted.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from posse.apps.people.models import Employer, Employment, Participant
from posse.apps.withholding.choices import SourceKind, ToldBy
from posse.formats.findings import Finding, record_finding
from posse.formats.new_hire import Employer as TellingEmployer
from posse.formats.new_hire import NewHire
from posse.services.register.people import do_record_employment
from posse.services.withholding.parents import parents_by_number
from posse.services.withholding.sources import do_take_source

NAME_LENGTH, LINE_LENGTH, CITY_LENGTH, ZIP_LENGTH = 60, 60, 40, 10
NOT_TOLD = "Not told"


@transaction.atomic
def do_take_hires(hires: Iterable[NewHire], *, on: date, by: str) -> tuple[int, list[Finding]]:
    """Take over the hires of paying parents; how many, and what a person has to look at.

    A hire told again, or one whose source is known already, changes nothing.
    Source: 45 CFR 303.100(e)(2), 42 USC 653a(g)(1).
    """
    told = list(hires)
    parents = parents_by_number([hire.ssn for hire in told])
    count, findings = 0, []
    for hire in told:
        found = parents.get(hire.ssn, [])
        if len(found) > 1:
            reason = "Two paying parents have this number; find out who was hired."
            findings.append(
                record_finding(hire.line, "Employee SSN", code="ssn", reason=reason)
            )
        elif found:
            for parent in found[0]:
                _do_take(hire, parent, on=on, by=by)
            count += 1
    return count, findings


def _do_take(hire: NewHire, parent: Participant, *, on: date, by: str) -> None:
    employer = _do_know_employer(hire.employer)
    latest = (
        Employment.objects.filter(participant=parent, employer=employer)
        .order_by("effective_on", "id")
        .last()
    )
    if latest is None or (latest.is_ended and latest.effective_on < hire.hired_on):
        do_record_employment(
            participant=parent, employer=employer, effective_on=hire.hired_on, on=on, by=by
        )
    do_take_source(
        obligor=parent,
        employer=employer,
        kind=SourceKind.WAGES,
        began_on=hire.hired_on,
        told_on=on,
        told_by=ToldBy.NEW_HIRE,
        by=by,
    )


def _do_know_employer(told: TellingEmployer) -> Employer:
    """The employer of the register, made where it is new; an address it lacks is filled in."""
    place = told.address
    employer, is_new = Employer.objects.get_or_create(
        fein=told.fein,
        defaults={
            "name": (told.name or f"Employer {told.fein}")[:NAME_LENGTH],
            "city": (place.city or NOT_TOLD)[:CITY_LENGTH],
            "state": place.state[:2],
        },
    )
    if (is_new or not employer.line_1) and place.line_1 and place.city and place.state:
        employer.line_1 = place.line_1[:LINE_LENGTH]
        employer.line_2 = place.line_2[:LINE_LENGTH]
        employer.city, employer.state = place.city[:CITY_LENGTH], place.state[:2]
        employer.zip_code = place.zip_code[:ZIP_LENGTH]
        employer.save()
    return employer
