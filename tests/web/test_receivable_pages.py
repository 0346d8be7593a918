"""Receivables: who owes what back, how it came about, and what brings it down."""

import csv
import re
from datetime import date

import pytest
from tests.office import CASE, OTHER_CASE

from posse.apps.approvals.models import Proposal
from posse.apps.books.models import Posting
from posse.apps.cases.models import Case
from posse.apps.recovery.models import PayeeRedirection, Repayment, RepaymentTerms, WriteOff

pytestmark = pytest.mark.django_db

NOTE = "Signed at the counter."


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def act(client, office, *, name: str, **said: str):
    return client.post(f"/receivables/{office.overpaid}/acts/{name}/", said, follow=True)


def test_who_owes_back_is_listed_with_age_and_terms(office, clerk) -> None:
    page = text_of(clerk.get("/receivables/"))
    assert "1 payee, $120.00 together" in page
    assert "No terms: nothing is kept out of later payments" in page
    _, row = csv.reader(clerk.get("/receivables.csv").content.decode().splitlines())
    assert row[1:3] == ["120.00", "1"]


def test_the_page_of_a_payee_tells_how_it_came_about(office, clerk) -> None:
    page = text_of(clerk.get(f"/receivables/{office.overpaid}/"))
    assert "owes $120.00 back" in page
    assert "Paid wrongly, to be paid to families" in page
    assert f"R{office.identified}" in page


def test_terms_are_agreed_on_and_ended(office, clerk) -> None:
    done = act(clerk, office, name="terms", basis="agreement", share_percent="15", note=NOTE)
    assert "15 percent of each later payment" in text_of(done)
    act(clerk, office, name="end-terms", note=NOTE)
    assert [row.basis for row in RepaymentTerms.objects.order_by("id")] == [
        "agreement",
        "ended",
    ]
    assert "No terms" in text_of(clerk.get(f"/receivables/{office.overpaid}/"))


def test_a_share_and_an_amount_together_are_refused(office, clerk) -> None:
    answer = act(
        clerk, office, name="terms", basis="order", share_percent="15", monthly_cents="20",
        note=NOTE,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "not both" in text_of(answer)
    assert not RepaymentTerms.objects.exists()


def test_a_repayment_lowers_what_is_owed_and_is_in_the_bank(office, clerk) -> None:
    act(clerk, office, name="repayment", amount_cents="20", received_on="2026-10-05", note=NOTE)
    assert Repayment.objects.get().amount_cents == 2_000
    posted = Posting.objects.get(cause=19)
    assert (posted.debit, posted.credit, posted.amount_cents) == (100, 150, 2_000)
    assert "owes $100.00 back" in text_of(clerk.get(f"/receivables/{office.overpaid}/"))


def test_more_than_is_owed_can_be_neither_repaid_nor_written_off(office, client_of) -> None:
    supervisor = client_of("supervisor")
    for name, said in (
        ("repayment", {"received_on": "2026-10-05", "note": NOTE}),
        ("write-off", {"reason": NOTE}),
    ):
        answer = act(supervisor, office, name=name, amount_cents="120.01", **said)
        assert answer.status_code == 422
        assert "is more than the $120.00 that is owed" in text_of(answer)
    assert not Repayment.objects.exists()
    assert not WriteOff.objects.exists()


def test_a_clerk_may_ask_for_a_write_off_which_a_supervisor_approves(office, client_of) -> None:
    act(client_of("sdu clerk"), office, name="write-off", amount_cents="120", reason=NOTE)
    assert not WriteOff.objects.exists()
    proposal = Proposal.objects.latest("id")
    said = {"verdict": "approve", "note": "The payee has died."}
    page = client_of("supervisor").post(f"/approvals/{proposal.pk}/", said, follow=True)
    assert "Approved: $120.00 was written off." in text_of(page)
    assert WriteOff.objects.get().recorded_by == "sdu-clerk, approved by supervisor"
    gone = text_of(client_of("auditor").get(f"/receivables/{office.overpaid}/"))
    assert "Nothing is owed back any more" in gone


@pytest.mark.cites("CS-IRG-F17", "CS-IRG-F17.1", "CS-IRG-F17.2")
def test_payments_are_redirected_by_affidavit_and_to_nobody_else(office, client_of) -> None:
    client = client_of("caseworker")
    address = f"/cases/{CASE}/acts/redirect-payments/"
    page = client.get(address)
    assert "once proof of the affidavit is filed with the clerk of court" in text_of(page)
    other = Case.objects.get(number=OTHER_CASE).obligee_id
    own = Case.objects.get(number=CASE)
    offered = set(re.findall(r'<option value="(\d+)"', page.content.decode()))
    assert offered == {str(other), str(own.obligee_id)}
    said = {"payee": str(other), "effective_on": "2026-10-02", "note": NOTE}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "say on which day it was filed" in text_of(refused)
    client.post(address, {**said, "affidavit_filed_on": "2026-10-01"})
    redirection = PayeeRedirection.objects.get()
    assert (redirection.payee_id, redirection.effective_on) == (other, date(2026, 10, 2))
    stranger = client.post(address, {**said, "payee": str(own.obligor_id)})
    assert "Choose one of the list" in text_of(stranger)
