"""The commands say what happened in words, in JSON and by exit code."""

import json
import socket

import pytest
from tests.builders import build_case
from tests.files.ach_files import with_text
from tests.payments import payment, payment_file, put_in_inbox
from typer.testing import CliRunner

from posse.apps.payments.models import InboundFile, Receipt
from posse.cli.app import app

pytestmark = pytest.mark.django_db

DAY = "2026-10-01"


def posse(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def nightly(home, *words, day=DAY):
    folders = ("--inbox", home / "inbox", "--outbox", home / "outbox")
    return posse("nightly", "--date", day, *folders, *words)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "pay.ach"
    path.write_bytes(payment_file(payment(build_case(), 10_000), payment(None, 20_000)))
    return path


def test_receiving_a_good_file_exits_0_and_prints_its_totals(file):
    result = posse("receive", file, "--date", DAY)
    assert result.exit_code == 0
    assert "accepted" in result.output
    assert "$300.00" in result.output
    assert "in suspense" in result.output


def test_receiving_it_again_exits_0_and_says_when_it_came(file):
    posse("receive", file, "--date", DAY)
    result = posse("receive", file, "--date", "2026-10-02")
    assert result.exit_code == 0
    assert "already received on 2026-10-01" in result.output
    as_json = json.loads(posse("receive", file, "--date", "2026-10-02", "--json").output)
    assert (as_json["outcome"], as_json["first_received_on"]) == ("already received", DAY)


def test_a_check_posts_nothing(file):
    result = posse("receive", file, "--check", "--json", "--date", DAY)
    told = json.loads(result.output)
    assert told["receipts"] == {"count": 2, "amount": "300.00"}
    assert told["posted"] is False
    assert not InboundFile.objects.exists()


def test_rejected_records_exit_1_and_name_line_field_and_reason(file):
    file.write_bytes(with_text(file.read_bytes(), 3, 12, text="9"))
    result = posse("receive", file, "--date", DAY)
    assert result.exit_code == 1
    assert "Check Digit" in result.output
    told = json.loads(posse("receive", file, "--check", "--json").output)
    assert told["outcome"] == "already received"


def test_a_refused_file_exits_2_and_posts_nothing(file):
    file.write_bytes(file.read_bytes()[:300])
    result = posse("receive", file, "--date", DAY)
    assert result.exit_code == 2
    assert "refused as a whole" in result.output
    assert not Receipt.objects.exists()
    again = posse("receive", file, "--date", DAY)
    assert again.exit_code == 2
    assert "already received on 2026-10-01 (refused)" in again.output


@pytest.mark.parametrize("name", ["absent.ach", "."])
def test_a_file_that_cannot_be_read_exits_2_with_a_clear_line(tmp_path, name):
    result = posse("receive", tmp_path / name)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
    assert "Traceback" not in result.output


def test_nothing_is_received_for_a_closed_day(file, tmp_path):
    nightly(tmp_path)
    result = posse("receive", file, "--date", DAY)
    assert result.exit_code == 2
    assert "closed through 2026-10-01" in result.stderr


def test_a_night_exits_0_and_prints_the_balance(file, tmp_path):
    put_in_inbox(tmp_path, file.read_bytes(), name="a.ach")
    result = nightly(tmp_path)
    assert result.exit_code == 0
    assert "All accounts add up to zero ($0.00): holds." in result.output
    assert "Made up for the demo" in result.output


def test_a_night_for_a_program_is_json_alone(file, tmp_path):
    put_in_inbox(tmp_path, file.read_bytes(), name="a.ach")
    told = json.loads(nightly(tmp_path, "--json").output)
    assert told["report"]["agrees"] is True
    assert [step["step"] for step in told["steps"]][:2] == ["receive", "returns"]
    assert json.loads(nightly(tmp_path, "--json").output)["was_finished"] is True


def test_a_refused_night_exits_2(tmp_path):
    result = nightly(tmp_path, day="2026-10-03")
    assert result.exit_code == 2
    assert "no business day" in result.stderr


def test_a_night_that_stops_on_the_way_exits_3_and_says_run_it_again(file, tmp_path):
    put_in_inbox(tmp_path, file.read_bytes(), name="a.ach")
    (tmp_path / "outbox").write_text("in the way")
    result = nightly(tmp_path)
    assert result.exit_code == 3
    assert "run the same command again" in result.stderr
    (tmp_path / "outbox").unlink()
    assert nightly(tmp_path).exit_code == 0


def test_the_balance_of_a_closed_day_is_printed_at_any_time(tmp_path):
    assert posse("balance").exit_code == 2
    build_case()
    nightly(tmp_path)
    assert posse("balance").exit_code == 0
    assert json.loads(posse("balance", "--date", DAY, "--json").output)["is_closed"] is True


def test_serving_on_a_taken_port_exits_2_and_says_so():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = posse("serve", "--port", taken.getsockname()[1])
    assert result.exit_code == 2
    assert "choose another by --port" in result.stderr


def test_a_server_named_by_address_is_not_started_or_stopped_here(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://example/posse")
    assert posse("database", "url").output.strip() == "postgresql://example/posse"
    for word in ("start", "stop"):
        result = posse("database", word)
        assert result.exit_code == 2
        assert "started and stopped elsewhere" in result.stderr


@pytest.mark.parametrize("command", ["receive", "nightly", "balance", "serve"])
def test_help_says_what_the_exit_codes_mean(command):
    assert "Exit code 0" in posse(command, "--help").output
