"""Two people for a large correction: proposing, approving once, refusing, and what is stale."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.office import CASE

from posse.apps.approvals.models import Decision, Proposal
from posse.apps.orders.models import BalanceAdjustment
from posse.apps.payments.models import Reversal

pytestmark = pytest.mark.django_db

NOTE = "The bank sent the money back."
DAY = date(2026, 10, 5)


def proposals(office):
    """Proposals besides the one that waits in the office anyway."""
    return Proposal.objects.exclude(pk=office.proposal)


def decisions(office):
    """Decisions about them."""
    return Decision.objects.exclude(proposal=office.proposal)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def adjust(client, amount: str, way: str = "raise"):
    said = {"obligation": "child_support", "bucket": "never_assigned", "way": way,
            "amount_cents": amount, "effective_on": "2026-10-02", "reason": NOTE}  # fmt: skip
    return client.post(f"/cases/{CASE}/acts/adjust/", said, follow=True)


def reverse(client, office):
    said = {"reason": "bounced", "note": NOTE}
    return client.post(f"/receipts/{office.identified}/acts/reverse/", said, follow=True)


def decide(client, proposal: Proposal, verdict: str = "approve", *, note: str = "Seen."):
    said = {"verdict": verdict, "note": note}
    return client.post(f"/approvals/{proposal.pk}/", said, follow=True)


@pytest.mark.parametrize(
    ("amount", "is_proposed"), [("999.99", False), ("1000.00", False), ("1000.01", True)]
)
def test_a_second_person_is_needed_above_the_amount_and_not_at_it(
    office, client_of, *, amount, is_proposed
) -> None:
    before = BalanceAdjustment.objects.count()
    page = text_of(adjust(client_of("supervisor"), amount))
    assert proposals(office).exists() == is_proposed
    assert BalanceAdjustment.objects.count() == before + (not is_proposed)
    assert ("needs a second person" in page) == is_proposed


def test_small_pieces_of_a_large_correction_count_together(office, client_of) -> None:
    supervisor = client_of("supervisor")
    adjust(supervisor, "600")
    assert not proposals(office).exists()
    adjust(supervisor, "600")
    assert proposals(office).get().amount_cents == 60_000


def test_who_may_only_ask_always_proposes(office, client_of) -> None:
    before = BalanceAdjustment.objects.count()
    adjust(client_of("caseworker"), "5")
    assert BalanceAdjustment.objects.count() == before
    assert proposals(office).get().proposed_by.username == "caseworker"


def test_approving_does_what_was_proposed_once_and_keeps_both_names(office, client_of) -> None:
    reverse(client_of("caseworker"), office)
    proposal = proposals(office).get()
    page = text_of(decide(client_of("supervisor"), proposal))
    assert "Approved: $500.00 of receipt" in page
    reversal = Reversal.objects.get()
    assert reversal.recorded_by == "caseworker, approved by supervisor"
    again = decide(client_of("administrator"), proposal)
    assert again.status_code == 422
    assert "This was approved already, by supervisor." in text_of(again)
    assert Reversal.objects.count() == decisions(office).count() == 1


def test_refusing_changes_nothing_and_says_why(office, client_of) -> None:
    reverse(client_of("caseworker"), office)
    proposal = proposals(office).get()
    decide(client_of("supervisor"), proposal, "refuse", note="The bank has honored it since.")
    assert not Reversal.objects.exists()
    page = text_of(client_of("caseworker").get(f"/approvals/{proposal.pk}/"))
    assert "Refused by supervisor" in page
    assert "The bank has honored it since." in page


def test_nobody_decides_about_a_proposal_of_their_own(office, client_of) -> None:
    supervisor = client_of("supervisor")
    adjust(supervisor, "5000")
    proposal = proposals(office).get()
    assert "another person decides" in text_of(supervisor.get(f"/approvals/{proposal.pk}/"))
    answer = decide(supervisor, proposal)
    assert answer.status_code == 422
    assert "another person must decide" in text_of(answer)
    assert not decisions(office).exists()


def test_the_database_itself_refuses_one_person_on_both_sides(office, client_of) -> None:
    adjust(client_of("supervisor"), "5000")
    proposal = proposals(office).get()
    from django.contrib.auth.models import User

    row = {"proposal": proposal, "is_approved": True, "note": "x", "effective_on": DAY,
           "recorded_on": DAY, "recorded_by": "x"}  # fmt: skip
    own, other = proposal.proposed_by, User.objects.get(username="auditor")
    for proposed_by, decided_by in ((own, own), (other, own)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**row, proposed_by=proposed_by, decided_by=decided_by)
    assert not decisions(office).exists()


def test_what_became_stale_in_the_meantime_is_refused_with_the_reason(
    office, client_of
) -> None:
    reverse(client_of("caseworker"), office)
    proposal = proposals(office).get()
    reverse(client_of("sdu clerk"), office)
    assert Reversal.objects.count() == 1
    answer = decide(client_of("supervisor"), proposal)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "This can no longer be done as proposed" in page
    assert "was taken back in full already" in page
    assert not decisions(office).exists()
    decide(client_of("supervisor"), proposal, "refuse", note="Done by the clerk already.")
    assert decisions(office).get().is_approved is False


def test_what_the_writer_would_refuse_is_not_proposed_at_all(office, client_of) -> None:
    reverse(client_of("sdu clerk"), office)
    answer = reverse(client_of("caseworker"), office)
    assert "was taken back in full already" in text_of(answer)
    assert not proposals(office).exists()


def test_the_same_receipt_is_not_proposed_twice(office, client_of) -> None:
    reverse(client_of("caseworker"), office)
    again = reverse(client_of("caseworker"), office)
    assert "proposed already, by caseworker" in text_of(again)
    assert proposals(office).count() == 1
    receipt = text_of(client_of("auditor").get(f"/receipts/{office.identified}/"))
    assert "It waits for a second person" in receipt


@pytest.mark.parametrize("role", ["caseworker", "sdu clerk", "auditor"])
def test_only_supervisors_and_administrators_decide(office, client_of, role) -> None:
    adjust(client_of("supervisor"), "5000")
    assert decide(client_of(role), proposals(office).get()).status_code == 403


def test_a_decision_without_a_note_or_a_verdict_is_refused(office, client_of) -> None:
    reverse(client_of("caseworker"), office)
    proposal = proposals(office).get()
    supervisor = client_of("supervisor")
    for note, verdict in (("", "approve"), ("Seen.", "perhaps")):
        answer = decide(supervisor, proposal, verdict, note=note)
        assert answer.status_code == 422
        assert "Nothing was changed." in text_of(answer)
    assert not decisions(office).exists()


def test_the_worklist_shows_what_waits_and_what_was_decided(office, client_of) -> None:
    supervisor = client_of("supervisor")
    assert "1 proposal, $45.00 together" in text_of(supervisor.get("/approvals/"))
    reverse(client_of("caseworker"), office)
    waiting = text_of(supervisor.get("/approvals/"))
    assert "2 proposals, $545.00 together" in waiting
    decide(supervisor, proposals(office).get())
    assert "Approved by supervisor" in text_of(supervisor.get("/approvals/"))
