"""What stands on a case's timeline: for each kind of row whose it is, its day, its words.

A room with facts of its own about cases adds its source to ``SOURCES``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model, Q

from posse.apps.approvals.models import Decision, Proposal
from posse.apps.cases.models import (
    AssistanceGrant,
    AssistancePeriod,
    Case,
    CaseRole,
    CaseStatus,
    InterstateRole,
)
from posse.apps.closure.models import (
    CaseClosure,
    CaseReopening,
    ClosureAnswer,
    ClosureFact,
    ClosureNotice,
    LocateTry,
)
from posse.apps.orders.models import BalanceAdjustment, Judgment, Order, OrderTerm
from posse.apps.outreach.choices import HandoverOutcome, ReminderChannel
from posse.apps.outreach.models import Handover
from posse.apps.payments.models import Disbursement, Hold, HoldRelease, Receipt, Reversal
from posse.apps.people.models import Identity
from posse.apps.records.models import CalendarEntry, Contact, Document, Letter, Note
from posse.apps.work.models import CaseEvent, Task
from posse.ledger.accounts import BUCKETS, OBLIGATIONS, index_of, words_of_debt
from posse.services.closure.findings import closure_terms, test_words
from posse.services.corrections.kinds import words_of
from posse.services.work.tables import event_words, rule_told
from posse.units.days import day_words
from posse.units.money import format_dollars

EXCERPT_LENGTH = 240
Names = Mapping[int, str]


class Told(NamedTuple):
    """A row in words; ``link`` is the name of a page and what names the row there."""

    words: str
    detail: str = ""
    link: tuple[str, int | str] | None = None


@dataclass(frozen=True)
class RowKind:
    """One kind of row of a case. ``recorded`` and ``people`` may be empty for none."""

    kind: str
    model: type[Model]
    of_case: Callable[[Case], Q]
    told: Callable[[Any, Names], Told]
    day: str = "effective_on"
    recorded: str = "recorded_on"
    related: tuple[str, ...] = ()
    people: str = ""

    def tell(self, keys: Collection[int]) -> dict[int, tuple[Told, str]]:
        """What the rows with these keys say, and who recorded them."""
        rows = list(
            self.model._default_manager.filter(pk__in=keys).select_related(*self.related)  # noqa: SLF001 - Django's documented name
        )
        names = names_of(getattr(row, self.people) for row in rows) if self.people else {}
        return {
            row.pk: (self.told(row, names), getattr(row, "recorded_by", "")) for row in rows
        }


def names_of(participants: Iterable[int | None]) -> dict[int, str]:
    """The latest name of each person."""
    rows = Identity.objects.filter(participant__in={each for each in participants if each})
    return {row.participant_id: row.full_name for row in rows.order_by("effective_on", "id")}


def _own(case: Case) -> Q:
    return Q(case=case)


def _of_family(case: Case) -> Q:
    return Q(family=case.family_id)


def _of_postings(case: Case) -> Q:
    return Q(postings__case=case)


def _lower(words: object) -> str:
    text = str(words)
    return text[:1].lower() + text[1:]


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT_LENGTH else f"{plain[:EXCERPT_LENGTH].rstrip()} …"


def _status(row: CaseStatus, _: Names) -> Told:
    return Told(f"{row.get_state_display()}, {row.get_service_display()}")


def _role(row: CaseRole, names: Names) -> Told:
    verb = "is no longer" if row.is_ended else "is"
    name = names.get(row.participant_id, "Somebody")
    return Told(f"{name} {verb} {_lower(row.get_role_display())} in the case")


def _interstate(row: InterstateRole, _: Names) -> Told:
    return Told(str(row.get_role_display()))


def _order(row: Order, _: Names) -> Told:
    return Told(f"Order {row.number} made", row.court)


def _term(row: OrderTerm, _: Names) -> Told:
    amount = format_dollars(row.amount_cents)
    through = f", through {row.ends_on}" if row.ends_on else ""
    words = f"{row.get_obligation_display()}: {amount} {_lower(row.get_frequency_display())}"
    return Told(f"{words}{through}", f"Order {row.order.number}")


def _adjustment(row: BalanceAdjustment, _: Names) -> Told:
    obligation = OBLIGATIONS[index_of(OBLIGATIONS, row.obligation)]
    debt = words_of_debt(obligation, BUCKETS[index_of(BUCKETS, row.bucket)])
    verb = "added to" if row.amount_cents > 0 else "taken off"
    return Told(f"{format_dollars(abs(row.amount_cents))} {verb} {_lower(debt)}", row.reason)


def _judgment(row: Judgment, _: Names) -> Told:
    return Told(f"Judgment for {format_dollars(row.amount_cents)}", str(row.get_kind_display()))


def _period(row: AssistancePeriod, _: Names) -> Told:
    through = f", through {row.ends_on}" if row.ends_on else ""
    return Told(f"{row.get_program_display()} for the family began{through}")


def _grant(row: AssistanceGrant, _: Names) -> Told:
    return Told(f"{format_dollars(row.amount_cents)} of {row.get_program_display()} paid")


def _receipt(row: Receipt, _: Names) -> Told:
    payor = f"From {row.payor_name}" if row.payor_name else ""
    words = f"{format_dollars(row.amount_cents)} received, {_lower(row.get_source_display())}"
    return Told(words, payor, ("receipt", row.pk))


def _reversal(row: Reversal, _: Names) -> Told:
    words = f"{format_dollars(row.amount_cents)} of receipt R{row.receipt_id} taken back"
    return Told(words, str(row.get_reason_display()), ("receipt", row.receipt_id))


def _disbursement(row: Disbursement, names: Names) -> Told:
    to = names.get(row.payee_id or 0, "the State or an agency of it")
    words = f"{format_dollars(row.amount_cents)} paid to {to}"
    return Told(words, str(row.get_method_display()), ("disbursement", row.pk))


def _hold(row: Hold, _: Names) -> Told:
    what = f"Receipt R{row.receipt_id}" if row.receipt_id else "Payments to the family"
    return Told(f"{what} held: {_lower(row.get_reason_display())}", row.note, ("hold", row.pk))


def _release(row: HoldRelease, _: Names) -> Told:
    return Told(f"Hold released: {_lower(row.get_trigger_display())}", row.note,
                ("hold", row.hold_id))  # fmt: skip


def _note(row: Note, _: Names) -> Told:
    words = row.template or "Note"
    return Told(f"{words}, a correction" if row.corrects_id else words, _excerpt(row.text))


def _contact(row: Contact, names: Names) -> Told:
    way = "with" if row.direction == "outgoing" else "from"
    who = names.get(row.participant_id, "somebody")
    words = f"{row.get_method_display()} {way} {who}: {_lower(row.get_outcome_display())}"
    return Told(words, row.text)


def _reminder(row: Handover, names: Names) -> Told:
    way = _lower(ReminderChannel(row.message.channel).label)
    state = "sent" if row.outcome == HandoverOutcome.SENT else "not sent"
    # On the timeline of a case stand only reminders to people; an applicant has no case yet.
    who = names.get(row.participant_id or 0, "somebody")
    kind = row.message.kind.replace("_", " ")
    return Told(f"Reminder by {way} to {who}: {state}", kind.capitalize())


def _letter(row: Letter, names: Names) -> Told:
    # A bank or an employer is nobody of the register; the first line of its address names it.
    outside = str(row.address[0]) if row.address else "somebody"
    to = names.get(row.participant_id, "somebody") if row.participant_id else outside
    return Told(f"Letter to {to}: {_lower(row.get_kind_display())}", row.about,
                ("letter", row.pk))  # fmt: skip


def _document(row: Document, _: Names) -> Told:
    kind = str(row.get_kind_display())
    return Told(f"Document received: {_lower(kind)}", row.name, ("document", row.pk))


def _calendar(row: CalendarEntry, _: Names) -> Told:
    at = f" at {row.begins_at:%H:%M}" if row.begins_at else ""
    off = ", called off" if row.is_called_off else ""
    return Told(
        f"{row.get_kind_display()}{at}{off}", " · ".join(filter(None, (row.title, row.place)))
    )


def _proposal(row: Proposal, _: Names) -> Told:
    return Told(f"Proposed: {_lower(words_of(row.kind, row.what))}", row.reason,
                ("approval", row.pk))  # fmt: skip


def _decision(row: Decision, _: Names) -> Told:
    verdict = "approved" if row.is_approved else "refused"
    return Told(f"Proposal {row.proposal_id} {verdict}", row.outcome or row.note,
                ("approval", row.proposal_id))  # fmt: skip


def _event(row: CaseEvent, _: Names) -> Told:
    return Told(event_words(row.kind), row.note)


def _task(row: Task, _: Names) -> Told:
    words = row.subject or rule_told(row.rule or row.kind, on=row.opened_on).words
    detail = f"Due {day_words(row.due_on)}"
    if row.closed_on:
        detail += f"; {_lower(row.get_state_display())} on {day_words(row.closed_on)}"
    return Told(f"Task: {_lower(words)}", f"{detail}. {row.outcome}".strip(), ("task", row.pk))


def _reason(name: str, row: ClosureNotice | CaseClosure) -> str:
    reasons = {each.name: each for each in closure_terms(on=row.effective_on).reasons}
    return f"{reasons[name].words} ({reasons[name].cite})" if name in reasons else name


def _closure_notice(row: ClosureNotice, _: Names) -> Told:
    words = f"Notice of closing; the case may be closed from {day_words(row.closes_on)} on"
    return Told(words, _reason(row.reason, row))


def _closure_answer(row: ClosureAnswer, _: Names) -> Told:
    stays = "the case stays open" if row.keeps_open else "the wait goes on"
    return Told(f"The notice of closing was answered; {stays}", row.text)


def _closure(row: CaseClosure, _: Names) -> Told:
    return Told("The case was closed", _reason(row.reason, row))


def _reopening(row: CaseReopening, _: Names) -> Told:
    return Told(f"The case was opened again: {_lower(row.get_way_display())}", row.text)


def _closure_fact(row: ClosureFact, _: Names) -> Told:
    known = test_words(on=row.effective_on).get(row.test)
    verdict = "so" if row.is_so else "not so"
    return Told(f"Found {verdict}: {_lower(known.words if known else row.test)}", row.evidence)


def _locate_try(row: LocateTry, _: Names) -> Told:
    return Told(f"{row.source} did not know where the parent is", row.text)


# The kinds by which a timeline is narrowed, in the order of its list.
KINDS = {
    "status": "Status and roles",
    "orders": "Orders and debts",
    "assistance": "Assistance",
    "receipts": "Money received",
    "disbursements": "Money paid out",
    "holds": "Holds",
    "notes": "Notes",
    "contacts": "Contacts",
    "letters": "Letters sent",
    "documents": "Documents",
    "calendar": "Calendar",
    "tasks": "Tasks and events",
    "closing": "Locate and closing",
    "decisions": "Decisions",
}

SOURCES: tuple[RowKind, ...] = (
    RowKind("status", CaseStatus, _own, _status),
    RowKind("status", CaseRole, _own, _role, people="participant_id"),
    RowKind("status", InterstateRole, _own, _interstate),
    RowKind("orders", Order, _own, _order, day="ordered_on", recorded=""),
    RowKind("orders", OrderTerm, lambda case: Q(order__case=case), _term, related=("order",)),
    RowKind("orders", BalanceAdjustment, _own, _adjustment),
    RowKind("orders", Judgment, _own, _judgment),
    RowKind("assistance", AssistancePeriod, _of_family, _period),
    RowKind("assistance", AssistanceGrant, _of_family, _grant),
    RowKind("receipts", Receipt, _of_postings, _receipt),
    RowKind("receipts", Reversal, lambda case: Q(receipt__postings__case=case), _reversal),
    RowKind(
        "disbursements",
        Disbursement,
        lambda case: Q(lines__case=case),
        _disbursement,
        day="recorded_on",
        people="payee_id",
    ),
    RowKind("holds", Hold, lambda case: Q(receipt__postings__case=case), _hold),
    RowKind("holds", Hold, lambda case: Q(participant=case.obligee_id), _hold),
    RowKind("holds", HoldRelease, lambda case: Q(hold__receipt__postings__case=case), _release),
    RowKind("holds", HoldRelease, lambda case: Q(hold__participant=case.obligee_id), _release),
    RowKind("notes", Note, _own, _note),
    RowKind("contacts", Contact, _own, _contact, people="participant_id"),
    RowKind("letters", Letter, _own, _letter, people="participant_id"),
    RowKind(
        "contacts",
        Handover,
        lambda case: Q(message__case=case),
        _reminder,
        day="on",
        recorded="on",
        related=("message",),
        people="participant_id",
    ),
    RowKind("documents", Document, _own, _document),
    RowKind("calendar", CalendarEntry, _own, _calendar),
    RowKind("tasks", CaseEvent, _own, _event),
    RowKind("tasks", Task, _own, _task, day="opened_on", recorded="opened_on"),
    RowKind("closing", ClosureNotice, _own, _closure_notice),
    RowKind("closing", ClosureAnswer, lambda case: Q(notice__case=case), _closure_answer),
    RowKind("closing", CaseClosure, _own, _closure),
    RowKind("closing", CaseReopening, lambda case: Q(closure__case=case), _reopening),
    RowKind("closing", ClosureFact, _own, _closure_fact),
    RowKind("closing", LocateTry, _own, _locate_try),
    RowKind("decisions", Proposal, _own, _proposal),
    RowKind("decisions", Decision, lambda case: Q(proposal__case=case), _decision),
)
