"""What can be written into the record of a case: notes, contacts, the calendar."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from posse.apps.cases.models import Case
from posse.apps.records.choices import ContactMethod, ContactOutcome, Direction, EntryKind
from posse.apps.records.models import CalendarEntry, Note
from posse.services.access import RECORD_CASES
from posse.services.pages.casefile import people_for_case
from posse.services.records.calendar import do_call_off, do_enter_in_calendar
from posse.services.records.contacts import do_record_contact
from posse.services.records.notes import NOTE_LENGTH, do_write_note, note_templates
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Words
from posse.web.fields import Note as NoteField

FOR_GOOD = "It is kept as written; a correction is another note beside it."


class Clock(forms.TimeField):
    """A time of the day."""

    def __init__(self, *, label: str) -> None:
        widget = forms.TimeInput(
            attrs={"type": "time", "class": "usa-input posse-amount"}, format="%H:%M"
        )
        super().__init__(
            label=label,
            required=False,
            widget=widget,
            error_messages={"invalid": "Write a time such as 09:30."},
        )


class LongNote(NoteField):
    """Words of a note, with room to write."""

    def __init__(self) -> None:
        super().__init__(label="Note", length_max=NOTE_LENGTH, help_text=FOR_GOOD)
        self.widget.attrs |= {"rows": 12, "class": "usa-textarea posse-long-note"}
        self.error_messages["required"] = "Write the note."


class NoteForm(ActForm):
    """A note; ``begun`` is the template that it begins with."""

    begun = ""
    effective_on = Day(label="About the day", required=False, help_text="Today where empty.")
    text = LongNote()

    def prepare(self, subject: Any, *, on: date) -> None:
        """Begin with the words of the template, or of the note that is corrected."""
        if isinstance(subject, Note):
            self.initial = {"text": subject.text, "effective_on": subject.effective_on}
        for template in note_templates(on=on):
            if template.name == self.begun:
                self.initial = {"text": template.text}


class ContactForm(ActForm):
    """Who was spoken with, or tried to be."""

    participant = Choice(label="Who", choices=[])
    method = Choice(label="How", choices=ContactMethod.choices)
    direction = Choice(label="Who began it", choices=Direction.choices)
    outcome = Choice(label="What came of it", choices=ContactOutcome.choices)
    happened_on = Day(label="On", required=False, help_text="Today where empty.")
    text = Words(label="In a few words", length_max=300)

    def prepare(self, subject: Case, *, on: date) -> None:
        """Offer the people of the case."""
        self.people = {
            str(person.participant): person for person in people_for_case(subject, on=on)
        }
        named = [
            (key, f"{person.name}, {person.role.label.lower()}")
            for key, person in self.people.items()
        ]
        self.fields["participant"].choices = [("", "Choose one"), *named]  # type: ignore[attr-defined]


class EntryForm(ActForm):
    """What is on the calendar."""

    kind = Choice(label="What", choices=EntryKind.choices)
    title = Words(label="In a few words", length_max=120)
    day = Day(label="On")
    begins_at = Clock(label="At")
    place = Words(label="Where", length_max=120)

    def prepare(self, subject: Any, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Begin with what is moved."""
        self.fields["title"].required = True
        if isinstance(subject, CalendarEntry):
            kept = ("kind", "title", "begins_at", "place")
            self.initial = {name: getattr(subject, name) for name in kept}


class NoForm(ActForm):
    """Nothing is asked."""


def _write(case: Case, said: Said, doing: Doing, *, template: str = "") -> str:
    do_write_note(
        case=case,
        text=said["text"],
        template=template,
        effective_on=said["effective_on"],
        **doing.told,
    )
    return "The note is in the record."


def _correct(note: Note, said: Said, doing: Doing) -> str:
    do_write_note(
        case=note.case,
        text=said["text"],
        corrects=note,
        effective_on=said["effective_on"],
        **doing.told,
    )
    return "The correction stands beside the note."


def _contact(case: Case, said: Said, doing: Doing) -> str:
    role = case.roles.filter(participant=said.pop("participant")).first()
    if role is None:
        raise ValueError("that person has no part in this case")
    contact = do_record_contact(case=case, participant=role.participant, **said, **doing.told)
    return (
        f"{contact.get_method_display()}, {str(contact.get_outcome_display()).lower()}: kept."
    )


def _enter(case: Case, said: Said, doing: Doing) -> str:
    entry = do_enter_in_calendar(case=case, **said, **doing.told)
    return f"{entry.title} stands on {day_words(entry.effective_on)}."


def _move(entry: CalendarEntry, said: Said, doing: Doing) -> str:
    moved = do_enter_in_calendar(replaces=entry, **said, **doing.told)
    return f"{moved.title} stands on {day_words(moved.effective_on)} now."


def _call_off(entry: CalendarEntry, _: Said, doing: Doing) -> str:
    do_call_off(entry=entry, **doing.told)
    return f"{entry.title} is called off."


def note_act(template: str = "") -> Act:
    """Writing a note, perhaps begun from a template."""

    class Begun(NoteForm):
        """The form with the template's words in it."""

        begun = template

    return Act(
        "Write a note",
        FOR_GOOD,
        "Keep the note",
        Begun,
        lambda case, said, doing: _write(case, said, doing, template=template),
        (RECORD_CASES,),
        ("write_note",),
    )


CORRECT_NOTE = Act(
    "Correct a note",
    "The first wording stays in the record; this one stands beside it as its correction.",
    "Keep the correction",
    NoteForm,
    _correct,
    (RECORD_CASES,),
)

RECORD_ACTS: Mapping[str, Act] = {
    "contact": Act(
        "Record a contact",
        "It counts as a try to reach the person, by this way.",
        "Keep it",
        ContactForm,
        _contact,
        (RECORD_CASES,),
        ("record_contact",),
    ),
    "calendar": Act(
        "Put on the calendar",
        "It stands on the calendar of the case and of the office.",
        "Put it on the calendar",
        EntryForm,
        _enter,
        (RECORD_CASES,),
    ),
}

ENTRY_ACTS: Mapping[str, Act] = {
    "move": Act(
        "Move it",
        "It stands on the new day only; that it was moved stays in the record.",
        "Move it",
        EntryForm,
        _move,
        (RECORD_CASES,),
    ),
    "call-off": Act(
        "Call it off",
        "It stands on no day any more; that it was called off stays in the record.",
        "Call it off",
        NoForm,
        _call_off,
        (RECORD_CASES,),
    ),
}


def record_acts(template: str, *, on: date) -> Mapping[str, Act]:
    """Every act on a case's record; a note begins from the template that is asked for."""
    known = {each.name for each in note_templates(on=on)}
    return {"note": note_act(template if template in known else ""), **RECORD_ACTS}
