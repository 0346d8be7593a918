"""What a review does to money: it waits while the review lasts, by the holds of the books."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from posse.apps.enforcement.choices import OPEN_REVIEWS
from posse.apps.enforcement.models import Review
from posse.apps.payments.choices import HoldReason, ReleaseTrigger
from posse.apps.payments.models import Hold, Receipt
from posse.rules.support.enforcement import MONEY, ReviewKind, review_kinds
from posse.services.law import current_law
from posse.services.money_in.holds import do_hold_receipt, do_release_hold


def do_hold_for_review(review: Review, kind: ReviewKind, *, on: date, by: str) -> int:
    """Hold what came in by the remedy under review and is not paid out; how many receipts.

    Source: CS-9.2-TOP-REV-2, CS-IRG-J5.17.
    """
    if kind.stops != MONEY:
        return 0
    waiting = Receipt.objects.filter(
        obligor=review.obligor_id, source__in=kind.money, recorded_on__lte=on
    ).exclude(
        holds__in=Hold.objects.filter(
            reason=HoldReason.ADMINISTRATIVE_REVIEW, release__isnull=True
        )
    )
    return sum(_do_hold(receipt, review, on=on, by=by) for receipt in waiting.order_by("id"))


def _do_hold(receipt: Receipt, review: Review, *, on: date, by: str) -> bool:
    try:
        with transaction.atomic():
            do_hold_receipt(
                receipt=receipt,
                reason=HoldReason.ADMINISTRATIVE_REVIEW,
                note=f"Review {review.pk} of {review.remedy.replace('_', ' ')}",
                on=on,
                by=by,
            )
    except ValueError:
        # Paid out or taken back in full: nothing of it is left that could wait.
        return False
    return True


def do_release_after_review(review: Review, kind: ReviewKind, *, on: date, by: str) -> int:
    """Let go of what waited for a review, unless another review of the parent still runs.

    Source: 45 CFR 302.32(b)(3)(ii).
    """
    others = Review.objects.filter(obligor=review.obligor_id, state__in=OPEN_REVIEWS)
    still = _sources(others.exclude(pk=review.pk), on=on)
    holds = Hold.objects.filter(
        receipt__obligor=review.obligor_id,
        receipt__source__in=set(kind.money) - still,
        reason=HoldReason.ADMINISTRATIVE_REVIEW,
        release__isnull=True,
    )
    found = list(holds.order_by("id"))
    for hold in found:
        do_release_hold(
            hold=hold,
            trigger=ReleaseTrigger.REVIEW_DECIDED,
            note=f"Review {review.pk} was decided",
            on=on,
            by=by,
        )
    return len(found)


def _sources(reviews: Collection[Review], *, on: date) -> set[str]:
    kinds = review_kinds(current_law(), on=on)
    return {source for review in reviews for source in kinds[review.kind].money}


@transaction.atomic
def do_hold_under_review(*, on: date, by: str) -> int:
    """Hold what came in since for parents whose review runs; how many receipts.

    Source: CS-9.2-TOP-REV-2.
    """
    kinds = review_kinds(current_law(), on=on)
    stopping = [name for name, kind in kinds.items() if kind.stops == MONEY]
    running = Review.objects.filter(state__in=OPEN_REVIEWS, kind__in=stopping)
    return sum(
        do_hold_for_review(review, kinds[review.kind], on=on, by=by)
        for review in running.order_by("id")
    )
