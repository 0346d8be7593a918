"""What the page of a match shows of its levy: tests with values, letters, and days."""

from dataclasses import dataclass
from datetime import date

from posse.apps.enforcement.choices import OPEN_MATCHES, MatchState
from posse.apps.enforcement.models import AssetMatch, LevyApproval
from posse.apps.records.models import Letter
from posse.rules.support.remedies.sentences import CriterionWords
from posse.services.enforcement.levies import (
    challenge_by,
    challenge_kind,
    letters_of_match,
    levy_tests,
    parent_notice_due,
    past_due_of,
)
from posse.services.enforcement.reviews import gets_mail_elsewhere

NAMES = {
    "owner": "Name on it",
    "benefit": "Protected benefit",
    "account_ending": "Account ends in",
    "codes": "Kind",
    "second_owner": "Second name on it",
    "insurer": "Number of the insurer",
}


@dataclass(frozen=True)
class MatchPage:
    """A match with what the law asks before a levy, and the days that run. Units: cents."""

    tests: tuple[CriterionWords, ...]
    approval: LevyApproval | None
    past_due_cents: int
    told: tuple[tuple[str, object], ...]
    letters: tuple[Letter, ...]
    parent_notice_due: date | None
    challenge_by: date | None
    give_back_by: date | None


def match_page_for(match: AssetMatch, *, on: date) -> MatchPage:
    """A match as its page shows it; the tests are judged only while it can be levied."""
    is_open = match.state in OPEN_MATCHES
    waits = match.state == MatchState.LEVIED and match.parent_noticed_on is None
    owes_back = match.state == MatchState.SHIELDED and match.receipt_id is not None
    approvals = LevyApproval.objects.filter(obligor=match.obligor_id)
    return MatchPage(
        tests=levy_tests(match, on=on) if is_open else (),
        approval=approvals.order_by("id").last(),
        past_due_cents=past_due_of(match, on=on),
        told=tuple((NAMES.get(name, name), value) for name, value in match.payload.items()),
        letters=tuple(letters_of_match(match)),
        parent_notice_due=parent_notice_due(match) if waits else None,
        challenge_by=_challenge_by(match),
        give_back_by=match.task.due_on if owes_back and match.task else None,
    )


def _challenge_by(match: AssetMatch) -> date | None:
    if match.parent_noticed_on is None:
        return None
    noticed_on = match.parent_noticed_on
    return challenge_by(
        noticed_on,
        of=challenge_kind(match),
        is_out_of_state=gets_mail_elsewhere(match.obligor_id, on=noticed_on),
    )
