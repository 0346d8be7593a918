"""A refused file on its page: tried again by who may, with a note, and told ever after."""

import re

import pytest

from posse.apps.payments.models import FileRetry, InboundFile
from posse.formats.nacha import read_ach
from posse.services.money_in import receipts

pytestmark = pytest.mark.django_db

NOTE = "The reader was mended."


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def act(file: int) -> str:
    return f"/files/{file}/acts/retry/"


def test_a_file_still_torn_is_refused_again_and_both_readings_are_told(office, clerk) -> None:
    page = clerk.get(f"/files/{office.refused_file}/")
    assert f'href="{act(office.refused_file)}"' in page.content.decode()
    assert "Each time it was read" not in text_of(page)
    answer = clerk.post(act(office.refused_file), {"note": NOTE}, follow=True)
    told = text_of(answer)
    assert "The file was refused again." in told
    assert "Each time it was read" in told
    assert f"“{NOTE}”" in told
    assert FileRetry.objects.get().recorded_by == "sdu-clerk"
    assert f'href="{act(office.refused_file)}"' in answer.content.decode()


def test_a_file_that_is_good_now_is_accepted_once(office, clerk, monkeypatch) -> None:
    whole = InboundFile.objects.get(pk=office.file)
    # A reader that makes out what the torn one could not.
    monkeypatch.setattr(receipts, "read_ach", lambda _torn: read_ach(bytes(whole.content)))
    told = text_of(clerk.post(act(office.refused_file), {"note": NOTE}, follow=True))
    assert "Refused at first, and accepted on" in told
    assert "Ask the sender for a corrected file" not in told
    again = clerk.post(act(office.refused_file), {"note": NOTE})
    assert again.status_code == 422
    assert "was accepted at a later trial" in text_of(again)
    run = FileRetry.objects.get().run_id
    assert NOTE in text_of(clerk.get(f"/runs/{run}/"))
    assert "accepted" in text_of(clerk.get("/money/"))


def test_an_accepted_file_offers_no_second_trial(office, clerk) -> None:
    assert "What you can do" not in text_of(clerk.get(f"/files/{office.file}/"))
    page = clerk.get(act(office.file))
    assert "was accepted when it came" in text_of(page)
    assert '<form method="post" action="/files' not in page.content.decode()


def test_a_trial_needs_a_note_and_a_role(office, clerk, client_of) -> None:
    assert clerk.post(act(office.refused_file), {"note": " "}).status_code == 422
    auditor = client_of("auditor")
    assert "What you can do" not in text_of(auditor.get(f"/files/{office.refused_file}/"))
    assert auditor.post(act(office.refused_file), {"note": NOTE}).status_code == 403
    assert not FileRetry.objects.exists()
