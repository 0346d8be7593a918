"""Lien and levy on an account: its tests with their values, its letters, and its way back.

The institution's letter goes with the levy; the parent's goes by itself when the law's days
are over. What is shielded, challenged with success or released is told to the institution.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.enforcement.choices import MatchSource, MatchState
from posse.apps.enforcement.models import AssetMatch, Review
from posse.apps.payments.choices import Source
from posse.apps.payments.models import Receipt
from posse.apps.records.models import Letter
from posse.rules.support.enforcement import MATCH_PREFIX, last_day_to_ask, review_kinds
from posse.rules.support.remedies.evaluation import evaluate
from posse.rules.support.remedies.sentences import CriterionWords, criterion_words
from posse.services.books.as_of import balances_for_obligor
from posse.services.enforcement.facts import facts_of_obligors
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.matches import (
    case_of,
    do_levy,
    do_release_levied,
    do_shield,
    do_tell_parent,
    rules_on,
)
from posse.services.enforcement.moving import do_mark_out, do_take_back
from posse.services.enforcement.reviews import do_open_review
from posse.services.enforcement.steps import Recipient, do_write_letter, holder_of
from posse.services.law import current_law
from posse.units.days import day_words
from posse.units.money import format_dollars

# Of the tests of a levy, the one that an attorney may set aside.
ARREARS = "arrears_threshold"
ACCOUNTS = (MatchSource.MSFIDM, MatchSource.FIDM)
CHALLENGE, APPEAL = "seizure_challenge", "insurance_appeal"
LETTERS = ("levy_institution", "levy_parent", "levy_release")
HOLD_DAYS = "support.disbursement.seized_asset_hold_calendar_days"


def levy_tests(match: AssetMatch, *, on: date) -> tuple[CriterionWords, ...]:
    """What the law asks before a levy, with what is found; none where a partner takes it.

    Source: CS-IRG-J5.1, CS-IRG-J5.2, CS-IRG-J5.3, CS-IRG-J5.3.1.
    """
    levy = rules_on(on)[match.source].levy
    if not levy:
        return ()
    read = facts_of_obligors(on=on, obligors=[match.obligor_id])
    evaluation = evaluate(facts=read.facts, law=current_law(), on=on, only=[levy])
    return criterion_words(evaluation.result(levy), obligor=0, on=on)


@transaction.atomic
def do_levy_match(
    *, match: AssetMatch, to: Recipient, note: str, on: date, by: str
) -> AssetMatch:
    """Lien and levy go to the institution today; an account's letter is written by itself.

    Below three months of support an attorney must have agreed; the age of the order is asked
    all the same (ambiguity A-22). Raises: ValueError in words.
    Source: CS-IRG-J2.1, CS-IRG-J4, CS-IRG-J5.1, CS-IRG-J5.2, CS-IRG-J5.3.1, CS-IRG-J5.4.
    """
    unmet = [each for each in levy_tests(match, on=on) if each.is_asked and not each.is_met]
    fixed = [each.words.lower() for each in unmet if each.name != ARREARS]
    if fixed:
        raise ValueError(f"not met, and no attorney can set it aside: {'; '.join(fixed)}")
    told = [f"{each.words.lower()}: {each.found}, needed {each.needed}" for each in unmet]
    found = do_levy(match=match, mailed_on=on, note=note, unmet=told, on=on, by=by)
    if found.source in ACCOUNTS:
        _do_write_levy(found, to, on=on, by=by)
    _do_mark(found, on=on, by=by)
    return found


def _do_write_levy(match: AssetMatch, to: Recipient, *, on: date, by: str) -> Letter:
    owed_cents = past_due_of(match, on=on)
    return do_write_letter(
        notice="levy_institution",
        key=f"levy_institution:{match.pk}",
        case=case_of(match),
        values={
            **_holder(match, on=on),
            "amount_cents": owed_cents,
            "accounts": _accounts(match),
        },
        about=f"Lien and levy of up to {format_dollars(owed_cents)}.",
        to=to,
        on=on,
        by=by,
    )


def past_due_of(match: AssetMatch, *, on: date) -> int:
    """What the parent owes in all cases, beyond which nothing is taken. Units: cents."""
    owed = balances_for_obligor(match.obligor_id, as_of=on, known_on=on).arrears_cents
    return max(owed, 0)


def _holder(match: AssetMatch, *, on: date) -> dict[str, str]:
    identity, ending = holder_of(match.obligor_id, on=on)
    return {"holder_name": identity.full_name, "ssn_last_4": ending}


def _accounts(match: AssetMatch) -> list[dict[str, str]]:
    """The account as the partner told it. Raises: ValueError in words."""
    kind = str(match.payload.get("codes") or "") or "Account"
    return [{"account": f"ending in {account_ending(match)}", "kind": kind}]


def account_ending(match: AssetMatch) -> str:
    """The last places of the account's number. Raises: ValueError in words."""
    ending = str(match.payload.get("account_ending") or "").strip()
    if not ending:
        raise ValueError("the partner told no number of the account; ask the institution")
    return ending


