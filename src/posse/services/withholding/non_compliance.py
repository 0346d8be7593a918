"""A payor who does not do what an order says: found, told, before the court, fined, closed.

The agency tells and the court decides. A penalty and what the payor owes are entered from the
court's order, inside the limits of the law; the program sets neither (reading A-72).

Source: CS-IRG-G6, CS-IRG-G6-b, CS-IRG-G6-c, CS-IRG-G7, W.S. 20-6-218.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import transaction

from posse.apps.people.models import Identity
from posse.apps.records.models import Document, Letter
from posse.apps.withholding.choices import NonComplianceState
from posse.apps.withholding.models import NonCompliance, NonComplianceEvent, WithholdingOrder
from posse.rules.errors import EmptyValue
from posse.rules.support.remittances import PREFIX
from posse.services.law import current_law, law_of
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.register.entries import check_amount, check_open_day, required
from posse.services.withholding.order_values import payor_lines
from posse.services.withholding.remittances import MissedPay, watch
from posse.services.work.tasks import do_finish_task, do_open_task
from posse.units.days import day_words
from posse.units.money import format_dollars

NOTICE = "payor_non_compliance"
TASK = "payor_remittance"
TEXT_LENGTH = 300
# Named by the installation, as the unit's bank is.
UNIT_NAME = "support.disbursement_unit.unit_name"
UNIT_ADDRESS = "support.withholding.unit_address"
ASK, HEAR, COLLECT = (
    "Ask the payor where the money is, or send the notice",
    "Record what the court decided about the payor",
    "Look whether the payor pays what the court ordered",
)
NOT_SENT = "not_sent"
# What a payor can be said to have done; the notice's choices.
VIOLATIONS = MappingProxyType(
    {
        NOT_SENT: "Withheld money was not sent in time",
        "sent_less": "Less was sent than the order asks for",
        "not_begun": "Withholding was not begun",
        "retaliation": "The employee was treated unfairly because of the order",
    }
)
# By either of them a notice must be served before a penalty: W.S. 20-6-218.
SERVED_BY = MappingProxyType({"certified_mail": "certified mail", "in_person": "in person"})


@dataclass(frozen=True)
class Hearing:
    """When and where the court hears of a violation. Source: CS-IRG-G6."""

    on: date
    at: str
    place: str


def first_hearing_day(*, on: date) -> date:
    """The first day on which the court may hear of it, when told on a day.

    Source: CS-IRG-G6-b.
    """
    return on + timedelta(days=int(current_law().value(f"{PREFIX}hearing_days", on=on)))


def penalty_most_cents(*, on: date) -> int:
    """The largest civil penalty. Source: CS-IRG-G6-c, W.S. 20-6-218."""
    return int(current_law().value(f"{PREFIX}penalty_most", on=on))


def missed_pay_of(found: NonCompliance, *, on: date) -> Sequence[MissedPay]:
    """The paydays whose money is late on a day, in the case and at the source."""
    seen = watch(on=on, source_id=found.income_source_id)
    for row, paydays in seen.missed.items():
        if seen.orders["case"][row] == found.case_id:
            return paydays
    return ()


@transaction.atomic
def do_tell_payor(
    *, found: NonCompliance, violation: str, hearing: Hearing, on: date, by: str
) -> Letter:
    """Write the notice that names the violation, and when and where the court hears of it.

    Raises: ValueError in words, among others for a hearing that is too soon.
    Source: CS-IRG-G6, CS-IRG-G6-b.
    """
    row = _locked(found, {NonComplianceState.FOUND}, on=on)
    if violation not in VIOLATIONS:
        raise ValueError(f"a violation is one of {', '.join(VIOLATIONS)}")
    first = first_hearing_day(on=on)
    if hearing.on < first:
        raise ValueError(
            f"the hearing may be on {day_words(first)} at the earliest, because the payor is"
            " told so many days before"
        )
    at = required(hearing.at, what="the hour of the hearing", length_max=40)
    place = required(hearing.place, what="the place of the hearing", length_max=120)
    paydays = missed_pay_of(row, on=on)
    if not paydays and violation == NOT_SENT:
        raise ValueError("all money that was due has come, so there is nothing to tell")
    values = _values(
        row, violation=violation, hearing=Hearing(hearing.on, at, place), paydays=paydays, on=on
    )
    request = NoticeRequest(
        key=f"{NOTICE}:{row.pk}",
        case=row.case,
        values=values,
        about=f"{VIOLATIONS[violation]}. Hearing on {day_words(hearing.on)}.",
        name=row.employer.name,
        # Where nobody told the address the notice is given out by hand.
        address=payor_lines(row.employer) if row.employer.line_1 else (),
    )
    letter = do_issue_notices(notice=NOTICE, requests=[request], on=on, by=by)[0]
    row.violation, row.hearing_on = VIOLATIONS[violation], hearing.on
    row.liable_cents = sum(pay.missing_cents for pay in paydays)
    text = f"Hearing on {day_words(hearing.on)} at {at}, {place}."
    do_move(row, NonComplianceState.NOTICED, text=text, letter=letter, on=on, by=by)
    _do_watch(row, HEAR, due_on=hearing.on, on=on, by=by)
    return letter


@transaction.atomic
def do_record_service(
    *, found: NonCompliance, served_on: date, served_by: str, on: date, by: str
) -> NonCompliance:
    """That the notice reached the payor by certified mail or in person; it is with the court.

    Raises: ValueError for another way, or a day before the notice or after the hearing.
    Source: W.S. 20-6-218.
    """
    row = _locked(found, {NonComplianceState.NOTICED}, on=on)
    if served_by not in SERVED_BY:
        raise ValueError(
            "a penalty needs service by certified mail or in person; ordinary mail does not do"
        )
    told = row.events.filter(to_state=NonComplianceState.NOTICED).latest("id").effective_on
    if not told <= served_on <= min(on, row.hearing_on or on):
        raise ValueError(
            f"a notice of {day_words(told)} is served from that day on, before the hearing,"
            " and not in days to come"
        )
    text = f"Served on {day_words(served_on)}, {SERVED_BY[served_by]}."
    do_move(row, NonComplianceState.HEARING, text=text, on=on, by=by)
    return row


@transaction.atomic
def do_record_penalty(
    *,
    found: NonCompliance,
    penalty_cents: int,
    liable_cents: int,
    decided_on: date,
    payor_came: bool,
    on: date,
    by: str,
    document: Document | None = None,
) -> NonCompliance:
    """What the court ordered: a penalty inside the limit, and what the payor owes.

    The court may decide whether the payor came or stayed away.
    Raises: ValueError in words. Units: cents.
    Source: CS-IRG-G6-c, CS-IRG-G7, W.S. 20-6-218.
    """
    row = _locked(found, {NonComplianceState.HEARING}, on=on)
    if not (row.hearing_on or on) <= decided_on <= on:
        raise ValueError(
            "the court decides at the hearing or after it, and not in days to come"
        )
    check_amount(penalty_cents, what="the penalty", cents_max=penalty_most_cents(on=decided_on))
    whole = sum(pay.missing_cents for pay in missed_pay_of(row, on=on))
    check_amount(
        liable_cents, what="what the payor owes", cents_max=max(whole, row.liable_cents)
    )
    row.penalty_cents, row.liable_cents = penalty_cents, liable_cents
    came = "The payor came." if payor_came else "The payor stayed away."
    text = (
        f"Decided on {day_words(decided_on)}: penalty {format_dollars(penalty_cents)}, to pay"
        f" {format_dollars(liable_cents)}. {came}"
    )
    do_move(row, NonComplianceState.PENALTY, text=text, document=document, on=on, by=by)
    _do_watch(row, COLLECT, due_on=ask_by(on=on), on=on, by=by)
    return row


@transaction.atomic
def do_close_non_compliance(
    *, found: NonCompliance, text: str, on: date, by: str
) -> NonCompliance:
    """That it is over, with the reason: the money came, a reason was found, the court said no.

    What was late until this day is not found again. Raises: ValueError without a reason.
    """
    row = _locked(found, set(NonComplianceState) - {NonComplianceState.CLOSED}, on=on)
    why = required(text, what="the reason", length_max=TEXT_LENGTH)
    do_move(row, NonComplianceState.CLOSED, text=why, on=on, by=by)
    return row


def do_move(
    row: NonCompliance,
    state: NonComplianceState,
    *,
    text: str,
    on: date,
    by: str,
    letter: Letter | None = None,
    document: Document | None = None,
) -> None:
    """Set a state with its event; the end finishes the task too. Runs in a transaction."""
    earlier = row.state if row.events.exists() else ""
    NonComplianceEvent.objects.create(
        non_compliance=row,
        from_state=earlier,
        to_state=state,
        text=text[:TEXT_LENGTH],
        letter=letter,
        document=document,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    row.state = state
    if state == NonComplianceState.CLOSED:
        row.closed_on, row.due_on = on, None
        _do_finish_task(row, outcome=text, on=on, by=by)
    row.save()


@transaction.atomic
def do_begin(row: NonCompliance, *, on: date, by: str) -> None:
    """Keep what a night found, with its first event and a task for whoever has the case."""
    row.save()
    text = f"{row.violation}: {format_dollars(row.liable_cents)}."
    do_move(row, NonComplianceState.FOUND, text=text, on=on, by=by)
    _do_watch(row, ASK, due_on=ask_by(on=on), on=on, by=by)


def ask_by(*, on: date) -> date:
    """By when a worker asks the payor; a setting of the house."""
    return on + timedelta(days=int(current_law().value(f"{PREFIX}ask_days", on=on)))


def _do_watch(row: NonCompliance, what: str, *, due_on: date, on: date, by: str) -> None:
    _do_finish_task(row, outcome=what, on=on, by=by)
    row.task = do_open_task(
        kind=TASK,
        case=row.case,
        subject=f"{what}: {row.employer.name}"[:200],
        url=f"/withholding/{row.pk}/",
        due_on=due_on,
        on=on,
        by=by,
    )
    row.due_on = due_on
    row.save()


def _do_finish_task(row: NonCompliance, *, outcome: str, on: date, by: str) -> None:
    if row.task is None:
        return
    row.task.refresh_from_db()
    if row.task.closed_on is None:
        do_finish_task(task=row.task, outcome=outcome[:TEXT_LENGTH], on=on, by=by)


def _locked(
    found: NonCompliance, states: set[NonComplianceState], *, on: date
) -> NonCompliance:
    check_open_day(on)
    row = NonCompliance.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.state not in states:
        last = row.events.last()
        when = f" since {day_words(last.effective_on)}, by {last.recorded_by}" if last else ""
        raise ValueError(f"it stands at “{row.get_state_display().lower()}”{when}")
    return row


def _values(
    row: NonCompliance,
    *,
    violation: str,
    hearing: Hearing,
    paydays: Sequence[MissedPay],
    on: date,
) -> Mapping[str, Any]:
    law = current_law()
    orders = WithholdingOrder.objects.filter(case=row.case, income_source=row.income_source)
    ordered = orders.filter(issued_on__lte=on).order_by("issued_on", "id").first()
    if ordered is None:
        raise ValueError("no order went to this payor in this case, so none was broken")
    obligor = row.income_source.obligor_id
    named = Identity.objects.filter(participant=obligor, effective_on__lte=on)
    return {
        "employee_name": named.latest("effective_on", "id").full_name,
        "remittance_id": row.case.number,
        "ordered_on": ordered.issued_on,
        "violation": violation,
        "paydays": [
            {"paid_on": pay.paid_on, "due_on": pay.due_on, "missing_cents": pay.missing_cents}
            for pay in paydays
        ],
        "missing_cents": sum(pay.missing_cents for pay in paydays),
        "hearing_on": hearing.on,
        "hearing_at": hearing.at,
        "hearing_place": hearing.place,
        "remit_days": int(law.value(f"{PREFIX}remit_business_days", on=on)),
        "penalty_cents": penalty_most_cents(on=on),
        "unit_name": _of_the_unit(UNIT_NAME, what="name", on=on),
        "unit_address": _of_the_unit(UNIT_ADDRESS, what="address", on=on),
    }


def _of_the_unit(key: str, *, what: str, on: date) -> str:
    """What payors know the disbursement unit by. Raises: ValueError while nobody named it."""
    try:
        return str(law_of(settings.POSSE_BANK_PROFILE).value(key, on=on))
    except EmptyValue as empty:
        raise ValueError(
            f"the {what} of the disbursement unit is not known; the profile of the"
            " installation has to name it before a payor can be told where to send money"
        ) from empty
