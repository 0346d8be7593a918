"""What can be done about a finding of a partner's file: post, take back, or answer in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posse.apps.payments.choices import FileKind, Source
from posse.apps.payments.models import FileFinding, FindingAnswer, InboundFile, Receipt
from posse.services.access import (
    ANSWER_FINDINGS,
    POST_RECEIPTS,
    PROPOSE_CORRECTIONS,
    REVERSE_RECEIPTS,
)
from posse.services.enforcement.files.answer_kinds import ANSWER_KINDS
from posse.services.enforcement.files.answering import (
    do_answer_finding,
    do_post_offset,
    do_take_back_offset,
    offset_record,
    receipts_to_take_back,
)
from posse.services.enforcement.files.offset_money import (
    COLLECTED,
    MORE_THAN_OWED,
    NOTHING_THERE,
    REPEATED,
    TAKEN_BACK,
    TOO_MUCH,
)
from posse.services.pages.history import findings_for_file
from posse.services.pages.partner_files import answers_of
from posse.units.days import day_words
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Tick

# Which act a finding of an offset asks for by its code.
MONEY_ACTS = {
    **dict.fromkeys((COLLECTED, TOO_MUCH, MORE_THAN_OWED), "post"),
    **dict.fromkeys((TAKEN_BACK, NOTHING_THERE), "take-back"),
}
FINDINGS_SHOWN = 500
SOURCES = [
    (source.value, str(source.label))
    for source in (Source.FEDERAL_TAX_REFUND_OFFSET, Source.FEDERAL_ADMINISTRATIVE_OFFSET)
]


class AnswerForm(ActForm):
    """What was done, or why nothing is to be done."""

    note = Note(
        label="What was done, or why is nothing to be done?",
        help_text="For example: “The federal office took the record back by telephone.”",
    )


class OffsetForm(ActForm):
    """What the record does not tell of an offset."""

    source = Choice(label="What was offset", choices=SOURCES)
    is_joint_return = Tick(label="A refund from a joint tax return")
    has_injured_spouse_form = Tick(label="The spouse's claim was settled with the return")
    release_affidavit_on = Day(label="Both spouses released it on", required=False)
    notice_on = Day(
        label="Notice of the offset given on",
        required=False,
        help_text="The six months of a joint refund count from it.",
    )
    note = Note(label="How do you know?", help_text="For example: “The office's payment list.”")


class TakeBackForm(ActForm):
    """Which receipt an adjustment takes back."""

    receipt = Choice(label="Which offset", choices=[])
    note = Note(label="How do you know?")

    def prepare(self, subject: FileFinding, *, on: date) -> None:  # noqa: ARG002
        """Offer the offsets of the record's parent."""
        self.fields["receipt"].choices = [  # type: ignore[attr-defined]
            (str(receipt.pk), _words(receipt)) for receipt in receipts_to_take_back(subject)
        ]


def _words(receipt: Receipt) -> str:
    amount, day = format_dollars(receipt.amount_cents), day_words(receipt.effective_on)
    return f"R{receipt.pk}: {amount}, {day}"


def _answer(finding: FileFinding, said: Said, doing: Doing) -> str:
    do_answer_finding(finding=finding, **said, **doing.told)
    return "It is answered, and asks nobody any more."


def _post(finding: FileFinding, said: Said, doing: Doing) -> str:
    receipt = do_post_offset(finding=finding, **said, **doing.told)
    amount = format_dollars(receipt.amount_cents)
    return f"{amount} is posted as receipt R{receipt.pk}. The next nightly job distributes it."


def _take_back(finding: FileFinding, said: Said, doing: Doing) -> str:
    number = int(said.pop("receipt"))
    receipt = next(found for found in receipts_to_take_back(finding) if found.pk == number)
    return do_take_back_offset(
        finding=finding, receipt=receipt, user=doing.user, on=doing.on, **said
    )


FINDING_ACTS: Mapping[str, Act] = {
    "post": Act(
        title="Post what was collected",
        consequence="The amount of the record is posted for its case, as received on the day"
        " of the file. A joint tax refund is then held for six months. What is above the"
        " certified amount goes back to the parent by the next nightly job.",
        button="Post the money",
        form=OffsetForm,
        perform=_post,
        permissions=(POST_RECEIPTS,),
        guidance=("joint_refund",),
    ),
    "take-back": Act(
        title="Take back what Treasury took back",
        consequence="What the money paid becomes owed again. What a payee was paid out of it"
        " becomes a receivable. A large amount waits for a second person.",
        button="Take it back",
        form=TakeBackForm,
        perform=_take_back,
        permissions=(REVERSE_RECEIPTS, PROPOSE_CORRECTIONS),
    ),
    "answer": Act(
        title="Answer the finding",
        consequence="Nothing is posted by it. What you write stays with the finding, which"
        " asks nobody any more.",
        button="Answer it",
        form=AnswerForm,
        perform=_answer,
        permissions=(ANSWER_FINDINGS,),
    ),
}


def acts_for(finding: FileFinding) -> dict[str, Act]:
    """What a finding asks for: its money posted or taken back, and always an answer."""
    is_of_money = finding.file.kind == FileKind.OFFSET_COLLECTIONS and not finding.is_fatal
    fitting = {"answer", MONEY_ACTS.get(finding.code, "") if is_of_money else ""}
    if is_of_money and finding.code == REPEATED:
        # Only such a record has to be read again; a file may have thousands of others.
        record = offset_record(finding)
        fitting.add("post" if record is not None and record.collected_cents else "take-back")
    return {name: act for name, act in FINDING_ACTS.items() if name in fitting}


@dataclass(frozen=True)
class FindingToDo:
    """A finding with what was done about it, or the acts that it asks for, by name."""

    finding: FileFinding
    answer: FindingAnswer | None
    acts: Mapping[str, Act]


def findings_to_do(file: InboundFile) -> list[FindingToDo]:
    """The first findings of a file as it was last read; a partner's answers ask for acts."""
    found = findings_for_file(file)[:FINDINGS_SHOWN]
    if file.kind not in ANSWER_KINDS:
        return [FindingToDo(finding, None, {}) for finding in found]
    answers = answers_of(found)
    return [
        FindingToDo(
            finding,
            answers.get(finding.pk),
            {} if finding.pk in answers else acts_for(finding),
        )
        for finding in found
    ]
