"""Examples of kind ledger: what the money core does not decide is refused with a reason."""

from datetime import date

import pytest

from posse.examples.ledger_worlds import World
from posse.examples.runner import run_examples

ORDER = (
    '{type: order, id: O1, case: A, amount: "400.00", frequency: monthly,'
    ' from: "2026-01-01", recorded: "2026-01-01"}'
)
MODIFICATION = (
    '{type: modification, of: O2, amount: "1.00", from: "2026-01-01", recorded: "2026-01-01"}'
)
FOSTER_CARE = (
    '{type: assistance, case: A, program: TITLE_IV_E, grant_month: "1.00",'
    ' from: "2026-01-01", recorded: "2026-01-01"}'
)
HEAD = "examples:\n  - id: A\n    kind: ledger\n    inputs: {facts: ["
TAIL = ']}\n    expected: {states: [{as_of: "2026-01-31", known_on: "2026-01-31"%s}]}\n'


def refusal(tmp_path, *facts, asked=""):
    """The reason for which an example is not run, or fails."""
    file = tmp_path / "made_up.yaml"
    file.write_text(HEAD + ", ".join([ORDER, *facts]) + TAIL % asked)
    outcome = run_examples([file])
    assert not outcome.passed
    [reason] = [failure.actual["error"] for failure in outcome.failures] + [
        error.reason for error in outcome.errors
    ]
    return reason


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ('{type: reversal, of: O1, date: "2026-02-02"}', "'reversal' are not decided yet"),
        ('{type: judgment, case: A, amount: "1.00"}', "'judgment' are not decided yet"),
        ('{type: receipt, id: R1, amount: "1.00"}', "needs received, recorded, source"),
        ("{id: R1}", "type is one of order, modification"),
        (ORDER.replace("case: A,", 'case: A, grant_month: "1.00",'), "has no grant_month"),
        (MODIFICATION, "no order has the id 'O2'"),
        (FOSTER_CARE, "'TITLE_IV_E' is not decided yet"),
        ("{type: gift}", "'gift' is none of order"),
    ],
)
def test_fact_that_cannot_be_folded_is_refused_with_the_reason(tmp_path, fact, said):
    assert said in refusal(tmp_path, fact)


def test_a_day_that_was_not_known_yet_is_refused(tmp_path):
    asked = '}, {as_of: "2026-02-01", known_on: "2026-01-31"'
    assert "as of 2026-02-01 is not known on 2026-01-31" in refusal(tmp_path, asked=asked)


def test_a_receivable_of_an_earlier_day_is_refused(tmp_path):
    asked = '}, {as_of: "2026-01-30", known_on: "2026-01-31", receivable: "0.00"'
    assert "only as of the day on which it is known" in refusal(tmp_path, asked=asked)


def test_a_wrong_balance_fails(tmp_path):
    file = tmp_path / "made_up.yaml"
    file.write_text(HEAD + ORDER + TAIL % ', balances: {A: {current: "399.99"}}')
    [failure] = run_examples([file]).failures
    [state] = failure.actual["states"]
    assert state["balances"]["A"]["current"] == "400.00"


def test_facts_learned_later_are_not_known():
    facts = [{"recorded": "2026-01-03"}, {"recorded": "2026-01-02"}, {"recorded": "2026-01-04"}]
    world = World(facts, known_on=date(2026, 1, 3), as_of=date(2026, 1, 3))
    assert [fact["recorded"] for fact in world.known] == ["2026-01-02", "2026-01-03"]
