"""Matches of partners: cleared up, intercepted or levied, shielded, given back.

How they come in is in :mod:`posse.services.enforcement.match_taking`. An account or a claim
waits for a worker, who levies only where the tests of the law are met or an attorney agreed.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import OPEN_MATCHES, MatchState
from posse.apps.enforcement.models import AssetMatch, LevyApproval, MatchEvent
from posse.apps.payments.choices import HoldReason, ReversalReason
from posse.apps.payments.models import Receipt
from posse.rules.support.enforcement import MATCH_PREFIX, MatchRule, match_rules
from posse.services.law import current_law
from posse.services.money_in.holds import do_hold_receipt
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.register.entries import check_open_day, check_order_of_dates, required
from posse.services.work.tasks import do_finish_task, do_open_task
from posse.units.days import add_business_days, day_words

NOTE_LENGTH = 300
TELL_PARENT = "Mail the parent's notice of lien and levy"
GIVE_BACK = "Give back money of protected benefits"
TASK_KIND = "asset_match"


def rules_on(on: date) -> dict[str, MatchRule]:
    """What becomes of a match by its source, as the law has it on a day."""
    return dict(match_rules(current_law(), on=on))


def benefits_on(on: date) -> dict[str, str]:
    """The benefits whose account may not be frozen, in words, by name.

    Source: 45 CFR 307.11(c)(3).
    """
    rows = current_law().value(f"{MATCH_PREFIX}protected_benefits", on=on)
    return {row["name"]: row["words"] for row in rows}


def review_by(on: date) -> date:
    """By when a worker looks at a match that came on a day."""
    days: int = current_law().value(f"{MATCH_PREFIX}match_review_days", on=on)
    return on + timedelta(days=days)


@transaction.atomic
def do_confirm_match(*, match: AssetMatch, note: str, on: date, by: str) -> AssetMatch:
    """The district cleared up what differed: it is this parent's.

    Money is asked for only from then on; an account waits for the levy.
    Source: CS-9.2-UCP-5.
    """
    found = _open(match, on=on)
    if found.state == MatchState.CONFIRMED:
        raise ValueError("the match is confirmed already")
    takes_money = rules_on(on)[found.source].takes_money
    said = required(note, what="how you know", length_max=NOTE_LENGTH)
    state = MatchState.INTERCEPTED if takes_money else MatchState.CONFIRMED
    _do_set(found, state, said, on=on, by=by)
    if takes_money:
        _do_finish_watch(found, outcome=f"Confirmed: {said}", on=on, by=by)
    return found


@transaction.atomic
def do_refuse_match(
    *, match: AssetMatch, note: str, on: date, by: str, is_other_person: bool = False
) -> AssetMatch:
    """It is another person's, or it is rightly left alone; the reason stays with it."""
    found = _open(match, on=on)
    said = required(note, what="the reason", length_max=NOTE_LENGTH)
    words = f"It is in another person's name: {said}" if is_other_person else said
    _do_set(found, MatchState.REFUSED, words, on=on, by=by)
    _do_finish_watch(found, outcome=words, on=on, by=by)
    return found


