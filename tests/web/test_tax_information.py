"""That money came out of a tax refund is told to whoever needs it, and each view is kept."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.builders import build_case
from tests.payments import RECEIVED_ON, start_run

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.doors.models import Viewing
from posse.apps.payments.choices import Source
from posse.apps.payments.models import Receipt
from posse.services.access import CASEWORKER, HEARING_OFFICER, do_give_roles
from posse.services.books.posting import do_fold
from posse.services.money_in.hand_posting import do_post_receipt

pytestmark = pytest.mark.django_db


def client_with(role: str) -> Client:
    user = User.objects.create_user(role)
    do_give_roles(user, [role])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def case() -> Case:
    return build_case()


@pytest.fixture
def receipt(case) -> Receipt:
    made = do_post_receipt(
        case=case,
        amount_cents=30_000,
        source=Source.FEDERAL_TAX_REFUND_OFFSET,
        collected_on=RECEIVED_ON,
        payor_name="Refund of somebody",
        note="From the offset list",
        on=RECEIVED_ON,
        by="test",
    )
    do_fold(obligors=[case.obligor_id], through=RECEIVED_ON, run=start_run())
    return made


@pytest.mark.cites("26 USC 6103")
def test_who_needs_it_is_warned_and_each_view_is_logged(receipt) -> None:
    client = client_with(CASEWORKER)
    for _ in range(2):
        page = client.get(f"/receipts/{receipt.pk}/").content.decode()
        assert "Federal tax information" in page
    seen = Viewing.objects.filter(door=Door.TAX_INFORMATION, answer=Answer.OPENED)
    assert seen.count() == 2


@pytest.mark.cites("26 USC 6103")
def test_who_does_not_need_it_is_refused_and_the_attempt_is_kept(receipt) -> None:
    client = client_with(HEARING_OFFICER)
    assert client.get(f"/receipts/{receipt.pk}/").status_code == 403
    assert Viewing.objects.get().answer == Answer.REFUSED


@pytest.mark.parametrize("page", ["?tab=money", "?tab=overview", "receipts.csv"])
def test_a_list_tells_the_amount_but_not_the_source(case, receipt, page) -> None:
    address = f"/cases/{case.number}/{page}"
    told = client_with(CASEWORKER).get(address).content.decode().lower()
    kept = client_with(HEARING_OFFICER).get(address).content.decode()
    assert "federal tax refund offset" in told
    assert Viewing.objects.filter(door=Door.TAX_INFORMATION, case=case).count() == 1
    assert "300.00" in kept
    assert "Source restricted" in kept or "source restricted" in kept
    assert "refund" not in kept.lower()
