"""What can be done with a parent's reviews and with matches of partners."""

from collections.abc import Mapping
from datetime import date

from posse.apps.enforcement.choices import ReviewState
from posse.apps.enforcement.models import AssetMatch, Review
from posse.services.access import APPROVE_REVIEWS, WORK_MATCHES, WORK_REVIEWS
from posse.services.enforcement.matches import do_confirm_match, do_refuse_match
from posse.services.enforcement.reviews import (
    do_answer_result,
    do_ask_for_proof,
    do_close_review,
    do_receive_proof,
    do_transfer_review,
    kind_of,
)
from posse.services.pages.records import documents_for_case
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Dollars, Note, Words


class NoteForm(ActForm):
    """Why, in words."""

    note = Note(label="Why, in words")


class ProofForm(ActForm):
    """What came from the parent, and in which paper."""

    document = Choice(label="In which document", choices=[])
    text = Note(label="What came, in words")

    def prepare(self, subject: Review, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the documents of the case; proof may also come by word of mouth."""
        named = [(str(each.pk), each.name) for each in documents_for_case(subject.case)]
        field = self.fields["document"]
        field.choices = [("", "None of the case's documents"), *named]  # type: ignore[attr-defined]
        field.required = False


class TransferForm(ActForm):
    """Which State is to decide."""

    place = Words(
        label="State that is to decide", length_max=2, is_needed=True, help_text="Two letters."
    )
    text = Note(label="Why, and what was sent there")


class ResultForm(ActForm):
    """What the review found."""

    outcome = Choice(label="What did the review find?", choices=[])
    after_cents = Dollars(
        label="Right amount",
        required=False,
        help_text="Only where the amount changes.",
    )
    text = Note(label="What you looked at, and why")

    def prepare(self, subject: Review, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the outcomes that this kind of review can have."""
        named = [(each.name, each.words) for each in kind_of(subject).outcomes]
        self.fields["outcome"].choices = [("", "Choose one"), *named]  # type: ignore[attr-defined]


class AnswerForm(ActForm):
    """Whether the result is complete and accurate."""

    answer = Choice(
        label="Is the review complete and accurate?",
        choices=[("yes", "Yes, it is approved"), ("no", "No, it goes back")],
    )
    text = Note(label="What you looked at, and why")


def _ask(review: Review, said: Said, doing: Doing) -> str:
    do_ask_for_proof(review=review, text=said["note"], **doing.told)
    return "That proof was asked for is kept."


def _receive(review: Review, said: Said, doing: Doing) -> str:
    papers = {str(each.pk): each for each in documents_for_case(review.case)}
    document = papers.get(said["document"])
    do_receive_proof(review=review, text=said["text"], document=document, **doing.told)
    return "The proof is kept with the review."


def _transfer(review: Review, said: Said, doing: Doing) -> str:
    found = do_transfer_review(review=review, **said, **doing.told)
    due = f", by {day_words(found.due_on)}" if found.due_on else ""
    return f"{found.place} decides{due}. What it decides is the result here too."


def _close(review: Review, said: Said, doing: Doing) -> str:
    found = do_close_review(review=review, **said, **doing.told)
    waits = "waits for the manager" if found.closed_on is None else "stands"
    return f"The result {waits}."


def _answer(review: Review, said: Said, doing: Doing) -> str:
    is_approved = said["answer"] == "yes"
    do_answer_result(review=review, is_approved=is_approved, text=said["text"], **doing.told)
    return "The result is approved." if is_approved else "The review goes back."


REVIEW_ACTS: Mapping[str, Act] = {
    "ask": Act(
        "Ask for proof",
        "The parent has thirty days from the request; the task stays on your list.",
        "Keep it",
        NoteForm,
        _ask,
        (WORK_REVIEWS,),
        ("work_review",),
    ),
    "proof": Act(
        "Keep proof that came",
        "It stays with the review, with the paper it came in.",
        "Keep it",
        ProofForm,
        _receive,
        (WORK_REVIEWS,),
        ("work_review",),
    ),
    "transfer": Act(
        "Send the review to another State",
        "The other State has 45 days; what it decides binds both.",
        "Send it there",
        TransferForm,
        _transfer,
        (WORK_REVIEWS,),
        ("work_review",),
    ),
    "result": Act(
        "Say what the review found",
        "Where the kind of review asks for it, another person approves it first. Then the"
        " parent gets a letter with what is owed.",
        "Keep the result",
        ResultForm,
        _close,
        (WORK_REVIEWS,),
        ("work_review",),
    ),
    "answer": Act(
        "Approve the result, or send it back",
        "Approved, it is told to the parent tonight, and what the review stopped goes on or"
        " ends.",
        "Keep the answer",
        AnswerForm,
        _answer,
        (APPROVE_REVIEWS,),
        ("work_review",),
    ),
}


def acts_for(review: Review) -> dict[str, Act]:
    """What can be done in a review as it stands; nothing once it is decided."""
    if review.state == ReviewState.CLOSED:
        return {}
    if review.state == ReviewState.APPROVAL:
        return {"proof": REVIEW_ACTS["proof"], "answer": REVIEW_ACTS["answer"]}
    names = ["ask", "proof", "result"]
    if review.state == ReviewState.OPEN and kind_of(review).elsewhere_days is not None:
        names.append("transfer")
    return {name: REVIEW_ACTS[name] for name in names}


def _confirm(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_confirm_match(match=match, **said, **doing.told)
    return "The match is confirmed."


def _refuse(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_refuse_match(match=match, **said, **doing.told)
    return "The match is left alone, with the reason."


def _other(match: AssetMatch, said: Said, doing: Doing) -> str:
    do_refuse_match(match=match, is_other_person=True, **said, **doing.told)
    return "The match is left alone: it is another person's."


MATCH_ACTS: Mapping[str, Act] = {
    "confirm": Act(
        "It is this parent's",
        "Money of a partner is asked for; an account waits for lien and levy.",
        "Confirm it",
        NoteForm,
        _confirm,
        (WORK_MATCHES,),
        ("decide_match",),
    ),
    "another": Act(
        "It is another person's",
        "Nothing is taken. That the partner named another person stays on record.",
        "Keep it",
        NoteForm,
        _other,
        (WORK_MATCHES,),
        ("decide_match",),
    ),
    "leave": Act(
        "Leave it alone",
        "Nothing is taken; the reason stays with the match.",
        "Keep it",
        NoteForm,
        _refuse,
        (WORK_MATCHES,),
        ("decide_match",),
    ),
}
