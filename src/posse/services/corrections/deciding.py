"""Approving or refusing a proposed correction, and the worklist of what waits for that."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.approvals.choices import RESTS, Correction
from posse.apps.approvals.models import Decision, Proposal
from posse.services.access import Visitor, may
from posse.services.business_dates import refusal_of_closed_day
from posse.services.corrections.kinds import KINDS, words_of
from posse.services.doors.closed_cases import closed_cases
from posse.services.register.entries import required

NOTE_LENGTH = 300
NAME_LENGTH = 80


@dataclass(frozen=True)
class ProposalRow:
    """A proposal for a list: what, how much, by whom, since when, and what was decided."""

    proposal: Proposal
    words: str
    age_days: int
    decision: Decision | None

    @property
    def kind_words(self) -> str:
        """What would be done, for people."""
        return str(Correction(self.proposal.kind).label)

    @property
    def is_rest(self) -> bool:
        """Whether it lets an enforcement action rest, and so moves no money."""
        return self.proposal.kind in RESTS


def proposals_for_office(*, on: date, is_decided: bool = False) -> list[ProposalRow]:
    """What waits for a decision, the oldest first, or what was decided, the latest first."""
    rows = Proposal.objects.select_related("case", "receipt", "proposed_by", "decision")
    chosen = rows.filter(decision__isnull=not is_decided, recorded_on__lte=on)
    return [
        proposal_row(proposal, on=on)
        for proposal in chosen.order_by("-id" if is_decided else "id")
    ]


def proposal_row(proposal: Proposal, *, on: date) -> ProposalRow:
    """A proposal in words, as of a date."""
    return ProposalRow(
        proposal=proposal,
        words=words_of(proposal.kind, proposal.what),
        age_days=(on - proposal.recorded_on).days,
        decision=getattr(proposal, "decision", None),
    )


def proposal_by_id(proposal: int) -> Proposal | None:
    """A proposal with what it is about."""
    rows = Proposal.objects.select_related("case", "receipt", "proposed_by", "decision")
    return rows.filter(pk=proposal).first()


def proposals_for_receipt(receipt: int) -> list[Proposal]:
    """What is proposed for a receipt and not decided yet."""
    return list(Proposal.objects.filter(receipt=receipt, decision__isnull=True))


def may_decide(user: Visitor, proposal: Proposal) -> bool:
    """Whether a role of the user decides about proposals of this kind."""
    return may(user, KINDS[Correction(proposal.kind)].approval)


@transaction.atomic
def do_decide_proposal(
    *, proposal: Proposal, is_approved: bool, note: str, user: User, on: date
) -> Decision:
    """Approve a proposal, which does it here and now, or refuse it with the reason.

    Raises: ValueError in words, also where what was proposed can no longer be done.
    """
    # Locked, so that two supervisors at two screens do not both decide.
    found = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    _check_may_decide(found, user=user, on=on)
    said = required(note, what="the note", length_max=NOTE_LENGTH)
    by = user.get_username()
    names = f"{found.recorded_by}, approved by {by}"[:NAME_LENGTH]
    outcome = _do_as_proposed(found, on=on, by=names) if is_approved else ""
    return Decision.objects.create(
        proposal=found,
        is_approved=is_approved,
        note=said,
        outcome=outcome,
        proposed_by=found.proposed_by,
        decided_by=user,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def _do_as_proposed(proposal: Proposal, *, on: date, by: str) -> str:
    kind = KINDS[Correction(proposal.kind)]
    try:
        return kind.do(proposal.what, reason=proposal.reason, on=on, by=by)
    except ValueError as refusal:
        raise ValueError(f"this can no longer be done as proposed: {refusal}") from refusal


def _check_may_decide(proposal: Proposal, *, user: User, on: date) -> None:
    if not may_decide(user, proposal):
        raise ValueError("your role does not include approving this")
    if proposal.proposed_by_id == user.pk:
        raise ValueError("you proposed this yourself; another person must decide")
    cases = {proposal.case_id, *proposal.what.get("cases", ())}
    if cases & closed_cases(user, on=on).keys():
        raise ValueError(
            "a conflict of interest closes a case of this to you; another person must decide"
        )
    decided = Decision.objects.filter(proposal=proposal).first()
    if decided is not None:
        word = "approved" if decided.is_approved else "refused"
        raise ValueError(f"this was {word} already, by {decided.recorded_by}")
    refusal = refusal_of_closed_day(on)
    if refusal:
        raise ValueError(refusal)
