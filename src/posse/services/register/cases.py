"""Writers of families, cases, roles and assistance.

Each takes ``on``, the business date on which the fact was learned, and ``by``, who says
so; each marks the obligors whose books the fact may change.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from posse.apps.cases.choices import AssistanceProgram, CaseState, Role, Service
from posse.apps.cases.models import (
    AssistanceGrant,
    AssistancePeriod,
    Case,
    CaseRole,
    CaseStatus,
    Family,
)
from posse.apps.people.models import Participant
from posse.formats.identifiers import case_id_findings
from posse.services.books.refold import do_mark_cases_for_fold, do_mark_family_for_fold
from posse.services.register.entries import (
    INSTALLMENT_CENTS_MAX,
    check_amount,
    check_order_of_dates,
    required,
)


@transaction.atomic
def do_open_case(  # noqa: PLR0913 - one argument a column
    *,
    number: str,
    obligee: Participant,
    county_fips: str,
    on: date,
    by: str,
    obligor: Participant | None = None,
    children: Sequence[Participant] = (),
    family: Family | None = None,
    service: Service = Service.IV_D,
    opened_on: date | None = None,
) -> Case:
    """A case of one obligor and one family, with its people in their roles.

    ``family`` is given where the family has a case against another parent already.
    Source: 45 CFR 305.1(a).
    """
    opened_on = opened_on or on
    check_order_of_dates(opened_on, on, earlier_what="the opening date", later_what="today")
    if len(county_fips) != 5 or not county_fips.isdigit():
        raise ValueError(f"the county must be five FIPS digits, not {county_fips!r}")
    if obligor is not None and obligor.pk == obligee.pk:
        raise ValueError("one person cannot both owe and receive support in a case")
    case = Case.objects.create(
        number=_checked_number(number),
        family=family or Family.objects.create(),
        obligor=obligor,
        obligee=obligee,
        county_fips=county_fips,
        opened_on=opened_on,
    )
    do_set_case_status(
        case=case, service=service, state=CaseState.OPEN, effective_on=opened_on, on=on, by=by
    )
    people = [(obligee, Role.CUSTODIAL), *((child, Role.CHILD) for child in children)]
    if obligor is not None:
        people.append((obligor, Role.NONCUSTODIAL))
    for participant, role in people:
        do_add_role(
            case=case, participant=participant, role=role, effective_on=opened_on, on=on, by=by
        )
    return case


def _checked_number(number: str) -> str:
    # Employers carry the number in their payment records, whose rules it must fit.
    for finding in case_id_findings(number, line=None, field="The case number"):
        raise ValueError(finding.reason)
    return required(number, what="the case number", length_max=20)


@transaction.atomic
def do_set_case_status(
    *,
    case: Case,
    service: Service,
    state: CaseState,
    on: date,
    by: str,
    effective_on: date | None = None,
) -> CaseStatus:
    """Under which program a case is served, and whether it is worked, from a date on."""
    status = CaseStatus.objects.create(
        case=case,
        service=Service(service),
        state=CaseState(state),
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return status


@transaction.atomic
def do_add_role(
    *,
    case: Case,
    participant: Participant,
    role: Role,
    on: date,
    by: str,
    is_ended: bool = False,
    effective_on: date | None = None,
) -> CaseRole:
    """That a person has a part in a case from a date on, or no longer has it."""
    return CaseRole.objects.create(
        case=case,
        participant=participant,
        role=Role(role),
        is_ended=is_ended,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_record_assistance_period(
    *,
    family: Family,
    starts_on: date,
    on: date,
    by: str,
    ends_on: date | None = None,
    program: AssistanceProgram = AssistanceProgram.POWER,
) -> AssistancePeriod:
    """Cash assistance to a family; recorded again with an end, it supersedes the open one."""
    check_order_of_dates(starts_on, ends_on, earlier_what="the start", later_what="the end")
    period = AssistancePeriod.objects.create(
        family=family,
        program=AssistanceProgram(program),
        effective_on=starts_on,
        ends_on=ends_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_family_for_fold(family.pk)
    return period


@transaction.atomic
def do_record_assistance_grant(
    *,
    family: Family,
    amount_cents: int,
    on: date,
    by: str,
    paid_on: date | None = None,
    program: AssistanceProgram = AssistanceProgram.POWER,
) -> AssistanceGrant:
    """Assistance paid to a family: the State may keep assigned support up to it."""
    check_amount(amount_cents, what="the grant", cents_min=1, cents_max=INSTALLMENT_CENTS_MAX)
    grant = AssistanceGrant.objects.create(
        family=family,
        program=AssistanceProgram(program),
        amount_cents=amount_cents,
        effective_on=paid_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_family_for_fold(family.pk)
    return grant
