"""The example runner: strict on input, exact on output, and the same in every order."""

import json
import re
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from posse.cli.app import app
from posse.examples.compare import agrees
from posse.examples.files import load_examples
from posse.examples.keys import day, money, money_or_by_case, one_of
from posse.examples.model import Example
from posse.examples.runner import Outcome, run_examples, run_group
from posse.rules.errors import LawError
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law

GOOD = """\
  - id: {id}
    kind: deadline
    cites: []
    inputs: {{rule: TF005, event_date: "2026-03-10"}}
    expected: {{due: "{due}", clock: calendar}}
"""


def example_file(folder, body, *, name="made_up.yaml", head="examples:\n"):
    file = folder / name
    file.write_text(head + body)
    return file


def posse(*arguments):
    return CliRunner().invoke(app, ["examples", *map(str, arguments)])


def test_examples_of_the_law_pass(record_property):
    """All of policy/**/examples.yaml; those that pass claim the clauses they cite."""
    outcome = run_examples([policy_root()])
    record_property(
        "example_cites",
        {
            f"{example.path.relative_to(policy_root().parent)}::{example.id}": example.cites
            for example in outcome.passed
        },
    )
    assert [failure.to_json() for failure in outcome.failures] == []
    assert outcome.errors == []
    assert len(outcome.passed) > 50


def test_passing_file_exits_zero(tmp_path):
    file = example_file(tmp_path, GOOD.format(id="A", due="2026-03-30"))
    result = posse(file, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.output) == {"passed": 1, "failed": 0, "failures": []}


def test_failing_example_exits_one_and_shows_the_difference(tmp_path):
    body = GOOD.format(id="A", due="2026-03-30") + GOOD.format(id="B", due="2026-03-31")
    file = example_file(tmp_path, body)
    result = posse(file, "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.output) == {
        "passed": 1,
        "failed": 1,
        "failures": [
            {
                "id": "B",
                "kind": "deadline",
                "path": str(file),
                "expected": {"due": "2026-03-31", "clock": "calendar"},
                "actual": {"due": "2026-03-30", "clock": "calendar"},
            }
        ],
    }
    text = posse(file)
    assert text.exit_code == 1
    assert "B (deadline, wyoming): due expected '2026-03-31', was '2026-03-30'" in text.output


