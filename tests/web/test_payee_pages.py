"""How payees are paid: what the page shows, and accounts and cards recorded on it."""

import re
from datetime import date

import pytest
from tests.office import CASE, FIRST_NIGHT, OTHER_CASE

from posse.apps.cases.models import Case
from posse.apps.instruments.models import Card
from posse.apps.payments.models import Disbursement
from posse.apps.people.models import PayeeAccount
from posse.services.money_out.ways import ways_for_payees
from posse.services.register.redirection import do_redirect_payments

pytestmark = pytest.mark.django_db

ACCOUNT = {
    "kind": "savings",
    "routing_number": "123456780",
    "account_number": "NEW-00778899",
    "account_number_again": "NEW-00778899",
}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def payee_of(number: str) -> int:
    return Case.objects.get(number=number).obligee_id


def way_of(payee: int) -> str:
    return ways_for_payees([payee], on=date(2030, 1, 1))["method"].item()


def test_the_page_says_the_way_that_counts_and_shows_no_whole_number(office, clerk) -> None:
    payee = payee_of(CASE)
    account = PayeeAccount.objects.get(participant=payee)
    page = text_of(clerk.get(f"/payees/{payee}/"))
    assert f"By direct deposit, account ending {account.account_number[-4:]}" in page
    assert account.account_number not in page
    assert CASE in page
    other = text_of(clerk.get(f"/payees/{payee_of(OTHER_CASE)}/"))
    assert "By warrant in the mail to 12 Example Street, Cheyenne, WY" in other
    assert "No account and no card was ever recorded" in other


@pytest.mark.cites("CS-IRG-L11")
def test_an_account_is_recorded_and_the_next_payment_goes_there(office, clerk) -> None:
    payee = payee_of(OTHER_CASE)
    answer = clerk.post(f"/payees/{payee}/acts/account/", ACCOUNT, follow=True)
    account = PayeeAccount.objects.get(participant=payee)
    assert (account.kind, account.recorded_by) == ("savings", "sdu-clerk")
    assert "account ending 8899" in text_of(answer)
    assert way_of(payee) == "direct_deposit"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"account_number_again": "NEW-00778898"}, "not the number written above"),
        ({"account_number": ""}, "This is needed"),
        ({"routing_number": "123456789"}, "wrong check digit"),
        ({"account_number": "12 34", "account_number_again": "12 34"}, "letters, digits"),
        ({"kind": "sock"}, "Choose one of the list"),
    ],
)
def test_an_account_that_cannot_be_right_is_refused_in_words(
    office, clerk, *, changes, words
) -> None:
    before = PayeeAccount.objects.count()
    address = f"/payees/{payee_of(OTHER_CASE)}/acts/account/"
    answer = clerk.post(address, {**ACCOUNT, **changes})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert PayeeAccount.objects.count() == before


@pytest.mark.cites("CS-IRG-L12")
def test_a_card_is_enrolled_and_closed_again(office, clerk) -> None:
    payee = payee_of(CASE)
    assert "Close the debit card" not in text_of(clerk.get(f"/payees/{payee}/"))
    page = clerk.post(f"/payees/{payee}/acts/card/", {"reference": "ENR-0042"}, follow=True)
    assert "By debit card, enrolment ending 0042" in text_of(page)
    assert "Close the debit card" in text_of(page)
    assert way_of(payee) == "debit_card"
    page = clerk.post(f"/payees/{payee}/acts/close-card/", {}, follow=True)
    assert "By direct deposit" in text_of(page)
    assert way_of(payee) == "direct_deposit"
    assert "Close the debit card" not in text_of(page)
    assert list(Card.objects.order_by("id").values_list("is_closed", flat=True)) == [
        False,
        True,
    ]


def test_the_number_of_a_card_is_never_kept(office, clerk) -> None:
    address = f"/payees/{payee_of(CASE)}/acts/card/"
    answer = clerk.post(address, {"reference": "4000-0000-0000-0002"})
    assert answer.status_code == 422
    assert "never kept" in text_of(answer)
    assert not Card.objects.exists()


def test_a_card_that_nobody_has_cannot_be_closed(office, clerk) -> None:
    answer = clerk.post(f"/payees/{payee_of(CASE)}/acts/close-card/", {})
    assert answer.status_code == 422
    assert "no card that could be closed" in text_of(answer)


def test_who_redirects_payments_records_no_accounts(office, client_of) -> None:
    caseworker = client_of("caseworker")
    page = caseworker.get(f"/payees/{payee_of(CASE)}/")
    assert "What you can do" not in text_of(page)
    address = f"/payees/{payee_of(OTHER_CASE)}/acts/account/"
    assert caseworker.post(address, ACCOUNT).status_code == 403


def test_the_case_names_to_whom_its_money_goes_instead(office, clerk) -> None:
    case = Case.objects.get(number=CASE)
    other = Case.objects.get(number=OTHER_CASE).obligee
    do_redirect_payments(
        case=case,
        payee=other,
        effective_on=date(2026, 10, 5),
        affidavit_filed_on=FIRST_NIGHT,
        note="Lives with an aunt.",
        on=date(2026, 10, 5),
        by="test",
    )
    page = clerk.get(f"/cases/{CASE}/?tab=people")
    assert "Lives with an aunt." in text_of(page)
    assert f'href="/payees/{other.pk}/"' in page.content.decode()
    assert CASE in text_of(clerk.get(f"/payees/{other.pk}/"))


def test_a_payment_leads_to_how_its_payee_is_paid(office, clerk) -> None:
    payee = Disbursement.objects.get(pk=office.warrant).payee_id
    assert (
        f'href="/payees/{payee}/"'
        in clerk.get(f"/disbursements/{office.warrant}/").content.decode()
    )


def test_a_child_and_a_stranger_are_no_payees(office, clerk) -> None:
    child = Case.objects.get(number=CASE).roles.filter(role="child").first().participant_id
    assert clerk.get(f"/payees/{child}/").status_code == 404
    assert clerk.get("/payees/99999999/").status_code == 404
