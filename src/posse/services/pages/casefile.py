"""What the case page shows of a case: its people, standing, orders and recent events.

Every function is one or two queries whatever the size of the caseload. The money of a
case is read by :mod:`posse.services.pages.case_money`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from posse.apps.cases.choices import AssistanceProgram, CaseState, Role, Service
from posse.apps.cases.models import AssistancePeriod, Case, CaseRole, CaseStatus
from posse.apps.orders.models import BalanceAdjustment, Order, OrderTerm
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity
from posse.ledger.accounts import BUCKETS, OBLIGATIONS, index_of, words_of_debt
from posse.services.access import Visitor
from posse.services.doors.addresses import Whereabouts, addresses_for
from posse.services.pages.masking import masked_ssn
from posse.units.money import format_dollars

ROLE_ORDER = (Role.NONCUSTODIAL, Role.ALLEGED_FATHER, Role.CUSTODIAL, Role.CHILD)


@dataclass(frozen=True)
class CasePerson:
    """A person of a case; ``whereabouts`` only where the page shows them."""

    participant: int
    role: Role
    name: str
    birth_date: date | None
    masked_ssn: str
    whereabouts: Whereabouts | None = None


@dataclass(frozen=True)
class CaseHead:
    """Who and how a case stands, for the top of its page."""

    case: Case
    people: list[CasePerson]
    service: str
    state: str
    assistance: str

    def with_role(self, *roles: Role) -> list[CasePerson]:
        """The case's people who have one of ``roles``."""
        return [person for person in self.people if person.role in roles]

    @property
    def payers(self) -> list[CasePerson]:
        """Who owes, or may owe, support."""
        return self.with_role(Role.NONCUSTODIAL, Role.ALLEGED_FATHER)

    @property
    def custodians(self) -> list[CasePerson]:
        """Who has custody of the children."""
        return self.with_role(Role.CUSTODIAL)

    @property
    def children(self) -> list[CasePerson]:
        """The children of the case."""
        return self.with_role(Role.CHILD)


@dataclass(frozen=True)
class CaseEvent:
    """Something that happened in a case."""

    day: date
    words: str
    detail: str = ""


def case_by_number(number: str) -> Case | None:
    """The case with this number; nobody's permission is asked here."""
    return Case.objects.filter(number=number).select_related("family").first()


def head_for_case(case: Case, *, on: date) -> CaseHead:
    """Who and how a case stands on a date."""
    status = CaseStatus.objects.filter(case=case, effective_on__lte=on).order_by(
        "-effective_on", "-id"
    )
    latest = status.first()
    return CaseHead(
        case=case,
        people=people_for_case(case, on=on),
        service=str(Service(latest.service).label) if latest else "Service not recorded",
        state=str(CaseState(latest.state).label) if latest else "State not recorded",
        assistance=assistance_words(periods_for_case(case), on=on),
    )


def periods_for_case(case: Case) -> list[AssistancePeriod]:
    """The assistance periods of a case's family; the latest record of each start governs."""
    rows = AssistancePeriod.objects.filter(family=case.family_id).order_by("recorded_on", "id")
    governing = {(row.program, row.effective_on): row for row in rows}
    return sorted(governing.values(), key=lambda row: row.effective_on)


def assistance_words(periods: Iterable[AssistancePeriod], *, on: date) -> str:
    """Whether the family is, was or never was on assistance, on a date."""
    begun = [period for period in periods if period.effective_on <= on]
    for period in begun:
        if period.ends_on is None or period.ends_on >= on:
            return f"On {AssistanceProgram(period.program).label} now"
    if not begun:
        return "Never on assistance"
    return f"Formerly on {AssistanceProgram(begun[-1].program).label}"


def people_for_case(case: Case, *, on: date) -> list[CasePerson]:
    """The people of a case on a date, parents first, children from the oldest."""
    latest: dict[tuple[int, str], CaseRole] = {}
    for row in CaseRole.objects.filter(case=case, effective_on__lte=on).order_by(
        "effective_on", "id"
    ):
        latest[row.participant_id, row.role] = row
    roles = [row for row in latest.values() if not row.is_ended]
    participants = {row.participant_id for row in roles}
    identities = Identity.objects.filter(participant__in=participants)
    identities = identities.order_by("effective_on", "id")
    names = {identity.participant_id: identity for identity in identities}
    numbers = _ssns(participants)
    people = [
        CasePerson(
            participant=row.participant_id,
            role=Role(row.role),
            name=names[row.participant_id].full_name,
            birth_date=names[row.participant_id].birth_date,
            masked_ssn=masked_ssn(numbers.get(row.participant_id, "")),
        )
        for row in roles
        if row.participant_id in names
    ]
    return sorted(
        people,
        key=lambda person: (ROLE_ORDER.index(person.role), person.birth_date or date.max),
    )


def _ssns(participants: Iterable[int]) -> dict[int, str]:
    rows = Identifier.objects.filter(
        participant__in=list(participants), kind=IdentifierKind.SSN
    )
    return dict(rows.order_by("effective_on", "id").values_list("participant", "number"))


def with_whereabouts(
    people: list[CasePerson], *, viewer: Visitor, on: date
) -> list[CasePerson]:
    """People with the addresses and employments that a viewer may see on a date."""
    found = addresses_for(viewer, [person.participant for person in people], on=on)
    return [replace(person, whereabouts=found[person.participant]) for person in people]


def orders_for_case(case: Case) -> list[tuple[Order, list[OrderTerm]]]:
    """Each order of a case with its terms, those that were replaced included."""
    orders = Order.objects.filter(case=case).prefetch_related("terms")
    return [(order, sorted(order.terms.all(), key=_by_start)) for order in orders]


def _by_start(term: OrderTerm) -> tuple[date, int]:
    return term.effective_on, term.pk


def other_cases(case: Case) -> list[Case]:
    """Other cases of the same paying parent or the same family."""
    same_family = Case.objects.filter(family=case.family_id)
    found = same_family
    if case.obligor_id:
        found = same_family | Case.objects.filter(obligor=case.obligor_id)
    return list(found.exclude(pk=case.pk).distinct()[:10])


def events_for_case(case: Case, *, on: date, limit: int = 12) -> list[CaseEvent]:
    """What happened in a case through a date besides money received, the latest first."""
    events = [CaseEvent(case.opened_on, "Case opened")]
    events += [
        CaseEvent(order.ordered_on, f"Order {order.number} made", order.court)
        for order in Order.objects.filter(case=case)
    ]
    for period in periods_for_case(case):
        program = AssistanceProgram(period.program).label
        events.append(CaseEvent(period.effective_on, f"{program} began for the family"))
        if period.ends_on:
            events.append(CaseEvent(period.ends_on, f"{program} ended for the family"))
    events += [
        CaseEvent(row.effective_on, _adjustment_words(row), row.reason)
        for row in BalanceAdjustment.objects.filter(case=case)
    ]
    known = [event for event in events if event.day <= on]
    return sorted(known, key=lambda event: event.day, reverse=True)[:limit]


def _adjustment_words(row: BalanceAdjustment) -> str:
    obligation = OBLIGATIONS[index_of(OBLIGATIONS, row.obligation)]
    debt = words_of_debt(obligation, BUCKETS[index_of(BUCKETS, row.bucket)])
    amount = format_dollars(abs(row.amount_cents))
    verb = "added to" if row.amount_cents > 0 else "taken off"
    return f"{amount} {verb} {debt[0].lower()}{debt[1:]}"
