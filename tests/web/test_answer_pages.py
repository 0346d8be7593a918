"""Partners' answers on their pages: listed with what asks for a person, and answered there."""

import re

import pytest
from django.test import Client
from tests.office import THIRD_DAY, user_name
from tests.partners import number_of, stand
from tests.payments import start_run

from posse.apps.cases.models import Case
from posse.apps.doors.models import Viewing
from posse.apps.payments.models import FileFinding, OutboundFile, Receipt
from posse.services.enforcement.files.receiving import do_take_answer
from posse.services.enforcement.files.sending import do_write_offset_file

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def clerk(client_of) -> Client:
    return client_of("sdu clerk")


@pytest.fixture
def offset(office) -> FileFinding:
    """A collection of an offset that waits to be posted."""
    case = Case.objects.get(number=office.enforced.case)
    assert number_of(case)
    stand(case, "federal_tax_offset", on=THIRD_DAY)
    do_write_offset_file(on=THIRD_DAY, by="test", today=THIRD_DAY)
    sent = bytes(OutboundFile.objects.get(kind="federal offset").content).decode()
    head = sent.splitlines()[0][:64] + f"{150_000:011d}{20_000:011d}" + "0" * 11
    do_take_answer(
        content=(head.ljust(224) + "N" + " " * 20).encode() + b"\n",
        name="week.offset-collections.txt", kind="offset_collections", received_on=THIRD_DAY,
        run=start_run(THIRD_DAY, key="offset"),
    )  # fmt: skip
    return FileFinding.objects.get(file__kind="offset_collections")


def test_the_list_shows_each_file_with_what_asks_for_a_person(office, clerk) -> None:
    page = clerk.get("/answers/")
    assert page.templates[0].name == "enforcement/answers.html"
    told = text_of(page)
    assert "draw.lottery.csv" in told
    assert "1 finding asks for a person" in told
    assert "draw.lottery.csv" in text_of(clerk.get("/answers/?kind=lottery&open=1"))
    assert "No file is of this kind" in text_of(clerk.get("/answers/?kind=insurance"))
    assert "draw.lottery.csv" in clerk.get("/answers.csv?kind=nonsense").content.decode()
    assert "Partners' answers" in clerk.get("/runs/").content.decode()


def test_a_finding_is_answered_on_its_page_and_asks_no_more(office, clerk) -> None:
    address = f"/findings/{office.enforced.finding}/acts/answer/"
    page = clerk.get(f"/files/{office.enforced.answer}/")
    assert address in page.content.decode()
    assert "nobody here has the number" in text_of(clerk.get(address))
    assert clerk.post(address, {"note": ""}).status_code == 422
    done = clerk.post(address, {"note": "The winner lives elsewhere."}, follow=True)
    assert "asks nobody any more" in text_of(done)
    told = text_of(clerk.get(f"/files/{office.enforced.answer}/"))
    assert "The winner lives elsewhere. sdu-clerk" in told
    listed = clerk.get(f"/files/{office.enforced.answer}/findings.csv").content.decode()
    assert "The winner lives elsewhere." in listed
    assert "0 findings ask" in text_of(clerk.get("/answers/"))
    again = clerk.post(address, {"note": "Again"})
    assert again.status_code == 422
    assert "There is nothing to do here any more" in text_of(again)


def test_who_may_only_read_answers_nothing(office, client_of) -> None:
    address = f"/findings/{office.enforced.finding}/acts/answer/"
    auditor = client_of("auditor")
    assert "Your role may look but not do this" in text_of(auditor.get(address))
    assert auditor.post(address, {"note": "No"}).status_code == 403


def test_a_finding_asks_only_for_acts_that_fit_it(office, clerk) -> None:
    for act in ("post", "take-back", "nonsense"):
        assert clerk.get(f"/findings/{office.enforced.finding}/acts/{act}/").status_code == 404
    assert clerk.get("/findings/999999/acts/answer/").status_code == 404


def test_an_offset_is_posted_from_its_finding(office, clerk, offset) -> None:
    address = f"/findings/{offset.pk}/acts/post/"
    assert address in clerk.get(f"/files/{offset.file_id}/").content.decode()
    said = {"source": "federal_tax_refund_offset", "note": "The office's list"}
    done = text_of(clerk.post(address, said, follow=True))
    receipt = Receipt.objects.get(finding=offset)
    assert f"$200.00 is posted as receipt R{receipt.pk}" in done
    assert "$200.00 posted" in text_of(clerk.get(f"/files/{offset.file_id}/"))


@pytest.mark.cites("26 USC 6103")
def test_a_file_of_offsets_is_closed_to_whoever_may_not_see_tax_refunds(
    office, client_of, offset
) -> None:
    for role, status in (("investigator", 403), ("sdu clerk", 200)):
        client = client_of(role)
        for address in (
            f"/files/{offset.file_id}/", f"/files/{offset.file_id}/findings.csv",
            f"/findings/{offset.pk}/acts/answer/",
        ):  # fmt: skip
            assert client.get(address).status_code == status, address
        seen = Viewing.objects.filter(user__username=user_name(role), door="tax_information")
        assert seen.filter(answer="opened" if status == 200 else "refused").count() == 3
