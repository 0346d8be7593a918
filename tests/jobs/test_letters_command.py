"""The command prints what waits, once, and writes a batch again when asked."""

import json
from datetime import date

import pytest
from tests.builders import BY, build_case, give_address
from tests.jobs.test_commands import posse

from posse.apps.records.models import PrintBatch
from posse.services.notices.issuing import NoticeRequest, do_issue_notices

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)


@pytest.fixture
def waiting():
    case = build_case()
    give_address(case.obligor)
    request = NoticeRequest(
        key="passport:1", case=case, participant_id=case.obligor_id,
        values={"past_due_cents": 312500}, about="The passport was refused.",
    )  # fmt: skip
    do_issue_notices(notice="passport_denial", requests=[request], on=ON, by=BY)


def test_what_waits_is_printed_once(waiting, tmp_path):
    told = json.loads(posse("letters", "--date", ON, "--outbox", tmp_path, "--json").stdout)
    assert told["letters"] == 1
    folder = tmp_path / "mail" / f"2026-10-01-{told['batch']}"
    assert {file.name for file in folder.iterdir()} == {"letters.pdf", "manifest.csv"}
    again = posse("letters", "--date", ON, "--outbox", tmp_path)
    assert "No letter waits" in again.stdout


def test_a_batch_is_written_again_after_a_full_disk(waiting, tmp_path):
    outbox = tmp_path / "outbox"
    outbox.write_text("in the way")
    failed = posse("letters", "--date", ON, "--outbox", outbox)
    assert failed.exit_code == 2
    assert "--batch writes it again" in failed.stderr
    outbox.unlink()
    [batch] = PrintBatch.objects.all()
    assert posse("letters", "--batch", batch.pk, "--outbox", outbox).exit_code == 0
    assert (outbox / "mail" / f"2026-10-01-{batch.pk}" / "manifest.csv").exists()


def test_a_batch_that_is_not_there_is_refused(db):
    assert posse("letters", "--batch", "999999").exit_code == 2
