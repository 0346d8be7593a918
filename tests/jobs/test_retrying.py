"""A refused file is tried again once its cause is mended: by whom, why, and only once."""

import json
import signal
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import build_case, give_address
from tests.jobs.test_killed_nightly import process
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, put_in_inbox
from tests.payments import receive as receive_file
from typer.testing import CliRunner

from posse.apps.books.models import Refold
from posse.apps.instruments.models import DisbursementEvent, Warrant
from posse.apps.payments.models import FileFinding, FileRetry, InboundFile, Receipt
from posse.apps.runs.models import Run
from posse.cli.app import app
from posse.formats.findings import file_finding
from posse.formats.instruments import write_warrant_answer
from posse.services.books.balances import balance_report_for_day
from posse.services.money_in import receipts, retrying
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.money_in.retrying import do_retry_file
from posse.services.money_out import warrant_answers

pytestmark = pytest.mark.django_db

NOTE = "The limit of the check was wrong; it is mended."


@pytest.fixture
def wrong_check(monkeypatch) -> Iterator[pytest.MonkeyPatch]:
    """A check that refuses every file, until it is mended by ``undo``."""
    finding = file_finding(None, "file", code="wrong", reason="A check that is wrong itself.")
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "checks", lambda *_, **__: [finding])
        yield patch


def refused(patch: pytest.MonkeyPatch) -> InboundFile:
    content = payment_file(payment(build_case(), 10_000))
    assert receive_file(content).is_refused
    patch.undo()
    return InboundFile.objects.get()


def retry(file: InboundFile, *, note: str = NOTE, on=NEXT_DAY):
    return do_retry_file(file=file, note=note, on=on, by="kit", today=on)


@pytest.mark.cites("45 CFR 302.51(a)(4)")
def test_what_a_retry_brings_is_collected_on_the_day_on_which_the_file_came(wrong_check):
    file = refused(wrong_check)
    assert not Receipt.objects.exists()
    outcome = retry(file)
    receipt = Receipt.objects.get()
    assert (outcome.words, outcome.receipt_cents) == ("accepted", 10_000)
    assert (receipt.effective_on, receipt.recorded_on) == (RECEIVED_ON, NEXT_DAY)
    assert (receipt.file, receipt.recorded_by) == (file, "kit")
    assert Refold.objects.filter(obligor=receipt.obligor).exists()


def test_a_retry_keeps_who_did_it_and_why_and_leaves_the_refusal_as_it_was(wrong_check):
    file = refused(wrong_check)
    retry(file)
    kept = FileRetry.objects.get()
    assert (kept.recorded_by, kept.note, kept.state) == ("kit", NOTE, "accepted")
    assert (kept.effective_on, kept.recorded_on) == (RECEIVED_ON, NEXT_DAY)
    file.refresh_from_db()
    assert (file.state, file.final_state) == ("refused", "accepted")
    assert FileFinding.objects.get(file=file).retry is None
    assert Run.objects.get(pk=kept.run_id).steps.get().amount_cents == 10_000


def test_a_file_that_is_still_bad_is_refused_again_with_what_is_wrong_now(wrong_check):
    content = payment_file(payment(build_case()))[:400]
    receive_file(content)
    wrong_check.undo()
    file = InboundFile.objects.get()
    assert retry(file).is_refused
    found = FileFinding.objects.filter(file=file, retry__isnull=False)
    assert found.exclude(code="wrong").exists()
    assert retry(file).is_refused
    assert FileRetry.objects.count() == 2
    assert not Receipt.objects.exists()


def test_what_was_accepted_is_never_tried_again(wrong_check):
    file = refused(wrong_check)
    retry(file)
    with pytest.raises(ValueError, match="accepted at a later trial"):
        retry(file)
    assert (FileRetry.objects.count(), Receipt.objects.count()) == (1, 1)
    good = payment_file(payment(build_case(), 20_000))
    receive_file(good)
    with pytest.raises(ValueError, match="accepted when it came"):
        retry(InboundFile.objects.get(state="accepted"))


def test_the_database_itself_refuses_a_second_acceptance_and_a_retry_of_a_good_file(
    wrong_check,
):
    file = refused(wrong_check)
    retry(file)
    kept = FileRetry.objects.get()
    receive_file(payment_file(payment(build_case(), 20_000)))
    for other in (file, InboundFile.objects.get(state="accepted")):
        with pytest.raises(IntegrityError), transaction.atomic():
            FileRetry.objects.create(
                file=other,
                note=NOTE,
                state="accepted",
                run=kept.run,
                effective_on=RECEIVED_ON,
                recorded_on=NEXT_DAY,
                recorded_by="kit",
            )


def test_the_same_bytes_that_come_again_after_a_retry_post_nothing(wrong_check):
    file = refused(wrong_check)
    retry(file)
    outcome = receive_file(bytes(file.content), on=NEXT_DAY, name="again.ach")
    assert (outcome.words, outcome.state) == ("already received", "accepted")
    assert Receipt.objects.count() == 1


def test_a_retry_needs_a_note(wrong_check):
    file = refused(wrong_check)
    with pytest.raises(ValueError, match="the note is missing"):
        retry(file, note=" ")
    assert not FileRetry.objects.exists()
    assert not Run.objects.filter(key__startswith="retry").exists()


