"""The commands that make partners' files of enforcement and take in their answers."""

import json
from datetime import date

import pytest
from tests.builders import build_case
from tests.payments import start_run
from typer.testing import CliRunner

from posse.apps.enforcement.models import RemedyState
from posse.cli.app import app
from posse.services.books.posting import do_fold

pytestmark = pytest.mark.django_db
DAY = "2026-10-05"
ON = date(2026, 10, 5)


@pytest.fixture
def case():
    found = build_case(monthly_cents=None, arrears={"never_assigned": 300_000})
    for remedy in ("federal_tax_offset", "credit_bureau", "lottery"):
        RemedyState.objects.create(
            obligor=found.obligor, remedy=remedy, is_eligible=True, state="submitted",
            since=ON, amount_cents=300_000, noticed_on=date(2026, 9, 1),
            last_submitted_on=ON, submitted_cents=300_000,
        )  # fmt: skip
    do_fold(obligors=[found.obligor_id], through=ON, run=start_run(ON, key="fold"))
    return found


def run(*arguments, code=0):
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("file", [["offset"], ["credit"], ["inquiry", "lottery"]])
def test_a_file_is_made_once_and_lies_in_the_outbox_again_when_asked(file, tmp_path):
    arguments = ["submit", *file, "--date", DAY, "--outbox", tmp_path, "--json"]
    first = json.loads(run(*arguments))
    [path] = (tmp_path / DAY).iterdir()
    content = path.read_bytes()
    path.unlink()
    again = json.loads(run(*arguments))
    assert (first["was_made"], again["was_made"]) == (True, False)
    assert (path.name, path.read_bytes()) == (first["name"], content)
    assert again["sha256"] == first["sha256"]


@pytest.mark.usefixtures("case")
def test_an_answer_is_told_in_words_with_its_findings(tmp_path):
    made = json.loads(run("submit", "offset", "--date", DAY, "--outbox", tmp_path, "--json"))
    line = (tmp_path / DAY / made["name"]).read_text("ascii").splitlines()[0]
    control = "WYCTL" + "".join(f"{count:09d}" for count in (0, 0, 0, 1, 0, 0))
    rejects = tmp_path / "rejects.txt"
    rejects.write_text(f"{line[:83]:<123}12{'':10}TEST\n{control:<245}\n", encoding="ascii")
    told = run("answers", "offset-rejects", rejects, "--date", DAY, code=1)
    assert "1 records" in told
    assert "came back with 12" in told
    again = run("answers", "offset-rejects", rejects, "--date", DAY)
    assert "already received" in again


def test_a_file_that_is_none_is_refused_and_says_why(tmp_path):
    path = tmp_path / "nonsense.txt"
    path.write_bytes(b"\xff\x00 nonsense")
    for command in (["offset-rejects"], ["offset-collections"], ["matches", "fidm"]):
        named = path.with_name(f"{command[0]}.txt")
        named.write_bytes(path.read_bytes() + command[0].encode())
        assert "refused" in run("answers", *command, named, "--date", DAY, code=2)
    assert "cannot be read" in run(
        "answers", "matches", "fidm", tmp_path / "none.txt", "--date", DAY, code=2
    )


def test_a_partner_that_no_file_asks_is_refused():
    assert "asked by no file" in run("submit", "inquiry", "horses", "--date", DAY, code=2)
