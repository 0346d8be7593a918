"""Lists of suppressions: those recorded, by their end, and those that wait for approval."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from posse.apps.approvals.choices import RESTS
from posse.apps.approvals.models import Proposal
from posse.apps.enforcement.choices import SuppressionKind
from posse.apps.enforcement.models import Suppression
from posse.services.corrections.deciding import proposal_row
from posse.services.enforcement.suppressions import reasons_on
from posse.services.pages.remedy_lists.listing import (
    NOBODY,
    Asked,
    Cell,
    Listing,
    case_cell,
    day_cell,
    parents_told,
    shown,
)

IN_FORCE, SOON, LATER, OVER, LIFTED = "in_force", "soon", "later", "over", "lifted"
STATES = {
    IN_FORCE: "In force",
    SOON: "In force, and over within 30 days",
    LATER: "Begins later",
    OVER: "Over",
    LIFTED: "Ended before its day",
}
SOON_DAYS = 30
KINDS = {each.value: str(each.label) for each in SuppressionKind}
PROPOSALS = {each.value: str(each.label) for each in RESTS}


def suppressions(asked: Asked) -> QuerySet[Suppression]:
    """Suppressions; of the state asked for, or all that are not over."""
    rows = Suppression.objects.select_related("case", "lift")
    if asked.state:
        rows = rows.filter(_of_state(asked.state, asked.on))
    else:
        rows = rows.filter(_of_state(IN_FORCE, asked.on) | _of_state(LATER, asked.on))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return shown(rows, asked, path="case__obligor")


def _of_state(state: str, on: date) -> Q:
    """Which suppressions stand so on a day; an end before the time may itself lie ahead."""
    is_lifted = Q(lift__effective_on__lte=on)
    runs = Q(effective_on__lte=on, ends_on__gte=on) & ~is_lifted
    return {
        IN_FORCE: runs,
        SOON: runs & Q(ends_on__lte=on + timedelta(days=SOON_DAYS)),
        LATER: Q(effective_on__gt=on) & ~is_lifted,
        OVER: Q(ends_on__lt=on) & ~is_lifted,
        LIFTED: is_lifted,
    }[state]


def suppression_lines(rows: Sequence[Suppression], on: date) -> list[tuple[Cell, ...]]:
    """A line a suppression; it is worked in the enforcement of its case."""
    told = parents_told((row.case.obligor_id for row in rows if row.case.obligor_id), on=on)
    reasons = reasons_on(on)
    return [
        (
            Cell(row.get_kind_display()),
            Cell(told.get(row.case.obligor_id or 0, NOBODY).name),
            case_cell(row.case.number),
            day_cell(row.effective_on),
            day_cell(row.ends_on),
            Cell(reasons.get(row.reason, row.reason)),
            Cell(row.recorded_by),
            Cell(_standing(row, on)),
        )
        for row in rows
    ]


def _standing(row: Suppression, on: date) -> str:
    lift = getattr(row, "lift", None)
    if lift is not None and lift.effective_on <= on:
        return STATES[LIFTED]
    if row.ends_on < on:
        return STATES[OVER]
    return STATES[LATER if row.effective_on > on else IN_FORCE]


def asked_rests(asked: Asked) -> QuerySet[Proposal]:
    """Suppressions that somebody asked for and nobody decided on."""
    rows = Proposal.objects.select_related("case", "proposed_by", "decision")
    kinds = [asked.kind] if asked.kind in RESTS else RESTS
    return shown(rows.filter(kind__in=kinds, decision=None), asked, path="case__obligor")


def proposal_lines(rows: Sequence[Proposal], on: date) -> list[tuple[Cell, ...]]:
    """A line a suppression asked for; it is decided on the page of approvals."""
    found = [(row, row.case) for row in rows]
    told = parents_told((c.obligor_id for _, c in found if c and c.obligor_id), on=on)
    return [
        (
            Cell(f"Number {row.pk}", to="approval", args=(row.pk,)),
            Cell(proposal_row(row, on=on).words),
            Cell(told.get(case.obligor_id or 0, NOBODY).name if case else NOBODY.name),
            case_cell(case.number if case else ""),
            day_cell(row.recorded_on),
            Cell(row.recorded_by),
            Cell(row.reason),
        )
        for row, case in found
    ]


SUPPRESSIONS = Listing(
    name="suppressions", words="Suppressions",
    intro="Actions that rest, by their last day. The day after, the parent is back by itself.",
    empty="No suppression is so. One is recorded in the enforcement of a case.",
    header=("What rests", "Parent", "Case", "From", "Through", "Why", "By", "Stands"),
    kind_words="What rests", kinds=lambda _: KINDS, states=STATES,
    sorts={
        "end": ("First to end first", ("ends_on", "id")),
        "start": ("Latest begun first", ("-effective_on", "-id")),
    },
    rows=suppressions, lines=suppression_lines,
)  # fmt: skip
ASKED_RESTS = Listing(
    name="asked-rests", words="Suppressions that wait for approval",
    intro="Long rests, and of a passport denied already, that another person must approve.",
    empty="No suppression waits for a second person.",
    header=("Proposal", "What", "Parent", "Case", "Asked for", "By", "Why"),
    kind_words="What it is", kinds=lambda _: PROPOSALS, states={},
    sorts={
        "oldest": ("Oldest first", ("id",)),
        "latest": ("Latest first", ("-id",)),
    },
    rows=asked_rests, lines=proposal_lines,
)  # fmt: skip
