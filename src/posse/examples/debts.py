"""The debts that an example of kind ``distribution`` gives, as arrays of the money core."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from posse.examples.collected import OFFSET_SOURCE, Paid
from posse.examples.keys import money
from posse.ledger.accounts import (
    ASSIGNED_FOSTER_CARE,
    BUCKETS,
    CASE_TYPES,
    CHILD_SUPPORT,
    CURRENT,
    FOSTER_CARE,
    MEDICAID_ONLY,
    MEDICAL,
    NEVER,
    NEVER_ASSIGNED,
    ON_ASSISTANCE,
    PERMANENTLY_ASSIGNED,
    SPOUSAL,
    SUPPORT_OBLIGATIONS,
    index_of,
)
from posse.ledger.assignment import MEDICAID
from posse.ledger.distribution import impose_fee
from posse.ledger.order import DistributionOrder
from posse.ledger.paying import Collection
from posse.ledger.situation import (
    FOR_ASSISTANCE,
    FOR_FOSTER_CARE,
    NOT_ON_FILE,
    Cents,
    Situation,
    fiscal_year,
    nobody_owes,
)
from posse.units.compiled import njit

Case = Mapping[str, Any]

# Whose the support of an earlier month is by now, where not the family's.
EARLIER_MONTHS = {ON_ASSISTANCE: PERMANENTLY_ASSIGNED, FOSTER_CARE: ASSIGNED_FOSTER_CARE}
ARREARS_KEYS = {
    CHILD_SUPPORT: "arrears",
    MEDICAL: "medical_arrears",
    SPOUSAL: "spousal_arrears",
}
# More than any example owes: where it says nothing of a limit, there is none.
UNLIMITED_CENTS = 10**15


def situation_of(
    paid: Sequence[Paid],
    *,
    starts: Cents,
    regimes: Cents,
    months: Cents,
    order: DistributionOrder,
) -> Situation:
    """The debts of all examples, each case a family of its own.

    Shapes: ``starts`` is [example + 1], ``regimes`` and ``months`` are [example].
    Raises: ValueError where one amount is given for several families.
    """
    size = int(starts[-1])
    families = np.arange(size, dtype=np.int64)
    situation = nobody_owes(order.arrays, families=families, family_count=size)
    for place, each in enumerate(paid):
        first, last = int(starts[place]), int(starts[place + 1])
        for row, case in enumerate(each.cases, start=first):
            _CaseRow(row, case, each, situation).fill(month=int(months[place]))
        collection = Collection(
            place, int(months[place]), each.applied_cents, int(regimes[place]), first, last,
            np.zeros(1, dtype=np.int64),
        )  # fmt: skip
        _set_fees(each, collection, situation)
    return situation


def is_obligation_open(case: Case) -> bool:
    """Whether a foster care example leaves open what is past due, which then limits nothing."""
    return case["type"] == "iv_e" and "unreimbursed_past" in case and "arrears" not in case


@dataclass(frozen=True)
class _CaseRow:
    """One case of an example, and its row in the arrays."""

    row: int
    case: Case
    paid: Paid
    situation: Situation

    def fill(self, *, month: int) -> None:
        self._set_case()
        self._set_debts()
        self._assign_current()
        self._set_reimbursements(month)

    def _cents(self, key: str, *, absent: int = 0) -> int:
        return money(self.case[key]) if key in self.case else absent

    @property
    def _type(self) -> int:
        return index_of(CASE_TYPES, self.case["type"])

    def _set_case(self) -> None:
        record, case = self.situation.cases[self.row], self.case
        record["type"] = self._type
        record["months_due"] = self._cents("current_due")
        record["ordered_payment"] = self._cents("ordered_arrears_payment")
        record["certified"] = self._cents("certified_for_offset", absent=NOT_ON_FILE)
        record["is_permitted"] = int(self.paid.inputs.get("excess_permitted", False))
        record["is_responding"] = int(case.get("responding", False))
        record["children"] = case.get("children", 1)
        record["exemptions"] = int(case.get("fee_exempt", False))
        is_on_medicaid = int(case.get("medical_assigned", False))
        self.situation.families[self.row]["on"][MEDICAID] = is_on_medicaid

    def _set_debts(self) -> None:
        """What is owed of the month and from before, by bucket."""
        owed = self.situation.owed[self.row]
        due_cents, earlier_cents = self._due_cents()
        paid_cents = self._cents("current_paid_this_month")
        owed[CHILD_SUPPORT, CURRENT] = max(0, due_cents - paid_cents)
        owed[MEDICAL, CURRENT] = self._cents("medical_dollar_due")
        owed[SPOUSAL, CURRENT] = self._cents("spousal_due")
        for obligation, key in ARREARS_KEYS.items():
            for bucket, amount in self.case.get(key, {}).items():
                owed[obligation, index_of(BUCKETS, bucket)] = money(amount)
        earlier = EARLIER_MONTHS.get(self._type, NEVER_ASSIGNED)
        owed[CHILD_SUPPORT, earlier] += earlier_cents
        if is_obligation_open(self.case):
            owed[CHILD_SUPPORT, ASSIGNED_FOSTER_CARE] = self.paid.applied_cents

    def _due_cents(self) -> tuple[int, int]:
        """Child support due in the month of collection, and what earlier months left."""
        of_month_cents = self._cents("current_due")
        if self.paid.months is None:
            return of_month_cents, 0
        this_month = self.paid.collected_on.replace(day=1)
        amounts = {
            month: of_month_cents if cents is None else cents
            for month, cents in self.paid.months.items()
        }
        earlier = (cents for month, cents in amounts.items() if month < this_month)
        return amounts.get(this_month, 0), sum(earlier)

    def _assign_current(self) -> None:
        """Support that falls due on assistance is assigned: 42 USC 608(a)(3)."""
        if self._type not in {ON_ASSISTANCE, FOSTER_CARE}:
            return
        what_for = FOR_ASSISTANCE if self._type == ON_ASSISTANCE else FOR_FOSTER_CARE
        assigned = self.situation.support["assigned"][self.row]
        assigned[:, what_for] = self.situation.owed[self.row, :SUPPORT_OBLIGATIONS, CURRENT]
        if self.case.get("medical_assigned"):
            assigned[MEDICAL] = 0

    def _set_reimbursements(self, month: int) -> None:
        """Assistance and foster care not repaid; where nothing is said of them, no limit."""
        family, is_foster = self.situation.families[self.row], self._type == FOSTER_CARE
        is_foster_alone = is_foster or "unreimbursed_past" in self.case
        absent_cents = 0 if is_foster_alone else UNLIMITED_CENTS
        family["unreimbursed"] = self._cents("ura", absent=absent_cents)
        family["was_assisted"] = int(self._type not in {NEVER, MEDICAID_ONLY})
        past_cents = self._cents(
            "unreimbursed_past", absent=UNLIMITED_CENTS if is_foster else 0
        )
        family["foster_unreimbursed"] = past_cents
        if is_foster:
            self._set_maintenance(month)

    def _set_maintenance(self, month: int) -> None:
        """What is left to repay of the month's foster care: 45 CFR 302.52(b)(1)."""
        family = self.situation.families[self.row]
        # What was collected of this month's support before has repaid its payment first.
        payment_cents = self._cents("maintenance_payment", absent=UNLIMITED_CENTS)
        left_cents = max(0, payment_cents - self._cents("current_paid_this_month"))
        family["maintenance"], family["maintenance_month"] = left_cents, month
        # This month's payment is no past one, so only what now repays it stands beside those;
        # a tax refund never pays the month's support.
        if self.paid.source != OFFSET_SOURCE:
            owed = self.situation.owed[self.row, :SUPPORT_OBLIGATIONS, CURRENT]
            family["foster_unreimbursed"] += min(left_cents, int(owed.sum()))


