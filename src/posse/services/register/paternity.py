"""Writers of what a child's paternity, the parents' relation and other agencies say."""

from datetime import date

from django.db import transaction

from posse.apps.cases.choices import (
    ParentsRelation,
    Partner,
    PaternityEvidence,
    PaternityMethod,
    PaternityStatus,
    Wedlock,
)
from posse.apps.cases.models import AgencyCase, Case, Parents, Paternity
from posse.apps.people.models import Participant
from posse.services.register.entries import check_open_day, check_order_of_dates, required

PLACE_LENGTH, NOTE_LENGTH = 40, 300


@transaction.atomic
def do_record_paternity(  # noqa: PLR0913 - one argument a column
    *,
    child: Participant,
    case: Case,
    born_out_of_wedlock: str,
    status: str,
    on: date,
    by: str,
    method: str = "",
    established_on: date | None = None,
    established_state: str = "",
    established_county: str = "",
    birth_state: str = "",
    birth_county: str = "",
    evidence: str = "",
    father: Participant | None = None,
    note: str = "",
) -> Paternity:
    """What is known of a child's paternity from now on.

    Only what cannot be is refused; what an audit would fail is kept and told, since a worker
    who knows half must be able to say so. Source: CS-6.3-DATA-3, CS-6.3-DATA-4.
    """
    check_open_day(on)
    check_order_of_dates(
        established_on, on, earlier_what="the date established", later_what="today"
    )
    return Paternity.objects.create(
        participant=child,
        case=case,
        father=father,
        born_out_of_wedlock=Wedlock(born_out_of_wedlock),
        status=PaternityStatus(status),
        method=PaternityMethod(method),
        established_on=established_on,
        established_state=_state(established_state),
        established_county=established_county.strip()[:PLACE_LENGTH],
        birth_state=_state(birth_state),
        birth_county=birth_county.strip()[:PLACE_LENGTH],
        evidence=PaternityEvidence(evidence),
        note=note.strip()[:NOTE_LENGTH],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def _state(code: str) -> str:
    state = code.strip().upper()
    if state and not (len(state) == 2 and state.isalpha()):
        raise ValueError(f"a state is two letters such as WY, not {code!r}")
    return state


@transaction.atomic
def do_record_parents(
    *,
    case: Case,
    relation: str,
    on: date,
    by: str,
    married_on: date | None = None,
    ended_on: date | None = None,
) -> Parents:
    """What the two parents of a case are to each other. Source: CS-6.3-DATA-3."""
    check_open_day(on)
    check_order_of_dates(
        married_on, ended_on, earlier_what="the marriage", later_what="its end"
    )
    check_order_of_dates(
        ended_on or married_on, on, earlier_what="the marriage", later_what="today"
    )
    return Parents.objects.create(
        case=case,
        relation=ParentsRelation(relation),
        married_on=married_on,
        ended_on=ended_on,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_record_agency_case(
    *,
    case: Case,
    partner: str,
    number: str,
    on: date,
    by: str,
    place: str = "",
    is_ended: bool = False,
) -> AgencyCase:
    """The number by which another agency knows a case, or that it no longer does."""
    return AgencyCase.objects.create(
        case=case,
        partner=Partner(partner),
        place=place.strip()[:10],
        number=required(number, what="the agency's number", length_max=30),
        is_ended=is_ended,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