def _do_mark(match: AssetMatch, *, on: date, by: str) -> None:
    do_evaluate_remedies(on=on, by=by, obligors=[match.obligor_id])
    do_mark_out(
        obligor=match.obligor_id,
        remedy=rules_on(on)[match.source].levy,
        cents=past_due_of(match, on=on),
        reason=f"Lien and levy to {match.institution}",
        on=on,
        by=by,
    )


def parent_notice_due(match: AssetMatch) -> date | None:
    """The day on which the parent's notice of the levy goes out. Source: CS-IRG-J4.1."""
    if match.levied_on is None:
        return None
    days = current_law().value(f"{MATCH_PREFIX}levy_notice_days", on=match.levied_on)
    return match.levied_on + timedelta(days=int(days))


def challenge_kind(match: AssetMatch) -> str:
    """How a levy is objected to: on an account by a challenge, on a claim by an appeal.

    Source: CS-IRG-J5.7, CS-IRG-M5.2.
    """
    return CHALLENGE if match.source in ACCOUNTS else APPEAL


def challenge_by(
    noticed_on: date, *, of: str = CHALLENGE, is_out_of_state: bool = False
) -> date:
    """The last day on which an objection reaches the office in time.

    Source: CS-IRG-J5.7, CS-IRG-M5.2.
    """
    law = current_law()
    kind = review_kinds(law, on=noticed_on)[of]
    last = last_day_to_ask(kind, notice_on=noticed_on, law=law, is_out_of_state=is_out_of_state)
    assert last is not None, "the law gives the challenge a time"
    return last


@transaction.atomic
def do_tell_levied_parent(*, match: AssetMatch, on: date, by: str) -> AssetMatch:
    """The parent's notice of the levy is written, and the time to challenge begins.

    Raises: ValueError in words, also before the law's days are over.
    Source: CS-IRG-J4.1, CS-IRG-J5.7, CS-IRG-J5.9.
    """
    due_on = parent_notice_due(match)
    if match.levied_on is None or due_on is None:
        raise ValueError("nothing was levied, so there is nothing to tell the parent")
    if on < due_on:
        raise ValueError(f"the parent's notice goes out on {day_words(due_on)}")
    letter_values = {
        "institution": match.institution,
        "account_last_4": account_ending(match),
        "levied_on": match.levied_on,
        "amount_cents": past_due_of(match, on=on),
        "challenge_by": challenge_by(on),
        "hold_days": int(current_law().value(HOLD_DAYS, on=on)),
    }
    found = do_tell_parent(match=match, mailed_on=on, on=on, by=by)
    do_write_letter(
        notice="levy_parent",
        key=f"levy_parent:{match.pk}",
        case=case_of(match),
        values=letter_values,
        about=f"The levy on an account at {match.institution}."[:200],
        on=on,
        by=by,
    )
    return found


@transaction.atomic
def do_release_levy(*, match: AssetMatch, note: str, on: date, by: str) -> AssetMatch:
    """The institution is told to let the account go; nothing more is taken from it.

    Raises: ValueError in words.
    Source: CS-IRG-J4, CS-IRG-J5.10.
    """
    found = do_release_levied(match=match, note=note, on=on, by=by)
    _do_write_release(found, on=on, by=by)
    return found


