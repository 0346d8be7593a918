"""What can be corrected: each kind with its arguments as they are kept, and who does it.

A correction asked for is kept as plain JSON, so that what is approved weeks later is to the
letter what was proposed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.approvals.choices import Correction
from posse.apps.approvals.models import Proposal
from posse.apps.cases.models import Case
from posse.apps.payments.choices import ReversalReason
from posse.apps.payments.models import Receipt
from posse.apps.people.models import Participant
from posse.ledger.accounts import BUCKETS, OBLIGATIONS, index_of, words_of_debt
from posse.services.access import (
    ADJUST_BALANCES,
    APPROVE_CLOSURES,
    APPROVE_CORRECTIONS,
    APPROVE_SUPPRESSIONS,
    DECIDE_PASSPORTS,
    REVERSE_RECEIPTS,
    SUPPRESS_REMEDIES,
    WRITE_OFF_DEBTS,
)
from posse.services.closure.closing import (
    check_may_close,
    do_close_case,
    waiting_proposal,
)
from posse.services.closure.findings import closure_terms, findings_for_case
from posse.services.enforcement.suppressions import (
    Rest,
    check_may_suppress,
    do_suppress,
    kinds_on,
    needs_director,
    needs_second_person,
)
from posse.services.money_in.owners import owned_cents
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.recovery.terms import do_write_off
from posse.services.register.orders import do_adjust_balance
from posse.services.search.hits import identities_for_participants
from posse.units.days import day_words
from posse.units.money import format_dollars

What = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A correction that somebody wants. ``amount_cents`` is how much it moves, positive.

    ``needs_another`` says whether a second person must agree, where the amount does not.
    """

    kind: Correction
    amount_cents: int
    reason: str
    what: What
    case: Case | None = None
    receipt: Receipt | None = None
    needs_another: bool | None = None


def reversal_asked(
    *,
    receipt: Receipt,
    reason: str,
    note: str,
    amount_cents: int | None = None,
    effective_on: date | None = None,
) -> Asked:
    """Taking back a receipt, or a part of it."""
    return Asked(
        kind=Correction.REVERSE,
        amount_cents=sum(owned_cents(receipt).values())
        if amount_cents is None
        else amount_cents,
        reason=note,
        what={
            "receipt": receipt.pk,
            "reason": str(ReversalReason(reason)),
            "amount_cents": amount_cents,
            "effective_on": _iso(effective_on),
        },
        case=receipt.case,
        receipt=receipt,
    )


def adjustment_asked(
    *,
    case: Case,
    obligation: str,
    bucket: str,
    amount_cents: int,
    reason: str,
    effective_on: date | None = None,
) -> Asked:
    """Raising a debt, or lowering it by a negative amount."""
    return Asked(
        kind=Correction.ADJUST,
        amount_cents=abs(amount_cents),
        reason=reason,
        what={
            "case": case.pk,
            "obligation": obligation,
            "bucket": bucket,
            "amount_cents": amount_cents,
            "effective_on": _iso(effective_on),
        },
        case=case,
    )


def write_off_asked(*, payee: Participant, amount_cents: int, reason: str) -> Asked:
    """Asking no more of a payee for so many cents that were paid wrongly."""
    return Asked(
        kind=Correction.WRITE_OFF,
        amount_cents=amount_cents,
        reason=reason,
        what={"payee": payee.pk, "amount_cents": amount_cents},
    )


def closing_asked(*, case: Case, reason: str, why: str, on: date) -> Asked:
    """Closing a case although arrears are assigned: the director has to approve it.

    Raises: ValueError in words where nothing is assigned.
    Source: Wyoming policy 12.2.
    """
    assigned_cents = findings_for_case(case, on=on).assigned_cents
    if assigned_cents <= 0:
        raise ValueError("no arrears are assigned to the State; the case needs no approval")
    return Asked(
        kind=Correction.CLOSE,
        amount_cents=assigned_cents,
        reason=why,
        what={"case": case.pk, "reason": reason},
        case=case,
    )


