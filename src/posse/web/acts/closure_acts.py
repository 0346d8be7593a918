"""What can be done about closing a case: each step by its own act."""

from collections.abc import Iterable, Mapping
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.closure.choices import NoticeWay, ReopenWay
from posse.apps.closure.models import ClosureNotice
from posse.apps.intake.models import Application
from posse.rules.texts import LANGUAGES
from posse.services.access import CLOSE_CASES
from posse.services.closure.closing import do_close_case, open_notice
from posse.services.closure.findings import ReasonOutcome, findings_for_case, test_words
from posse.services.closure.notices import do_record_answer, do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact, do_record_locate_try
from posse.services.closure.reopening import do_release_record, do_reopen_case
from posse.services.corrections.kinds import closing_asked
from posse.services.corrections.proposing import do_correct
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Words

SO, NOT_SO = "so", "not_so"
OPEN, CLOSES = "open", "closes"
MAIL_OR_NOT = [
    (NoticeWay.MAIL.value, NoticeWay.MAIL.label),
    (NoticeWay.ELECTRONIC.value, NoticeWay.ELECTRONIC.label),
]


def _offer(form: ActForm, name: str, choices: Iterable[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


def _reasons(outcomes: Iterable[ReasonOutcome]) -> list[tuple[str, str]]:
    return [
        (each.reason.name, f"{each.reason.words} ({each.reason.cite})") for each in outcomes
    ]


class FactForm(ActForm):
    """What was found for a test."""

    test = Choice(label="What was found out about", choices=[])
    finding = Choice(
        label="What was found",
        choices=[(SO, "It is so"), (NOT_SO, "It is not so, or no longer")],
    )
    found_on = Day(label="Since", required=False, help_text="Today where empty.")
    evidence = Note(label="How it is known", help_text="Which paper, match or answer shows it.")

    def prepare(self, subject: Case, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the tests that no row of a table answers."""
        rows = [each for each in test_words(on=on).values() if each.evidence]
        _offer(self, "test", [(row.name, f"{row.words} ({row.evidence})") for row in rows])


class TryForm(ActForm):
    """A source that did not know."""

    source = Words(label="Source asked", length_max=60)
    tried_on = Day(label="Asked on", required=False, help_text="Today where empty.")
    text = Words(label="What it answered", length_max=300)

    def prepare(self, subject: Case, *, on: date) -> None:  # noqa: ARG002 - one shape
        """A try names its source."""
        self.fields["source"].required = True


class NoticeForm(ActForm):
    """For which reason, and how, somebody is told."""

    reason = Choice(label="Reason", choices=[], help_text="Only reasons whose tests are met.")
    way = Choice(label="How it goes to the recipient", choices=MAIL_OR_NOT)
    language = Choice(label="Language", choices=list(LANGUAGES.items()))
    record = Words(
        label="How the initiating agency was told",
        length_max=300,
        help_text="Only where the notice goes to another State's agency.",
    )

    def prepare(self, subject: Case, *, on: date) -> None:
        """Offer the reasons that need a notice and are met."""
        found = findings_for_case(subject, on=on).outcomes
        met = [
            each
            for each in found
            if each.is_met and each.reason.wait and not open_notice(subject, each.reason.name)
        ]
        _offer(self, "reason", _reasons(met))
        self.initial = {"way": NoticeWay.MAIL.value, "language": "en"}


class CloseForm(ActForm):
    """For which reason a case is closed."""

    reason = Choice(label="Reason", choices=[], help_text="Only reasons whose tests are met.")
    why = Note(label="What you looked at")

    def prepare(self, subject: Case, *, on: date) -> None:
        """Offer the reasons that are met."""
        found = findings_for_case(subject, on=on).outcomes
        _offer(self, "reason", _reasons(each for each in found if each.is_met))


class AnswerForm(ActForm):
    """What came back on a notice."""

    effect = Choice(
        label="What it changes",
        choices=[
            (OPEN, "It could lead to support, or contact is made again: the case stays open"),
            (CLOSES, "It changes nothing: the wait goes on"),
        ],
    )
    answered_on = Day(label="Came on", required=False, help_text="Today where empty.")
    text = Note(label="What was answered")


class ReopenForm(ActForm):
    """By what right a case is worked again."""

    way = Choice(label="By what right", choices=ReopenWay.choices)
    application = Words(label="Number of the new application", length_max=20)
    text = Note(label="What changed")


class ReleaseForm(ActForm):
    """Why the record may go."""

    text = Note(label="Why it may be destroyed")


def _record(case: Case, said: Said, doing: Doing) -> str:
    do_record_closure_fact(
        case=case,
        test=said["test"],
        is_so=said["finding"] == SO,
        evidence=said["evidence"],
        found_on=said["found_on"],
        **doing.told,
    )
    return "It is in the record and counts at once."


def _try(case: Case, said: Said, doing: Doing) -> str:
    tried = do_record_locate_try(case=case, **said, **doing.told)
    return f"{tried.source} was asked: it is in the record."


def _send(case: Case, said: Said, doing: Doing) -> str:
    notice = do_send_closure_notice(case=case, **said, **doing.told)
    return f"The notice is sent. The case may be closed from {day_words(notice.closes_on)} on."


def _close(case: Case, said: Said, doing: Doing) -> str:
    if findings_for_case(case, on=doing.on).assigned_cents > 0:
        asked = closing_asked(case=case, reason=said["reason"], why=said["why"], on=doing.on)
        return do_correct(asked, user=doing.user, on=doing.on).words
    closure = do_close_case(case=case, reason=said["reason"], **doing.told)
    return f"The case is closed. Its record is kept through {day_words(closure.keep_through)}."


def _answer(notice: ClosureNotice, said: Said, doing: Doing) -> str:
    answer = do_record_answer(
        notice=notice,
        text=said["text"],
        keeps_open=said["effect"] == OPEN,
        answered_on=said["answered_on"],
        **doing.told,
    )
    return "The case stays open." if answer.keeps_open else "The wait goes on."


def _reopen(case: Case, said: Said, doing: Doing) -> str:
    number = said.pop("application").strip()
    application = Application.objects.filter(number=number).first() if number else None
    if number and application is None:
        raise ValueError(f"there is no application {number}")
    do_reopen_case(case=case, application=application, **said, **doing.told)
    return "The case is open again."


def _release(case: Case, said: Said, doing: Doing) -> str:
    do_release_record(case=case, **said, **doing.told)
    return "The record may be destroyed."


OPEN_ACTS: Mapping[str, Act] = {
    "fact": Act(
        "Record what was found",
        "It counts for the tests at once. What is found later to be otherwise is another row.",
        "Keep it",
        FactForm,
        _record,
        (CLOSE_CASES,),
    ),
    "locate-try": Act(
        "Record a locate try",
        "The clocks of locate run from the first try after the parent was last known anywhere.",
        "Keep it",
        TryForm,
        _try,
        (CLOSE_CASES,),
    ),
    "notice": Act(
        "Send a notice of closing",
        "The recipient is told by letter, and the wait begins. Nothing is closed by it.",
        "Send the notice",
        NoticeForm,
        _send,
        (CLOSE_CASES,),
        ("send_closure_notice",),
    ),
    "close": Act(
        "Close the case",
        "Every test is evaluated again. Where arrears are assigned to the State, closing is"
        " proposed to the director instead.",
        "Close the case",
        CloseForm,
        _close,
        (CLOSE_CASES,),
        ("close_case",),
    ),
}

CLOSED_ACTS: Mapping[str, Act] = {
    "reopen": Act(
        "Open the case again",
        "It is worked again from today on; the closing stays in its history.",
        "Open it again",
        ReopenForm,
        _reopen,
        (CLOSE_CASES,),
        ("reopen_case",),
    ),
    "release": Act(
        "Release the record",
        "Only after three years from the closing. It says that the record may be destroyed.",
        "Release it",
        ReleaseForm,
        _release,
        (CLOSE_CASES,),
    ),
}

CLOSURE_ACTS: Mapping[str, Act] = {**OPEN_ACTS, **CLOSED_ACTS}

ANSWER = Act(
    "Record an answer to the notice",
    "An answer that could lead to support ends the notice; the case stays open.",
    "Keep the answer",
    AnswerForm,
    _answer,
    (CLOSE_CASES,),
    ("send_closure_notice",),
)
