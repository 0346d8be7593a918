"""POWER on its pages: applied for, sent on, decided."""

import re

import pytest
from tests.records import picture

from posse.apps.care.models import CareCase
from posse.apps.records.choices import DocumentKind
from posse.services.records.uploads import do_store_upload
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.cites("CC-401-F", "CC-401-F-1", "CC-401-F-2")
def test_a_specialist_follows_an_application_for_power(office, client_of) -> None:
    case, on = f"/care/cases/{office.cared.case}/", acting_date()
    desk = client_of("benefit specialist")
    form = f"{case}people/{office.cared.adult}/acts/power/"
    page = text_of(desk.get(form))
    assert "Find out whether an applicant for POWER" in page
    assert "Send a copy of the request for child care to the case manager" in page
    said = {"applied_on": on, "must_work": "on", "needs_care": "on", "manager": "Will"}
    assert "stands in the record already" in text_of(desk.post(form, said))
    listed = desk.get(f"{case}power/")
    assert listed.templates[0].name == "care/power.html"
    assert "Will Workmade" in text_of(listed)
    told = desk.post(
        f"{case}power/{office.cared.power}/acts/tell/",
        {"what": "sent", "happened_on": on, "words": "By post to Will Workmade"},
        follow=True,
    )
    assert "The request for child care went to the work programme" in text_of(told)
    assert desk.get(f"{case}power/0/acts/tell/").status_code == 404
    assert "POWER" in text_of(desk.get(case))


@pytest.mark.cites("CC-401-F-1")
def test_the_paper_that_the_case_manager_gets_a_copy_of_stands_on_the_page(
    office, client_of
) -> None:
    desk = client_of("benefit specialist")
    address = f"/care/cases/{office.cared.case}/power/"
    assert "No paper of a request for child care lies in the record." in text_of(
        desk.get(address)
    )
    case = CareCase.objects.get(number=office.cared.case)
    paper = do_store_upload(
        name="request.png", content=picture(), media_type_claimed="image/png",
        care_application=case.applications.latest("id"), kind=DocumentKind.APPLICATION,
        is_from_family=True, on=acting_date(), by="test",
    )  # fmt: skip
    page = desk.get(address).content.decode()
    assert f'href="/care/documents/{paper.pk}/">request.png' in page
    assert desk.get(f"/care/documents/{paper.pk}/").status_code == 200


@pytest.mark.cites("CC-401-F-2")
def test_days_that_nothing_carries_are_refused_in_words(office, client_of) -> None:
    desk = client_of("benefit specialist")
    case, number = office.cared.case, office.cared.application
    url = f"/care/cases/{case}/applications/{number}/acts/power-days/"
    assert "Authorize while POWER is decided" in text_of(desk.get(url))
    assert "Nobody of the case has an open application for POWER" in text_of(desk.post(url, {}))


@pytest.mark.cites("CC-1318-A", "CC-1319-A-2")
def test_who_takes_an_end_back_reads_what_to_verify(office, client_of) -> None:
    cared, desk = office.cared, client_of("benefit specialist")
    url = f"/care/cases/{cared.case}/authorizations/{cared.authorization}/acts/take-back/"
    page = text_of(desk.get(url))
    assert "Record what changed, such as a new activity" in page
    assert "does not begin again while a hearing is pending" in page
    assert "No end of this family lies ahead" in text_of(desk.post(url, {"words": "A job"}))
