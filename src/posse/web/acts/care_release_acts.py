"""Requests to see child care records: taken in, shown for, and answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.records.models import Document
from posse.apps.releases.models import ReleaseRequest
from posse.services.access import RELEASE_CARE, WORK_CARE
from posse.services.care.releasing import (
    Asked,
    do_answer_request,
    do_ask_for_record,
    do_show,
    ground_of,
    grounds_on,
    needed,
)
from posse.web.acts.care_forms import names_in, optional
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Dollars, Note, Words

YES, NO = "yes", "no"


class AskForm(ActForm):
    """Who asks for what, and on what ground."""

    ground = Choice(label="Ground", choices=[])
    participant = optional(Choice(label="About whom", choices=[]))
    asker = Words(label="Who asks", length_max=120, is_needed=True)
    body = Words(
        label="For which office or body", length_max=120,
        help_text="Leave it empty where a person asks for himself or herself.",
    )  # fmt: skip
    purpose = Note(label="What is asked for, and what for", length_max=500)

    def prepare(self, subject: CareCase | None, *, on: date) -> None:
        """Show the grounds that fit, and the people of the case."""
        fitting = [each for each in grounds_on(on) if each.is_of_case == (subject is not None)]
        _offer(self, "ground", [(each.name, each.words) for each in fitting])
        if subject is None:
            del self.fields["participant"]
            return
        people = names_in(subject, on=on).items()
        _offer(self, "participant", [(str(each), name) for each, name in people])


class ShowForm(ActForm):
    """What was shown for a request."""

    need = Choice(label="What was shown", choices=[])
    words = Note(label="How, and when", length_max=300)
    document = optional(
        Choice(
            label="The paper", choices=[],
            help_text="A paper of this case, where the law asks for one. Put it into the"
            " record first.",
        )
    )  # fmt: skip

    def prepare(self, subject: ReleaseRequest, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show what is needed yet, and the papers of the case."""
        _offer(self, "need", [(each.name, each.words) for each in needed(subject)])
        papers = subject.care_case.documents.all() if subject.care_case else ()
        _offer(self, "document", [(str(each.pk), each.name) for each in papers])


class AnswerForm(ActForm):
    """Whether it is released, and what goes out."""

    is_released = Choice(
        label="Answer", choices=[(YES, "Released"), (NO, "Refused, or nothing was there")]
    )
    words = Note(label="What goes out and how, or why nothing does", length_max=500)
    cost = Dollars(label="Real cost of the copies", required=False)

    def prepare(self, subject: ReleaseRequest, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Only copies of public records are charged."""
        if ground_of(subject).is_of_case:
            del self.fields["cost"]


class ReportForm(ActForm):
    """What was reported."""

    words = Note(label="What was told, to whom, and when", length_max=500)


def _offer(form: ActForm, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


def _ask(subject: CareCase | None, said: Said, doing: Doing) -> str:
    person = said.get("participant")
    row = do_ask_for_record(
        ground=said["ground"],
        asked=Asked(said["asker"], said["body"], said["purpose"]),
        care_case=subject,
        participant=Participant.objects.get(pk=person) if person else None,
        **doing.told,
    )
    return f"Request {row.pk} is kept. Nothing is said outside before it is answered."


def _show(request: ReleaseRequest, said: Said, doing: Doing) -> str:
    paper = Document.objects.get(pk=said["document"]) if said["document"] else None
    do_show(request, need=said["need"], words=said["words"], document=paper, **doing.told)
    left = len(needed(request))
    return "All is shown." if not left else f"Kept. {left} more to be shown."


def _answer(request: ReleaseRequest, said: Said, doing: Doing) -> str:
    told: dict[str, Any] = {"words": said["words"], "cost_cents": said.get("cost") or 0}
    row = do_answer_request(
        request, is_released=said["is_released"] == YES, **told, **doing.told
    )
    return "The release is kept." if row.is_released else "The refusal is kept."


def _report(request: ReleaseRequest, said: Said, doing: Doing) -> str:
    if ground_of(request).is_decided:
        raise ValueError("a manager answers this request (CC-403-SAFE-G)")
    do_answer_request(request, is_released=True, words=said["words"], **doing.told)
    return "The report is kept."


ASK = Act(
    "Take in a request",
    "It is kept with its ground; nothing goes out before all is shown and a manager decides.",
    "Keep the request", AskForm, _ask, (WORK_CARE,), guidance=("ask_for_child_care_record",),
)  # fmt: skip
REQUEST_ACTS: Mapping[str, Act] = {
    "show": Act(
        "Record what was shown", "It counts toward what the ground needs.",
        "Keep it", ShowForm, _show, (WORK_CARE,), guidance=("ask_for_child_care_record",),
    ),
    "answer": Act(
        "Release or refuse",
        "What goes out serves the function for which it was asked, and that alone.",
        "Keep the answer", AnswerForm, _answer, (RELEASE_CARE,),
        guidance=("release_child_care_record",),
    ),
    "report": Act(
        "It was reported", "A report to Child Protective Services waits for nobody.",
        "Keep the report", ReportForm, _report, (WORK_CARE,),
        guidance=("ask_for_child_care_record",),
    ),
}  # fmt: skip
