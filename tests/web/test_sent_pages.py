"""Files to partners on their pages: what went out, whom it left out, and written by hand."""

import re

import pytest
from django.test import Client
from tests.office import CASE, THIRD_DAY
from tests.sent_files import family

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState, SendingFinding
from posse.apps.payments.models import OutboundFile
from posse.config.home import home
from posse.web import workday

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def acted_on(monkeypatch) -> None:
    """Pages act on the office's third day."""
    monkeypatch.setattr(workday, "today", lambda: THIRD_DAY)
    for module in ("posse.web.views.sent", "posse.web.views.acting"):
        monkeypatch.setattr(f"{module}.acting_date", lambda: THIRD_DAY)


@pytest.fixture
def clerk(client_of) -> Client:
    return client_of("sdu clerk")


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.cites("CS-9.2-TOP-DIST-2")
def test_each_partner_shows_its_last_file_and_its_next_day(office, clerk) -> None:
    page = clerk.get("/sent/")
    assert page.templates[0].name == "enforcement/sent.html"
    told = text_of(page)
    assert "Federal offset" in told
    assert "Tue, Oct 13, 2026" in told
    assert "Wyoming State Lottery" in told
    name = OutboundFile.objects.get(pk=office.enforced.sent).name
    assert name in told
    assert name not in text_of(clerk.get("/sent/?kind=credit-bureaus"))
    assert name in clerk.get("/sent.csv?kind=lottery").content.decode()
    assert "Files to partners" in text_of(clerk.get("/enforcement/"))


def test_a_file_is_written_by_hand_once_and_laid_out_again_as_it_was(office, clerk) -> None:
    case = family(ssn="", remedies=["federal_admin_offset"])
    address = "/sent/federal-offset/write/"
    assert "what changed since its last file" in text_of(clerk.get(address))
    done = text_of(clerk.post(address, follow=True))
    assert "2 could not be told" in done
    file = OutboundFile.objects.get(kind="federal offset")
    laid = home() / "outbox" / str(THIRD_DAY) / file.name
    assert laid.read_bytes() == bytes(file.content)
    states = list(RemedyState.objects.values_list("obligor", "remedy", "state"))
    assert "It is the same bytes" in text_of(clerk.post(address, follow=True))
    laid.unlink()
    assert "byte for byte" in text_of(clerk.post(f"/sent/{file.pk}/again/", follow=True))
    assert laid.read_bytes() == bytes(file.content)
    assert list(RemedyState.objects.values_list("obligor", "remedy", "state")) == states
    page = clerk.get(f"/sent/{file.pk}/")
    assert page.templates[0].name == "enforcement/sent_file.html"
    assert case.number in text_of(page)


def test_who_was_left_out_is_hidden_where_the_case_is_closed(office, clerk) -> None:
    case = Case.objects.get(number=office.enforced.case)
    file = OutboundFile.objects.get(pk=office.enforced.sent)
    SendingFinding.objects.create(
        kind=file.kind, business_date=file.business_date, file=file, case=case, field="SSN",
        code="ssn", reason="No number.", recorded_by="test",
    )  # fmt: skip
    address = f"/sent/{file.pk}/"
    assert case.number in text_of(clerk.get(address))
    clerk.post(
        f"/cases/{CASE}/people/{office.obligor}/acts/conflict/",
        {"relation": "relative", "note": "My cousin."},
    )
    assert case.number not in text_of(clerk.get(address))


def test_a_partner_without_a_file_says_why(office, clerk) -> None:
    SendingFinding.objects.create(
        kind="credit bureaus", business_date=THIRD_DAY, file=None, case=None, field="File",
        code="not_made", reason="No bureau gave a number.", recorded_by="night",
    )  # fmt: skip
    assert "No file went out: No bureau gave a number." in text_of(clerk.get("/sent/"))


def test_only_who_sends_files_writes_one(office, client_of) -> None:
    auditor = client_of("auditor")
    assert "Write it now" not in text_of(auditor.get("/sent/"))
    assert auditor.post("/sent/federal-offset/write/").status_code == 403
    assert not OutboundFile.objects.filter(kind="federal offset").exists()
    assert (
        client_of("caseworker").get(f"/sent/{office.enforced.sent}/again/").status_code == 403
    )
    assert auditor.get("/sent/nonsense/write/").status_code == 404
    assert auditor.get(f"/sent/{office.outbound}/").status_code == 404
