"""The command ``posse explain``."""

import json

import pytest
from tests.builders import build_case
from tests.jobs.test_posting import fold_all, receive, start_run
from typer.testing import CliRunner

from posse.cli.app import app

pytestmark = pytest.mark.django_db


def test_a_receipt_is_explained_by_its_number_with_or_without_the_letter():
    receipt = receive(build_case(), 1_050)
    fold_all(start_run())
    for number in (str(receipt.pk), f"R{receipt.pk}", f"r{receipt.pk}"):
        printed = CliRunner().invoke(app, ["explain", "receipt", number])
        assert printed.exit_code == 0
        assert "$10.50 of this month's support" in " ".join(printed.output.split())
        assert "45 CFR" in printed.output


def test_a_program_reads_the_explanation_as_json():
    receipt = receive(build_case(), 1_050)
    fold_all(start_run())
    printed = CliRunner().invoke(app, ["explain", "receipt", str(receipt.pk), "--json"])
    assert json.loads(printed.output)["steps"][0]["amount"] == "10.50"


@pytest.mark.parametrize("number", ["0", "abc", "R"])
def test_an_unknown_receipt_is_a_clear_error(number):
    printed = CliRunner().invoke(app, ["explain", "receipt", number])
    assert printed.exit_code == 2
    assert "there is no receipt" in printed.output
