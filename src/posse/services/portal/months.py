"""The money of a case month by month: what was due, what came in, and to whom it went."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from posse.apps.cases.models import Case
from posse.apps.recovery.models import RecoveryLine
from posse.ledger.accounts import Account
from posse.services.portal.payments import Payment, Sent, payments_for_case, sent_to
from posse.units.days import month_end

# Accounts 300 to 306 hold money for somebody, 400 is the contra account of debts; cause 1 is
# support that fell due, 5, 6, 10 and 11 are receipts, what was taken back and released.
MONTHS = """
    SELECT date_trunc('month', effective_on)::date,
           coalesce(sum(CASE WHEN credit = 400 THEN amount_cents ELSE -amount_cents END)
               FILTER (WHERE cause = 1 AND 400 IN (debit, credit)), 0)::bigint,
           {payables}
    FROM books_posting
    WHERE case_id = %(case)s AND effective_on <= %(on)s
    GROUP BY 1 ORDER BY 1 DESC"""
PAYABLE = """
           coalesce(sum(CASE WHEN credit = {account} THEN amount_cents ELSE -amount_cents END)
               FILTER (WHERE cause IN (5, 6, 10, 11) AND {account} IN (debit, credit)),
               0)::bigint"""
TO = (
    Account.PAYABLE_FAMILY,
    Account.PAYABLE_STATE,
    Account.PAYABLE_OBLIGOR,
    Account.PAYABLE_FOSTER_AGENCY,
    Account.PAYABLE_MEDICAID_AGENCY,
    Account.ANNUAL_FEE_KEPT,
    Account.OFFSET_FEE_KEPT,
)


@dataclass(frozen=True)
class Month:
    """A month of a case. Units: cents.

    ``agency_cents`` went to the agencies for foster care and Medicaid.
    """

    month: date
    due_cents: int
    family_cents: int
    state_cents: int
    returned_cents: int
    agency_cents: int
    fee_cents: int

    @property
    def paid_cents(self) -> int:
        """All that came in and was applied."""
        kept = self.state_cents + self.agency_cents + self.fee_cents
        return self.family_cents + self.returned_cents + kept


@dataclass(frozen=True)
class MonthStory:
    """A month with each payment that came in and each that was sent to one parent.

    ``recovered_cents`` was kept of this parent's money for what was paid by mistake.
    """

    month: Month
    payments: list[Payment]
    sent: list[Sent]
    recovered_cents: int


def months_for_case(case: Case, *, on: date, is_paying: bool) -> list[Month]:
    """Every month in which anything fell due or came in, the latest first.

    What went back to the paying parent is told to that parent alone.
    """
    payables = ",".join(PAYABLE.format(account=int(account)) for account in TO)
    with connection.cursor() as cursor:
        cursor.execute(MONTHS.format(payables=payables), {"case": case.pk, "on": on})
        found = [_month(*row) for row in cursor.fetchall()]
    told = found if is_paying else [replace(each, returned_cents=0) for each in found]
    return [each for each in told if each.due_cents or each.paid_cents]


def _month(month: date, due: int, *to: int) -> Month:
    family, state, returned, foster, medicaid, annual, offset = to
    return Month(month, due, family, state, returned, foster + medicaid, annual + offset)


def story_of_month(
    case: Case, month: date, *, people: Collection[int], is_paying: bool, on: date
) -> MonthStory:
    """What came in for a case in a month, and what of it was sent to a parent."""
    first, last = month.replace(day=1), min(month_end(month), on)
    found = {each.month: each for each in months_for_case(case, on=on, is_paying=is_paying)}
    recovered = RecoveryLine.objects.filter(
        payee__in=people, case=case, recovered_on__range=(first, last)
    )
    return MonthStory(
        month=found.get(first, Month(first, 0, 0, 0, 0, 0, 0)),
        payments=payments_for_case(case, first=first, last=last, is_paying=is_paying),
        sent=sent_to(people, case, first=first, last=last),
        recovered_cents=sum(row.amount_cents for row in recovered),
    )
