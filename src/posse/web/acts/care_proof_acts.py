"""What is done about proofs of child care: asked for, recorded, answered, rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade, EvidenceWay
from posse.apps.proofs.models import Evidence
from posse.apps.records.models import Document
from posse.services.access import WORK_CARE
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.letters import names_of
from posse.services.care.needing import evidence_terms
from posse.services.care.proofs import (
    Narrative,
    Weight,
    do_record_answer,
    do_record_contact,
    do_record_evidence,
    do_reject_evidence,
)
from posse.services.care.proving import PROVED, Standing, standings_of
from posse.services.pages.care.proofs import papers_of_case
from posse.units.days import day_words
from posse.web.acts.care_forms import optional
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Choices, Day, Note, Words

PAPER_WAYS = [
    (each.value, str(each.label))
    for each in (EvidenceWay.DOCUMENT, EvidenceWay.STATEMENT, EvidenceWay.EARLIER_CASE)
]
WHY_NOT = "Needed for a secondary proof: why no primary one can be had (303-B-2)."


@dataclass(frozen=True)
class Paper:
    """A paper that somebody looks at, with the case it is of."""

    document: Document
    care_case: CareCase


class ProofForm(ActForm):
    """What was proved, of whom."""

    proves = Choices(label="It proves", choices=[])

    def offer(self, care_case: CareCase, *, on: date, is_open: bool = False) -> None:
        """Show every factor of everybody, or only what may be asked for."""
        found = standings_of(care_case, on=on)
        rows = [each for each in found if not is_open or each.state != PROVED or each.is_ending]
        self.fields["proves"].choices = factor_choices(rows, on=on)  # type: ignore[attr-defined]


class AskForm(ProofForm):
    """What the family is asked to bring, and by when."""

    due_on = Day(
        label="By",
        required=False,
        help_text="The law's own day where empty: ten days, thirty for immigration status.",
    )
    words = Words(
        label="Note for the record",
        length_max=300,
        help_text="It does not stand in the letter.",
    )

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """Show what is not proved, and what is not for long."""
        self.fields["proves"].label = "Ask for"
        self.offer(subject, on=on, is_open=True)


class NarrativeForm(ProofForm):
    """The fields that the record of each proof has. Source: CC-302-B-1 to CC-302-B-8."""

    says = Note(label="What it says", length_max=2000)
    given_by = Words(label="Who gave it", length_max=80, is_needed=True)
    title = Words(label="That person's title", length_max=80)
    organisation = Words(label="Organisation", length_max=80)
    obtained_on = Day(label="Obtained on", required=False, help_text="Today where empty.")


class EvidenceForm(NarrativeForm):
    """A paper or a written statement."""

    document = optional(Choice(label="Paper of the record", choices=[]))
    way = Choice(label="What it is", choices=PAPER_WAYS)
    document_kind = Words(label="Kind of paper", length_max=80)
    document_date = Day(label="Date of the paper", required=False)
    document_number = Words(label="Its number", length_max=60)
    volume_and_page = Words(label="Volume and page of a public record", length_max=60)
    grade = Choice(label="Weight", choices=list(EvidenceGrade.choices))
    instead_of_primary = Words(label="Why no primary proof", length_max=300, help_text=WHY_NOT)
    holds_until = Day(label="Proves through", required=False, help_text="No end where empty.")
    field_order = ("document", "way", "document_kind", "document_date", "proves", "grade")

    def prepare(self, subject: CareCase | Paper, *, on: date) -> None:
        """Show the papers of the case, and what they may prove."""
        care_case = subject.care_case if isinstance(subject, Paper) else subject
        self.offer(care_case, on=on)
        known = evidence_terms(on=on).accepted
        papers_known = "; ".join(f"{each.words} ({each.grade})" for each in known)
        self.fields[
            "document_kind"
        ].help_text = f"Needed for a paper. Known weights: {papers_known}."
        if isinstance(subject, Paper):
            del self.fields["document"]
            # A paper may prove nothing; it was looked at all the same.
            self.fields["proves"].required = False
        else:
            papers = [(str(each.pk), each.name) for each in papers_of_case(care_case)]
            _offer(self, "document", papers)


class AnswerForm(ProofForm):
    """What another agency's system said."""

    system = Choice(label="System", choices=[])
    answered_on = Day(label="Answered on")
    reference = Words(label="Reference of the answer", length_max=60, is_needed=True)
    says = Note(label="What it says", length_max=2000)
    field_order = ("system", "answered_on", "reference", "proves", "says")

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """Show the systems that the law knows; what one says may prove nothing."""
        self.fields["proves"].required = False
        self.offer(subject, on=on)
        known = [(each.name, each.words) for each in evidence_terms(on=on).systems]
        _offer(self, "system", known)


class ContactForm(NarrativeForm):
    """What somebody who knows said."""

    why_no_paper = Words(
        label="Why a paper would hold up the case",
        length_max=300,
        help_text="Where empty, it is a secondary proof (301-G).",
    )

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """Show what it may prove."""
        self.offer(subject, on=on)


