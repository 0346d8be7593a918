"""Lists of parents by remedy: where each stands, whose notice runs, and what stands still."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.enforcement.models import RemedyState
from posse.rules.support.remedies.register import Remedy, remedies
from posse.rules.support.remedies.schedules import SUBMIT, cycle_of, last_run
from posse.services.law import current_law
from posse.services.pages.remedy_lists.listing import (
    NOBODY,
    Asked,
    Cell,
    Listing,
    ParentTold,
    case_cell,
    cents_cell,
    day_cell,
    parents_told,
    shown,
)

TAX_OFFSET = "federal_tax_offset"
NOTICED = (RemedyStanding.NOTICED.value, RemedyStanding.WAITING.value)
HEADER = ("Parent", "Case", "County", "Remedy", "Stands", "Since", "Amount", "Goes on from")
SORTS = {
    "since": ("Longest there first", ("since", "id")),
    "latest": ("Latest there first", ("-since", "-id")),
    "amount": ("Largest amount first, of one remedy", ("-amount_cents", "id")),
}
STATES = {each.value: str(each.label) for each in RemedyStanding}


def remedy_words(on: date) -> Mapping[str, str]:
    """Every remedy of the law by its name."""
    return {each.name: each.words for each in remedies(current_law(), on=on)}


def parents(asked: Asked) -> QuerySet[RemedyState]:
    """Parents with whom a remedy stands somewhere."""
    rows = RemedyState.objects.filter(state=asked.state) if asked.state else _standing()
    if asked.kind:
        rows = rows.filter(remedy=asked.kind)
    if not asked.sees_tax:
        # That an offset collected says that the parent had a tax refund. Source: 26 USC 6103.
        rows = rows.exclude(remedy=TAX_OFFSET, state=RemedyStanding.COLLECTED)
    return shown(rows, asked)


def _standing() -> QuerySet[RemedyState]:
    return RemedyState.objects.exclude(state="")


def noticed(asked: Asked) -> QuerySet[RemedyState]:
    """Parents who were sent a notice, and whose time runs or has run."""
    return parents(asked).filter(state__in=NOTICED)


def still(asked: Asked) -> QuerySet[RemedyState]:
    """Parents whose notice has waited long enough, and whose remedy has not gone on.

    Where a partner's file carries the remedy, a run of it must have passed since.
    """
    law = remedies(current_law(), on=asked.on)
    late = Q(pk__in=[])
    for each in law:
        late |= Q(remedy=each.name, next_on__lt=_could_have_gone(each, asked.on))
    return noticed(asked).filter(late)


def _could_have_gone(remedy: Remedy, on: date) -> date:
    cycle = cycle_of(remedy, SUBMIT)
    last = last_run(cycle, on=on) if cycle else on
    return last or date.min


def lines(rows: Sequence[RemedyState], on: date) -> list[tuple[Cell, ...]]:
    """A line a parent and remedy."""
    told = parents_told((row.obligor_id for row in rows), on=on)
    words = remedy_words(on)
    return [_line(row, told.get(row.obligor_id, NOBODY), words) for row in rows]


def _line(row: RemedyState, who: ParentTold, words: Mapping[str, str]) -> tuple[Cell, ...]:
    remedy = words.get(row.remedy, row.remedy)
    is_page = bool(who.number and row.remedy in words)
    return (
        Cell(who.name),
        case_cell(who.number),
        Cell(who.county),
        Cell(remedy, to="remedy", args=(who.number, row.remedy)) if is_page else Cell(remedy),
        Cell(STATES.get(row.state, "")),
        day_cell(row.since),
        cents_cell(row.amount_cents),
        day_cell(row.next_on),
    )


PARENTS = Listing(
    name="parents", words="Parents by remedy",
    intro="Where each remedy stands with each parent. The remedy leads to its reasons.",
    empty="No remedy stands so with any parent.",
    header=HEADER, kind_words="Remedy", kinds=remedy_words, states=STATES, sorts=SORTS,
    rows=parents, lines=lines, kind_sorts=("amount",),
)  # fmt: skip
NOTICES = Listing(
    name="notices", words="Notices whose time runs",
    intro="Parents who were sent the notice of a remedy and may still object to it.",
    empty="No notice of a remedy waits for its time.",
    header=HEADER, kind_words="Remedy", kinds=remedy_words,
    states={each: STATES[each] for each in NOTICED},
    sorts={"next": ("First to go on first", ("next_on", "id")), **SORTS},
    rows=noticed, lines=lines, kind_sorts=("amount",),
)  # fmt: skip
STILL = Listing(
    name="still", words="Remedies that stand still",
    intro="The notice has waited long enough and a run has passed, but nothing went on.",
    empty="Nothing stands still: every remedy whose notice has waited went on.",
    header=HEADER, kind_words="Remedy", kinds=remedy_words,
    states={each: STATES[each] for each in NOTICED},
    sorts={"next": ("Longest over first", ("next_on", "id")), **SORTS},
    rows=still, lines=lines, kind_sorts=("amount",),
)  # fmt: skip
