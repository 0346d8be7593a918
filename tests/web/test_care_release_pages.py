"""Requests to see child care records on their pages, from the question to the answer."""

import re

import pytest

from posse.apps.releases.models import ReleaseRequest
from posse.services.pages.care.releases import confidential_on
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asked(client, cared, **said) -> ReleaseRequest:
    """A request that somebody took in on the page of a case."""
    form = f"/care/cases/{cared.case}/releases/new/"
    words = {"asker": "Una Officerly", "body": "", "purpose": "The address", **said}
    client.post(form, words)
    return ReleaseRequest.objects.latest("id")


@pytest.mark.cites("CC-403-SAFE-G", "CC-403-SAFE-F", "CC-402-B")
def test_a_specialist_takes_a_request_in_and_a_manager_alone_releases(office, client_of):
    desk, manager = client_of("benefit specialist"), client_of("district manager")
    page = f"/care/releases/{office.cared.asked}/"
    assert "It stays confidential: not all is shown" in text_of(desk.get(page))
    said = {"need": "function", "words": "42 USC 405, to set a benefit", "document": ""}
    assert "All is shown." in text_of(desk.post(f"{page}acts/show/", said, follow=True))
    answer = {"is_released": "yes", "words": "The income of September, by encrypted mail"}
    assert desk.post(f"{page}acts/answer/", answer).status_code == 403
    told = text_of(manager.post(f"{page}acts/answer/", answer, follow=True))
    assert "Released on" in told
    assert "The income of September" in told
    listed = manager.get("/care/releases/")
    assert listed.templates[0].name == "care/releases.html"
    assert manager.get(page).templates[0].name == "care/release.html"
    assert "released," in text_of(listed)


@pytest.mark.cites(
    "CC-403-CONF-B-1", "CC-403-CONF-B-2", "CC-403-CONF-B-3", "CC-403-CONF-B-4",
    "CC-403-CONF-B-5", "CC-403-CONF-B-6", "CC-403-CONF-B-7", "CC-403-SAFE-D",
)  # fmt: skip
def test_the_list_says_what_is_confidential_and_names_nobody(office, client_of):
    told = text_of(client_of("auditor").get("/care/releases/"))
    rows = confidential_on(acting_date())
    assert len(rows) == 7
    for row in rows:
        assert row.words.replace("'", "&#x27;") in told
    assert "Daycarely" not in told


@pytest.mark.cites("CC-403-SAFE-A-1", "CC-403-SAFE-A-2", "CC-403-SAFE-A-3")
def test_the_page_of_the_own_record_says_what_stays_shut(office, client_of):
    desk = client_of("benefit specialist")
    row = asked(desk, office.cared, ground="subject", participant=office.cared.adult)
    told = text_of(desk.get(f"/care/releases/{row.pk}/"))
    assert "Names of those who told something without the person" in told
    assert "How a prosecution of the person stands" in told
    assert "lease.png" in told


@pytest.mark.cites("CC-403-SAFE-J-3")
def test_a_report_to_child_protection_waits_for_nobody(office, client_of):
    desk = client_of("benefit specialist")
    row = asked(desk, office.cared, ground="child_protection", participant=office.cared.child)
    page = f"/care/releases/{row.pk}/"
    said = {"need": "danger", "words": "Bruises, seen by the provider", "document": ""}
    desk.post(f"{page}acts/show/", said)
    assert "Report it now; nobody has to approve it." in text_of(desk.get(page))
    report = {"words": "Told to the hotline at nine"}
    assert "The report is kept." in text_of(
        desk.post(f"{page}acts/report/", report, follow=True)
    )
    other = f"/care/releases/{office.cared.asked}/acts/report/"
    assert "a manager answers" in text_of(desk.post(other, report)).lower()


@pytest.mark.cites(
    "CC-403-SAFE-H-1", "CC-403-SAFE-H-2", "CC-403-SAFE-L-1", "CC-403-SAFE-L-1-a",
    "CC-403-SAFE-L-1-b", "CC-403-SAFE-I-2", "CC-403-SAFE-C", "CC-403-SAFE-K",
)  # fmt: skip
def test_guidance_stands_where_the_act_happens(office, client_of):
    manager = client_of("district manager")
    answer = text_of(manager.get(f"/care/releases/{office.cared.asked}/acts/answer/"))
    assert "Attorney General&#x27;s office. A release under an order carries no blame" in answer
    assert "Lock the computer when you leave it: Windows key and L" in answer
    taken = text_of(manager.get(f"/care/cases/{office.cared.case}/releases/new/"))
    assert "pass a copy to the state office" in taken
    printing = text_of(client_of("state office").get("/mail/print/"))
    assert "Send no holiday greetings" in printing
    assert "free medical checks" in printing
