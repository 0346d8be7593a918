"""A worker writes a notice of delinquency; who may not work withholding cannot."""

import pytest
from tests.office import CASE

from posse.apps.records.models import Letter

pytestmark = pytest.mark.django_db
ADDRESS = f"/cases/{CASE}/income/delinquency/"


def notices():
    return Letter.objects.filter(kind="withholding_notice")


@pytest.mark.cites("CS-IRG-G10", "CS-IRG-G10-b")
def test_the_notice_is_written_once_a_day_and_says_until_when_it_can_be_contested(
    office, client_of
):
    worker = client_of("caseworker")
    page = worker.get(ADDRESS).content.decode()
    assert "by a petition within twenty days" in page
    answer = worker.post(ADDRESS, {"served_on": ""}, follow=True)
    assert "To be contested by" in answer.content.decode()
    again = worker.post(ADDRESS, {"served_on": ""})
    assert "written today already" in again.content.decode()
    assert notices().count() == 1


def test_a_day_of_service_before_the_notice_is_refused(office, client_of):
    answer = client_of("caseworker").post(ADDRESS, {"served_on": "2026-01-02"})
    assert "or later" in answer.content.decode()
    assert not notices().exists()


def test_an_auditor_writes_no_notice(office, client_of):
    assert client_of("auditor").post(ADDRESS, {"served_on": ""}).status_code == 403