@transaction.atomic
def do_shield_match(
    *,
    match: AssetMatch,
    benefit: str,
    note: str,
    on: date,
    by: str,
    receipt: Receipt | None = None,
) -> AssetMatch:
    """The account holds protected benefits: a levy on it ends, and what was taken goes back.

    Source: 45 CFR 307.11(c)(3).
    """
    found = do_shield(match=match, benefit=benefit, note=note, receipt=receipt, on=on, by=by)
    _do_write_release(found, on=on, by=by)
    return found


def _do_write_release(match: AssetMatch, *, on: date, by: str) -> None:
    """A release to whoever got the levy, at the address to which it went."""
    levy = Letter.objects.filter(key=f"levy_institution:{match.pk}").first()
    if levy is None or match.levied_on is None:
        return
    do_take_back(
        obligor=match.obligor_id,
        remedy=rules_on(on)[match.source].levy,
        reason=f"The levy at {match.institution} is released",
        on=on,
        by=by,
    )
    assert levy.case is not None, "a levy is of a child support case"
    do_write_letter(
        notice="levy_release",
        key=f"levy_release:{match.pk}",
        case=levy.case,
        values={
            **_holder(match, on=on),
            "levied_on": match.levied_on,
            "accounts": _accounts(match),
        },
        about=f"The levy of {day_words(match.levied_on)} is released.",
        to=Recipient(levy.address[0], tuple(levy.address[1:])),
        on=on,
        by=by,
    )


@transaction.atomic
def do_challenge(
    *, match: AssetMatch, requested_on: date, ground: str, text: str, on: date, by: str
) -> Review:
    """The parent, or another holder of the account, challenges the levy.

    Raises: ValueError in words, also after the twentieth business day.
    Source: CS-IRG-J5.7, CS-IRG-J5.9, CS-IRG-J5.10.
    """
    return do_open_review(
        case=case_of(match),
        kind=challenge_kind(match),
        remedy=rules_on(on)[match.source].remedy,
        ground=ground,
        text=f"{match.institution}: {text}",
        notice_on=match.parent_noticed_on,
        requested_on=requested_on,
        on=on,
        by=by,
    )


def receipts_of_levy(match: AssetMatch) -> QuerySet[Receipt]:
    """Money that levies on accounts brought from the parent, and that was not taken back."""
    rows = Receipt.objects.filter(obligor=match.obligor_id, source=Source.FIDM_LEVY)
    return rows.filter(reversals__isnull=True).order_by("-effective_on", "-id")


def letters_of_match(match: AssetMatch) -> list[Letter]:
    """The letters of a levy in the order in which they were written."""
    keys = [f"{kind}:{match.pk}" for kind in LETTERS]
    return list(Letter.objects.filter(key__in=keys).order_by("effective_on", "id"))


def levied_to_tell(*, on: date) -> list[AssetMatch]:
    """Levies on accounts whose parent's notice is due."""
    days = int(current_law().value(f"{MATCH_PREFIX}levy_notice_days", on=on))
    rows = AssetMatch.objects.filter(
        source__in=ACCOUNTS,
        state=MatchState.LEVIED,
        parent_noticed_on__isnull=True,
        levied_on__lte=on - timedelta(days=days),
    )
    return list(rows.order_by("levied_on", "id"))


def levied_to_release() -> list[AssetMatch]:
    """Levies of parents whose challenge was decided for them.

    Source: CS-IRG-J5.9, CS-IRG-J5.10.
    """
    won = Review.objects.filter(kind=CHALLENGE, outcome="released", closed_on__isnull=False)
    rows = AssetMatch.objects.filter(state=MatchState.LEVIED, source__in=ACCOUNTS)
    return [
        match
        for match in rows.order_by("id")
        if won.filter(
            obligor=match.obligor_id, notice_on=match.parent_noticed_on, remedy=match.source
        ).exists()
    ]
