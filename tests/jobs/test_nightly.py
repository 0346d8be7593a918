"""The nightly job runs once for a day however often it is called, and refuses slips."""

from datetime import date

import psycopg
import pytest
from django.db import connection
from tests.builders import build_case
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, put_in_inbox

from posse.apps.books.models import ClosingBalance, Posting
from posse.apps.payments.models import Disbursement, InboundFile, OutboundFile, Receipt
from posse.apps.runs.models import Run
from posse.jobs.nightly import NightlyRefused
from posse.services import runs
from posse.services.enforcement.files.kinds import REMEDIES_OF_FILE
from posse.services.money_out.outbound_files import OutboxNotWritable
from posse.services.runs import AnotherJobRuns, exclusive_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path):
    """An inbox with one payment of the first day."""
    put_in_inbox(tmp_path, payment_file(payment(build_case(), 30_000)), name="a.ach")
    return tmp_path


def posted():
    return Posting.objects.count(), Disbursement.objects.count(), ClosingBalance.objects.count()


def paid():
    """The file to the bank; the others of the day tell partners of enforcement."""
    return OutboundFile.objects.exclude(kind__in=REMEDIES_OF_FILE).get()


def test_a_run_leaves_a_row_for_each_step_with_what_came_in_and_out(home):
    outcome = night(home)
    steps = {step.name: step for step in outcome.steps}
    assert list(steps) == [
        "receive", "returns", "suspense", "holds", "fold", "prove", "stale", "disburse",
        "write", "remedies", "submit", "withholding", "closures", "reliability",
        "child care", "deadlines", "reminders", "close",
    ]  # fmt: skip
    receive = steps["receive"]
    assert (receive.part, receive.in_count, receive.out_count) == ("2026-10-01/a.ach", 1, 1)
    assert receive.checksum == InboundFile.objects.get().sha256
    written = {step.checksum for step in outcome.steps if step.name == "write"}
    assert written == set(OutboundFile.objects.values_list("sha256", flat=True))
    assert {outcome.total(name).amount_cents for name in ("receive", "disburse", "write")} == {
        30_000
    }
    assert Run.objects.get().state == "finished"


def test_second_run_of_same_day_posts_nothing(home):
    night(home)
    before = posted()
    outcome = night(home)
    assert outcome.was_finished
    assert "nothing was posted" in outcome.notes[0]
    assert posted() == before


def test_a_lost_file_is_written_again_byte_for_byte(home):
    night(home)
    path = home / "outbox" / "2026-10-01" / paid().name
    content = path.read_bytes()
    path.unlink()
    assert "is written again" in night(home).notes[1]
    assert path.read_bytes() == content
    path.write_bytes(content[:500])
    night(home)
    assert path.read_bytes() == content
    names = OutboundFile.objects.values_list("name", flat=True)
    assert sorted(each.name for each in path.parent.iterdir()) == sorted(names)


def test_a_file_that_comes_twice_is_told_once_and_posted_once(home):
    night(home)
    content = (home / "inbox" / "2026-10-01" / "a.ach").read_bytes()
    put_in_inbox(home, content, on=NEXT_DAY, name="again.ach")
    outcome = night(home, NEXT_DAY)
    again = [step for step in outcome.steps if step.name == "receive"]
    assert [(step.part, step.out_count) for step in again] == [("2026-10-02/again.ach", 0)]
    assert Receipt.objects.count() == 1
    later = night(home, date(2026, 10, 5))
    assert not [step for step in later.steps if step.name == "receive"]


def test_a_bad_file_does_not_hold_up_the_good_ones(home):
    put_in_inbox(home, b"not a payment file\n", name="0-bad.ach")
    outcome = night(home)
    assert Receipt.objects.count() == 1
    assert InboundFile.objects.filter(state="refused").count() == 1
    assert outcome.report.agrees


