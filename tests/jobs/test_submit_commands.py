"""The commands that make partners' files of enforcement and take in their answers."""

import json
from datetime import date

import pytest
from tests.builders import build_case
from tests.partners import number_of, prize, table
from tests.payments import start_run
from typer.testing import CliRunner

from posse.apps.enforcement.models import RemedyState
from posse.cli.app import app
from posse.services.books.posting import do_fold

pytestmark = pytest.mark.django_db
DAY, LATER = "2026-10-05", "2026-10-13"
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


def test_an_answer_is_taken_in_by_what_its_name_says(case, tmp_path):
    path = tmp_path / "draw.lottery.csv"
    path.write_bytes(table("lottery_answer", prize(case), on=ON))
    assert "1 acted on" in run("answers", "file", path, "--date", DAY)
    strange = tmp_path / "draw.csv"
    strange.write_bytes(b"")
    assert ".lottery.csv" in run("answers", "file", strange, "--date", DAY, code=2)


def test_what_stands_at_the_federal_office_is_held_against_what_was_sent(case, tmp_path):
    run("submit", "offset", "--date", DAY, "--outbox", tmp_path)
    number = number_of(case)
    record = f"{'':8}{number}{case.number:<15}{'TESTERLY':<20}{'NOEL':<15}"
    same, less = (f"{record}{dollars:08d}N" for dollars in (3_000, 2_500))
    for name, line, code in (("same", same, 0), ("less", less, 1)):
        path = tmp_path / f"{name}.offset-standing.txt"
        path.write_text(f"{line:<300}\n", encoding="ascii")
        told = run("answers", "file", path, "--date", LATER, code=code)
    assert "$2,500.00 stands there, and $3,000.00 was sent last" in told
    none = tmp_path / "none.offset-standing.txt"
    other = same.replace(number, "999000111").replace(case.number, "C1".ljust(len(case.number)))
    none.write_text(f"{other:<300}\n", encoding="ascii")
    told = run("answers", "file", none, "--date", LATER, code=1)
    assert "was never submitted" in told
    assert "does not stand at the federal office" in told
