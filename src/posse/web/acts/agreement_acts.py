"""What can be done with agreements with financial institutions."""

from collections.abc import Mapping

from posse.apps.partners.choices import MatchMethod
from posse.apps.partners.models import InstitutionAgreement
from posse.services.access import KEEP_AGREEMENTS
from posse.services.partners.agreements import do_agree, do_end_agreement, do_note_round
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Count, Day, DollarsOrNothing, Note, Words

MATCHES_MAX = 1_000_000


class AgreementForm(ActForm):
    """With whom, how and from when on."""

    name = Words(label="Institution", length_max=80, is_needed=True)
    tin = Words(label="Tax number", length_max=10, help_text="Nine digits.", is_needed=True)
    method = Choice(label="Who compares", choices=list(MatchMethod.choices))
    since = Day(label="Agreed on")
    fee_cents = DollarsOrNothing(
        label="Fee for a quarter",
        required=False,
        help_text="Empty where nothing was agreed.",
    )
    contact = Words(label="Whom to reach there", length_max=300)


class RoundForm(ActForm):
    """When the accounts were matched."""

    matched_on = Day(label="Matched on")
    match_count = Count(
        label="Accounts found",
        count_max=MATCHES_MAX,
        required=False,
        help_text="Empty where none was found.",
    )


class AgreementEndForm(ActForm):
    """When an agreement ends, and why."""

    ended_on = Day(label="First day without it")
    note = Note(label="Why it ends")


def _agree(_subject: object, said: Said, doing: Doing) -> str:
    agreement = do_agree(**said, **doing.told)
    return f"The agreement with {agreement.name} is kept."


def _match(agreement: InstitutionAgreement, said: Said, doing: Doing) -> str:
    count = said["match_count"] or 0
    matched_on = said["matched_on"]
    do_note_round(
        agreement=agreement,
        matched_on=matched_on,
        match_count=count,
        came_in="by hand",
        **doing.told,
    )
    return f"{agreement.name} matched on {day_words(matched_on)}."


def _end(agreement: InstitutionAgreement, said: Said, doing: Doing) -> str:
    end = do_end_agreement(agreement=agreement, **said, **doing.told)
    return f"The agreement ends on {day_words(end.effective_on)}."


_MAY, _GUIDED = (KEEP_AGREEMENTS,), ("agree_with_institution",)
NEW_AGREEMENT = Act(
    "Record an agreement",
    "The institution is expected to match once in each whole quarter from then on.",
    "Keep the agreement",
    AgreementForm,
    _agree,
    _MAY,
    _GUIDED,
)
AGREEMENT_ACTS: Mapping[str, Act] = {
    "matched": Act(
        "Record a match",
        "An answer that comes as a file is noted by itself; this is for any other.",
        "Keep it",
        RoundForm,
        _match,
        _MAY,
        _GUIDED,
    ),
    "end": Act(
        "End the agreement",
        "No match is expected from then on.",
        "End it",
        AgreementEndForm,
        _end,
        _MAY,
        _GUIDED,
    ),
}
