"""How a case stands for one of its parents: this month, what waits, what is owed, what is next.

Each reader is a few queries of one case. What a case needs next is the office's own latest
decision, which the portal says in a family's words; it is never guessed here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from posse.apps.books.choices import Cause
from posse.apps.books.models import Payable, Posting
from posse.apps.cases.choices import CaseState
from posse.apps.cases.models import Case, CaseStatus
from posse.apps.payments.choices import HoldReason, HoldScope
from posse.apps.payments.models import Hold
from posse.apps.work.models import NextAction
from posse.ledger.accounts import Account
from posse.rules.support.next_action import next_action_rows
from posse.services.books.as_of import Balances, balances_for_case
from posse.services.law import current_law
from posse.services.pages.case_money import figures_for_case, ledger_for_case
from posse.services.work.tasks import open_tasks

CLOSED, NEW = "closed", "new"
CAME_IN = (Cause.RECEIPT, Cause.IDENTIFICATION, Cause.RELEASE)
# Why money of a payee waits, where the payee can help; any other reason is the office's own.
NEEDS_PAYEE = {
    HoldReason.UNKNOWN_ADDRESS: "address",
    HoldReason.RETURNED_PAYMENT: "account",
}


@dataclass(frozen=True)
class Next:
    """What the office does next: the coded reason, and the day of its clock if one runs."""

    reason: str
    due_on: date | None
    must_wait: bool
    is_late: bool


@dataclass(frozen=True)
class Waiting:
    """Money of a parent that was not sent yet. Units: cents.

    ``why`` is ``soon``, or names what the parent could tell: an ``address`` or ``account``.
    """

    amount_cents: int
    release_on: date
    why: str


@dataclass(frozen=True)
class ThisMonth:
    """What was due in the month of a day and how much of it is paid. Units: cents."""

    month: date
    due_cents: int
    paid_cents: int
    past_due_cents: int


def is_closed(case: Case, *, on: date) -> bool:
    """Whether the case is closed on a day."""
    rows = CaseStatus.objects.filter(case=case, effective_on__lte=on)
    latest = rows.order_by("effective_on", "id").last()
    return latest is not None and latest.state == CaseState.CLOSED


def liveliest(cases: Sequence[Case], *, on: date) -> Case:
    """Of a parent's cases the open one in which money came in last, else the first."""
    opened = [case for case in cases if not is_closed(case, on=on)] or list(cases)
    paid = Posting.objects.filter(case__in=opened, cause__in=CAME_IN, effective_on__lte=on)
    latest = paid.order_by("-effective_on", "-pk").values_list("case", flat=True).first()
    return next((case for case in opened if case.pk == latest), opened[0])


def next_for_case(case: Case, *, on: date) -> Next:
    """What the case needs next by the latest decision of the office.

    Source: 45 CFR 303.2(b).
    """
    if is_closed(case, on=on):
        return Next(CLOSED, None, must_wait=False, is_late=False)
    found = NextAction.objects.filter(case=case).order_by("-id").first()
    if found is None:
        return Next(NEW, None, must_wait=False, is_late=False)
    rows = {row.when: row for row in next_action_rows(current_law(), on=found.decided_on)}
    rules = rows[found.reason].rules if found.reason in rows else ()
    clock = next((task for task in open_tasks(case) if task.rule in rules), None)
    if clock is None:
        return Next(found.reason, None, must_wait=False, is_late=False)
    is_late = clock.due_on < on and not clock.must_wait
    return Next(found.reason, clock.due_on, must_wait=clock.must_wait, is_late=is_late)


def this_month(case: Case, *, on: date) -> ThisMonth:
    """What was due this month, how much of it is paid, and what is past due in all."""
    figures = figures_for_case(case.pk, ledger_for_case(case.pk, on=on), on=on)
    past_due_cents = figures.arrears_family_cents + figures.arrears_state_cents
    return ThisMonth(figures.month, figures.due_cents, figures.paid_cents, past_due_cents)


def owed_in_case(case: Case, *, on: date) -> Balances:
    """Every debt of the case as it stands."""
    return balances_for_case(case.pk, as_of=on, known_on=on)


def waiting_for(people: Collection[int], case: Case, *, on: date) -> Waiting | None:
    """Money of the case that will be sent to this parent; nothing where none waits."""
    rows = [
        row
        for row in Payable.objects.filter(case=case, account=Account.PAYABLE_FAMILY)
        if (row.payee_id or case.obligee_id) in people
    ]
    amount_cents = sum(row.amount_cents for row in rows)
    if amount_cents <= 0:
        return None
    holds = Hold.objects.filter(
        participant__in=people, scope=HoldScope.PAYMENT, release=None, effective_on__lte=on
    )
    reasons = [NEEDS_PAYEE.get(HoldReason(hold.reason), "office") for hold in holds]
    release_on = max(on, *(row.release_on for row in rows))
    return Waiting(amount_cents, release_on, reasons[0] if reasons else "soon")
