"""Writers of what happened in a case, and of changes to the events table."""

from datetime import date

from django.db import connection, transaction

from posse.apps.cases.models import Case
from posse.apps.work.choices import Effect
from posse.apps.work.models import CaseEvent, EventRule
from posse.rules.case_events import OPENS
from posse.rules.support.deadlines import time_frame_keys
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required
from posse.services.work.assigning import do_place_tasks
from posse.services.work.following import ONE_CASE, do_follow_events
from posse.services.work.tables import event_table, rule_told

NOTE_LENGTH = 300
ALERT_DAYS_MAX = 365
# Whoever changes the table takes this lock, so that no change is made unseen.
TABLE_LOCK = 2_056_004


@transaction.atomic
def do_record_event(
    *,
    case: Case,
    kind: str,
    effective_on: date,
    on: date,
    by: str,
    source: str = "",
    source_id: int | None = None,
    note: str = "",
) -> CaseEvent:
    """Something happened in a case: its clocks start and stop as the events table says.

    Told twice from one source, it is kept once. Raises: ValueError in words.
    """
    table = event_table()
    if kind not in table.events:
        raise ValueError(f"the events table has no event {kind!r}")
    check_order_of_dates(effective_on, on, earlier_what="the event", later_what="today")
    if len(note) > NOTE_LENGTH:
        raise ValueError(f"the note is longer than {NOTE_LENGTH} characters")
    # Two who tell of one case at once go one after the other.
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    told = {"case": case, "kind": kind, "source": source, "source_id": source_id}
    known = CaseEvent.objects.filter(**told).first() if source_id is not None else None
    if known:
        return known
    event = CaseEvent.objects.create(
        **told, note=note.strip(), effective_on=effective_on, recorded_on=on, recorded_by=by
    )
    do_follow_events(cases=ONE_CASE, params=(case.pk,), on=on, by=by)
    do_place_tasks(cases=[case.pk], on=on, by=by)
    return event


@transaction.atomic
def do_change_event_rule(  # noqa: PLR0913 - one argument a column
    *,
    event: str,
    effect: str,
    rule: str,
    is_on: bool,
    alert_days: int | None,
    effective_on: date,
    why: str,
    on: date,
    by: str,
    seen: int,
) -> EventRule:
    """Lay a dated change over one line of the events table; the file stays as it is.

    ``seen`` is the id of the latest change that the administrator saw, 0 for none: whoever
    saves second is told what changed. Raises: ValueError in words.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TABLE_LOCK])
    _check_not_stale(event, seen)
    _check_line(event, rule, effect=effect, is_on=is_on, alert_days=alert_days, on=on)
    if effective_on < on:
        raise ValueError(
            f"a change counts from today or later, not from {effective_on}; what was due"
            " before it stays as it was"
        )
    return EventRule.objects.create(
        event=event,
        effect=Effect(effect),
        rule=rule,
        is_on=is_on,
        alert_days=alert_days,
        why=required(why, what="the reason", length_max=NOTE_LENGTH),
        effective_on=effective_on,
        recorded_on=on,
        recorded_by=by,
    )


def latest_change(event: str) -> int:
    """The id of the latest change of an event's lines, 0 where there is none."""
    newest = EventRule.objects.filter(event=event).order_by("-id").first()
    return newest.pk if newest else 0


def _check_not_stale(event: str, seen: int) -> None:
    newer = EventRule.objects.filter(event=event, pk__gt=seen).order_by("id")
    told = [
        f"{row.recorded_by} set {row.rule} ({row.get_effect_display().lower()}) to"
        f" {'on' if row.is_on else 'off'} from {row.effective_on}: {row.why}"
        for row in newer
    ]
    if told:
        raise ValueError(
            "this event was changed while you looked at it. "
            + " ".join(told)
            + " Nothing of yours was saved; look at it again and save what is still meant"
        )


def _check_line(
    event: str, rule: str, *, effect: str, is_on: bool, alert_days: int | None, on: date
) -> None:
    table, keys = event_table(), time_frame_keys(current_law())
    if event not in table.events:
        raise ValueError(f"the events table has no event {event!r}")
    if rule not in keys:
        raise ValueError(f"there is no time frame {rule!r}; they are named TF001 and so on")
    if effect == OPENS and is_on and rule_told(rule, on=on).limit == "no set time":
        raise ValueError(f"{rule} has no number to count, so no clock can run")
    if alert_days is not None and (effect != OPENS or not 1 <= alert_days <= ALERT_DAYS_MAX):
        raise ValueError(f"a reminder comes 1 to {ALERT_DAYS_MAX} days before an opening's end")
