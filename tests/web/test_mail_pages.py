"""Staff see how notices look, print what waits, save a batch and record what came back."""

import csv
import io

import pypdfium2
import pytest
from pytest_django.asserts import assertTemplateUsed
from tests.office import CASE

from posse.apps.cases.models import Case
from posse.apps.records.models import PrintBatch, ReturnedMail
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.notices.printing import do_print_letters
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(office, outbox):
    """One notice that waits, after whatever the office's own nights wrote was printed."""
    do_print_letters(on=acting_date(), by="bench", outbox=outbox)
    case = Case.objects.get(number=CASE)
    [letter] = do_issue_notices(
        notice="passport_denial",
        requests=[
            NoticeRequest(
                key="passport:test",
                case=case,
                participant_id=case.obligee_id,
                values={"past_due_cents": 312500},
                about="The passport was refused.",
            )
        ],
        on=acting_date(),
        by="bench",
    )
    return letter


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    monkeypatch.setenv("POSSE_HOME", str(tmp_path))
    return tmp_path


def test_every_notice_is_listed_with_its_law_and_its_samples(client_of):
    answer = client_of("auditor").get("/notices/")
    assertTemplateUsed(answer, "records/notices.html")
    shown = answer.content.decode()
    for told in (
        "before federal offsets",
        "CS-9.2-TOP-NOT-1",
        "/notices/levy_parent/sample-es.pdf",
    ):
        assert told in shown, told


def test_notices_stand_below_their_program(client_of):
    shown = client_of("auditor").get("/notices/").content.decode()
    care, support = shown.split("<h2>Child support</h2>")
    assert "<h2>Child care</h2>" in care
    assert "/notices/care_denial/sample-es.pdf" in care
    assert "/notices/levy_parent/sample-en.pdf" in support


@pytest.mark.parametrize(("address", "status"), [
    ("/notices/levy_parent/sample-en.pdf", 200),
    ("/notices/dunning/sample-en.pdf", 404),
    ("/notices/levy_parent/sample-fr.pdf", 404),
])  # fmt: skip
def test_a_sample_is_a_pdf_in_each_language_and_of_no_other(client_of, address, status):
    answer = client_of("caseworker").get(address)
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(b"%PDF")


def test_what_waits_is_printed_once_and_saved_as_often_as_wanted(client_of, notice):
    clerk = client_of("sdu clerk")
    assert "1 letter waits to be printed" in clerk.get("/mail/").content.decode()
    assert clerk.post("/mail/print/").status_code == 302
    assert clerk.post("/mail/print/").status_code == 422
    answer = clerk.get("/mail/")
    assertTemplateUsed(answer, "records/mail.html")
    batch = PrintBatch.objects.latest("id")
    assert batch.letter_count == 1
    letters = clerk.get(f"/mail/{batch.pk}/letters.pdf")
    assert len(pypdfium2.PdfDocument(letters.content)) == 1
    manifest = clerk.get(f"/mail/{batch.pk}/manifest.csv").content.decode()
    [line] = csv.DictReader(io.StringIO(manifest))
    assert line["case"] == CASE


@pytest.mark.parametrize("role", ["caseworker", "auditor", "supervisor"])
def test_who_may_not_print_neither_prints_nor_saves(client_of, notice, role):
    client = client_of(role)
    assert client.post("/mail/print/").status_code == 403
    assert client.get("/mail/1/letters.pdf").status_code == 403
    assert "Print what waits" not in client.get("/mail/").content.decode()


def test_a_batch_that_is_not_there_is_not_found(client_of):
    assert client_of("state office").get("/mail/999999/manifest.csv").status_code == 404


def test_a_letter_that_came_back_says_so_on_its_page(client_of, notice):
    worker = client_of("caseworker")
    page = f"/letters/{notice.pk}/acts/returned/"
    told = {"reason": "moved", "note": "No forwarding order"}
    assert worker.post(page, told).status_code == 302
    assert worker.post(page, told).status_code == 422
    shown = worker.get(f"/letters/{notice.pk}/").content.decode()
    assert "moved, left no address" in shown
    assert "No forwarding order" in shown
    assert ReturnedMail.objects.get().letter == notice
