"""Suspense: finding it, choosing a case, and giving the money to it with a note."""

import csv
import re

import pytest
from tests.office import CASE, EMPTY_CASE

from posse.apps.books.models import Refold
from posse.apps.payments.models import Identification, Receipt

pytestmark = pytest.mark.django_db

NOTE = "The employer says that two digits were mistyped."


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_can_be_narrowed_to_a_reason_and_sorted(office, clerk) -> None:
    listed = text_of(clerk.get("/suspense/?reason=unknown_remittance_id&sort=amount"))
    assert f"Resolve R{office.suspended}" in listed
    assert "1 receipt, $500.01 together" in listed
    empty = text_of(clerk.get("/suspense/?reason=fips_differs"))
    assert "Nothing is in suspense for this reason" in empty


def test_a_nonsense_filter_shows_everything(office, clerk) -> None:
    listed = text_of(clerk.get("/suspense/?reason=x&sort=y&page=z"))
    assert f"Resolve R{office.suspended}" in listed


def test_the_list_as_csv_holds_the_same_rows(office, clerk) -> None:
    response = clerk.get("/suspense.csv?reason=unknown_remittance_id")
    _, row = csv.reader(response.content.decode().splitlines())
    assert row[:3] == [f"R{office.suspended}", "No case has this remittance id", "500.01"]


def test_the_near_misses_of_the_number_in_the_file_are_offered_at_once(office, clerk) -> None:
    page = text_of(clerk.get(f"/suspense/{office.suspended}/"))
    assert "Near-miss: Case number with one digit different" in page
    assert f"Choose case {CASE}" in page


def test_the_consequence_is_said_before_anything_is_decided(office, clerk) -> None:
    page = text_of(clerk.get(f"/suspense/{office.suspended}/?q={CASE}&case={CASE}"))
    assert "the next nightly job credits it to Robert Larkthimble" in page
    assert "Money paid out is not pulled back" in page
    assert not Identification.objects.exists()


def test_giving_a_receipt_to_a_case_keeps_who_when_and_why(office, clerk) -> None:
    answer = clerk.post(
        f"/suspense/{office.suspended}/", {"case": CASE, "note": NOTE}, follow=True
    )
    found = Identification.objects.get(receipt=office.suspended)
    receipt = Receipt.objects.get(pk=office.suspended)
    assert (found.case.number, found.note) == (CASE, NOTE)
    assert found.recorded_by == "sdu-clerk"
    assert found.effective_on == receipt.effective_on
    assert Refold.objects.filter(obligor=found.obligor).exists()
    page = text_of(answer)
    assert f"receipt R{office.suspended} now belongs to case {CASE}" in page
    assert NOTE in page
    listed = text_of(clerk.get("/suspense/"))
    assert f"Resolve R{office.suspended}" not in listed


def test_without_a_note_nothing_is_changed_and_what_was_typed_is_kept(office, clerk) -> None:
    answer = clerk.post(f"/suspense/{office.suspended}/", {"case": CASE, "note": " "})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Say in a note how you know whose payment it is. Nothing was changed." in page
    assert "2. Confirm" in page
    assert not Identification.objects.exists()


def test_a_case_that_is_not_there_is_refused_in_words(office, clerk) -> None:
    answer = clerk.post(f"/suspense/{office.suspended}/", {"case": "C1", "note": NOTE})
    assert answer.status_code == 422
    assert "There is no case" in text_of(answer)
    assert not Identification.objects.exists()


def test_a_receipt_that_is_resolved_already_sends_on_to_its_page(office, clerk) -> None:
    clerk.post(f"/suspense/{office.suspended}/", {"case": CASE, "note": NOTE})
    again = clerk.post(
        f"/suspense/{office.suspended}/", {"case": EMPTY_CASE, "note": NOTE}, follow=True
    )
    assert "is not in suspense any more" in text_of(again)
    assert Identification.objects.get().case.number == CASE


def test_a_forged_form_is_refused_in_plain_words(office, client_of) -> None:
    from django.test import Client

    forger = Client(enforce_csrf_checks=True)
    forger.cookies = client_of("sdu clerk").cookies
    answer = forger.post(f"/suspense/{office.suspended}/", {"case": CASE, "note": NOTE})
    assert answer.status_code == 403
    assert "The form was too old" in text_of(answer)
    assert not Identification.objects.exists()
