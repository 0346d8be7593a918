"""What ``posse clauses`` says, and how a test run earns and loses its claims."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from posse.cli import clause_report
from posse.cli.app import app, main
from posse.rules.citations import citation_fault, clause_ids_in

TESTS = Path(__file__).resolve().parents[1]


def clauses(*arguments):
    result = CliRunner().invoke(app, ["clauses", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_list_for_programs_has_every_clause_once():
    rows = json.loads(clauses("--json"))
    assert len(rows) == len({row["id"] for row in rows}) == 1418
    assert set(rows[0]) == {"id", "cited_in", "tested"}


def test_files_said_to_cite_a_clause_do():
    rows = json.loads(clauses("--json"))
    cited = [(row["id"], file) for row in rows for file in row["cited_in"]]
    assert cited
    assert [pair for pair in cited if pair[0] not in (TESTS.parent / pair[1]).read_text()] == []


def test_missing_and_used_clauses_make_up_the_document():
    everything = {row["id"] for row in json.loads(clauses("--json", "--document", "CS-9.2"))}
    missing = {
        row["id"] for row in json.loads(clauses("--json", "--missing", "--document", "CS-9.2"))
    }
    assert len(everything) == 173
    assert missing < everything
    assert "CS-9.2-TOP-JOINT-3" in everything - missing


def test_unknown_document_is_refused():
    result = CliRunner().invoke(app, ["clauses", "--document", "CS-99"])
    assert result.exit_code == 2
    assert "CS-9.2" in result.output


def test_tested_is_what_the_record_of_the_last_run_says(tmp_path, monkeypatch):
    record = tmp_path / "tested_clauses.json"
    monkeypatch.setattr(clause_report, "_RECORD", record)
    assert not any(row["tested"] for row in json.loads(clauses("--json")))
    record.write_text(json.dumps({"claims": {"tests/a.py::test_b": ["CS-17-ACC-1"]}}))
    rows = json.loads(clauses("--json"))
    assert [row["id"] for row in rows if row["tested"]] == ["CS-17-ACC-1"]


def test_broken_law_file_ends_the_command_with_one_clear_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "profiles").mkdir()
    monkeypatch.setenv("POSSE_POLICY", str(tmp_path))
    (tmp_path / "schema").symlink_to(TESTS.parent / "policy" / "schema")
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "support.csv").write_text("id\nXX-1\n")
    monkeypatch.setattr(sys, "argv", ["posse", "clauses"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "XX-1: of none of the documents" in capsys.readouterr().err


@pytest.mark.parametrize(
    "citation", ["45 CFR 302.51(a)(1)", "42 USC 654b(d)", "W.S. 20-6-106(m)", "OCSE AT-09-03"]
)
def test_citation_in_a_fixed_form_is_accepted(citation):
    assert citation_fault(citation) is None


@pytest.mark.parametrize("citation", ["45 C.F.R. 302.51", "CFR 302", "42 U.S.C. 657", "law"])
def test_citation_in_another_form_is_refused(citation):
    assert "fixed forms" in citation_fault(citation)


def test_clause_ids_are_found_inside_sentences():
    text = "As (CS-9.2-TOP-JOINT-3, CS-IRG-F2.1-b) and CC-200-minor. Not XCS-17-A, not CS-99-B."
    assert clause_ids_in(text) == {"CS-9.2-TOP-JOINT-3", "CS-IRG-F2.1-b", "CC-200-minor"}


@pytest.fixture
def small_suite(tmp_path):
    """A folder with its own tests, run by its own pytest with the record's plugin."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = cites(*clauses): c\n")
    cites = "import pytest\n\n@pytest.mark.cites('{}')\ndef test_{}():\n    assert {}\n"
    (tmp_path / "test_one.py").write_text(
        cites.format("CS-17-A", "a", True) + cites.format("CS-17-B", "b", True)
    )
    (tmp_path / "test_two.py").write_text(cites.format("CS-17-C", "c", True))
    return tmp_path


def claims_after(folder, *arguments):
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "clause_record", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(TESTS), "PATH": ""},
        capture_output=True,
        check=False,
    )
    record = json.loads((folder / ".cache" / "tested_clauses.json").read_text())
    assert {clause for cites in record["claims"].values() for clause in cites} == set(
        record["clauses"]
    )
    return set(record["clauses"])


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_passing_tests_claim_what_they_cite(small_suite, workers):
    assert claims_after(small_suite, *workers) == {"CS-17-A", "CS-17-B", "CS-17-C"}


def test_partial_run_leaves_the_claims_of_other_tests(small_suite):
    claims_after(small_suite)
    assert claims_after(small_suite, "test_two.py") == {"CS-17-A", "CS-17-B", "CS-17-C"}
    assert claims_after(small_suite, "-k", "test_a") == {"CS-17-A", "CS-17-B", "CS-17-C"}
    assert claims_after(small_suite, "test_one.py::test_a") == {"CS-17-A", "CS-17-B", "CS-17-C"}


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_failing_test_loses_its_claim(small_suite, workers):
    claims_after(small_suite)
    file = small_suite / "test_one.py"
    file.write_text(
        file.read_text().replace("test_a():\n    assert True", "test_a():\n    1 / 0")
    )
    assert claims_after(small_suite, *workers) == {"CS-17-B", "CS-17-C"}


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_vanished_test_loses_its_claim(small_suite, workers):
    claims_after(small_suite)
    file = small_suite / "test_one.py"
    file.write_text(file.read_text().replace("def test_a", "def once_test_a"))
    (small_suite / "test_two.py").unlink()
    assert claims_after(small_suite, *workers) == {"CS-17-B"}