def test_a_file_of_which_something_was_posted_by_hand_is_not_tried_again(wrong_check):
    file = refused(wrong_check)
    do_post_receipt(
        case=build_case(),
        amount_cents=10_000,
        source="income_withholding",
        collected_on=RECEIVED_ON,
        payor_name="EXAMPLE",
        note="Read off the file.",
        on=NEXT_DAY,
        by="kit",
        finding=FileFinding.objects.get(file=file),
    )
    with pytest.raises(ValueError, match="posted by hand already"):
        retry(file)


def test_a_night_after_a_retry_distributes_it_and_its_books_agree(tmp_path, wrong_check):
    content = payment_file(payment(build_case(), 10_000))
    put_in_inbox(tmp_path, content, name="pay.ach")
    night(tmp_path, RECEIVED_ON)
    wrong_check.undo()
    assert not Receipt.objects.exists()
    retry(InboundFile.objects.get())
    night(tmp_path, NEXT_DAY)
    report = balance_report_for_day(NEXT_DAY)
    assert report.agrees
    assert Receipt.objects.get().distributions.exists()
    assert Receipt.objects.get().paid_lines.exists()


def test_nothing_is_recorded_on_a_closed_day(tmp_path, wrong_check):
    file = refused(wrong_check)
    night(tmp_path, NEXT_DAY)
    with pytest.raises(ValueError, match="closed through"):
        retry(file, on=NEXT_DAY)


def test_a_retry_that_breaks_off_leaves_nothing_and_can_be_done_again(monkeypatch, wrong_check):
    file = refused(wrong_check)

    def break_off(_run: Run) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(retrying, "do_finish_run", break_off)
        with pytest.raises(KeyboardInterrupt):
            retry(file)
    assert not Receipt.objects.exists()
    assert not FileRetry.objects.exists()
    assert not Run.objects.filter(key__startswith="retry").exists()
    retry(file)
    assert Receipt.objects.count() == 1


TRY_AGAIN = """
import os, signal
from datetime import date
import django
django.setup()
from posse.apps.payments.models import InboundFile
from posse.services.money_in import retrying
if {is_killed}:
    retrying.do_finish_run = lambda run: os.kill(os.getpid(), signal.SIGKILL)
on = date(2026, 10, 2)
file = InboundFile.objects.get()
retrying.do_retry_file(file=file, note="Mended.", on=on, by="kit", today=on)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_retry_killed_between_writing_and_ending_is_done_once(tmp_path, wrong_check):
    refused(wrong_check)
    name = str(connection.settings_dict["NAME"])
    killed = process(name, tmp_path, "-c", TRY_AGAIN.format(is_killed=True))
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert not Receipt.objects.exists()
    assert not FileRetry.objects.exists()
    again = process(name, tmp_path, "-c", TRY_AGAIN.format(is_killed=False))
    output, _ = again.communicate(timeout=120)
    assert again.returncode == 0, output
    assert (Receipt.objects.count(), FileRetry.objects.count()) == (1, 1)


def test_answers_about_warrants_are_tried_again_once_the_unit_s_account_is_mended(
    tmp_path, monkeypatch
):
    case = build_case(with_account=False)
    give_address(case.obligee)
    put_in_inbox(tmp_path, payment_file(payment(case, 10_000)), name="pay.ach")
    night(tmp_path)
    number = Warrant.objects.get().number
    row = [(number, 10_000, NEXT_DAY, "P")]
    answers = pl.DataFrame(
        row, schema=["number", "amount_cents", "answered_on", "status"], orient="row"
    )
    bank = warrant_answers.unit_bank(on=NEXT_DAY)
    content = write_warrant_answer(
        answers, account=bank.warrant_account_number, created_on=NEXT_DAY
    )
    with monkeypatch.context() as patch:
        other = replace(bank, warrant_account_number="WRONG")
        patch.setattr(warrant_answers, "unit_bank", lambda **_: other)
        # Not named as the inbox names them: its bytes say what it is.
        warrant_answers.do_receive_answer_by_hand(
            content=content, name="bank.txt", on=NEXT_DAY, by="kit", today=NEXT_DAY
        )
    file = InboundFile.objects.get(name="bank.txt")
    assert not DisbursementEvent.objects.exists()
    assert retry(file).receipt_count == 1
    assert DisbursementEvent.objects.get().kind == "cleared"
    assert FileRetry.objects.get().state == "accepted"


def posse(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_tries_a_refused_file_again_with_a_note(tmp_path, wrong_check):
    path = tmp_path / "pay.ach"
    path.write_bytes(payment_file(payment(build_case(), 10_000)))
    assert posse("receive", path, "--date", RECEIVED_ON).exit_code == 2
    wrong_check.undo()
    without = posse("receive", path, "--date", NEXT_DAY)
    assert without.exit_code == 2
    assert "already received" in without.output
    assert posse("receive", path, "--date", NEXT_DAY, "--again").exit_code == 2
    result = posse("receive", path, "--date", NEXT_DAY, "--again", "--note", NOTE, "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["outcome"] == "accepted"
    assert Receipt.objects.get().effective_on == RECEIVED_ON
    assert posse("receive", path, "--date", NEXT_DAY).exit_code == 0


def test_the_command_tries_nothing_again_that_never_came(tmp_path):
    path = tmp_path / "pay.ach"
    path.write_bytes(payment_file(payment(build_case(), 10_000)))
    result = posse("receive", path, "--date", NEXT_DAY, "--again", "--note", NOTE)
    assert result.exit_code == 2
    assert "never came in" in result.output
    assert not InboundFile.objects.exists()