@njit()
def _impose_fee(row: int, collection: Collection, situation: Situation) -> None:
    """The fee of the year, by the core's own rule, which only compiled code may call."""
    situation.cases[row].fee_year = fiscal_year(collection.month)
    impose_fee(row, collection, situation)


def _set_fees(paid: Paid, collection: Collection, situation: Situation) -> None:
    """The annual fee still owed by what the family had this year, by the rule of the core."""
    records = situation.cases
    rows = range(collection.first, collection.last)
    liable = {
        paid.cases[row - collection.first]["id"]: row
        for row in rows
        if records[row]["type"] in {NEVER, MEDICAID_ONLY} and not records[row]["exemptions"]
    }
    disbursed_cents = _by_family(paid, "disbursed_to_family_this_ffy", liable)
    taken_cents = _by_family(paid, "fee_taken_this_ffy", liable)
    for case, row in liable.items():
        records[row]["family_cents"] = disbursed_cents[case]
        _impose_fee(row, collection, situation)
        records[row]["fee_owed"] = max(0, int(records[row]["fee_owed"]) - taken_cents[case])


def _by_family(paid: Paid, key: str, cases: Iterable[str]) -> dict[str, int]:
    """What an input says of each family; one amount must be one family's."""
    given, names = paid.inputs.get(key, "0.00"), list(cases)
    if isinstance(given, Mapping):
        return {case: money(given.get(case, "0.00")) for case in names}
    if len(names) > 1 and money(given):
        example = f"{{{names[0]}: {given!r}}}"
        raise ValueError(f"{key} is one family's; give it by case, such as {example}")
    return dict.fromkeys(names, money(given))
