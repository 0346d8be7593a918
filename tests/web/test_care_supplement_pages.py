"""A supplement for special needs on its pages, from the question to the payment by hand."""

import csv

import pytest
from tests.web.test_care_release_pages import text_of

from posse.apps.supplements.models import Supplement
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
ORDER = ("need_verified", "provider_qualified", "other_services_used", "undue_hardship")


def show_all(client, page: str) -> str:
    told = ""
    for name in ORDER:
        said = {"condition": name, "words": "Dr. Feverfew, on paper", "document": ""}
        told = text_of(client.post(f"{page}acts/show/", said, follow=True))
    return told


@pytest.mark.cites(
    "CC-1101-O", "CC-1101-O-1", "CC-1101-O-2", "CC-1101-O-3", "CC-1101-O-4", "CC-1101-O-5",
)  # fmt: skip
def test_asked_shown_approved_and_paid_by_hand(office, client_of):
    desk, boss, fiscal = (
        client_of(role) for role in ("benefit specialist", "supervisor", "fiscal")
    )
    page = f"/care/supplements/{office.cared.supplement}/"
    first = desk.get(page)
    assert first.templates[0].name == "care/supplement.html"
    assert "Nothing is added: not all is on file" in text_of(first)
    assert "All is on file; a supervisor decides." in show_all(desk, page)
    answer = {"is_approved": "yes", "words": "A second helper is needed at meals"}
    assert desk.post(f"{page}acts/decide/", answer).status_code == 403
    told = text_of(boss.post(f"{page}acts/decide/", answer, follow=True))
    assert "$180.00 a month are approved." in told
    month = acting_date().replace(day=1)
    listed = desk.get(f"/care/supplements/?month={month:%Y-%m}")
    assert listed.templates[0].name == "care/supplements.html"
    assert "$180.00 to be paid yet." in text_of(listed)
    paid = {"month": f"{month}", "reference": "W-77"}
    assert desk.post(f"{page}acts/pay/", paid).status_code == 403
    assert "W-77" in text_of(fiscal.post(f"{page}acts/pay/", paid, follow=True))
    rows = fiscal.get(f"/care/supplements.csv?month={month:%Y-%m}").content.decode()
    [row] = list(csv.DictReader(rows.splitlines()))
    assert (row["Amount"], row["Number in WOLFS"]) == ("180.00", "W-77")
    assert "$0.00 to be paid yet." in text_of(
        fiscal.get(f"/care/supplements/?month={month:%Y-%m}")
    )


@pytest.mark.cites("CC-A1-C-10-a", "CC-A1-C-10-c", "CC-1101-O-3", "CC-1101-O-5")
def test_guidance_stands_where_the_act_happens(office, client_of):
    page = f"/care/supplements/{office.cared.supplement}/acts"
    boss = client_of("supervisor")
    assert "a reasonable accommodation is not charged" in text_of(boss.get(f"{page}/decide/"))
    assert "Ask the family which other services" in text_of(boss.get(f"{page}/show/"))
    pay = text_of(client_of("fiscal").get(f"{page}/pay/"))
    assert "Pay it in WOLFS, outside the run of payments" in pay


def test_it_is_asked_for_on_the_page_of_a_case_and_refused_in_words(office, client_of):
    desk = client_of("benefit specialist")
    form = f"/care/cases/{office.cared.case}/supplements/new/"
    row = Supplement.objects.get(pk=office.cared.supplement)
    care = row.care_case.arrangements.filter(child=row.child).latest("id")
    said = {"care": care.pk, "begins_on": f"{acting_date()}", "amount": "90", "need": "Sight"}
    again = desk.post(form, said)
    assert "is open or runs" in text_of(again)
    boss, refusal = client_of("supervisor"), {"is_approved": "no", "words": "No hardship"}
    boss.post(f"/care/supplements/{row.pk}/acts/decide/", refusal)
    assert "Refused on" in text_of(desk.get(f"/care/supplements/{row.pk}/"))
    assert "is asked for" in text_of(desk.post(form, said, follow=True))
    ended = {"ends_on": f"{acting_date()}", "words": "Over"}
    over = desk.post(f"/care/supplements/{row.pk}/acts/end/", ended)
    assert "Only what was approved ends." in text_of(over)
    assert desk.get("/care/supplements/99999999/").status_code == 404
    assert desk.get("/care/supplements/?month=soon").status_code == 200
