"""Worked examples can fail: on any cent of theirs, and when the law behind them changes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

import pytest

from posse.examples.compare import agrees
from posse.examples.files import load_examples
from posse.examples.kinds import kind_named
from posse.examples.runner import Outcome, run_group
from posse.rules.locations import policy_root
from posse.rules.parameters import law_of_file, load_law

AMOUNT = re.compile(r"-?\d+\.\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ORDER = "support.distribution.order"

PROFILE = """\
name: changed
title: Made up
layers: [federal, wyoming]
settings:
  {key}: {{value: {value}, cites: [], sure: unverified, note: Made up.}}
"""


def worked(*, ids=None):
    """The examples of the law, or those of these ids."""
    loaded = load_examples([policy_root()])
    assert not loaded.errors
    return [each for each in loaded.examples if ids is None or each.id in ids]


def failing_under(law, ids):
    """Which of the examples fail under another law; they pass under their own."""
    examples = worked(ids=ids)
    assert sorted(each.id for each in examples) == sorted(ids)
    [kind] = {each.kind for each in examples}
    outcome = Outcome()
    run_group(examples, kind=kind_named(kind), law=law, outcome=outcome)
    return {failure.example.id for failure in outcome.failures}


@pytest.mark.parametrize(
    ("key", "value", "ids"),
    [
        ("support.fees.annual_fee", '"35.01"', {"annual-fee-at-550", "annual-fee-last-cent"}),
        ("support.fees.annual_fee_after", '"549.99"', {"annual-fee-a-cent-before"}),
        ("support.fees.annual_fee_after", '"550.01"', {"annual-fee-at-550"}),
        ("support.fees.annual_fee_after", '"549.99"', {"annual-fee-at-550-in-the-books"}),
        ("support.fees.offset_fee", '"24.99"', {"offset-fee-just-met"}),
        ("support.fees.offset_fee", '"25.01"', {"offset-fee-and-a-cent"}),
        ("support.distribution.election", "DRA", {"refund-and-conditionally-assigned-arrears"}),
        ("support.distribution.arrears_split", "equal", {"arrears-by-ordered-payments-first"}),
        ("support.distribution.pass_through_two_or_more_children", '"0.01"',
         {"pass-through-not-in-wyoming"}),
        ("support.charges.interest_percent", "9",
         {"judgment-a-year-of-interest", "decree-installments-bear-interest"}),
        ("support.charges.penalty_percent", "11", {"penalty-paid-a-day-late"}),
        ("support.charges.penalty_days", "31", {"penalty-paid-on-the-last-day"}),
        ("support.charges.penalty_days", "33", {"penalty-paid-a-day-late"}),
        ("support.disbursement.joint_refund_hold", "none", {"joint-refund-held-six-months"}),
        ("support.disbursement.joint_refund_hold_months", "5",
         {"joint-refund-held-six-months"}),
        ("support.disbursement.seized_asset_hold_calendar_days", "21",
         {"levy-held-twenty-days-after-receipt"}),
        ("support.disbursement.seized_asset_challenge_business_days", "19",
         {"levy-held-until-the-challenge-ends"}),
        ("support.abatement.ordered_before", '"2018-01-02"',
         {"abatement-not-under-an-order-of-2018"}),
        ("support.abatement.ordered_before", '"2017-12-31"', {"abatement-of-fifteen-days"}),
        ("support.abatement.days_least", "14", {"abatement-of-fourteen-days"}),
        ("support.abatement.days_least", "16", {"abatement-of-fifteen-days"}),
        ("support.abatement.share_of_daily", '"1/3"', {"abatement-of-sixteen-days"}),
        ("support.abatement.daily_of_monthly", '"12/366"', {"abatement-of-sixteen-days"}),
    ],
)  # fmt: skip
def test_changed_parameter_fails_the_examples_that_show_it(tmp_path, *, key, value, ids):
    file = tmp_path / "changed.yaml"
    file.write_text(PROFILE.format(key=key, value=value))
    assert failing_under(law_of_file(file), ids) == ids


def without(step_of):
    """The law with every step taken out of its order for which ``step_of`` is true."""
    law = load_law()
    parameter = law.parameters[ORDER]

    def rows(table):
        return tuple(
            {**row, "steps": tuple(step for step in row["steps"] if not step_of(row, step))}
            for row in table
        )

    values = tuple(replace(value, value=rows(value.value)) for value in parameter.values)
    changed = {**law.parameters, ORDER: replace(parameter, values=values)}
    return replace(law, profile="changed", parameters=changed)


@pytest.mark.parametrize(
    ("bucket", "case_type", "ids"),
    [
        (
            "assigned_iv_e",
            "iv_e",
            {"foster-care-all-four-turns", "foster-care-and-a-tax-refund"},
        ),
        ("current", "iv_e", {"foster-care-a-cent-above-the-maintenance-payment"}),
        ("conditionally_assigned", "former", {"refund-and-conditionally-assigned-arrears"}),
        ("permanently_assigned", "former", {"former-assistance-at-the-assistance-paid"}),
        ("futures", "never", {"never-paid-ahead", "appeal-without-arrears"}),
        ("current", "medicaid_only", {"medicaid-all-medical-support-and-a-cent-ahead"}),
    ],
)
def test_step_taken_out_of_the_order_fails_the_examples_that_show_it(bucket, case_type, ids):
    law = without(lambda row, step: (step["bucket"], row["case_type"]) == (bucket, case_type))
    assert failing_under(law, ids) == ids


@pytest.mark.parametrize(
    ("obligation", "ids"),
    [
        ("interest", {"judgment-interest-is-paid-after-arrears"}),
        ("penalty", {"penalty-claimed-by-affidavit"}),
    ],
)
def test_charge_taken_out_of_the_order_fails_the_examples_that_show_it(obligation, ids):
    law = without(lambda _row, step: step.get("obligation") == obligation)
    assert failing_under(law, ids) == ids


def leaves(value, *path):
    """Every amount and day below a value, with the way to it."""
    if isinstance(value, Mapping):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        return [(path, value)] if isinstance(value, str) else []
    return [leaf for key, below in pairs for leaf in leaves(below, *path, key)]


def another(text):
    """Another amount or day, as near as can be; None for other text."""
    if AMOUNT.fullmatch(text):
        cents = int(text.replace(".", "")) + 1
        return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    if DAY.fullmatch(text):
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    return None


def changed_at(value, path, text):
    if not path:
        return text
    key, *rest = path
    copy = dict(value) if isinstance(value, Mapping) else list(value)
    copy[key] = changed_at(value[key], rest, text)
    return copy


def made_wrong(expected):
    """What an example expects, over and over, each time with one amount or day changed."""
    for path, text in leaves(expected):
        wrong = another(text)
        if wrong is not None and path[-1] not in {"as_of", "known_on"}:
            yield changed_at(expected, path, wrong)


@pytest.mark.parametrize("kind", ["distribution", "ledger"])
def test_every_amount_and_day_that_an_example_expects_can_fail_it(kind):
    module = kind_named(kind)
    examples = sorted(
        (each for each in worked() if each.kind == kind), key=attrgetter("profile")
    )
    assert len(examples) > 50
    blind = []
    for profile, group in groupby(examples, key=attrgetter("profile")):
        chosen = list(group)
        results = module.run(chosen, load_law(profile))
        for example, result in zip(chosen, results, strict=True):
            assert agrees(example.expected, result, module.EXPECTED_KEYS), example.id
            blind += [
                (example.id, wrong)
                for wrong in made_wrong(example.expected)
                if agrees(wrong, result, module.EXPECTED_KEYS)
            ]
    assert blind == []
