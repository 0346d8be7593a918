"""Changing a line of the events table: an act like any other, dated and with its reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from posse.apps.work.choices import Effect
from posse.rules.case_events import Event
from posse.rules.support.deadlines import time_frame_keys
from posse.services.access import CHANGE_EVENTS
from posse.services.law import current_law
from posse.services.work.events import do_change_event_rule
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Count, Day, Note

ON, OFF = "on", "off"


@dataclass(frozen=True)
class LineToChange:
    """An event, the latest change of it that the page shows, and the rule it was opened for."""

    event: Event
    seen: int
    rule: str = ""


class ChangeForm(ActForm):
    """What a line shall be from a day on."""

    rule = Choice(label="Which rule", choices=[])
    effect = Choice(label="What the event does to its clock", choices=Effect.choices)
    state = Choice(label="From then on", choices=[(ON, "It does so"), (OFF, "It does not")])
    alert_days = Count(
        label="Remind so many days before it is due",
        count_max=365,
        required=False,
        help_text="Empty for no reminder; only a clock that is opened can remind.",
    )
    effective_on = Day(label="From", help_text="Events of this day and later meet the change.")
    why = Note(label="Why")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self, subject: LineToChange, *, on: date) -> None:
        """Every time frame can be named, those of the event first."""
        field = self.fields["rule"]
        assert isinstance(field, Choice)
        own = [*(opening.rule for opening in subject.event.opens), *subject.event.closes]
        rules = [*dict.fromkeys(own), *sorted(set(time_frame_keys(current_law())) - set(own))]
        field.choices = [("", "Choose one"), *((rule, rule) for rule in rules)]
        field.initial = subject.rule if subject.rule in rules else ""
        self.fields["effective_on"].initial = on
        self.fields["seen"].initial = subject.seen

    def clean(self) -> dict[str, Any]:
        """A number that the page did not write counts as nothing seen."""
        said: dict[str, Any] = super().clean() or {}
        return {**said, "seen": said.get("seen") or 0}


def _change(subject: LineToChange, said: Said, doing: Doing) -> str:
    is_on = said.pop("state") == ON
    change = do_change_event_rule(event=subject.event.name, is_on=is_on, **said, **doing.told)
    return (
        f"From {day_words(change.effective_on)} on, “{subject.event.words}”"
        f" {'' if is_on else 'no longer '}{change.get_effect_display().lower()} {change.rule}."
    )


CHANGE = Act(
    title="Change a line",
    consequence="The change counts from its day and lies over the file, which stays as it is;"
    " tasks that are open keep their days. Who changed it, when and why stays on record.",
    button="Change the line",
    form=ChangeForm,
    perform=_change,
    permissions=(CHANGE_EVENTS,),
)
