"""What can be done to a task, and what can be told of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from posse.apps.cases.models import Case
from posse.apps.staff.models import StaffMember
from posse.apps.work.models import Task
from posse.services.access import REASSIGN_WORK, WORK_TASKS
from posse.services.pages.worklists import workers_for_choice
from posse.services.staff.absences import do_record_absence
from posse.services.work.events import do_record_event
from posse.services.work.tables import event_table, event_words
from posse.services.work.tasks import do_assign_tasks, do_finish_task
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Words

BY_WORDS, NOT_NEEDED = "done", "cancelled"
PARTS = {
    "intake": "Intake",
    "locate": "Locate",
    "establishment": "Paternity and orders",
    "enforcement": "Enforcement",
    "withholding": "Income withholding",
    "medical": "Medical support",
    "review": "Review and adjustment",
    "closure": "Closure",
    "interstate": "Intergovernmental",
}


@dataclass(frozen=True)
class ToFinish:
    """A task, and the event by which the page that led here would finish it."""

    task: Task
    event: str = ""


class FinishForm(ActForm):
    """What came of a task."""

    how = Choice(label="What happened", choices=[])
    effective_on = Day(label="On which day", help_text="The next clock counts from this day.")
    outcome = Words(label="What came of it", length_max=200)

    def prepare(self, subject: ToFinish, *, on: date) -> None:
        """The events that stop this clock come first."""
        task = subject.task
        events = event_table().closing_events(task.rule) if task.case_id else []
        choices = [(event.name, event.words) for event in events if event.by_hand]
        choices += [(BY_WORDS, "Done, told in words"), (NOT_NEEDED, "Not needed any more")]
        field = self.fields["how"]
        assert isinstance(field, Choice)
        field.choices = [("", "Choose one"), *choices]
        known = {name for name, _ in choices}
        field.initial = subject.event if subject.event in known else choices[0][0]
        self.fields["effective_on"].initial = on

    def clean(self) -> dict[str, Any]:
        """Words are needed where no event says what was done."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("how") in {BY_WORDS, NOT_NEEDED} and not said.get("outcome", "").strip():
            self.add_error("outcome", "Say what was done, or why it is not needed.")
        return said


class GiveForm(ActForm):
    """Who does it from now on."""

    to = Choice(label="Give it to", choices=[])
    why = Note(label="Why", length_max=200)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def prepare(self, subject: Task, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Everybody who works here, and who has it now as the page shows it."""
        field = self.fields["to"]
        assert isinstance(field, Choice)
        field.choices = [("", "Choose one"), *workers_for_choice()]
        self.fields["seen"].initial = subject.assigned_to_id or ""


class EventForm(ActForm):
    """What happened in a case."""

    kind = Choice(label="What happened", choices=[])
    effective_on = Day(label="On which day")
    note = Words(label="Note", length_max=300)

    def prepare(self, subject: Case, *, on: date) -> None:  # noqa: ARG002 - one shape
        """The events that people tell, by the part of the work."""
        field = self.fields["kind"]
        assert isinstance(field, Choice)
        groups: dict[str, list[tuple[str, str]]] = {words: [] for words in PARTS.values()}
        for event in event_table().events.values():
            if event.by_hand:
                groups[PARTS[event.part]].append((event.name, event.words))
        field.choices = [("", "Choose one"), *((name, rows) for name, rows in groups.items())]
        self.fields["effective_on"].initial = on


class AbsenceForm(ActForm):
    """Who is away, and who covers."""

    staff = Choice(label="Who is away", choices=[])
    starts_on = Day(label="From")
    ends_on = Day(label="Through")
    cover = Choice(label="Who covers", choices=[], help_text="Gets the open tasks meanwhile.")

    def prepare(self, subject: None, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Everybody who works here."""
        for name in ("staff", "cover"):
            field = self.fields[name]
            assert isinstance(field, Choice)
            field.choices = [("", "Choose one"), *workers_for_choice()]


def _finish(subject: ToFinish, said: Said, doing: Doing) -> str:
    how = said.pop("how")
    by_words = how in {BY_WORDS, NOT_NEEDED}
    do_finish_task(
        task=subject.task,
        event="" if by_words else how,
        is_cancelled=how == NOT_NEEDED,
        **said,
        **doing.told,
    )
    return "The task is closed." if by_words else f"{event_words(how)}. The task is closed."


def _give(task: Task, said: Said, doing: Doing) -> str:
    task.refresh_from_db()
    if str(task.assigned_to_id or "") != said["seen"]:
        now = task.assigned_to.full_name if task.assigned_to else "nobody"
        raise ValueError(
            f"the task was given to {now} while you looked at it; look at it again and give"
            " it if that is still meant"
        )
    member = StaffMember.objects.get(pk=int(said["to"]))
    do_assign_tasks(tasks=[task], to=[member], why=said["why"], **doing.told)
    return f"The task is {member.full_name}'s now."


def _tell(case: Case, said: Said, doing: Doing) -> str:
    event = do_record_event(case=case, **said, **doing.told)
    opened = list(event.tasks.filter(state="open").order_by("due_on"))
    due = ", ".join(f"{task.rule} due {day_words(task.due_on)}" for task in opened)
    return f"{event_words(event.kind)}: recorded." + (f" It opened {due}." if due else "")


def _be_away(subject: None, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    staff = StaffMember.objects.get(pk=int(said.pop("staff")))
    cover = StaffMember.objects.get(pk=int(said.pop("cover")))
    do_record_absence(staff=staff, cover=cover, **said, **doing.told)
    return (
        f"{staff.full_name} is away through {day_words(said['ends_on'])}; the night gives the"
        f" open tasks to {cover.full_name}, and back afterwards."
    )


TASK_ACTS: Mapping[str, Act] = {
    "finish": Act(
        title="Finish the task",
        consequence="What happened is kept in the case with its day, stops this clock and"
        " starts what follows from it.",
        button="Finish it",
        form=FinishForm,
        perform=_finish,
        permissions=(WORK_TASKS,),
    ),
    "give": Act(
        title="Give the task to somebody",
        consequence="The task goes to that person's worklist; who had it, and why it moved,"
        " stays on record.",
        button="Give it",
        form=GiveForm,
        perform=_give,
        permissions=(REASSIGN_WORK,),
    ),
}
TELL = Act(
    title="Tell what happened",
    consequence="The events table says which clocks this starts and stops; they are opened and"
    " closed at once. What was told cannot be taken back, only followed by what happened next.",
    button="Record it",
    form=EventForm,
    perform=_tell,
    permissions=(WORK_TASKS,),
)
ABSENCE = Act(
    title="Record an absence",
    consequence="Each night of the absence, open tasks go to who covers; the first night after"
    " it, those that were only covered come back.",
    button="Record it",
    form=AbsenceForm,
    perform=_be_away,
    permissions=(REASSIGN_WORK,),
)
