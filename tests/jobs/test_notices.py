"""Notices are written once, printed once with a manifest, and recorded when they come back."""

import csv
import io
from datetime import date

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from tests.builders import BY, build_case, give_address
from tests.unit.test_payment_record_page import text_of

from posse.apps.records.models import (
    Letter,
    PrintBatch,
    PrintedLetter,
    ReturnedMail,
    StoredFile,
)
from posse.apps.work.models import Task
from posse.rules.errors import LawError
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.notices.printing import do_print_letters, do_write_batch, letters_waiting
from posse.services.notices.returned import do_record_returned_mail
from posse.services.register.safety import do_mark_family_violence

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
TOLD = {"on": ON, "by": BY}


def asked(case, key="passport:1", **more):
    return NoticeRequest(
        key=key, case=case, participant_id=case.obligor_id, about="The passport was refused.",
        values={"past_due_cents": 312500}, **more,
    )  # fmt: skip


def issue(*requests):
    return do_issue_notices(notice="passport_denial", requests=requests, **TOLD)


@pytest.fixture
def case():
    made = build_case()
    give_address(made.obligor)
    return made


def test_a_notice_is_kept_as_it_goes_with_its_address(case):
    [letter] = issue(asked(case))
    assert text_of(bytes(letter.stored.content)).count("$3,125.00") == 1
    assert letter.address[0] in text_of(bytes(letter.stored.content))
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(about="Something else.")


def test_a_second_run_writes_no_second_notice(case):
    assert len(issue(asked(case), asked(case, "passport:2"))) == 2
    assert issue(asked(case), asked(case, "passport:2")) == []
    assert Letter.objects.count() == 2


def test_one_bad_request_writes_no_notice_at_all(case):
    bad = NoticeRequest(key="x", case=case, values={"past_due_cents": "much"}, about="Nothing.")
    with pytest.raises(LawError, match="needs money for past_due_cents"):
        issue(asked(case), bad)
    assert not Letter.objects.exists()


@pytest.mark.cites("42 USC 654(26)")
def test_a_protected_address_stands_neither_on_the_letter_nor_in_the_manifest(case, tmp_path):
    do_mark_family_violence(
        participant=case.obligor, is_on=True, basis="court", note="", **TOLD
    )
    [letter] = issue(asked(case))
    assert letter.is_address_protected
    assert letter.address == []
    printed = do_print_letters(outbox=tmp_path, **TOLD)
    [line] = csv.DictReader(io.StringIO(printed.manifest.read_text()))
    assert (line["by_hand"], line["city_line"], line["name"]) == ("yes", "", "")


def test_a_bank_gets_its_letter_without_being_in_the_register(case):
    request = NoticeRequest(
        key="levy:1", case=case, name="Made-Up Bank",
        address=("9 Example Avenue", "Casper, WY"),
        values={
            "holder_name": "Robin", "ssn_last_4": "0000", "amount_cents": 100,
            "accounts": [{"account": "ending in 1", "kind": "Checking"}],
        },
        about="An account was levied.",
    )  # fmt: skip
    [letter] = do_issue_notices(notice="levy_institution", requests=[request], **TOLD)
    assert letter.participant_id is None
    assert letter.address == ["Made-Up Bank", "9 Example Avenue", "Casper, WY"]


def test_a_batch_is_one_pdf_in_the_order_of_its_manifest(case, tmp_path):
    issue(*(asked(case, f"passport:{number}") for number in range(3)))
    assert letters_waiting() == 3
    printed = do_print_letters(outbox=tmp_path, **TOLD)
    lines = list(csv.DictReader(io.StringIO(printed.manifest.read_text())))
    assert [line["first_page"] for line in lines] == ["1", "2", "3"]
    assert len(pypdfium2.PdfDocument(printed.letters)) == 3
    assert letters_waiting() == 0
    assert do_print_letters(outbox=tmp_path, **TOLD) is None


def test_a_batch_whose_files_were_lost_is_written_again_byte_for_byte(case, tmp_path):
    issue(asked(case))
    printed = do_print_letters(outbox=tmp_path / "one", **TOLD)
    again = do_write_batch(printed.batch, outbox=tmp_path / "two")
    assert again.manifest.read_bytes() == printed.manifest.read_bytes()
    assert text_of(again.letters.read_bytes()) == text_of(printed.letters.read_bytes())


def test_a_full_disk_loses_no_batch(case, tmp_path):
    issue(asked(case))
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(NotADirectoryError):
        do_print_letters(outbox=tmp_path, **TOLD)
    [batch] = PrintBatch.objects.all()
    (tmp_path / "mail").unlink()
    assert do_write_batch(batch, outbox=tmp_path).letters.exists()
    assert PrintedLetter.objects.count() == 1


def test_a_letter_that_came_back_opens_a_task_once(case):
    [letter] = issue(asked(case))
    do_record_returned_mail(letter=letter, reason="moved", **TOLD)
    [task] = Task.objects.filter(kind="mail_came_back")
    assert "moved, left no address" in task.subject
    assert task.due_on == date(2026, 10, 15)
    with pytest.raises(ValueError, match="was recorded on Oct 1, 2026"):
        do_record_returned_mail(letter=letter, reason="refused", **TOLD)
    assert ReturnedMail.objects.count() == 1


def test_a_letter_that_never_went_by_post_cannot_come_back(case):
    do_mark_family_violence(
        participant=case.obligor, is_on=True, basis="court", note="", **TOLD
    )
    [letter] = issue(asked(case))
    with pytest.raises(ValueError, match="not sent by post"):
        do_record_returned_mail(letter=letter, reason="moved", **TOLD)


def test_the_same_bytes_are_kept_once(case):
    issue(asked(case), asked(case, "passport:2"))
    assert StoredFile.objects.count() == 1
