"""Moves of one remedy for one parent, each with its event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.enforcement.models import RemedyEvent, RemedyState

REASON_LENGTH = 300
SUBMITTED = RemedyStanding.SUBMITTED
# Standings in which the partner has nothing yet.
AHEAD = (RemedyStanding.CANDIDATE, RemedyStanding.NOTICED, RemedyStanding.WAITING)
OUT_TYPES = {
    "state": "text", "since": "date", "noticed_on": "date", "noticed_cents": "bigint",
    "next_on": "date", "last_submitted_on": "date", "submitted_cents": "bigint",
}  # fmt: skip
SAVE = """
    UPDATE enforcement_remedystate AS kept SET {changes}
    FROM unnest(%s::bigint[], {arrays}) AS moved (id, {names})
    WHERE moved.id = kept.id"""


@dataclass(frozen=True)
class Move:
    """That a remedy of a parent moves, and why."""

    obligor: int
    remedy: str
    reason: str


@transaction.atomic
def do_move(
    *, obligor: int, remedy: str, to: RemedyStanding, reason: str, on: date, by: str
) -> RemedyEvent | None:
    """Move a remedy that stands for a parent to another standing; None where it has none.

    A remedy that is withdrawn forgets its notice: used again, it needs a new one.
    """
    events = do_move_many([Move(obligor, remedy, reason)], to=to, on=on, by=by)
    return events[0] if events else None


@transaction.atomic
def do_move_many(
    moves: Sequence[Move], *, to: RemedyStanding, on: date, by: str
) -> list[RemedyEvent]:
    """Move remedies to one standing; the first of several moves of a remedy is the one kept.

    Those that stand nowhere, or there already, are left alone.
    """
    rows = RemedyState.objects.select_for_update().filter(
        obligor__in={move.obligor for move in moves}, remedy__in={move.remedy for move in moves}
    )
    standing = {(row.obligor_id, row.remedy): row for row in rows.order_by("obligor_id", "id")}
    moved, events = [], []
    for move in moves:
        state = standing.get((move.obligor, move.remedy))
        if state is None or state.state in {"", to}:
            continue
        events.append(
            RemedyEvent(
                obligor_id=move.obligor,
                remedy=move.remedy,
                from_state=state.state,
                to_state=to,
                moved_on=on,
                amount_cents=state.amount_cents,
                reason=move.reason[:REASON_LENGTH],
                recorded_by=by,
            )
        )
        state.state, state.since = to, on
        if to == RemedyStanding.WITHDRAWN:
            state.noticed_on = state.noticed_cents = state.next_on = None
        moved.append(state)
    kept = RemedyEvent.objects.bulk_create(events, batch_size=2_000)
    _do_save(moved)
    return kept


@transaction.atomic
def do_mark_out(
    *, obligor: int, remedy: str, cents: int, reason: str, on: date, by: str
) -> RemedyEvent | None:
    """A remedy that no file carries was brought to its partner by a worker. Units: cents."""
    event = do_move(
        obligor=obligor, remedy=remedy, to=RemedyStanding.SUBMITTED, reason=reason, on=on, by=by
    )
    RemedyState.objects.filter(obligor=obligor, remedy=remedy, state=SUBMITTED).update(
        submitted_cents=cents, last_submitted_on=on
    )
    return event


def do_withdraw(
    *, obligor: int, remedy: str, reason: str, on: date, by: str
) -> RemedyEvent | None:
    """End a remedy; what the partner has of the parent is deleted by its next file."""
    return do_move(
        obligor=obligor, remedy=remedy, to=RemedyStanding.WITHDRAWN, reason=reason, on=on, by=by
    )


def do_take_back(
    *, obligor: int, remedy: str, reason: str, on: date, by: str
) -> RemedyEvent | None:
    """End a remedy that a worker brought to its partner; the partner is told by letter."""
    event = do_withdraw(obligor=obligor, remedy=remedy, reason=reason, on=on, by=by)
    RemedyState.objects.filter(obligor=obligor, remedy=remedy).update(submitted_cents=None)
    return event


@transaction.atomic
def do_mark_many_out(
    cents_at_partner: Mapping[tuple[int, str], int], *, reason: str, on: date, by: str
) -> int:
    """Bring remedies in step with what partners have by paper; how many moved or changed.

    By parent and remedy: what the partner is asked for, nothing where it has no paper any
    more. A remedy that is withdrawn waits for its next evaluation. Units: cents.
    """
    states = RemedyState.objects.select_for_update().filter(
        obligor__in={obligor for obligor, _ in cents_at_partner},
        remedy__in={remedy for _, remedy in cents_at_partner},
    )
    moved, events = [], []
    for state in states.order_by("obligor_id", "remedy"):
        cents = cents_at_partner.get((state.obligor_id, state.remedy))
        before = state.state
        if cents is None or before in {"", RemedyStanding.WITHDRAWN}:
            continue
        if cents and before in AHEAD:
            state.state, state.since = SUBMITTED, on
        elif not cents and before not in AHEAD:
            state.state, state.since = RemedyStanding.WITHDRAWN, on
            state.noticed_on = state.noticed_cents = state.next_on = None
        if before == state.state and state.submitted_cents == (cents or None):
            continue
        if cents:
            state.last_submitted_on = on
        state.submitted_cents = cents or None
        moved.append(state)
        events.append(
            RemedyEvent(
                obligor_id=state.obligor_id,
                remedy=state.remedy,
                from_state=before,
                to_state=state.state,
                moved_on=on,
                amount_cents=cents,
                reason=reason[:REASON_LENGTH],
                recorded_by=by,
            )
        )
    RemedyEvent.objects.bulk_create(events, batch_size=2_000)
    _do_save(moved)
    return len(moved)


def _do_save(states: Sequence[RemedyState]) -> None:
    """Where remedies stand after their moves, by one statement for any number of them."""
    columns = [[getattr(state, name) for state in states] for name in ("pk", *OUT_TYPES)]
    statement = SAVE.format(
        changes=", ".join(f"{name} = moved.{name}" for name in OUT_TYPES),
        arrays=", ".join(f"%s::{kind}[]" for kind in OUT_TYPES.values()),
        names=", ".join(OUT_TYPES),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
