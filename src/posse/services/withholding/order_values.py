"""What stands on the papers that go to a payor: from the register, the order and the law."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.conf import settings

from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case, CaseRole
from posse.apps.orders.choices import Basis
from posse.apps.orders.models import Order
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Employer, Identifier, Identity
from posse.apps.withholding.choices import OrderKind
from posse.apps.withholding.models import WithholdingOrder
from posse.rules.errors import EmptyValue
from posse.rules.parameters import Law
from posse.rules.support.withholding import PREFIX, WithholdingTerms
from posse.rules.support.withholding_amounts import AmountTerms, amounts_by_frequency
from posse.services.counties import county_names
from posse.services.disbursement_unit import state_fips
from posse.services.law import current_law, law_of
from posse.services.notices.issuing import DISBURSEMENT_UNIT, office_lines
from posse.services.withholding.claims import CLAIMS
from posse.services.withholding.other_family import obligors_with_other_family
from posse.units.money import Ratio

WATCH = "support.remittance_watch."
HOME = "Wyoming"
ORDER_NOTICE, TERMINATION_NOTICE = "income_withholding_order", "income_withholding_termination"
# What a place code adds to the State's two digits where no county is meant.
WHOLE_STATE = "00000"


@dataclass(frozen=True)
class Signer:
    """Who signs orders, and where payors send the money, as the installation names them."""

    name: str
    title: str
    unit_name: str
    unit_address: str


@dataclass(frozen=True)
class Register:
    """What the register says of the people and orders of some cases."""

    names: Mapping[int, Identity]
    numbers: Mapping[int, str]
    children: Mapping[int, Sequence[int]]
    orders: Mapping[int, Order]
    counties: Mapping[str, str]
    offices: Mapping[str, tuple[str, ...]]
    with_other_family: Collection[int]

    def name(self, person: int | None) -> str:
        """A person's full name, empty where it is not known."""
        identity = self.names.get(person or 0)
        return identity.full_name if identity else ""

    def office(self, case: Case) -> str:
        """Whom a payor or a parent asks about the order."""
        return self.offices.get(case.county_fips, (DISBURSEMENT_UNIT,))[0]


def signer_on(on: date) -> Signer | None:
    """Who signs on a day; None while the installation names nobody. Source: CS-IRG-G21."""
    law = law_of(settings.POSSE_BANK_PROFILE)
    try:
        return Signer(
            name=law.value(f"{PREFIX}signer", on=on),
            title=law.value(f"{PREFIX}signer_title", on=on),
            unit_name=law.value("support.disbursement_unit.unit_name", on=on),
            unit_address=law.value(f"{PREFIX}unit_address", on=on),
        )
    except EmptyValue:
        return None


def register_of(cases: Iterable[Case], *, on: date) -> Register:
    """Names, numbers, children and orders of some cases, in a handful of queries."""
    found = {case.pk: case for case in cases}
    children: dict[int, dict[int, bool]] = defaultdict(dict)
    roles = CaseRole.objects.filter(case__in=found, role=Role.CHILD, effective_on__lte=on)
    for role in roles.order_by("effective_on", "id"):
        children[role.case_id][role.participant_id] = not role.is_ended
    living = {
        case: [who for who, is_one in told.items() if is_one] for case, told in children.items()
    }
    people = {person for each in living.values() for person in each}
    people |= {case.obligee_id for case in found.values()}
    people |= {case.obligor_id for case in found.values() if case.obligor_id}
    identities = Identity.objects.filter(participant__in=people, effective_on__lte=on)
    numbers = Identifier.objects.filter(participant__in=people, kind=IdentifierKind.SSN)
    orders = Order.objects.filter(case__in=found, ordered_on__lte=on)
    return Register(
        names={row.participant_id: row for row in identities.order_by("effective_on", "id")},
        numbers={
            row.participant_id: row.number for row in numbers.order_by("effective_on", "id")
        },
        children=living,
        # The oldest comes last, and stays.
        orders={row.case_id: row for row in orders.order_by("-ordered_on", "-id")},
        counties=county_names(on=on),
        offices=office_lines(on=on),
        with_other_family=obligors_with_other_family(
            {case.obligor_id for case in found.values() if case.obligor_id}, on=on
        ),
    )


def payor_lines(employer: Employer) -> tuple[str, ...]:
    """A payor's address as the post needs it."""
    city = f"{employer.city}, {employer.state} {employer.zip_code}".strip()
    return tuple(filter(None, (employer.line_1, employer.line_2, city)))


