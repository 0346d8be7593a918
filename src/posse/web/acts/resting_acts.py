"""What stops a remedy for a while: a suppression, its early end, and a parent's objection."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import Suppression
from posse.rules.support.remedies.register import remedies
from posse.services.access import SUPPRESS_REMEDIES, WORK_REVIEWS
from posse.services.corrections.kinds import suppression_asked
from posse.services.corrections.proposing import do_correct
from posse.services.doors.closed_cases import closed_cases
from posse.services.enforcement.resting import Spread, spread_of
from posse.services.enforcement.reviews import do_open_review
from posse.services.enforcement.reviews import kinds_on as review_kinds_on
from posse.services.enforcement.suppressions import (
    Rest,
    alone_days,
    do_lift,
    kinds_on,
    reasons_on,
)
from posse.services.law import current_law
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Tick, Words

HERE, EVERYWHERE = "here", "everywhere"
BETWEEN = ":"


def _offer(form: ActForm, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


class SuppressionForm(ActForm):
    """What rests, where, for how long and why."""

    kind = Choice(label="What rests", choices=[])
    where = Choice(
        label="In which cases",
        choices=[(EVERYWHERE, "Every open case of the parent"), (HERE, "This case alone")],
        help_text="What goes by parent rests only where every open case carries it.",
    )
    starts_on = Day(label="From")
    ends_on = Day(label="Through")
    reason = Choice(label="Why", choices=[])
    note = Note(label="In words")

    def prepare(self, subject: Case, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the law's kinds and reasons, and say from when another person must agree."""
        _offer(self, "kind", [(name, each.words) for name, each in kinds_on(on).items()])
        _offer(self, "reason", list(reasons_on(on).items()))
        days = alone_days(on)
        self.fields["ends_on"].help_text = f"Above {days} days another person must agree."


class LiftForm(ActForm):
    """Why a suppression ends before its time."""

    note = Note(label="Why it ends")


class ObjectionForm(ActForm):
    """What a parent objects to, and on which ground."""

    objection = Choice(label="What the parent objects to", choices=[])
    ground = Choice(label="On which ground", choices=[])
    requested_on = Day(label="Asked for on")
    notice_on = Day(
        label="Date of the notice objected to",
        required=False,
        help_text="Where there was one; the time to object counts from it.",
    )
    place = Words(
        label="State that is to decide",
        length_max=2,
        help_text="Two letters, only where the parent wants another State to decide.",
    )
    is_out_of_state = Tick(label="The parent lives outside Wyoming")
    text = Note(label="What the parent says")

    def prepare(self, subject: Case, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the law's reviews, each with the remedies that it is about."""
        kinds = review_kinds_on(on)
        named = {each.name: each.words for each in remedies(current_law(), on=on)}
        asked = [
            (f"{name}{BETWEEN}{remedy}", f"{kind.words}: {named.get(remedy, remedy).lower()}")
            for name, kind in kinds.items()
            for remedy in kind.remedies
        ]
        _offer(self, "objection", asked)
        # Each kind has grounds of its own, so they stand below its name.
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *(
                (
                    kind.words,
                    [
                        (f"{name}{BETWEEN}{ground.name}", ground.words)
                        for ground in kind.grounds
                    ],
                )
                for name, kind in kinds.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a ground of another kind of review. Source: CS-IRG-G10-b, CS-IRG-J5.9."""
        said = super().clean() or {}
        kind = str(said.get("objection", "")).partition(BETWEEN)[0]
        of_kind, _, ground = str(said.get("ground", "")).partition(BETWEEN)
        if kind and of_kind and kind != of_kind:
            self.add_error("ground", "Choose one of the grounds below the same review.")
        return {**said, "ground": ground}


def _suppress(case: Case, said: Said, doing: Doing) -> str:
    rest = Rest(
        kind=said["kind"],
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        reason=said["reason"],
    )
    spread = Spread((case,), ())
    if said["where"] == EVERYWHERE:
        # A case that a conflict of interest closes is not written to from another one.
        hidden = closed_cases(doing.user, on=doing.on)
        spread = spread_of(case, rest, hidden=hidden, on=doing.on)
    asked = suppression_asked(cases=spread.cases, rest=rest, note=said["note"], on=doing.on)
    done = do_correct(asked, user=doing.user, on=doing.on).words
    return " ".join([done, *spread.told])


def _lift(suppression: Suppression, said: Said, doing: Doing) -> str:
    lift = do_lift(suppression=suppression, note=said["note"], **doing.told)
    return f"It ends on {day_words(lift.effective_on)}; the next night puts the parent back."


def _object(case: Case, said: Said, doing: Doing) -> str:
    kind, _, remedy = said.pop("objection").partition(BETWEEN)
    said["place"] = said["place"].strip().upper()
    review = do_open_review(case=case, kind=kind, remedy=remedy, **said, **doing.told)
    due = f", due {day_words(review.due_on)}" if review.due_on else ""
    return f"Review {review.pk} is open{due}."


RESTING_ACTS: Mapping[str, Act] = {
    "suppress": Act(
        "Let a remedy rest",
        "It rests through the day given, then goes on by itself. The parent is told by letter.",
        "Let it rest",
        SuppressionForm,
        _suppress,
        (SUPPRESS_REMEDIES,),
        ("suppress_remedy",),
    ),
    "object": Act(
        "The parent objects",
        "A review opens with its days; what the law stops meanwhile, stops, money included.",
        "Open the review",
        ObjectionForm,
        _object,
        (WORK_REVIEWS,),
        ("work_review",),
    ),
}
LIFT = Act(
    "End the rest now",
    "The remedy goes on with the next night, where its criteria hold.",
    "End it",
    LiftForm,
    _lift,
    (SUPPRESS_REMEDIES,),
    ("suppress_remedy",),
)
