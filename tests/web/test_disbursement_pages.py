"""Pages of payments: what was sent, what became of it, and who may stop, void or reissue it."""

import pytest
from tests.office import FIRST_NIGHT, OTHER_CASE
from tests.web.test_pages import table, words

from posse.apps.instruments.models import Warrant
from posse.apps.payments.models import Disbursement
from posse.services.access import ROLES

pytestmark = pytest.mark.django_db

MAY_CHANGE = {"district manager", "supervisor", "sdu clerk", "administrator"}


@pytest.fixture
def address(office) -> str:
    return f"/disbursements/{office.warrant}/"


def test_the_payments_of_a_day_are_listed_by_way(clerk) -> None:
    page = words(clerk, f"/disbursements/{FIRST_NIGHT}/")
    assert "Direct deposit 1 $333.33" in page
    assert "Warrant by mail 1 $166.67" in page
    only = words(clerk, f"/disbursements/{FIRST_NIGHT}/?method=warrant")
    assert "Casey Quillkettle" in only
    assert "Casey Larkthimble" not in only
    _, row = table(clerk, f"/disbursements/{FIRST_NIGHT}.csv?method=warrant")
    assert row == ["Warrant 1000001", "Casey Quillkettle", "Warrant by mail", "", "166.67"]


def test_a_day_without_payments_and_a_day_that_is_none_are_told_apart(clerk) -> None:
    assert "Nothing was sent on this day" in words(clerk, "/disbursements/2025-01-02/")
    assert clerk.get("/disbursements/2025-02-30/").status_code == 404
    assert clerk.get("/disbursements/999999/").status_code == 404


def test_a_payment_tells_its_receipts_and_is_reached_from_receipt_and_balance(
    office, clerk, address
) -> None:
    page = words(clerk, address)
    assert "Warrant 1000001: $166.67" in page
    assert f"R{office.identified}" in page
    assert OTHER_CASE in page
    assert "Nothing is known of it since it was sent" in page
    assert address in clerk.get(f"/receipts/{office.identified}/").content.decode()
    assert (
        f"/disbursements/{FIRST_NIGHT}/"
        in clerk.get(f"/balance/{FIRST_NIGHT}/").content.decode()
    )


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_may_stop_void_or_reissue(client_of, address, role) -> None:
    client = client_of(role)
    assert (b"What you can do" in client.get(address).content) == (role in MAY_CHANGE)
    answer = client.post(address, {"act": "voided", "note": "Spoiled in the printer"})
    assert answer.status_code == (302 if role in MAY_CHANGE else 403)


def test_a_voided_warrant_is_reissued_once_and_leads_to_the_new_one(clerk, address) -> None:
    page = clerk.post(address, {"act": "voided", "note": "Torn"}, follow=True).content.decode()
    assert "Voided before anybody cashed it" in page
    assert "Torn" in page
    answer = clerk.post(address, {"act": "reissue"}, follow=True)
    assert "Warrant 1000001 is paid again by Warrant 1000002." in answer.content.decode()
    again = clerk.post(address, {"act": "reissue"})
    assert again.status_code == 422
    assert Warrant.objects.count() == 2
    assert "was paid again by" in words(clerk, address)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"act": "voided", "note": "  "}, "Say in a note how you know"),
        ({"act": "stopped", "note": "x"}, "Nobody asked the bank to stop"),
        ({"act": "returned", "note": "x"}, "does not come back by bank"),
        ({"act": "nonsense", "note": "x"}, "Choose what happened"),
        ({"act": "reissue"}, "has not come back"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(
    clerk, address, *, form, reason
) -> None:
    answer = clerk.post(address, form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert reason in page
    assert "Nothing was changed" in page
    assert Disbursement.objects.filter(events__isnull=False).count() == 0
