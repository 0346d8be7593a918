"""What can be done to one receipt: hold it, release it, take it back."""

from collections.abc import Mapping

from posse.apps.payments.choices import HoldReason, ReleaseTrigger, ReversalReason
from posse.apps.payments.models import Hold, Receipt
from posse.services.access import (
    HOLD_MONEY,
    PROPOSE_CORRECTIONS,
    RELEASE_HOLDS,
    REVERSE_RECEIPTS,
)
from posse.services.corrections.kinds import reversal_asked
from posse.services.corrections.proposing import do_correct
from posse.services.money_in.holds import do_hold_receipt, do_release_hold
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Dollars, Note


class HoldForm(ActForm):
    """Money that must wait."""

    reason = Choice(label="Why", choices=HoldReason.choices)
    release_due_on = Day(
        label="Ends by itself on",
        required=False,
        help_text="Left empty, the law's own time counts, or a person has to release it.",
    )
    note = Note(label="How do you know?")


class ReversalForm(ActForm):
    """Money that went back, or belongs to somebody else."""

    reason = Choice(label="Why", choices=ReversalReason.choices)
    amount_cents = Dollars(
        label="How much of it",
        required=False,
        help_text="In dollars; left empty, all that is left of the receipt.",
    )
    effective_on = Day(
        label="Taken back on", required=False, help_text="Left empty, the day of today."
    )
    note = Note(label="How do you know?")


class ReleaseForm(ActForm):
    """What ended a hold."""

    trigger = Choice(label="What ended it", choices=ReleaseTrigger.choices)
    note = Note(label="How do you know?")


def _hold(receipt: Receipt, said: Said, doing: Doing) -> str:
    do_hold_receipt(receipt=receipt, **said, **doing.told)
    return f"Receipt R{receipt.pk} is on hold. It is listed among the holds until released."


def _reverse(receipt: Receipt, said: Said, doing: Doing) -> str:
    asked = reversal_asked(receipt=receipt, **said)
    return do_correct(asked, user=doing.user, on=doing.on).words


def _release(hold: Hold, said: Said, doing: Doing) -> str:
    do_release_hold(hold=hold, **said, **doing.told)
    return "The hold is released. The next nightly job applies and pays what it held."


RECEIPT_ACTS: Mapping[str, Act] = {
    "hold": Act(
        title="Hold the receipt",
        consequence="Money that is not applied yet waits whole, or for an appeal only what"
        " would pay past-due support; of money applied already only the payment waits.",
        button="Hold the money",
        form=HoldForm,
        perform=_hold,
        permissions=(HOLD_MONEY,),
        guidance=("administrative_review", "joint_refund", "frozen_account"),
    ),
    "reverse": Act(
        title="Take the receipt back",
        consequence="What the money paid becomes owed again, the last debt it reached first."
        " What a payee was paid out of it becomes a receivable. Credited to the wrong person,"
        " it goes to suspense and can be given to the right one. A large reversal waits for a"
        " second person.",
        button="Take it back",
        form=ReversalForm,
        perform=_reverse,
        permissions=(REVERSE_RECEIPTS, PROPOSE_CORRECTIONS),
    ),
}

RELEASE = Act(
    title="Release the hold",
    consequence="The next nightly job applies and pays what was held, by the law and the"
    " case's standing of that day. A release is for good.",
    button="Release the money",
    form=ReleaseForm,
    perform=_release,
    permissions=(RELEASE_HOLDS,),
)
# Reasons whose guidance is shown where the hold is looked at.
GUIDED_REASONS = {
    HoldReason.ADMINISTRATIVE_REVIEW: "administrative_review",
    HoldReason.JOINT_REFUND: "joint_refund",
    HoldReason.FROZEN_ACCOUNT: "frozen_account",
}
