"""What can be done with a match of an account: levied, shielded, challenged, let go."""

from collections.abc import Mapping
from datetime import date

from posse.apps.enforcement.choices import OPEN_MATCHES, MatchState
from posse.apps.enforcement.models import AssetMatch
from posse.apps.payments.models import Receipt
from posse.services.access import APPROVE_LEVIES, WORK_MATCHES, WORK_REVIEWS
from posse.services.enforcement.levies import (
    ACCOUNTS,
    challenge_kind,
    do_challenge,
    do_levy_match,
    do_release_levy,
    do_shield_match,
    receipts_of_levy,
)
from posse.services.enforcement.matches import (
    benefits_on,
    do_approve_levy,
    do_give_back,
    do_tell_parent,
    rules_on,
)
from posse.services.enforcement.reviews import kinds_on
from posse.services.enforcement.steps import Recipient
from posse.units.days import day_words
from posse.units.money import format_dollars
from posse.web.acts.enforcement_acts import MATCH_ACTS, NoteForm
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Lines, Note, Words


class LevyForm(ActForm):
    """To whom lien and levy go."""

    name = Words(label="To", length_max=80, is_needed=True)
    address = Lines(label="Address")
    note = Note(label="Why a levy is right, and what was looked at")

    def prepare(self, subject: AssetMatch, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the institution that the partner told."""
        self.fields["name"].initial = subject.institution


class AttorneyForm(ActForm):
    """Which attorney agrees, and why."""

    attorney = Words(label="Attorney", length_max=80, is_needed=True)
    note = Note(label="Why a levy is right all the same")


def _words(receipt: Receipt) -> str:
    day = day_words(receipt.effective_on)
    return f"R{receipt.pk}: {format_dollars(receipt.amount_cents)}, {day}"


class ShieldForm(ActForm):
    """Which benefits the account holds, and what was taken."""

    benefit = Choice(label="What the account holds", choices=[])
    receipt = Choice(
        label="What was taken",
        choices=[],
        help_text="It waits at once and is to be given back.",
    )
    note = Note(label="How you know")

    def prepare(self, subject: AssetMatch, *, on: date) -> None:
        """Offer the benefits of the law, and what came from levies on the parent."""
        receipt = self.fields["receipt"]
        receipt.required = False
        taken = [(str(row.pk), _words(row)) for row in receipts_of_levy(subject)]
        receipt.choices = [("", "Nothing"), *taken]  # type: ignore[attr-defined]
        benefits = self.fields["benefit"]
        named = list(benefits_on(on).items())
        benefits.choices = [("", "Choose one"), *named]  # type: ignore[attr-defined]


class ToldForm(ActForm):
    """When the parent's notice was mailed."""

    mailed_on = Day(label="Mailed on")


class ChallengeForm(ActForm):
    """When and on which ground a levy is challenged."""

    requested_on = Day(label="Reached the office on")
    ground = Choice(label="Ground", choices=[])
    text = Note(label="What was said")

    def prepare(self, subject: AssetMatch, *, on: date) -> None:
        """Offer the grounds of the law, which are no others."""
        grounds = [
            (each.name, each.words) for each in kinds_on(on)[challenge_kind(subject)].grounds
        ]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"), *grounds
        ]  # fmt: skip


def _levy(match: AssetMatch, said: Said, doing: Doing) -> str:
    to = Recipient(said["name"], said["address"])
    do_levy_match(match=match, to=to, note=said["note"], **doing.told)
    if match.source in ACCOUNTS:
        return "Lien and levy are kept. The parent's notice goes by itself when its day comes."
    return "Lien and levy are kept. The parent's notice is a task on your list."


def _agree(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_approve_levy(obligor=match.obligor_id, **said, **doing.told)
    return "The attorney's approval is kept."


def _shield(match: AssetMatch, said: Said, doing: Doing) -> str:
    number = said.pop("receipt")
    receipt = receipts_of_levy(match).get(pk=int(number)) if number else None
    do_shield_match(match=match, receipt=receipt, **said, **doing.told)
    return "The account is shielded; what was taken is to be given back."


def _give_back(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_give_back(match=match, **said, **doing.told)
    return "The money is given back."


def _release(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_release_levy(match=match, **said, **doing.told)
    return "The levy is released."


def _told(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_tell_parent(match=match, **said, **doing.told)
    return "The day of the parent's notice is kept; the time to object runs from it."


def _challenge(match: AssetMatch, said: Said, doing: Doing) -> str:
    review = do_challenge(match=match, **said, **doing.told)
    return f"Review {review.pk} runs; the money waits meanwhile."


SHIELD_ACT = Act(
    "It holds protected benefits",
    "The account is not frozen. A levy on it is released by letter, and what was taken waits"
    " and goes back within five business days.",
    "Shield it",
    ShieldForm,
    _shield,
    (WORK_MATCHES,),
    ("shield_account",),
)
LEVY_ACTS: Mapping[str, Act] = {
    "levy": Act(
        "Send lien and levy",
        "Of an account the institution's letter is written now and goes with the next mail; the"
        " parent's notice follows by itself. Of an insurance claim you mail the packet.",
        "Keep the levy",
        LevyForm,
        _levy,
        (WORK_MATCHES,),
        ("levy_account", "decide_match"),
    ),
    "approve": Act(
        "Record that an attorney agrees",
        "Accounts of this parent may then be levied below three months of support.",
        "Keep the approval",
        AttorneyForm,
        _agree,
        (APPROVE_LEVIES,),
        ("approve_levy",),
    ),
    "shield": SHIELD_ACT,
}
LEVIED_ACTS: Mapping[str, Act] = {
    "challenge": Act(
        "Take a challenge",
        "A review begins, and money of the levy waits until it is decided. Decided for the"
        " parent, the levy is released by itself.",
        "Begin the review",
        ChallengeForm,
        _challenge,
        (WORK_REVIEWS,),
        ("challenge_levy",),
    ),
    "shield": SHIELD_ACT,
    "release": Act(
        "Release the levy",
        "An institution that got our letter is told by letter to let the account go.",
        "Release it",
        NoteForm,
        _release,
        (WORK_MATCHES,),
        ("levy_account",),
    ),
}
# The notice of an account goes by itself; that of a claim is written by hand.
CLAIM_ACTS: Mapping[str, Act] = {
    "told": Act(
        "Record the parent's notice",
        "The time to appeal runs from this day.",
        "Keep the day",
        ToldForm,
        _told,
        (WORK_MATCHES,),
        ("intercept_claim",),
    ),
    **LEVIED_ACTS,
}
GIVE_BACK_ACTS: Mapping[str, Act] = {
    "give-back": Act(
        "Give the money back",
        "The receipt is taken back in full; the money goes to where it came from.",
        "Keep it",
        NoteForm,
        _give_back,
        (WORK_MATCHES,),
        ("shield_account",),
    ),
}
ALL_MATCH_ACTS: Mapping[str, Act] = {
    **MATCH_ACTS, **LEVY_ACTS, **CLAIM_ACTS, **GIVE_BACK_ACTS
}  # fmt: skip


def acts_of_match(match: AssetMatch, *, on: date) -> Mapping[str, Act]:
    """What can be done with a match as it stands."""
    if match.state in OPEN_MATCHES:
        return {**MATCH_ACTS, **(LEVY_ACTS if rules_on(on)[match.source].levy else {})}
    if match.state == MatchState.LEVIED:
        return LEVIED_ACTS if match.source in ACCOUNTS else CLAIM_ACTS
    if match.state == MatchState.SHIELDED and match.receipt_id:
        return GIVE_BACK_ACTS
    return {}