def _shared(order: WithholdingOrder, register: Register, signer: Signer) -> dict[str, Any]:
    """What stands on every paper."""
    case, source = order.case, order.income_source
    assert source.employer is not None, "a payor without its number was refused"
    support = register.orders.get(case.pk)
    ssn = register.numbers.get(case.obligor_id or 0, "")
    return {
        "issued_on": order.issued_on,
        "remittance_id": case.number,
        "county": f"{register.counties.get(case.county_fips, '')} County".strip(),
        "order_number": support.number if support else case.number,
        "case_number": case.number,
        "employer_name": source.employer.name,
        "employer_address": ", ".join(payor_lines(source.employer)),
        "employer_fein": source.employer.fein,
        "employee_name": register.name(case.obligor_id),
        "employee_ssn": f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}",
        "custodial_party": register.name(case.obligee_id),
        "tracking_number": f"W{source.pk:08d}-{case.pk}",
        "signed_by": signer.name,
        "signer_title": signer.title,
        "signed_on": order.issued_on,
        "payor_contact": register.office(case),
        "employee_contact": register.office(case),
    }


def termination_values(
    order: WithholdingOrder, register: Register, signer: Signer
) -> dict[str, Any]:
    """The values of a termination; ``order`` replaces the one that ends.

    Source: 45 CFR 303.100(e)(1), CS-IRG-G14.
    """
    assert order.replaces is not None, "a termination ends an order"
    ended_on = order.income_source.ended_on
    return {
        **_shared(order, register, signer),
        "ordered_on": order.replaces.issued_on,
        "ends_on": min(ended_on, order.issued_on) if ended_on else order.issued_on,
        "reason": order.reason,
    }


def order_values(order: WithholdingOrder, register: Register, signer: Signer) -> dict[str, Any]:
    """The values of an order, in the order of the federal form's fields.

    Source: 45 CFR 303.100(e)(1), 15 USC 1673(b)(2), CS-IRG-G3, CS-IRG-G4,
    CS-IRG-G5, CS-IRG-G13.
    """
    on, law = order.issued_on, current_law()
    identity = register.names.get(order.case.obligor_id or 0)
    support = register.orders.get(order.case_id)
    is_elsewhere = support is not None and support.basis == Basis.OTHER_STATE
    children = register.children.get(order.case_id, ())
    born = [register.names[child] for child in children if child in register.names]
    return {
        **_shared(order, register, signer),
        "action": order.kind,
        "employee_born_on": identity.birth_date if identity else None,
        "children": [{"name": child.full_name, "born_on": child.birth_date} for child in born],
        "order_state": support.court if support is not None and is_elsewhere else HOME,
        **{claim: getattr(order, claim) for claim in CLAIMS},
        "is_over_12_weeks": order.is_over_12_weeks,
        "other_cents": 0,
        "other_what": None,
        "total_cents": order.monthly_cents,
        **_by_pay_period(order.monthly_cents, law, on=on),
        "lump_sum_cents": order.lump_sum_cents,
        "work_state": HOME,
        "unit_name": signer.unit_name,
        "unit_address": signer.unit_address,
        "unit_fips": f"{state_fips(on=on)}{WHOLE_STATE}",
        # The employee has a right to a copy; only a termination goes without one.
        "is_copy_due": order.kind != OrderKind.TERMINATION,
        **_law_told(
            law,
            is_older=order.is_over_12_weeks,
            has_other_family=order.case.obligor_id in register.with_other_family,
            on=on,
        ),
    }


def _by_pay_period(monthly_cents: int, law: Law, *, on: date) -> dict[str, int]:
    found = amounts_by_frequency(
        np.array([monthly_cents], dtype=np.int64), terms=AmountTerms.from_law(law, on=on)
    )
    return {f"{frequency}_cents": int(cents[0]) for frequency, cents in found.items()}


def _law_told(law: Law, *, is_older: bool, has_other_family: bool, on: date) -> dict[str, int]:
    """What the order's instructions quote from the law of the day.

    The ceiling named first is that of a parent without another family, unless one was told
    of; the others stand beside it, as the payor may know better. Source: 15 USC 1673(b)(2).
    """
    terms = WithholdingTerms.from_law(law, on=on)
    percents = [[percent(share) for share in shares] for shares in terms.shares]
    alone, other = percents
    return {
        "begin_days": int(law.value(f"{PREFIX}begin_days", on=on)),
        "remit_days": int(law.value(f"{WATCH}reminder_days", on=on)),
        "limit_percent": percents[has_other_family][is_older],
        "other_family_percent": other[False],
        "no_other_family_percent": alone[False],
        "other_family_older_percent": other[True],
        "no_other_family_older_percent": alone[True],
        "older_weeks": terms.older_arrears_weeks,
        "payor_fee_cents": terms.payor_fee_most_cents,
        "end_notice_days": int(law.value(f"{PREFIX}end_notice_days", on=on)),
        "penalty_cents": int(law.value(f"{WATCH}penalty_most", on=on)),
    }


def percent(share: Ratio) -> int:
    """A share in whole percent, as the form states it."""
    return 100 * share.numerator // share.denominator