def suppression_asked(*, cases: Sequence[Case], rest: Rest, note: str, on: date) -> Asked:
    """Letting an action rest in some cases of a parent.

    Source: CS-9.2-SUP-2, CS-9.2-PASS-12.
    """
    is_directors = needs_director(rest, cases=cases, on=on)
    return Asked(
        kind=Correction.PASSPORT if is_directors else Correction.SUPPRESS,
        amount_cents=0,
        reason=note,
        what={
            "cases": [case.pk for case in cases],
            "kind": rest.kind,
            "starts_on": _iso(rest.starts_on),
            "ends_on": _iso(rest.ends_on),
            "reason": rest.reason,
        },
        case=cases[0] if cases else None,
        needs_another=is_directors or needs_second_person(rest, on=on),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _do_reverse(what: What, *, reason: str, on: date, by: str) -> str:
    reversal = do_reverse_receipt(
        receipt=Receipt.objects.get(pk=what["receipt"]),
        reason=what["reason"],
        note=reason,
        amount_cents=what["amount_cents"],
        effective_on=_day(what["effective_on"]),
        on=on,
        by=by,
    )
    taken = format_dollars(reversal.amount_cents)
    return f"{taken} of receipt R{what['receipt']} was taken back."


def _do_adjust(what: What, *, reason: str, on: date, by: str) -> str:
    case = Case.objects.get(pk=what["case"])
    do_adjust_balance(
        case=case,
        obligation=what["obligation"],
        bucket=what["bucket"],
        amount_cents=what["amount_cents"],
        reason=reason,
        effective_on=_day(what["effective_on"]),
        on=on,
        by=by,
    )
    return f"{_adjust_words(what)} in case {case.number}."


def _do_write_off(what: What, *, reason: str, on: date, by: str) -> str:
    payee = Participant.objects.get(pk=what["payee"])
    do_write_off(payee=payee, amount_cents=what["amount_cents"], reason=reason, on=on, by=by)
    return f"{format_dollars(what['amount_cents'])} was written off."


def _do_close(what: What, *, reason: str, on: date, by: str) -> str:  # noqa: ARG001 - one shape
    case = Case.objects.get(pk=what["case"])
    proposal = waiting_proposal(case)
    if proposal is None:
        # Asked before it is proposed: whatever the director could not mend is refused here.
        chosen = closure_terms(on=on).reason(what["reason"])
        check_may_close(case, chosen, findings_for_case(case, on=on), on=on)
    else:
        do_close_case(case=case, reason=what["reason"], on=on, by=by, proposal=proposal)
    return f"Case {case.number} is closed."


def _do_suppress(what: What, *, reason: str, on: date, by: str) -> str:
    cases = list(Case.objects.filter(pk__in=what["cases"]).order_by("number"))
    rest = _rest(what)
    asks_another = needs_second_person(rest, on=on) or needs_director(rest, cases=cases, on=on)
    proposal = Proposal.objects.filter(
        kind__in=(Correction.SUPPRESS, Correction.PASSPORT),
        what=dict(what),
        decision__isnull=True,
    ).last()
    if asks_another and proposal is None:
        # Asked before it is proposed: what nobody could approve is refused here.
        for case in cases:
            check_may_suppress(case, rest, on=on)
    else:
        do_suppress(cases=cases, rest=rest, note=reason, on=on, by=by, proposal=proposal)
    return f"{_suppress_words(what)}."


def _rest(what: What) -> Rest:
    starts_on, ends_on = _day(what["starts_on"]), _day(what["ends_on"])
    if starts_on is None or ends_on is None:
        raise ValueError("a suppression must have a first and a last day")
    return Rest(what["kind"], starts_on, ends_on, what["reason"])


def _suppress_words(what: What) -> str:
    rest = _rest(what)
    numbers = Case.objects.filter(pk__in=what["cases"]).values_list("number", flat=True)
    kind = kinds_on(rest.starts_on)[rest.kind]
    return (
        f"{kind.words} rests from {day_words(rest.starts_on)} through"
        f" {day_words(rest.ends_on)} in case {', '.join(sorted(numbers))}"
    )


def _close_words(what: What) -> str:
    case = Case.objects.get(pk=what["case"])
    return f"Case {case.number}, closed while arrears are assigned to the State"


def _write_off_words(what: What) -> str:
    people = identities_for_participants([what["payee"]])
    names = [rows[0].full_name for rows in people.values()]
    return f"What {', '.join(names) or 'a payee'} owes, lowered by " + format_dollars(
        what["amount_cents"]
    )


def _reverse_words(what: What) -> str:
    part = what["amount_cents"]
    much = "Receipt" if part is None else f"{format_dollars(part)} of receipt"
    reason = str(ReversalReason(what["reason"]).label)
    return f"{much} R{what['receipt']}: {reason[0].lower()}{reason[1:]}"


def _adjust_words(what: What) -> str:
    obligation = OBLIGATIONS[index_of(OBLIGATIONS, what["obligation"])]
    bucket = BUCKETS[index_of(BUCKETS, what["bucket"])]
    way = "raised" if what["amount_cents"] > 0 else "lowered"
    amount = format_dollars(abs(what["amount_cents"]))
    return f"{words_of_debt(obligation, bucket)}, {way} by {amount}"


@dataclass(frozen=True)
class Kind:
    """How one kind of correction is done and told, and the act that allows it at once.

    ``approval`` is the act that approves it; without an ``act`` nobody does it alone.
    """

    act: str
    do: Callable[..., str]
    words: Callable[[What], str]
    approval: str = APPROVE_CORRECTIONS


KINDS: Mapping[Correction, Kind] = {
    Correction.REVERSE: Kind(REVERSE_RECEIPTS, _do_reverse, _reverse_words),
    Correction.ADJUST: Kind(ADJUST_BALANCES, _do_adjust, _adjust_words),
    Correction.WRITE_OFF: Kind(WRITE_OFF_DEBTS, _do_write_off, _write_off_words),
    Correction.CLOSE: Kind("", _do_close, _close_words, APPROVE_CLOSURES),
    Correction.SUPPRESS: Kind(
        SUPPRESS_REMEDIES, _do_suppress, _suppress_words, APPROVE_SUPPRESSIONS
    ),
    Correction.PASSPORT: Kind("", _do_suppress, _suppress_words, DECIDE_PASSPORTS),
}


def words_of(kind: str, what: What) -> str:
    """A correction in words."""
    return KINDS[Correction(kind)].words(what)