class RejectForm(ActForm):
    """Why a proof does not count."""

    reason = Note(label="Why it does not count")


def factor_choices(rows: Sequence[Standing], *, on: date) -> list[tuple[str, str]]:
    """Factors of people for a form, each with how it stands now."""
    names = names_of([each.need.participant for each in rows], on=on)
    return [
        (_value(each), f"{names.get(each.need.participant, '')}: {_words(each)}")
        for each in rows
    ]


def _value(standing: Standing) -> str:
    return f"{standing.need.participant}:{standing.need.factor.name}"


def _words(standing: Standing) -> str:
    state = standing.words.lower()
    if standing.is_ending and standing.until_on is not None:
        state = f"{state} through {day_words(standing.until_on)}"
    return f"{standing.need.factor.words} ({state})"


def _offer(form: ActForm, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


def _pairs(said: Said) -> list[tuple[int, str]]:
    parted = (each.partition(":") for each in said["proves"])
    return [(int(participant), factor) for participant, _, factor in parted]


def _ask(care_case: CareCase, said: Said, doing: Doing) -> str:
    rows = do_ask_for_proof(
        care_case, asks=_pairs(said), due_on=said["due_on"], words=said["words"], **doing.told
    )
    last = day_words(max(row.due_on for row in rows))
    return f"The family is asked by letter, until {last}."


def _narrative(said: Said, doing: Doing, **more: Any) -> Narrative:
    names = ("says", "given_by", "title", "organisation")
    obtained_on = said["obtained_on"] or doing.on
    return Narrative(**{name: said[name] for name in names}, obtained_on=obtained_on, **more)


def _record(care_case: CareCase, said: Said, doing: Doing) -> str:
    document = papers_of_case(care_case).filter(pk=said["document"] or 0).first()
    return _keep(care_case, said, doing, document=document)


def _look(paper: Paper, said: Said, doing: Doing) -> str:
    return _keep(paper.care_case, said, doing, document=paper.document)


def _keep(care_case: CareCase, said: Said, doing: Doing, *, document: Document | None) -> str:
    names = ("document_kind", "document_date", "document_number", "volume_and_page")
    row = do_record_evidence(
        care_case,
        proves=_pairs(said),
        weight=Weight(
            said["way"], said["grade"], said["instead_of_primary"], said["holds_until"]
        ),
        narrative=_narrative(said, doing, **{name: said[name] for name in names}),
        document=document,
        **doing.told,
    )
    count = row.proves.count()
    return f"The proof is kept. It proves {count} fact{'' if count == 1 else 's'}."


def _answer(care_case: CareCase, said: Said, doing: Doing) -> str:
    pairs = _pairs(said)
    people = {participant for participant, _ in pairs}
    if len(people) > 1:
        raise ValueError("an answer is about one person; record one for each")
    do_record_answer(
        care_case,
        system=said["system"],
        participant=people.pop() if people else 0,
        factors=[factor for _, factor in pairs],
        answered_on=said["answered_on"],
        reference=said["reference"],
        says=said["says"],
        **doing.told,
    )
    return "The answer is kept as a proof."


def _contact(care_case: CareCase, said: Said, doing: Doing) -> str:
    do_record_contact(
        care_case,
        proves=_pairs(said),
        narrative=_narrative(said, doing),
        why_no_paper=said["why_no_paper"],
        **doing.told,
    )
    return "What was said is kept as a proof."


def _reject(evidence: Evidence, said: Said, doing: Doing) -> str:
    do_reject_evidence(evidence, reason=said["reason"], **doing.told)
    return "The proof counts no more. It stays on record with the reason."


WORKERS = (WORK_CARE,)
WEIGHED = ("care_verification",)
RECORD = Act(
    "Record a proof", "One paper may prove several facts of several people (manual 303).",
    "Keep the proof", EvidenceForm, _record, WORKERS, guidance=WEIGHED,
)  # fmt: skip
PROOF_ACTS: Mapping[str, Act] = {
    "ask": Act(
        "Ask for proofs", "The family gets one letter that names each proof and its day.",
        "Send the letter", AskForm, _ask, WORKERS,
        guidance=("request_child_care_proof", "care_verification"),
    ),
    "record": RECORD,
    "answer": Act(
        "Record a system's answer",
        "It is a primary proof of what that system knows; the family is not asked again.",
        "Keep the answer", AnswerForm, _answer, WORKERS, guidance=WEIGHED,
    ),
    "contact": Act(
        "Record who was asked", "What somebody who knows said, in person or by telephone.",
        "Keep it", ContactForm, _contact, WORKERS, guidance=WEIGHED,
    ),
}  # fmt: skip
LOOK = Act(
    "Record what the paper proves",
    "Tick what it proves. With nothing ticked, it was looked at and set aside.",
    "Keep it", EvidenceForm, _look, WORKERS, guidance=WEIGHED,
)  # fmt: skip
REJECT = Act(
    "Let a proof not count", "What rested on it is not proved any more.",
    "Reject it", RejectForm, _reject, WORKERS, guidance=WEIGHED,
)  # fmt: skip
