"""Reviews, disputes and challenges of remedies: asked for, worked, approved, decided, told.

Each kind's days, grounds, approval and outcomes are the law's table
(``support.enforcement.reviews``). What a review stops, it stops at once: money by a hold of
the books, a submission by being read with the remedy's criteria.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import (
    OPEN_REVIEWS,
    ReviewAct,
    ReviewState,
)
from posse.apps.enforcement.models import RemedyState, Review, ReviewEvent
from posse.apps.records.models import Document, Letter
from posse.rules.support.enforcement import (
    Outcome,
    ReviewKind,
    decide_by,
    last_day_to_ask,
    review_kinds,
)
from posse.services.books.as_of import balances_for_obligor
from posse.services.doors.addresses import mail_address
from posse.services.enforcement.moving import do_withdraw
from posse.services.enforcement.review_money import (
    do_hold_for_review,
    do_release_after_review,
)
from posse.services.law import current_law
from posse.services.register.entries import check_open_day, check_order_of_dates, required
from posse.services.work.tasks import do_finish_task, do_open_task
from posse.units.days import day_words
from posse.units.money import format_dollars

TEXT_LENGTH = 300
HOME = "WY"
BEFORE, AFTER = "credit_dispute_before", "credit_dispute_after"
DECIDE, TRANSFER, WAIT, APPROVE, TELL = (
    "Decide the review",
    "Transfer the review to the other state",
    "The other state is to decide the review",
    "Approve the result of the review",
    "Tell the parent the result of the review",
)


def kinds_on(on: date) -> Mapping[str, ReviewKind]:
    """Every kind of review as the law has it on a day."""
    return review_kinds(current_law(), on=on)


def kind_of(review: Review) -> ReviewKind:
    """The kind of a review, as the law had it when it was asked for."""
    return kinds_on(review.requested_on)[review.kind]


def locked_review(review: Review) -> Review:
    """A review as it stands now, held until the end of the transaction."""
    return Review.objects.select_for_update(of=("self",)).get(pk=review.pk)


@transaction.atomic
def do_open_review(  # noqa: PLR0913 - one argument a column
    *,
    case: Case,
    kind: str,
    remedy: str,
    ground: str,
    text: str,
    requested_on: date,
    on: date,
    by: str,
    notice_on: date | None = None,
    place: str = "",
    is_out_of_state: bool = False,
) -> Review:
    """A parent objects: what the kind stops, stops here and now, and its days begin.

    ``place`` is the state that the parent wants to decide, where it is another.
    Raises: ValueError in words.
    Source: CS-9.2-TOP-REV-2, CS-9.2-TOP-REV-12, CS-9.2-CBR-DISP-3, CS-IRG-J5.7, CS-IRG-G10,
    CS-IRG-J28.
    """
    check_open_day(on)
    check_order_of_dates(requested_on, on, earlier_what="the request", later_what="today")
    chosen = _checked_kind(case, kind=kind, remedy=remedy, place=place, on=on)
    chosen.ground(ground)
    assert case.obligor is not None, "a case without a parent was refused"
    is_out_of_state = is_out_of_state or gets_mail_elsewhere(
        case.obligor.pk, on=notice_on or requested_on
    )
    _check_in_time(
        chosen, notice_on=notice_on, requested_on=requested_on, is_out_of_state=is_out_of_state
    )
    before_cents = _amount_in_question(case.obligor.pk, remedy, on=on)
    review = Review.objects.create(
        case=case,
        obligor=case.obligor,
        remedy=remedy,
        kind=kind,
        ground=ground,
        state=ReviewState.OPEN,
        notice_on=notice_on,
        requested_on=requested_on,
        opened_on=on,
        due_on=_first_due(chosen, requested_on=requested_on, place=place),
        place=place,
        before_cents=before_cents,
    )
    held = do_hold_for_review(review, chosen, on=on, by=by)
    words = f"{text.strip()} ({held} receipts wait)" if held else text.strip()
    _do_tell(review, ReviewAct.OPENED, words, on=on, by=by)
    _do_watch(review, TRANSFER if place else DECIDE, on=on, by=by)
    return review


def _checked_kind(case: Case, *, kind: str, remedy: str, place: str, on: date) -> ReviewKind:
    chosen = kinds_on(on).get(kind)
    if chosen is None:
        raise ValueError(f"the law has no review {kind!r}")
    if remedy not in chosen.remedies:
        raise ValueError(f"{chosen.words}: it is not about {remedy.replace('_', ' ')}")
    if case.obligor_id is None:
        raise ValueError(f"case {case.number} has no identified noncustodial parent")
    if place and chosen.transfer_days is None:
        raise ValueError(f"{chosen.words}: no other state decides it")
    if place:
        _checked_place(place)
    running = Review.objects.filter(
        obligor=case.obligor_id, kind=kind, remedy=remedy, state__in=OPEN_REVIEWS
    ).first()
    if running is not None:
        raise ValueError(
            f"review {running.pk} of this runs already, since {day_words(running.opened_on)}"
        )
    _check_point_of_dispute(case, kind)
    return chosen


def _checked_place(place: str) -> str:
    """The two letters of another State. Raises: ValueError in words."""
    letters = place.strip().upper()
    if len(letters) != 2 or not (letters.isascii() and letters.isalpha()) or letters == HOME:
        raise ValueError("say which other state decides it, by its two letters")
    return letters


def _check_point_of_dispute(case: Case, kind: str) -> None:
    """A credit dispute is one before the report or one after it, never both.

    Source: CS-9.2-CBR-DISP-1.
    """
    if kind not in {BEFORE, AFTER}:
        return
    is_reported = RemedyState.objects.filter(
        obligor=case.obligor_id, remedy="credit_bureau", submitted_cents__isnull=False
    ).exists()
    if is_reported and kind == BEFORE:
        raise ValueError(
            "the parent is reported already; it is a dispute after the report, which comes"
            " from the bureau to the state office"
        )
    if not is_reported and kind == AFTER:
        raise ValueError("the parent is not reported; it is a dispute before the report")


def _check_in_time(
    kind: ReviewKind, *, notice_on: date | None, requested_on: date, is_out_of_state: bool
) -> None:
    if kind.ask_within_days is None:
        return
    if notice_on is None:
        raise ValueError("say from when the notice is that the parent objects to")
    check_order_of_dates(
        notice_on, requested_on, earlier_what="the notice", later_what="the request"
    )
    last = last_day_to_ask(
        kind, notice_on=notice_on, law=current_law(), is_out_of_state=is_out_of_state
    )
    if last is not None and requested_on > last:
        raise ValueError(
            f"it had to reach the office by {day_words(last)}, and came on"
            f" {day_words(requested_on)}"
        )


def gets_mail_elsewhere(participant: int, *, on: date) -> bool:
    """Whether letters to somebody go to another State (ambiguity A-25).

    Source: CS-IRG-M5.2.
    """
    address = mail_address(participant, on=on)
    return address is not None and address.state not in {"", HOME}


def _amount_in_question(obligor: int, remedy: str, *, on: date) -> int:
    """What was submitted of the parent, else what would be, else what is past due."""
    state = RemedyState.objects.filter(obligor=obligor, remedy=remedy).first()
    if state is not None and state.submitted_cents is not None:
        return state.submitted_cents
    if state is not None and state.amount_cents:
        return state.amount_cents
    return balances_for_obligor(obligor, as_of=on, known_on=on).arrears_cents


def _first_due(kind: ReviewKind, *, requested_on: date, place: str) -> date:
    if place and kind.transfer_days is not None:
        return requested_on + timedelta(days=kind.transfer_days)
    return decide_by(kind, requested_on=requested_on, law=current_law())


@transaction.atomic
def do_ask_for_proof(*, review: Review, text: str, on: date, by: str) -> ReviewEvent:
    """The parent is asked to prove the claims. Source: CS-9.2-TOP-REV-3, CS-9.2-CBR-DISP-4."""
    found = _open(review, on=on)
    return _do_tell(found, ReviewAct.PROOF_ASKED, text, on=on, by=by)


@transaction.atomic
def do_receive_proof(
    *, review: Review, text: str, on: date, by: str, document: Document | None = None
) -> ReviewEvent:
    """What the parent sent. Source: CS-9.2-TOP-REV-4."""
    found = _open(review, on=on)
    if document is not None and document.case_id != found.case_id:
        raise ValueError("the document belongs to another case")
    return _do_tell(found, ReviewAct.PROOF_RECEIVED, text, on=on, by=by, document=document)


@transaction.atomic
def do_transfer_review(*, review: Review, place: str, text: str, on: date, by: str) -> Review:
    """Another state decides; both are bound by what it says.

    Source: 45 CFR 303.72(g)(2), CS-9.2-TOP-REV-13, CS-9.2-TOP-REV-14, CS-9.2-TOP-REV-15.
    """
    found = _open(review, on=on)
    kind = kind_of(found)
    if kind.elsewhere_days is None:
        raise ValueError(f"{kind.words}: no other state decides it")
    if found.state != ReviewState.OPEN:
        raise ValueError("it is not with this office any more")
    found.state, found.place = ReviewState.TRANSFERRED, _checked_place(place)
    found.due_on = on + timedelta(days=kind.elsewhere_days)
    found.save()
    _do_tell(found, ReviewAct.TRANSFERRED, f"{found.place}: {text.strip()}", on=on, by=by)
    _do_watch(found, WAIT, on=on, by=by)
    return found


@transaction.atomic
def do_close_review(
    *,
    review: Review,
    outcome: str,
    text: str,
    on: date,
    by: str,
    after_cents: int | None = None,
) -> Review:
    """The result: decided at once, or laid before the manager where the kind asks for that.

    Raises: ValueError in words.
    Source: CS-9.2-TOP-REV-5, CS-9.2-TOP-REV-6, CS-9.2-CBR-DISP-6.
    """
    found = _open(review, on=on)
    kind = kind_of(found)
    if found.state == ReviewState.APPROVAL:
        raise ValueError("a result waits for approval already")
    chosen = kind.outcome(outcome)
    _check_amount(found, chosen, after_cents)
    found.outcome, found.after_cents = outcome, after_cents
    said = required(text, what="the reason", length_max=TEXT_LENGTH)
    # Another state's decision binds; there is nothing left for the manager to approve.
    if kind.needs_manager and found.state != ReviewState.TRANSFERRED:
        found.state = ReviewState.APPROVAL
        found.save()
        _do_tell(found, ReviewAct.PROPOSED, said, on=on, by=by)
        _do_watch(found, APPROVE, on=on, by=by)
        return found
    return _do_decide(found, kind, said, on=on, by=by)


def _check_amount(review: Review, outcome: Outcome, after_cents: int | None) -> None:
    if not outcome.changes_amount:
        if after_cents is not None and after_cents != review.before_cents:
            raise ValueError(f"{outcome.words}: so the amount does not change")
        return
    if after_cents is None or after_cents < 0:
        raise ValueError(f"{outcome.words}: say to which amount it changes")
    if after_cents == review.before_cents:
        raise ValueError(
            f"{format_dollars(after_cents)} is the amount as it stands; then it stands"
        )


@transaction.atomic
def do_answer_result(
    *, review: Review, is_approved: bool, text: str, on: date, by: str
) -> Review:
    """The manager approves the result as complete and accurate, or sends it back.

    Raises: ValueError in words, also to whoever worked the result out.
    Source: CS-9.2-TOP-REV-6.
    """
    found = _open(review, on=on)
    if found.state != ReviewState.APPROVAL:
        raise ValueError("no result waits for approval")
    proposed = found.events.filter(act=ReviewAct.PROPOSED).last()
    if proposed is not None and proposed.recorded_by == by:
        raise ValueError("you worked this result out yourself; another person must approve it")
    said = required(text, what="the note", length_max=TEXT_LENGTH)
    if is_approved:
        _do_tell(found, ReviewAct.APPROVED, said, on=on, by=by)
        return _do_decide(found, kind_of(found), said, on=on, by=by)
    found.state, found.outcome, found.after_cents = ReviewState.OPEN, "", None
    found.save()
    _do_tell(found, ReviewAct.SENT_BACK, said, on=on, by=by)
    _do_watch(found, DECIDE, on=on, by=by)
    return found


def _do_decide(review: Review, kind: ReviewKind, text: str, *, on: date, by: str) -> Review:
    """Close it, let the money go, and end the remedy where the outcome does."""
    chosen = kind.outcome(review.outcome)
    review.state, review.closed_on, review.due_on = ReviewState.CLOSED, on, None
    review.save()
    _do_tell(review, ReviewAct.DECIDED, f"{chosen.words}. {text}"[:TEXT_LENGTH], on=on, by=by)
    do_release_after_review(review, kind, on=on, by=by)
    if chosen.ends_remedy:
        # Where the books still say more later, a new notice and its days come first.
        do_withdraw(
            obligor=review.obligor_id,
            remedy=review.remedy,
            reason=f"Review {review.pk}: {chosen.words}",
            on=on,
            by=by,
        )
    _do_watch(review, TELL, on=on, by=by)
    return review


@transaction.atomic
def do_record_result_notice(
    *, review: Review, on: date, by: str, text: str = "", letter: Letter | None = None
) -> Review:
    """That the parent was told the result, with the calculation of the arrears.

    Source: CS-9.2-TOP-REV-7, CS-9.2-CBR-DISP-7.
    """
    found = locked_review(review)
    if found.state != ReviewState.CLOSED:
        raise ValueError("the review is not decided, so there is no result to tell")
    if found.result_notice_on is not None:
        raise ValueError(f"the parent was told on {day_words(found.result_notice_on)} already")
    found.result_notice_on = on
    found.save()
    _do_tell(found, ReviewAct.NOTICE_SENT, text, on=on, by=by, letter=letter)
    _do_finish_watch(found, outcome="The result was told", on=on, by=by)
    return found


def reviews_to_tell(*, on: date) -> QuerySet[Review]:
    """Decided reviews whose result nobody told yet, the oldest first."""
    rows = Review.objects.filter(state=ReviewState.CLOSED, result_notice_on__isnull=True)
    return rows.filter(closed_on__lte=on).select_related("case").order_by("closed_on", "id")


def _open(review: Review, *, on: date) -> Review:
    check_open_day(on)
    found = locked_review(review)
    if found.state == ReviewState.CLOSED:
        day = day_words(found.closed_on) if found.closed_on else "before"
        raise ValueError(f"the review was decided on {day} already")
    return found


def _do_tell(
    review: Review,
    act: ReviewAct,
    text: str,
    *,
    on: date,
    by: str,
    document: Document | None = None,
    letter: Letter | None = None,
) -> ReviewEvent:
    return ReviewEvent.objects.create(
        review=review,
        act=act,
        text=text.strip()[:TEXT_LENGTH],
        document=document,
        letter=letter,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def _do_watch(review: Review, what: str, *, on: date, by: str) -> None:
    """One task a review, for what is due next."""
    _do_finish_watch(review, outcome=what, on=on, by=by)
    due_on = review.due_on or on
    review.task = do_open_task(
        kind="remedy_review",
        case=review.case,
        subject=f"{what}: {kind_of(review).words.lower()}",
        url=f"/reviews/{review.pk}/",
        due_on=due_on,
        on=on,
        by=by,
    )
    review.save()


def _do_finish_watch(review: Review, *, outcome: str, on: date, by: str) -> None:
    if review.task is None:
        return
    review.task.refresh_from_db()
    if review.task.closed_on is None:
        do_finish_task(task=review.task, outcome=outcome, on=on, by=by)
