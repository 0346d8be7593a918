"""The command that reports people entered twice, and the one that estimates weights."""

import json

import pytest
from tests.builders import build_person
from typer.testing import CliRunner

from posse.apps.matching.models import DuplicateReport
from posse.cli.app import app
from posse.services.matching import estimating

pytestmark = pytest.mark.django_db


def posse(*words):
    done = CliRunner().invoke(app, ["duplicates", *words])
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture
def pair():
    build_person(surname="Umberfield", given_name="Robert", ssn="900431215")
    build_person(surname="Umberfield", given_name="Bob", ssn="900431251")


def test_the_report_is_made_and_told(pair) -> None:
    code, output = posse("--date", "2026-10-01")
    assert (code, output) == (
        0, "2 people compared in 1 pairs; 1 look like one person or share a number.",
    )  # fmt: skip
    assert DuplicateReport.objects.get().recorded_by == "posse duplicates"


def test_a_program_gets_counts(pair) -> None:
    told = json.loads(posse("--date", "2026-10-01", "--json")[1])
    assert told == {"people": 2, "compared": 1, "pairs": 1, "placeholder_numbers": 0}


def test_weights_are_not_estimated_from_a_handful(pair) -> None:
    code, output = posse("--estimate")
    assert (code, "too few to estimate from" in output) == (2, True)


def test_estimates_stand_beside_the_law_and_change_nothing(monkeypatch) -> None:
    monkeypatch.setattr(estimating, "PEOPLE_MIN", 40)
    for place in range(30):
        letters = "abcdefghijklmnopqrstuvwxyzäöüß"[place] * 2
        for given_name in ("Robert", "Robert" if place % 3 else "Bob"):
            build_person(
                surname=f"Thistle{letters}down", given_name=given_name,
                ssn=f"9004312{place:02d}", with_address=False,
            )  # fmt: skip
    code, output = posse("--estimate", "--json", "--date", "2026-10-01")
    assert code == 0
    rows = {(row["field"], row["level"]): row for row in json.loads(output)}
    nickname = rows["given_name", "nickname"]
    assert nickname["law_m"] == 0.06
    assert 0.2 < nickname["m"] < 0.5
    assert not DuplicateReport.objects.exists()
