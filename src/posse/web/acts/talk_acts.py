"""What the office does with what a parent wrote or told: answer, write, decide."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from posse.apps.cases.models import Case
from posse.apps.people.models import Participant
from posse.apps.portal.choices import ChangeKind
from posse.apps.portal.models import Thread
from posse.services.access import DECIDE_CHANGES, RECORD_CASES
from posse.services.pages.talking import ReportPage
from posse.services.portal.changes import REASON_LENGTH, do_accept_change, do_refuse_change
from posse.services.portal.messages import (
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    do_answer_parent,
    do_write_to_parent,
    parents_reached,
)
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Note, Words
from posse.web.workday import now

ACCEPT, REFUSE = "accept", "refuse"
MORE_GUIDANCE = {
    ChangeKind.EMPLOYER: ("change_of_employer",),
    ChangeKind.CUSTODY: ("change_of_custody",),
    ChangeKind.INCOME: ("change_of_income",),
}


class Letterlike(Note):
    """Words that the parent reads."""

    def __init__(self) -> None:
        super().__init__(
            label="Message",
            length_max=TEXT_LENGTH,
            help_text="The parent reads it as you write it. It is kept for good.",
        )
        self.widget.attrs |= {"rows": 8, "class": "usa-textarea posse-long-note"}
        self.error_messages["required"] = "Write the message."


class AnswerForm(ActForm):
    """An answer."""

    text = Letterlike()


class WriteForm(ActForm):
    """A first message."""

    to = Choice(label="To", choices=[])
    subject = Words(label="What it is about", length_max=SUBJECT_LENGTH, is_needed=True)
    text = Letterlike()

    def prepare(self, subject: Case, *, on: date) -> None:  # noqa: ARG002 - one shape
        """The parents who would read it."""
        field = self.fields["to"]
        assert isinstance(field, Choice)
        field.choices = [("", "Choose one"), *parents_reached(subject)]


class Seen(forms.HiddenInput):
    """What stood when the page was shown; shown again, the page carries what stands now."""

    stands = ""

    def format_value(self, value: Any) -> str:  # noqa: ARG002 - one shape
        """What stands now, whatever was sent."""
        return self.stands


class DecideForm(ActForm):
    """Whether what was told goes into the register."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(ACCEPT, "Accept it"), (REFUSE, "Do not accept it")],
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
        error_messages={"required": "Choose one."},
    )
    reason = Note(
        label="Reason, where you do not accept it",
        length_max=REASON_LENGTH,
        help_text=f"The parent reads it word for word, at most {REASON_LENGTH} characters.",
    )
    seen = forms.CharField(widget=Seen, required=False)

    def prepare(self, subject: ReportPage, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Carry what the page shows as the old."""
        self.fields["reason"].required = False
        widget = self.fields["seen"].widget
        assert isinstance(widget, Seen)
        widget.stands = subject.seen

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("decision") == REFUSE and not said.get("reason", "").strip():
            self.add_error("reason", "Say why; the parent reads it.")
        return said


def _answer(thread: Thread, said: Said, doing: Doing) -> str:
    do_answer_parent(thread=thread, user=doing.user, at=now(), on=doing.on, **said)
    return "The answer is sent, and what waited for it is done."


def _write(case: Case, said: Said, doing: Doing) -> str:
    to = Participant.objects.get(pk=int(said.pop("to")))
    do_write_to_parent(
        case=case, participant=to, user=doing.user, at=now(), on=doing.on, **said
    )
    return "The message is sent."


def _decide(page: ReportPage, said: Said, doing: Doing) -> str:
    if page.is_hidden:
        raise ValueError(
            "this person's address is protected; open it with a reason first, so that you see"
            " what you decide on"
        )
    told = {"report": page.report, "user": doing.user, "seen": said["seen"], "at": now()}
    if said["decision"] == ACCEPT:
        do_accept_change(on=doing.on, **told)
        return "Accepted; the parent reads so in the portal."
    do_refuse_change(reason=said["reason"], on=doing.on, **told)
    return "Not accepted; the parent reads why in the portal."


ANSWER = Act(
    title="Answer the parent",
    consequence="The parent reads it in the portal. Tasks that wait for this answer are done.",
    button="Send the answer",
    form=AnswerForm,
    perform=_answer,
    permissions=(RECORD_CASES,),
    guidance=("answer_a_parent",),
)
WRITE = Act(
    title="Write to a parent",
    consequence="The parent reads it in the portal; the other parent does not.",
    button="Send the message",
    form=WriteForm,
    perform=_write,
    permissions=(RECORD_CASES,),
    guidance=("answer_a_parent",),
)
DECIDE = Act(
    title="Decide on what was told",
    consequence="Accepted, it stands in the register with the parent as its source. The task is"
    " done either way.",
    button="Decide",
    form=DecideForm,
    perform=_decide,
    permissions=(DECIDE_CHANGES,),
    guidance=("decide_on_a_change",),
)


def deciding_on(kind: str) -> Act:
    """The act of deciding, with what the rules ask of this kind of change."""
    more = MORE_GUIDANCE.get(ChangeKind(kind), ())
    return replace(DECIDE, guidance=(*DECIDE.guidance, *more))
