"""Writers of families, cases, roles and assistance.

Each takes ``on``, the business date on which the fact was learned, and ``by``, who says
so; each marks the obligors whose books the fact may change.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from posse.apps.cases.choices import (
    PAYING_PROGRAMS,
    AssistanceProgram,
    CaseState,
    FeeExemptionReason,
    Interstate,
    Origin,
    Role,
    Service,
)
from posse.apps.cases.models import (
    AssistanceGrant,
    AssistancePeriod,
    Case,
    CaseRole,
    CaseStatus,
    Family,
    FeeExemption,
    InterstateRole,
)
from posse.apps.people.models import Participant
from posse.formats.identifiers import case_id_findings
from posse.services.books.refold import do_mark_cases_for_fold, do_mark_family_for_fold
from posse.services.register.entries import (
    INSTALLMENT_CENTS_MAX,
    check_amount,
    check_open_day,
    check_order_of_dates,
    required,
    share_a_day,
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
    origin: Origin = Origin.BROUGHT_OVER,
    obligor_role: Role = Role.NONCUSTODIAL,
) -> Case:
    """A case of one obligor and one family, with its people in their roles.

    ``family`` is given where the family has a case against another parent already. A case of
    intake is opened by :mod:`posse.services.intake` alone, after the search for one; the
    database refuses it otherwise. Source: 45 CFR 305.1(a), CS-6.3-SEARCH-3.
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
        origin=Origin(origin),
    )
    do_set_case_status(
        case=case, service=service, state=CaseState.OPEN, effective_on=opened_on, on=on, by=by
    )
    people = [(obligee, Role.CUSTODIAL), *((child, Role.CHILD) for child in children)]
    if obligor is not None:
        people.append((obligor, Role(obligor_role)))
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
def do_name_obligor(
    *, case: Case, obligor: Participant, role: Role, on: date, by: str
) -> CaseRole:
    """That the other parent of a case, not known until now, is this person."""
    if case.obligor_id is not None:
        raise ValueError(f"the other parent of case {case.number} is known already")
    if obligor.pk == case.obligee_id:
        raise ValueError("one person cannot both owe and receive support in a case")
    Case.objects.filter(pk=case.pk, obligor=None).update(obligor=obligor)
    case.refresh_from_db()
    told = do_add_role(case=case, participant=obligor, role=role, on=on, by=by)
    do_mark_cases_for_fold([case.pk])
    return told


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
    """That a person has a part in a case from a date on, or no longer has it.

    Raises: ValueError for a second custodial parent: a case has one family.
    """
    if role == Role.CUSTODIAL and not is_ended:
        _check_one_custodial(case, participant)
    told = CaseRole.objects.create(
        case=case,
        participant=participant,
        role=Role(role),
        is_ended=is_ended,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    # How many children a case has may decide what is passed through to the family.
    if told.role == Role.CHILD:
        do_mark_cases_for_fold([case.pk])
    return told


def _check_one_custodial(case: Case, participant: Participant) -> None:
    told = case.roles.filter(role=Role.CUSTODIAL).order_by("effective_on", "id")
    latest = {each.participant_id: each.is_ended for each in told}
    if any(not ended for person, ended in latest.items() if person != participant.pk):
        raise ValueError(
            f"case {case.number} has a custodial parent already, and a case has one; end that"
            " part first, or open another case"
        )


@transaction.atomic
def do_set_interstate_role(
    *, case: Case, role: Interstate, on: date, by: str, effective_on: date | None = None
) -> InterstateRole:
    """What Wyoming does in a case that another state has a part in.

    Arrears of a responding case are paid after those of all others: CS-IRG-G19.
    """
    check_open_day(on)
    effective_on = effective_on or on
    check_order_of_dates(
        case.opened_on, effective_on, earlier_what="the opening date", later_what="the role"
    )
    told = InterstateRole.objects.create(
        case=case,
        role=Interstate(role),
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return told


@transaction.atomic
def do_exempt_from_fee(
    *,
    case: Case,
    reason: FeeExemptionReason,
    on: date,
    by: str,
    is_ended: bool = False,
    effective_on: date | None = None,
) -> FeeExemption:
    """That no annual fee is taken in a case, or that the reason for it no longer holds.

    Source: 45 CFR 302.33(e).
    """
    check_open_day(on)
    effective_on = effective_on or on
    check_order_of_dates(
        case.opened_on,
        effective_on,
        earlier_what="the opening date",
        later_what="the exemption",
    )
    reason = FeeExemptionReason(reason)
    latest = case.fee_exemptions.filter(reason=reason).order_by("effective_on", "id").last()
    if is_ended and (latest is None or latest.is_ended):
        raise ValueError(f"case {case.number} has no such exemption that could end")
    exemption = FeeExemption.objects.create(
        case=case,
        reason=reason,
        is_ended=is_ended,
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_cases_for_fold([case.pk])
    return exemption


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
    """Assistance to a family; recorded again with an end, it supersedes the open one.

    Raises: ValueError where another period of the same program shares a day with it.
    """
    check_order_of_dates(starts_on, ends_on, earlier_what="the start", later_what="the end")
    program = AssistanceProgram(program)
    _check_periods_apart(family, program, (starts_on, ends_on))
    period = AssistancePeriod.objects.create(
        family=family,
        program=program,
        effective_on=starts_on,
        ends_on=ends_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_family_for_fold(family.pk)
    return period


def _check_periods_apart(
    family: Family, program: AssistanceProgram, span: tuple[date, date | None]
) -> None:
    told = family.assistance_periods.filter(program=program).order_by("id")
    # The last word on a first day governs; that of the same first day is superseded now.
    latest = {each.effective_on: each for each in told if each.effective_on != span[0]}
    for other in latest.values():
        if share_a_day((other.effective_on, other.ends_on), span):
            until = f"through {other.ends_on}" if other.ends_on else "with no end"
            raise ValueError(
                f"the family is on {program.label} from {other.effective_on} {until} already;"
                " end that period first, or give it the same first day to correct it"
            )


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
    program = AssistanceProgram(program)
    if program not in PAYING_PROGRAMS:
        raise ValueError(f"{program.label} pays no money that support could repay")
    check_amount(amount_cents, what="the grant", cents_min=1, cents_max=INSTALLMENT_CENTS_MAX)
    grant = AssistanceGrant.objects.create(
        family=family,
        program=program,
        amount_cents=amount_cents,
        effective_on=paid_on or on,
        recorded_on=on,
        recorded_by=by,
    )
    do_mark_family_for_fold(family.pk)
    return grant
