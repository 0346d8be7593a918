"""With whom the money of a receipt lies: with its obligors, or in suspense.

A receipt, or a part of it, moves by facts alone: identified it goes to an obligor, taken
back from the wrong person it goes to suspense, and for any other reason it leaves the bank.
"""

from collections import Counter

from posse.apps.payments.choices import ReversalReason
from posse.apps.payments.models import Receipt

# The key of suspense among obligors' ids.
NOBODY = None


def owned_cents(receipt: Receipt) -> dict[int | None, int]:
    """Cents of a receipt by obligor, :data:`NOBODY` for suspense; only where any are left."""
    cents: Counter[int | None] = Counter({receipt.obligor_id: receipt.amount_cents})
    for found in receipt.identifications.all():
        cents[NOBODY] -= found.amount_cents
        cents[found.obligor_id] += found.amount_cents
    for taken in receipt.reversals.all():
        cents[taken.obligor_id] -= taken.amount_cents
        if taken.reason == ReversalReason.WRONG_PERSON:
            cents[NOBODY] += taken.amount_cents
    return {owner: left for owner, left in cents.items() if left}


def suspended_cents(receipt: Receipt) -> int:
    """What of a receipt is in suspense, everything recorded counted. Units: cents."""
    return owned_cents(receipt).get(NOBODY, 0)
