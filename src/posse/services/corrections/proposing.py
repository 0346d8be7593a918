"""Correcting the books: at once, or as a proposal where another person must look at it."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Abs

from posse.apps.approvals.choices import Correction
from posse.apps.approvals.models import Proposal
from posse.apps.orders.models import BalanceAdjustment
from posse.apps.payments.models import Reversal
from posse.apps.recovery.models import WriteOff
from posse.services.access import may
from posse.services.corrections.kinds import KINDS, Asked
from posse.services.law import current_law
from posse.services.register.entries import required
from posse.units.money import format_dollars

SECOND_PERSON_ABOVE = "support.corrections.second_person_above"
REASON_LENGTH = 300


@dataclass(frozen=True)
class Corrected:
    """What became of a correction: done, in words, or proposed to another person."""

    words: str
    proposal: Proposal | None = None


def second_person_above(on: date) -> int:
    """Above how many cents another person must approve a correction."""
    limit_cents: int = current_law().value(SECOND_PERSON_ABOVE, on=on)
    return limit_cents


@transaction.atomic
def do_correct(asked: Asked, *, user: User, on: date) -> Corrected:
    """Do a correction, or propose it where the amount or the user's role asks for that.

    What the same person has corrected in the same place on the same date counts along, so
    that a large correction in small pieces is still a large one.
    Raises: ValueError in words, whether it would be done or proposed.
    """
    required(asked.reason, what="the reason", length_max=REASON_LENGTH)
    by, kind = user.get_username(), KINDS[asked.kind]
    if may(user, kind.act) and not _needs_another(asked, by=by, on=on):
        words = kind.do(asked.what, reason=asked.reason, on=on, by=by)
        return Corrected(f"{words} The next nightly job posts what follows from it.")
    return _do_propose(asked, user=user, on=on)


def _needs_another(asked: Asked, *, by: str, on: date) -> bool:
    if asked.needs_another is not None:
        return asked.needs_another
    total_cents = asked.amount_cents + _corrected_already(asked, by=by, on=on)
    return total_cents > second_person_above(on)


def _do_propose(asked: Asked, *, user: User, on: date) -> Corrected:
    _check_is_not_asked_already(asked)
    # Done and undone, so that nobody is asked to approve what the writer would refuse.
    with transaction.atomic():
        KINDS[asked.kind].do(asked.what, reason=asked.reason, on=on, by=user.get_username())
        transaction.set_rollback(True)
    proposal = Proposal.objects.create(
        kind=asked.kind,
        case=asked.case,
        receipt=asked.receipt,
        what=dict(asked.what),
        amount_cents=asked.amount_cents,
        reason=asked.reason.strip(),
        proposed_by=user,
        effective_on=on,
        recorded_on=on,
        recorded_by=user.get_username(),
    )
    much = "This" if asked.needs_another is not None else format_dollars(asked.amount_cents)
    return Corrected(
        f"{much} needs a second person. It is proposed as"
        f" number {proposal.pk}; nothing is changed until somebody else approves it.",
        proposal,
    )


def _check_is_not_asked_already(asked: Asked) -> None:
    rows = Proposal.objects.filter(kind=asked.kind, decision__isnull=True)
    if asked.receipt is not None:
        waiting = rows.filter(receipt=asked.receipt).first()
    elif asked.kind in {Correction.SUPPRESS, Correction.PASSPORT}:
        # Days may differ: one rest of an action at a time waits in a case, whichever of the
        # parent's cases it was asked from.
        of_a_case = Q()
        for case in asked.what["cases"]:
            of_a_case |= Q(what__cases__contains=[case])
        waiting = rows.filter(of_a_case, what__kind=asked.what["kind"]).first()
    else:
        return
    if waiting is not None:
        raise ValueError(
            f"this is proposed already, by {waiting.recorded_by} as number {waiting.pk},"
            " and waits for another person"
        )


def _corrected_already(asked: Asked, *, by: str, on: date) -> int:
    """What a person has corrected in the same case, or of the same receipt, on a date."""
    of_person = {"recorded_on": on, "recorded_by": by}
    total = Sum(Abs("amount_cents"), default=0)
    if asked.kind == Correction.REVERSE:
        taken = Reversal.objects.filter(receipt=asked.receipt, **of_person)
        return int(taken.aggregate(cents=total)["cents"])
    if asked.kind == Correction.WRITE_OFF:
        written = WriteOff.objects.filter(payee=asked.what["payee"], **of_person)
        return int(written.aggregate(cents=total)["cents"])
    adjusted = BalanceAdjustment.objects.filter(case=asked.case, **of_person)
    return int(adjusted.aggregate(cents=total)["cents"])