def test_alternative_result_is_accepted(tmp_path):
    body = GOOD.format(id="A", due="2026-03-31")
    file = example_file(tmp_path, body + '    also_acceptable: [{due: "2026-03-30"}]\n')
    assert posse(file).exit_code == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind: deadline", "kind: performance"), "kind 'performance' is not built yet"),
        (("kind: deadline", "kind: deadlines"), "there is no kind 'deadlines'"),
        (("cites: []", "profile: texas"), "no profile 'texas'.*wyoming"),
        (("rule: TF005", "rule: TF005, on: x"), "inputs has no key 'on'.*event_date"),
        (("rule: TF005, ", ""), "inputs must have the key 'rule'"),
        (("clock: calendar", "watch: x"), "expected has no key 'watch'.*clock, due"),
        (("clock: calendar", "clock: lunar"), "'lunar' is none of.*calendar"),
        (("2026-03-10", "10 March"), "'10 March' is not a day"),
        (("cites: []", "sites: []"), "'sites' was unexpected"),
        (("id: A", "id: A\n    id: B"), "'id' stands here twice"),
    ],
)
def test_unknown_word_is_an_error_that_says_what_is_allowed(tmp_path, change, said):
    file = example_file(tmp_path, GOOD.format(id="A", due="2026-03-30").replace(*change))
    outcome = run_examples([file])
    assert not outcome.passed
    assert re.search(said, outcome.errors[0].reason)
    result = posse(file, "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.output)["errors"][0]["path"] == str(file)


def test_good_examples_run_although_another_cannot(tmp_path):
    body = GOOD.format(id="A", due="2026-03-30") + GOOD.format(id="B", due="x")
    result = posse(example_file(tmp_path, body))
    assert result.exit_code == 2
    assert "1 passed, 0 failed, 1 not run" in result.output


def test_same_id_twice_in_a_file_is_an_error(tmp_path):
    file = example_file(tmp_path, GOOD.format(id="A", due="2026-03-30") * 2)
    assert "twice" in load_examples([file]).errors[0].reason


def test_missing_path_and_empty_folder_are_errors(tmp_path):
    assert "no such file" in load_examples([tmp_path / "none"]).errors[0].reason
    assert "no example files" in load_examples([tmp_path]).errors[0].reason
    assert posse(tmp_path).exit_code == 2


def test_rule_that_cannot_answer_fails_its_example_alone(tmp_path):
    body = GOOD.format(id="A", due="2026-03-30")
    file = example_file(tmp_path, body + GOOD.format(id="B", due="x").replace("TF005", "TF108"))
    file.write_text(file.read_text().replace('"x"', '"2026-03-30"'))
    outcome = run_examples([file])
    assert [example.id for example in outcome.passed] == ["A"]
    assert "no number to count" in outcome.failures[0].actual["error"]


def test_example_inside_policy_must_cite_and_say_its_origin(tmp_path, monkeypatch):
    for folder in ("profiles", "schema", "federal", "wyoming", "clauses"):
        (tmp_path / folder).symlink_to(policy_root() / folder)
    monkeypatch.setenv("POSSE_POLICY", str(tmp_path))
    file = example_file(tmp_path, GOOD.format(id="A", due="2026-03-30"))
    reason = load_examples([file]).errors[0].reason
    assert "must cite" in reason
    assert "origin" in reason


def made_up(run, count=4):
    """A kind with the given ``run``, and examples that expect their own number."""
    kind = SimpleNamespace(
        KIND="made_up", INPUT_KEYS={}, REQUIRED_INPUT_KEYS=(), EXPECTED_KEYS={"n": int}, run=run
    )
    examples = [
        Example(
            id=str(n),
            kind="made_up",
            profile="wyoming",
            inputs={"n": n},
            expected={"n": n},
            path=policy_root(),
        )
        for n in range(count)
    ]
    outcome = Outcome()
    run_group(examples, kind=kind, law=load_law(), outcome=outcome)
    return outcome


def test_kind_that_agrees_in_every_order_passes():
    outcome = made_up(lambda examples, law: [{"n": each.inputs["n"]} for each in examples])
    assert (len(outcome.passed), outcome.failures) == (4, [])


@pytest.mark.parametrize(
    "run",
    [
        # Right for one row; with more, every row gets the first one's result.
        lambda examples, law: [{"n": examples[0].inputs["n"]} for _ in examples],
        # Right for one row and for rows in order; it sorts, so shuffling shows it.
        lambda examples, law: [{"n": n} for n in sorted(each.inputs["n"] for each in examples)],
        # Right alone; breaks on more than one.
        lambda examples, law: [{"n": each.inputs["n"]} for each in examples[:1]],
    ],
)
def test_disagreement_of_the_three_runs_is_a_failure(run):
    outcome = made_up(run)
    assert outcome.failures
    assert set(outcome.failures[0].actual) == {"single", "stacked", "shuffled"}


def test_law_error_in_one_example_leaves_the_others_stacked():
    def run(examples, law):
        if any(each.inputs["n"] == 2 for each in examples):
            raise LawError("two is not in the law")
        return [{"n": each.inputs["n"]} for each in examples]

    outcome = made_up(run)
    assert [example.id for example in outcome.passed] == ["0", "1", "3"]
    assert outcome.failures[0].actual == {"error": "two is not in the law"}


LINES = {
    "lines": [{"case": str, "bucket": str, "payee": str, "amount": money}],
    "ura_after": money_or_by_case,
    "totals": {"*": money},
    "until": day,
    "kind": one_of("a", "b"),
}


def line(case, bucket, amount):
    return {"case": case, "bucket": bucket, "payee": "family", "amount": amount}


@pytest.mark.parametrize(
    ("expected", "actual", "is_same"),
    [
        # Order does not matter, and lines told apart by nothing given are summed.
        ([line("A", "x", "1.00"), line("A", "y", "2.00")],
         [line("A", "y", "2.00"), line("A", "x", "1.00")], True),
        ([line("A", "x", "3.00")], [line("A", "x", "1.00"), line("A", "x", "2.00")], True),
        ([line("A", "x", "3.00")], [line("A", "x", "3.00"), line("A", "y", "0.00")], True),
        ([line("A", "x", "3.00")], [line("A", "x", "3.01")], False),
        ([line("A", "x", "3.00")], [line("B", "x", "3.00")], False),
        ([line("A", "x", "3.00")], [line("A", "x", "3.00"), line("A", "y", "1.00")], False),
        # A key no expected line gives does not tell lines apart.
        ([{"bucket": "x", "amount": "3.00"}],
         [line("A", "x", "1.00"), line("B", "x", "2.00")], True),
    ],
)  # fmt: skip
def test_lines_compare_as_sums_and_sets(expected, actual, is_same):
    assert agrees({"lines": expected}, {"lines": actual}, LINES) is is_same


@pytest.mark.parametrize(
    ("expected", "actual", "is_same"),
    [
        ({"until": "2026-03-10"}, {"until": "2026-03-10", "kind": "a"}, True),
        ({"until": "2026-03-10"}, {"kind": "a"}, False),
        ({"until": "2026-03-10"}, {"until": None}, False),
        ({"totals": {"state": "5"}}, {"totals": {"state": "5.00", "family": "1.00"}}, True),
        ({"totals": {"state": "5"}}, {"totals": {"family": "5.00"}}, False),
        ({"ura_after": "5.00"}, {"ura_after": {"A": "5.00"}}, True),
        ({"ura_after": "5.00"}, {"ura_after": {"A": "5.00", "B": "0.00"}}, False),
        ({"ura_after": {"A": "5.00"}}, {"ura_after": {"A": "5.00", "B": "0.00"}}, True),
    ],
)
def test_only_the_keys_given_are_compared(expected, actual, is_same):
    assert agrees(expected, actual, LINES) is is_same