def test_what_cannot_be_read_is_told_and_looked_at_again(home):
    folder = home / "inbox" / "2026-10-01" / "folder.ach"
    folder.mkdir()
    outcome = night(home)
    assert "folder.ach was not read: Is a directory" in outcome.notes[0]
    folder.rmdir()
    put_in_inbox(home, payment_file(payment(None, 100)), name="folder.ach")
    night(home, NEXT_DAY)
    late = Receipt.objects.get(amount_cents=100)
    assert (late.effective_on, late.recorded_on) == (RECEIVED_ON, NEXT_DAY)


def test_files_of_later_days_and_other_folders_wait(home):
    put_in_inbox(home, payment_file(payment(None)), on=NEXT_DAY, name="later.ach")
    (home / "inbox" / "notes").mkdir()
    (home / "inbox" / "2026-10-01" / "read.me").write_text("no payment file")
    night(home)
    assert InboundFile.objects.count() == 1


def test_skipped_business_days_are_said_and_their_files_taken_in(home):
    night(home)
    put_in_inbox(home, payment_file(payment(None, 100)), on=NEXT_DAY, name="b.ach")
    outcome = night(home, date(2026, 10, 6))
    assert "No job ran for 2026-10-02, 2026-10-05" in outcome.notes[0]
    assert Receipt.objects.filter(effective_on=NEXT_DAY).exists()
    assert outcome.report.agrees


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 10, 3), "no business day.*2026-10-05"),
        # Columbus Day: state and federal offices are closed (42 USC 654b(d)).
        (date(2026, 10, 12), "no business day"),
        (date(2026, 9, 30), "closed through 2026-10-01"),
        (date(2062, 10, 2), "cannot be meant"),
    ],
)
@pytest.mark.cites("42 USC 654b(d)")
def test_a_date_that_cannot_be_meant_is_refused_and_nothing_is_done(home, on, words):
    night(home)
    before = posted()
    with pytest.raises(NightlyRefused, match=words):
        night(home, on)
    assert posted() == before
    assert Run.objects.count() == 1


def test_a_full_or_broken_outbox_loses_nothing(home):
    (home / "outbox").write_text("a file where the folder should be")
    with pytest.raises(OutboxNotWritable, match="Nothing is lost"):
        night(home)
    assert not ClosingBalance.objects.exists()
    (home / "outbox").unlink()
    outcome = night(home)
    assert "goes on where it stopped" in outcome.notes[0]
    assert Disbursement.objects.count() == 1
    assert outcome.report.is_closed
    kept = paid()
    assert (home / "outbox" / "2026-10-01" / kept.name).read_bytes() == bytes(kept.content)


def test_an_interrupted_day_is_finished_before_the_next_begins(home):
    (home / "outbox").write_text("a file where the folder should be")
    with pytest.raises(OutboxNotWritable):
        night(home)
    with pytest.raises(NightlyRefused, match="Run it again for 2026-10-01 first"):
        night(home, NEXT_DAY)


def test_what_arrives_after_the_payments_of_an_interrupted_day_still_agrees(home):
    (home / "outbox").write_text("a file where the folder should be")
    with pytest.raises(OutboxNotWritable):
        night(home)
    (home / "outbox").unlink()
    late = payment_file(payment(build_case(), 4_000), payment(None, 50))
    put_in_inbox(home, late, name="late.ach")
    outcome = night(home)
    assert outcome.report.agrees
    assert Disbursement.objects.get().amount_cents == 30_000
    night(home, NEXT_DAY)
    assert Disbursement.objects.latest("id").amount_cents == 4_000


def test_two_runs_at_once_are_told_apart(home):
    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [runs.JOB_LOCK])
        with (
            pytest.raises(AnotherJobRuns, match="Nothing was done"),
            exclusive_job(patience_seconds=1),
        ):
            pass
        with pytest.raises(AnotherJobRuns):
            night(home)
    assert not Run.objects.exists()
    night(home)
    assert Run.objects.get().state == "finished"


def test_an_empty_database_can_have_its_night(tmp_path):
    outcome = night(tmp_path)
    assert outcome.report.accounts == ()
    assert Run.objects.get().state == "finished"
