"""The commands about warrants, what came back and what is overdue; each in one clear line."""

import json

import pytest
from tests.builders import build_case, give_address
from tests.jobs.test_instruments import NEXT_DAY, RECEIVED_ON, answers, pay
from tests.payments import night, payment
from typer.testing import CliRunner

from posse.apps.instruments.models import Warrant
from posse.cli.app import app

pytestmark = pytest.mark.django_db

NOTE = ["--note", "The payee called"]


@pytest.fixture
def number(tmp_path):
    """The number of a warrant of $100.00 that is out."""
    case = build_case(with_account=False)
    give_address(case.obligee)
    pay(tmp_path, payment(case, 10_000))
    return str(Warrant.objects.get().number)


def posse(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, " ".join(done.output.split())


def told(*words):
    code, output = posse(*words, "--json")
    return code, json.loads(output)


def test_a_warrant_that_is_out_is_listed_until_it_ends(number):
    [row] = told("warrants", "list")[1]
    assert (row["warrant"], row["amount"]) == (f"Warrant {number}", "100.00")
    assert posse("warrants", "void", number, *NOTE)[0] == 0
    assert posse("warrants", "list", "--date", "2030-01-01")[1].endswith(": none")


def test_a_stop_is_asked_for_and_confirmed_and_the_money_reissued(number):
    assert posse("warrants", "confirm-stop", number, *NOTE)[0] == 2
    assert posse("warrants", "stop", number, *NOTE)[0] == 0
    assert posse("warrants", "confirm-stop", number, *NOTE)[0] == 0
    code, output = posse("reissue", number)
    assert (code, output) == (
        0,
        f"Warrant {number} is reissued as Warrant {int(number) + 1}, $100.00",
    )
    code, output = posse("reissue", number)
    assert code == 2
    assert "was reissued on" in output


def test_what_came_back_is_listed_until_it_is_reissued(tmp_path, number):
    assert posse("warrants", "undeliverable", number, *NOTE)[0] == 0
    [row] = told("returns", "--date", "2030-01-01")[1]["came_back"]
    assert (row["payment"], row["amount"]) == (f"Warrant {number}", "100.00")
    assert row["why"] == "Came back as undeliverable mail"
    assert row["unclaimed_days"] > 365


def test_answers_of_the_bank_are_taken_in_once_and_what_fits_nothing_is_told(tmp_path, number):
    file = tmp_path / "bank.wans"
    file.write_bytes(answers((int(number), 10_000, NEXT_DAY, "P"), (7, 100, NEXT_DAY, "P")))
    words = ("warrants", "receive", file, "--date", NEXT_DAY)
    code, output = posse(*words)
    assert code == 1
    assert "1 warrants end, $100.00" in output
    assert "line 3: No warrant 7 was ever issued" in output
    assert posse(*words)[0] == 0
    code, output = posse("warrants", "stop", number, *NOTE)
    assert code == 2
    assert "paid by the bank" in output


def test_a_torn_file_of_answers_is_refused_and_a_missing_one_is_told(tmp_path, number):
    file = tmp_path / "torn.wans"
    file.write_bytes(answers((int(number), 10_000, NEXT_DAY, "P"))[:150])
    assert posse("warrants", "receive", file, "--date", NEXT_DAY)[0] == 2
    assert posse("warrants", "receive", tmp_path / "none.wans")[0] == 2


def test_overdue_money_is_told_with_its_time_frame_and_exit_code(tmp_path):
    pay(tmp_path, build_case_without_way())
    assert posse("overdue", "--date", RECEIVED_ON)[0] == 0
    code, [row] = told("overdue", "--date", "2026-10-12")
    assert code == 1
    assert (row["rule"], row["amount"], row["oldest_due_on"]) == (
        "TF100", "100.00", "2026-10-05",
    )  # fmt: skip
    assert "45 CFR 302.32(b)(3)(i)" in row["citations"]


def build_case_without_way():
    return payment(build_case(with_account=False), 10_000)


@pytest.mark.parametrize(
    "words", [("warrants", "void", "7", *NOTE), ("reissue", "D99"), ("reissue", "x")]
)
def test_a_number_that_there_is_not_is_one_line_and_exit_code_two(tmp_path, words):
    night(tmp_path)
    code, output = posse(*words)
    assert code == 2
    assert "there is no warrant or payment" in output
