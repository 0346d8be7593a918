"""Matches that partners tell, taken in: many at once, as one would be.

A full match of unclaimed property or lottery money takes the money; a partial one goes to the
district with its differences. An account or a claim waits for a worker.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import IntegrityError, transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import MatchState, RemedyStanding
from posse.apps.enforcement.models import AssetMatch, MatchEvent
from posse.rules.support.enforcement import MatchRule
from posse.services.enforcement.match_reading import (
    Compared,
    Told,
    compared,
    known_of,
    words_of,
)
from posse.services.enforcement.matches import (
    NOTE_LENGTH,
    TASK_KIND,
    address_of,
    benefits_on,
    review_by,
    rules_on,
    subject_of,
)
from posse.services.enforcement.moving import Move, do_move_many
from posse.services.work.tasks import TaskTold, do_open_tasks
from posse.units.days import day_words

AT_A_TIME = 1_000
INSTITUTION_LENGTH = 80
LOOK, CLEAR_UP = "Look at the match", "Clear up the differences of the match"


@dataclass(frozen=True)
class Taken:
    """What became of a partner's record: a match, or why there is none."""

    match: AssetMatch | None
    finding: str = ""


@dataclass(frozen=True)
class Placed:
    """Where a new match goes, why, and what a worker is to do about it."""

    state: MatchState
    note: str = ""
    task: str = ""


def do_take_match(*, told: Told, on: date, by: str) -> Taken:
    """Take in one record of a partner's answer; told twice, it is one match.

    Source: CS-9.2-UCP-2, CS-9.2-UCP-4, CS-9.2-MSFIDM-6, CS-9.2-FIDM-5, CS-9.2-INS-4.
    """
    (taken,) = do_take_matches(told=[told], on=on, by=by)
    return taken


@transaction.atomic
def do_take_matches(*, told: Iterable[Told], on: date, by: str) -> list[Taken]:
    """Take in a whole answer: what became of each record, in their order.

    Source: CS-9.2-UCP-2, CS-9.2-UCP-4, CS-9.2-MSFIDM-6, CS-9.2-FIDM-5, CS-9.2-INS-4.
    """
    rest, taken = iter(told), []
    while piece := list(islice(rest, AT_A_TIME)):
        taken += _do_take_piece(piece, on=on, by=by)
    return taken


def _do_take_piece(piece: Sequence[Told], *, on: date, by: str) -> list[Taken]:
    try:
        with transaction.atomic():
            return _do_take(piece, on=on, by=by)
    except IntegrityError:
        if len(piece) == 1:
            return [Taken(None, "told already, by a file that came at the same time")]
        # Another file brought one of them meanwhile: the others are taken in by themselves.
        return [taken for each in piece for taken in _do_take_piece([each], on=on, by=by)]


def _do_take(piece: Sequence[Told], *, on: date, by: str) -> list[Taken]:
    rules = rules_on(on)
    known = known_of(piece, remedies={rules[each.source].remedy for each in piece})
    matches, taken = _earlier(piece), []
    new: list[tuple[AssetMatch, Told]] = []
    for told in piece:
        key = (told.source, told.reference)
        if key in matches:
            day = day_words(matches[key].matched_on)
            taken.append(Taken(matches[key], f"told already on {day}"))
            continue
        if told.matched_on > on:
            day = day_words(told.matched_on)
            taken.append(Taken(None, f"the match is dated {day}, after today"))
            continue
        found = compared(told, rules[told.source], known)
        if found.obligor is None:
            taken.append(Taken(None, found.finding))
            continue
        matches[key] = _match(told, found, obligor=found.obligor, by=by)
        new.append((matches[key], told))
        taken.append(Taken(matches[key]))
    _do_keep(new, rules, on=on, by=by)
    return taken


def _earlier(piece: Sequence[Told]) -> dict[tuple[str, str], AssetMatch]:
    """The matches that were told before, by source and reference."""
    rows = AssetMatch.objects.filter(
        source__in={each.source for each in piece},
        reference__in={each.reference for each in piece},
    )
    return {(row.source, row.reference): row for row in rows}


def _match(told: Told, found: Compared, *, obligor: int, by: str) -> AssetMatch:
    return AssetMatch(
        source=told.source,
        obligor_id=obligor,
        reference=told.reference,
        institution=told.institution[:INSTITUTION_LENGTH],
        amount_cents=told.amount_cents,
        payload=told.payload,
        differences=list(found.differences),
        is_full=found.is_full,
        state=MatchState.NEW,
        matched_on=told.matched_on,
        recorded_by=by,
    )


def _do_keep(
    new: Sequence[tuple[AssetMatch, Told]],
    rules: Mapping[str, MatchRule],
    *,
    on: date,
    by: str,
) -> None:
    """Keep new matches with their first events, their remedies' moves and their tasks."""
    benefits = benefits_on(on)
    places = [
        _place(match, told, rule=rules[told.source], benefits=benefits) for match, told in new
    ]
    for (match, _), place in zip(new, places, strict=True):
        match.state = place.state
    matches = [match for match, _ in new]
    AssetMatch.objects.bulk_create(matches)
    MatchEvent.objects.bulk_create(
        MatchEvent(
            match=match,
            from_state="",
            to_state=place.state,
            note=place.note[:NOTE_LENGTH],
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        for match, place in zip(matches, places, strict=True)
    )
    moves = [
        Move(match.obligor_id, rules[told.source].remedy, words_of(told)) for match, told in new
    ]
    do_move_many(moves, to=RemedyStanding.MATCHED, on=on, by=by)
    _do_watch(list(zip(matches, places, strict=True)), on=on, by=by)


def _place(
    match: AssetMatch, told: Told, *, rule: MatchRule, benefits: Mapping[str, str]
) -> Placed:
    """Where a new match goes: shield, district, the partner for the money, or a worker."""
    if told.benefit in benefits:
        return Placed(MatchState.SHIELDED, benefits[told.benefit])
    if not match.is_full:
        return Placed(MatchState.DISTRICT, "; ".join(match.differences), CLEAR_UP)
    if rule.takes_money:
        return Placed(MatchState.INTERCEPTED, "Name and number agree")
    return Placed(MatchState.NEW, task=LOOK)


def _do_watch(placed: Sequence[tuple[AssetMatch, Placed]], *, on: date, by: str) -> None:
    """A task for each match that waits for somebody, in the parent's oldest case."""
    watched = [(match, place) for match, place in placed if place.task]
    obligors = {match.obligor_id for match, _ in watched}
    oldest = Case.objects.filter(obligor__in=obligors).order_by("obligor_id", "opened_on", "id")
    cases = {case.obligor_id: case for case in oldest.distinct("obligor_id")}
    tasks = do_open_tasks(
        [
            TaskTold(
                case=cases[match.obligor_id],
                subject=subject_of(match, place.task),
                url=address_of(match),
            )
            for match, place in watched
        ],
        kind=TASK_KIND,
        due_on=review_by(on),
        on=on,
        by=by,
    )
    for (match, _), task in zip(watched, tasks, strict=True):
        match.task = task
    AssetMatch.objects.bulk_update([match for match, _ in watched], ["task"])