@transaction.atomic
def do_approve_levy(
    *, obligor: int, attorney: str, note: str, on: date, by: str
) -> LevyApproval:
    """An attorney agrees to a levy below the law's tests. Source: CS-IRG-J5.2."""
    check_open_day(on)
    return LevyApproval.objects.create(
        obligor_id=obligor,
        attorney=required(attorney, what="the attorney's name", length_max=80),
        note=required(note, what="the reason", length_max=NOTE_LENGTH),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_levy(
    *, match: AssetMatch, mailed_on: date, note: str, unmet: Iterable[str], on: date, by: str
) -> AssetMatch:
    """Lien and levy were mailed to the institution; the parent's notice is due after it.

    ``unmet`` are the tests that are not met, in words: then an attorney must have agreed.
    Raises: ValueError in words.
    Source: CS-IRG-J2.1, CS-IRG-J4.1, CS-IRG-J5.2, CS-IRG-J5.3.1.
    """
    found = _open(match, on=on)
    check_order_of_dates(mailed_on, on, earlier_what="the mailing", later_what="today")
    if rules_on(on)[found.source].takes_money:
        raise ValueError("this money is intercepted by the partner itself, not levied")
    if not found.is_full and found.state != MatchState.CONFIRMED:
        raise ValueError("clear up the differences first: " + "; ".join(found.differences))
    failing = list(unmet)
    approvals = LevyApproval.objects.filter(obligor=found.obligor_id, effective_on__lte=on)
    if failing and not approvals.exists():
        raise ValueError(
            "not met: "
            + "; ".join(failing)
            + ". Below these tests an attorney must agree first"
        )
    said = required(note, what="what was mailed", length_max=NOTE_LENGTH)
    found.levied_on = mailed_on
    _do_set(found, MatchState.LEVIED, said, on=on, by=by)
    days: int = current_law().value(f"{MATCH_PREFIX}levy_notice_days", on=mailed_on)
    due_on = mailed_on + timedelta(days=days)
    _do_watch(found, TELL_PARENT, due_on=due_on, on=on, by=by)
    return found


@transaction.atomic
def do_tell_parent(*, match: AssetMatch, mailed_on: date, on: date, by: str) -> AssetMatch:
    """The parent's notice of the levy was mailed; the time to challenge it begins.

    Source: CS-IRG-J4.1, CS-IRG-J5.7.
    """
    check_open_day(on)
    found = AssetMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if found.levied_on is None:
        raise ValueError("nothing was levied, so there is nothing to tell the parent")
    if found.parent_noticed_on is not None:
        raise ValueError(f"it was mailed on {day_words(found.parent_noticed_on)} already")
    check_order_of_dates(
        found.levied_on, mailed_on, earlier_what="the levy", later_what="the notice"
    )
    check_order_of_dates(mailed_on, on, earlier_what="the notice", later_what="today")
    found.parent_noticed_on = mailed_on
    found.save()
    _do_finish_watch(found, outcome="The parent's notice was mailed", on=on, by=by)
    return found


@transaction.atomic
def do_shield(
    *,
    match: AssetMatch,
    benefit: str,
    note: str,
    on: date,
    by: str,
    receipt: Receipt | None = None,
) -> AssetMatch:
    """The account holds protected benefits: it is not frozen, and what was taken goes back.

    Money taken already waits until it is given back, which is due in five business days.
    Source: 45 CFR 307.11(c)(3).
    """
    check_open_day(on)
    found = AssetMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if found.state in {MatchState.SHIELDED, MatchState.RETURNED}:
        raise ValueError("it is shielded already")
    if benefit not in benefits_on(on):
        raise ValueError(f"{benefit!r} is no protected benefit of the list")
    said = required(note, what="how you know", length_max=NOTE_LENGTH)
    if receipt is not None and receipt.obligor_id != found.obligor_id:
        raise ValueError(f"receipt R{receipt.pk} is not this parent's")
    found.receipt = receipt
    _do_set(found, MatchState.SHIELDED, f"{benefits_on(on)[benefit]}: {said}", on=on, by=by)
    _do_finish_watch(found, outcome="Shielded", on=on, by=by)
    if receipt is not None:
        _do_stop(receipt, on=on, by=by)
        _do_watch(found, GIVE_BACK, due_on=give_back_by(on), on=on, by=by)
    return found


def give_back_by(found_on: date) -> date:
    """The last day on which money of protected benefits goes back in time.

    Source: 45 CFR 307.11(c)(3).
    """
    days: int = current_law().value(f"{MATCH_PREFIX}give_back_business_days", on=found_on)
    return add_business_days(found_on, days)


def _do_stop(receipt: Receipt, *, on: date, by: str) -> None:
    held = receipt.holds.filter(reason=HoldReason.OTHER, release__isnull=True)
    if not held.exists():
        do_hold_receipt(
            receipt=receipt, reason=HoldReason.OTHER, note="It came from protected benefits",
            on=on, by=by,
        )  # fmt: skip


@transaction.atomic
def do_give_back(*, match: AssetMatch, note: str, on: date, by: str) -> AssetMatch:
    """The money of protected benefits went back to where it came from.

    Source: 45 CFR 307.11(c)(3).
    """
    found = AssetMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if found.state != MatchState.SHIELDED or found.receipt is None:
        raise ValueError("no money of this match is to be given back")
    said = required(note, what="how it went back", length_max=NOTE_LENGTH)
    do_reverse_receipt(
        receipt=found.receipt, reason=ReversalReason.PROTECTED, note=said, on=on, by=by
    )
    _do_set(found, MatchState.RETURNED, said, on=on, by=by)
    _do_finish_watch(found, outcome="Given back", on=on, by=by)
    return found


@transaction.atomic
def do_release_levied(*, match: AssetMatch, note: str, on: date, by: str) -> AssetMatch:
    """A levy is let go; nothing more is taken. Source: CS-IRG-J5.10."""
    check_open_day(on)
    found = AssetMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if found.state != MatchState.LEVIED:
        raise ValueError("nothing is levied here that could be let go")
    said = required(note, what="the reason", length_max=NOTE_LENGTH)
    _do_set(found, MatchState.RELEASED, said, on=on, by=by)
    _do_finish_watch(found, outcome=f"Let go: {said}", on=on, by=by)
    return found


def matches_for_obligor(obligor: int) -> QuerySet[AssetMatch]:
    """Every match of a parent, the latest first."""
    return AssetMatch.objects.filter(obligor=obligor).order_by("-matched_on", "-id")


def case_of(match: AssetMatch) -> Case:
    """The oldest case in which the parent owes; a task of the match belongs to it."""
    return Case.objects.filter(obligor=match.obligor_id).order_by("opened_on", "id")[:1].get()


def subject_of(match: AssetMatch, what: str) -> str:
    """What a task of a match is called."""
    return f"{what}: {match.institution}"[:200]


def address_of(match: AssetMatch) -> str:
    """Where a match is worked."""
    return f"/matches/{match.pk}/"


def _open(match: AssetMatch, *, on: date) -> AssetMatch:
    check_open_day(on)
    found = AssetMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if found.state not in OPEN_MATCHES:
        last = found.events.last()
        when = f" on {day_words(last.effective_on)} by {last.recorded_by}" if last else ""
        raise ValueError(f"it was decided{when}: {found.get_state_display().lower()}")
    return found


def _do_set(match: AssetMatch, state: MatchState, note: str, *, on: date, by: str) -> None:
    earlier = match.state if match.events.exists() else ""
    MatchEvent.objects.create(
        match=match,
        from_state=earlier,
        to_state=state,
        note=note[:NOTE_LENGTH],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    match.state = state
    match.save()


def _do_watch(match: AssetMatch, what: str, *, due_on: date, on: date, by: str) -> None:
    _do_finish_watch(match, outcome=what, on=on, by=by)
    match.task = do_open_task(
        kind=TASK_KIND,
        case=case_of(match),
        subject=subject_of(match, what),
        url=address_of(match),
        due_on=due_on,
        on=on,
        by=by,
    )
    match.save()


def _do_finish_watch(match: AssetMatch, *, outcome: str, on: date, by: str) -> None:
    if match.task is None:
        return
    match.task.refresh_from_db()
    if match.task.closed_on is None:
        do_finish_task(task=match.task, outcome=outcome[:NOTE_LENGTH], on=on, by=by)
