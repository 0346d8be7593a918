"""Worklists: what is on hold with its age and guidance, and what waits to be paid."""

import csv
import re

import pytest
from tests.office import CASE

from posse.apps.cases.models import Case
from posse.apps.payments.models import Hold, HoldRelease
from posse.services.pages.holds import age_band

pytestmark = pytest.mark.django_db

NOTE = "The parent asked for a review in writing."


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def put_on_hold(client, office, reason: str = "administrative_review") -> Hold:
    answer = client.post(
        f"/receipts/{office.identified}/acts/hold/", {"reason": reason, "note": NOTE}
    )
    assert answer.status_code == 302, text_of(answer)
    return Hold.objects.latest("id")


@pytest.fixture
def unpaid(office, client_of):
    """The family of the identified receipt cannot be paid, so that it can be held."""
    from posse.apps.books.models import Payable

    case = Case.objects.get(number=CASE)
    return Payable.objects.create(
        receipt_id=office.identified, case=case, account=300, amount_cents=30_000,
        release_on="2026-10-31",
    )  # fmt: skip


@pytest.mark.cites("CS-9.2-TOP-REV-2", "CS-9.2-TOP-REV-3", "CS-9.2-TOP-REV-4")
def test_the_page_of_a_review_says_what_the_worker_does(office, clerk, unpaid) -> None:
    hold = put_on_hold(clerk, office)
    page = text_of(clerk.get(f"/holds/{hold.pk}/"))
    cited = set(re.findall(r"TOP-REV-(\d)", page))
    assert cited == {"1", "2", "3", "4", "5", "6", "7"}
    assert "Ask the parent for proof" in page
    assert NOTE in page


def test_a_hold_is_listed_with_reason_age_and_amount(office, clerk, unpaid) -> None:
    hold = put_on_hold(clerk, office)
    page = text_of(clerk.get("/holds/"))
    assert f"See hold {hold.pk}" in page
    assert "Under administrative review" in page
    assert "2 holds, $300.00 together" in page
    assert "Nothing is on hold for this reason" in text_of(
        clerk.get("/holds/?reason=joint_refund")
    )
    rows = csv.reader(clerk.get("/holds.csv").content.decode().splitlines())
    row = next(row for row in rows if row[0] == str(hold.pk))
    assert row[1:4] == [f"R{office.identified}", CASE, "Under administrative review"]
    assert row[8] == "300.00"


def test_only_who_may_releases_a_hold_and_only_once(office, client_of, unpaid) -> None:
    hold = put_on_hold(client_of("caseworker"), office)
    said = {"trigger": "review_decided", "note": "The amount stands."}
    assert client_of("caseworker").post(f"/holds/{hold.pk}/", said).status_code == 403
    supervisor = client_of("supervisor")
    done = supervisor.post(f"/holds/{hold.pk}/", said, follow=True)
    assert "The hold is released" in text_of(done)
    assert HoldRelease.objects.get().recorded_by == "supervisor"
    again = supervisor.post(f"/holds/{hold.pk}/", said)
    assert again.status_code == 422
    assert HoldRelease.objects.count() == 1
    assert "The hold is over" in text_of(supervisor.get(f"/holds/{hold.pk}/"))
    assert "Was on hold" in text_of(supervisor.get(f"/receipts/{office.identified}/"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "up to 30 days"),
        (30, "up to 30 days"),
        (31, "31 to 90 days"),
        (180, "91 to 180 days"),
        (181, "more than 180 days"),
    ],
)
def test_ages_fall_into_their_bands_at_below_and_above(days, words) -> None:
    assert age_band(days) == words


def test_payments_that_wait_are_listed_by_what_hinders_them(office, clerk, unpaid) -> None:
    page = text_of(clerk.get("/waiting/"))
    assert "1 payment, $300.00 together" in page
    hindrance = re.search(r"\?hindrance=(\w*)", clerk.get("/waiting/").content.decode()).group(
        1
    )
    _, row = csv.reader(
        clerk.get(f"/waiting.csv?hindrance={hindrance}").content.decode().splitlines()
    )
    assert row[0] == f"R{office.identified}"
    assert row[-1] == "300.00"
    put_on_hold(clerk, office)
    assert "On hold: Under administrative review" in text_of(
        clerk.get("/waiting/?hindrance=on_hold")
    )
    assert "No payment waits for this reason" in text_of(
        clerk.get("/waiting/?hindrance=nothing")
    )


def test_the_books_of_today_count_each_worklist(office, clerk, unpaid) -> None:
    put_on_hold(clerk, office)
    page = text_of(clerk.get("/money/"))
    assert re.search(r"On hold 2 \$300.00 together", page)
    assert re.search(r"Waiting for a second person 1 \$45.00 together", page)
    assert re.search(r"Payments that wait 1 \$300.00 together", page)
