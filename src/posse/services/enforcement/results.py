"""Telling a parent the result of a review, with what is owed as the books have it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import ReviewAct
from posse.apps.enforcement.models import Review
from posse.rules.texts import words
from posse.services.enforcement.reviews import do_record_result_notice, reviews_to_tell
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.portal.balances import balances_told

NOTICE = "review_result"
OUTCOMES = {
    "stands": "stands",
    "changes_continues": "changed",
    "changes_ends": "withdrawn",
    "released": "released",
}
PROGRAMS = {
    "credit_bureau": "credit",
    "insurance_match": "insurance",
    "freeze_and_seize": "account",
    "msfidm": "account",
    "fidm": "account",
    "income_withholding": "withholding",
    "unemployment_withholding": "withholding",
    "workers_compensation_withholding": "withholding",
    "drivers_license": "license",
    "professional_license": "license",
    "recreational_license": "license",
}


def do_tell_results(*, on: date, by: str, language: str = "en") -> int:
    """Write the result of every decided review to its parent, once; gives how many.

    A review and its letter are kept together, so a run that is killed tells the rest later.
    Source: CS-9.2-TOP-REV-7, CS-9.2-CBR-DISP-7.
    """
    return sum(
        _do_tell(review, on=on, by=by, language=language) for review in reviews_to_tell(on=on)
    )


@transaction.atomic
def _do_tell(review: Review, *, on: date, by: str, language: str) -> int:
    request = NoticeRequest(
        key=f"{NOTICE}:{review.pk}",
        case=review.case,
        participant_id=review.obligor_id,
        values=result_values(review, on=on, language=language),
        about=f"The result of the review asked for on {review.requested_on}.",
        language=language,
    )
    letters = do_issue_notices(notice=NOTICE, requests=[request], on=on, by=by)
    for letter in letters:
        do_record_result_notice(review=review, on=on, by=by, text="By letter.", letter=letter)
    return len(letters)


def result_values(review: Review, *, on: date, language: str) -> dict[str, Any]:
    """What the notice states: the outcome, and each debt of each of the parent's cases."""
    debts = list(_debts(review.obligor_id, on=on, language=language))
    after = review.before_cents if review.after_cents is None else review.after_cents
    return {
        "asked_on": review.requested_on,
        "program": PROGRAMS.get(review.remedy, "federal"),
        "outcome": OUTCOMES[review.outcome],
        "before_cents": review.before_cents,
        "after_cents": after,
        "is_second_person": review.events.filter(act=ReviewAct.APPROVED).exists(),
        "is_other_state": bool(review.place),
        "total_cents": sum(debt["owed_cents"] for debt in debts),
        "debts": debts,
    }


def _debts(obligor: int, *, on: date, language: str) -> Iterator[dict[str, Any]]:
    """Every debt in the parent's cases; what is paid ahead is owed by nobody."""
    for case in Case.objects.filter(obligor=obligor).order_by("number"):
        for line in balances_told(case, on=on).lines:
            if line.amount_cents > 0:
                kind = words(f"portal.obligation_{line.obligation}", language=language)
                bucket = words(f"portal.bucket_{line.bucket}", language=language)
                yield {
                    "case_number": case.number,
                    "what": f"{kind}: {bucket}",
                    "owed_cents": line.amount_cents,
                }
