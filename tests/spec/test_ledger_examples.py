"""Examples of kind ledger: facts that contradict each other are refused with the reason."""

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
RECEIPT = (
    '{type: receipt, id: R1, amount: "400.00", source: voluntary, received: "2026-01-20",'
    ' recorded: "2026-01-20"}'
)
REVERSAL = '{type: reversal, of: R1, date: "2026-01-21", recorded: "2026-01-21"}'
HOLD = '{type: hold, id: H1, of: R1, recorded: "2026-01-20"}'
RELEASE = '{type: release, of: H1, date: "2026-01-25", recorded: "2026-01-25"}'
ASSISTANCE = '{type: assistance, case: A, from: "2026-01-01", recorded: "2026-01-01", %s}'
JUDGMENT = (
    '{type: judgment, case: A, amount: "1.00", date: "2026-01-05", recorded: "2026-01-05",'
    " kind: %s}"
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
        ('{type: judgment, case: A, amount: "1.00"}', "'judgment' needs date, recorded"),
        (JUDGMENT % "interest", "a judgment is of kind arrears or retroactive"),
        ('{type: receipt, id: R1, amount: "1.00"}', "needs received, recorded, source"),
        ("{id: R1}", "type is one of order, modification"),
        (ORDER.replace("case: A,", 'case: A, grant_month: "1.00",'), "has no grant_month"),
        (MODIFICATION, "no order has the id 'O2'"),
        (REVERSAL.replace("R1", "O1"), "no receipt has the id 'O1'"),
        (RELEASE, "no hold has the id 'H1'"),
        (ASSISTANCE % "program: SNAP", "there is no program 'SNAP'"),
        (ASSISTANCE % "program: POWER", "POWER needs a grant_month"),
        (ASSISTANCE % 'program: Medicaid, grant_month: "1.00"', "Medicaid pays no grant_month"),
        (ORDER, "the id 'O1' is that of 2 facts"),
        ("{type: gift}", "'gift' is none of order"),
    ],
)
def test_fact_that_cannot_be_folded_is_refused_with_the_reason(tmp_path, fact, said):
    assert said in refusal(tmp_path, fact)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([RECEIPT, REVERSAL, REVERSAL], "more of R1 is taken back than came in"),
        ([RECEIPT, REVERSAL.replace("of: R1", 'of: R1, amount: "400.01"')],
         "more of R1 is taken back than came in"),
        ([RECEIPT, REVERSAL.replace("2026-01-21", "2026-01-19")], "before the receipt itself"),
        ([RECEIPT, HOLD, RELEASE, RELEASE], "the hold H1 is released 2 times"),
        ([RECEIPT, HOLD, RELEASE.replace("2026-01-25", "2026-01-19")], "before the receipt"),
    ],
)  # fmt: skip
def test_money_taken_back_twice_or_out_of_order_is_refused(tmp_path, facts, said):
    assert said in refusal(tmp_path, *facts)


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
