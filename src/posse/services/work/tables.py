"""The events table of this installation, with the changes that administrators laid over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from posse.apps.work.models import EventRule
from posse.rules.case_events import (
    EventRow,
    EventTable,
    TableChange,
    event_rows,
    load_event_table,
)
from posse.rules.support.deadlines import time_frame_keys
from posse.rules.value_units import TimeFrame
from posse.services.law import law_of


def event_table() -> EventTable:
    """The table as the law's files have it."""
    return load_event_table(settings.POSSE_PROFILE)


def changes_told() -> list[TableChange]:
    """Every change ever laid over the table, in the order in which they were told."""
    return [
        TableChange(
            event=row.event,
            effect=row.effect,
            rule=row.rule,
            is_on=row.is_on,
            alert_days=row.alert_days,
            effective_from=row.effective_on,
            by=row.recorded_by,
            why=row.why,
        )
        for row in EventRule.objects.order_by("id")
    ]


def rows_of_table() -> Sequence[EventRow]:
    """Every line of the table with its changes."""
    return event_rows(event_table(), changes_told())


def event_words(kind: str) -> str:
    """What an event is called; its own name where the table does not have it any more."""
    event = event_table().events.get(kind)
    return event.words if event else kind.replace("_", " ").capitalize()


@dataclass(frozen=True)
class RuleWords:
    """A rule as pages tell it: what it asks, how long, who says so, and how sure that is."""

    rule: str
    words: str
    cites: tuple[str, ...]
    limit: str
    sure: str
    duty: str


def rule_told(rule: str, *, on: date) -> RuleWords:
    """A rule in words; one that is no time frame of the law is told by its name alone."""
    return _rule_told(rule, on, settings.POSSE_PROFILE)


@lru_cache(maxsize=512)
def _rule_told(rule: str, on: date, profile: str) -> RuleWords:
    law = law_of(profile)
    key = time_frame_keys(law).get(rule)
    if key is None:
        return RuleWords(rule, rule.replace("_", " ").capitalize(), (), "", "", "")
    history = law.history(key)
    value = [each for each in history if each.effective_from <= on][-1:] or [history[0]]
    frame: TimeFrame = value[0].value
    return RuleWords(
        rule, value[0].label, value[0].cites, limit_words(frame), value[0].sure, frame.duty
    )


CLOCK_WORDS = {
    "calendar": "calendar day",
    "business": "business day",
    "months": "month",
    "quarters": "quarter",
    "years": "year",
}


def limit_words(frame: TimeFrame) -> str:
    """How long a time frame is: ``20 calendar days``."""
    if frame.clock not in CLOCK_WORDS or frame.limit is None:
        return "the same day" if frame.clock == "same_day" else "no set time"
    return f"{frame.limit} {CLOCK_WORDS[frame.clock]}{'' if frame.limit == 1 else 's'}"
