"""Assistance ended by a specialist: one authorization, or everything of a case."""

from collections.abc import Mapping, Sequence
from datetime import date

from posse.apps.care.models import CareCase
from posse.apps.subsidy.choices import EndReason
from posse.apps.subsidy.models import Authorization, AuthorizationEnd
from posse.rules.childcare.notices import NoticeTerms
from posse.services.access import WORK_CARE
from posse.services.care.closing import (
    GROUNDS,
    Ending,
    do_end_care,
    earliest_last_day,
    running_of,
)
from posse.services.care.taking_back import do_take_end_back
from posse.services.law import current_law
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Tick

WORKERS = (WORK_CARE,)
GUIDANCE = ("end_child_care", "shorten_child_care_notice")


class EndForm(ActForm):
    """With which day assistance ends, why, and what that rests on."""

    reason = Choice(label="Why", choices=[("", "Choose one")])
    last_day = Day(label="Last day of care that is paid")
    words = Note(label="What it rests on")
    is_fraud_probable = Tick(
        label="Facts show that fraud is probable, so the notice goes out five days before"
    )
    unmailed = Choice(
        label="Without a notice",
        choices=[("", "No, the notice goes out")],
        help_text="Only where reliable information shows it; say above which.",
    )

    def prepare(self, subject: object, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show the grounds, when no notice goes out, and the earliest day."""
        terms = NoticeTerms.from_law(current_law(), on=on)
        grounds = [(each.value, each.label) for each in GROUNDS]
        self.fields["reason"].choices = [("", "Choose one"), *grounds]  # type: ignore[attr-defined]
        circumstance = terms.not_mailed["all_died_or_moved"]
        self.fields["unmailed"].choices = [  # type: ignore[attr-defined]
            ("", "No, the notice goes out"), ("all_died_or_moved", circumstance.words),
        ]  # fmt: skip
        self.fields["unmailed"].required = False
        usual = Ending(reason=EndReason.INELIGIBLE, last_day=on, words="")
        self.fields["last_day"].initial = earliest_last_day(usual, on=on)


class TakeBackForm(ActForm):
    """What changed since the notice."""

    words = Note(label="What changed since the notice")


def _take_back(row: Authorization, said: Said, doing: Doing) -> str:
    kept = do_take_end_back(row.care_case, words=said["words"], **doing.told)
    return f"Care goes on through {day_words(max(each.ends_on for each in kept))}."


def _ending(said: Said) -> Ending:
    return Ending(
        reason=EndReason(said["reason"]),
        last_day=said["last_day"],
        words=said["words"],
        unmailed=said["unmailed"],
        is_fraud_probable=said["is_fraud_probable"],
    )


def _end(row: Authorization, said: Said, doing: Doing) -> str:
    ended = do_end_care(row.care_case, [row], ending=_ending(said), **doing.told)
    return _told(ended, said)


def _end_all(care_case: CareCase, said: Said, doing: Doing) -> str:
    rows = running_of(care_case, on=doing.on)
    ended = do_end_care(care_case, rows, ending=_ending(said), **doing.told)
    return _told(ended, said)


def _told(ended: Sequence[AuthorizationEnd], said: Said) -> str:
    count = f"{len(ended)} authorization{'' if len(ended) == 1 else 's'}"
    letter = "no notice went out" if said["unmailed"] else "the notice is written"
    return f"{count} ended with {day_words(said['last_day'])}; {letter}. The case stays open."


END = Act(
    "End the authorization",
    "The family gets the notice first. Nothing is paid for days after the last one. The case"
    " stays open.",
    "End it",
    EndForm,
    _end,
    WORKERS,
    guidance=GUIDANCE,
)
END_ALL = Act(
    "End assistance",
    "Every authorization of the family ends, the notice first. The case stays open and can be"
    " taken up again.",
    "End all of it",
    EndForm,
    _end_all,
    WORKERS,
    guidance=GUIDANCE,
)
TAKE_BACK = Act(
    "Take the end back",
    "For a family that is eligible again before its care ends. It is determined by what is"
    " recorded and proved now; its months run on, and a letter says so.",
    "Let care go on",
    TakeBackForm,
    _take_back,
    WORKERS,
    guidance=("take_end_back",),
)
AUTHORIZATION_ACTS: Mapping[str, Act] = {"end": END, "take-back": TAKE_BACK}
