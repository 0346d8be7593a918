"""The best estimate refuses what it cannot rest on, and reads a stack of sources as each."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.examples.best_estimate import KIND, hours, run, sources_of
from posse.examples.model import Example
from posse.rules.childcare.best_estimate import IncomeTerms, best_estimates, net_of_business
from posse.rules.childcare.countable_income import income_types
from posse.rules.parameters import load_law
from posse.units.money import format_cents

ON = date(2026, 5, 12)
TERMS = IncomeTerms.from_law(load_law("wyoming"), on=ON)


def estimated(*raws):
    return best_estimates(sources_of(raws, on=ON, terms=TERMS), terms=TERMS)


def stubs(count: int, *, apart: int, frequency: str, gross="100.00"):
    first = date(2026, 3, 2)
    return {
        "frequency": frequency,
        "checks": [
            {"date": str(first + timedelta(days=apart * place)), "gross": gross}
            for place in range(count)
        ],
    }


@pytest.mark.cites("CC-905-NOTE-1")
@pytest.mark.parametrize(
    ("checks", "covered"),
    [
        (stubs(4, apart=7, frequency="weekly"), 28),
        (stubs(2, apart=14, frequency="semimonthly"), 29),
        (stubs(2, apart=46, frequency="semimonthly"), 61),
        (stubs(9, apart=7, frequency="weekly"), 63),
    ],
)
def test_a_history_shorter_than_thirty_or_longer_than_sixty_days_is_refused(checks, covered):
    with pytest.raises(ValueError, match=f"cover {covered} days"):
        estimated(checks)


@pytest.mark.cites("CC-905-NOTE-1")
@pytest.mark.parametrize(
    "checks",
    [
        stubs(2, apart=15, frequency="semimonthly"),
        stubs(5, apart=7, frequency="weekly"),
        stubs(4, apart=15, frequency="semimonthly"),
    ],
)
def test_a_history_of_thirty_to_sixty_days_is_taken(checks):
    assert estimated(checks).month_cents[0] > 0


def test_a_source_of_which_nothing_is_known_is_refused_by_its_place():
    with pytest.raises(ValueError, match="nothing is known of source 2"):
        estimated({"frequency": "weekly", "expected_check": "1.00"}, {"frequency": "weekly"})


@pytest.mark.cites("CC-902-A-1", "CC-902-A-1-none")
@pytest.mark.parametrize(
    ("expenses_cents", "net_cents"),
    [(0, 1_000_00), (1, 750_00), (249_99, 750_00), (250_01, 749_99), (2_000_00, 0)],
)
def test_a_business_has_the_better_deduction_and_never_less_than_nothing(
    expenses_cents, net_cents
):
    receipts, expenses = np.array([1_000_00]), np.array([expenses_cents])
    assert net_of_business(receipts, expenses, terms=TERMS)[0] == net_cents


@given(
    amounts=st.lists(
        st.tuples(st.sampled_from(TERMS.units), st.integers(0, 10**7)), min_size=1, max_size=12
    )
)
def test_sources_stacked_or_one_by_one_come_to_the_same(amounts):
    raws = [
        {"frequency": frequency, "expected_check": format_cents(cents)}
        for frequency, cents in amounts
    ]
    singly = [int(estimated(raw).following_cents[0]) for raw in raws]
    assert estimated(*raws).following_cents.tolist() == singly


@given(cents=st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_an_estimate_lies_between_the_least_and_the_largest_check(cents):
    checks = stubs(5, apart=7, frequency="weekly")
    for check, amount in zip(checks["checks"], cents, strict=True):
        check["gross"] = format_cents(amount)
    estimate = int(estimated(checks).month_cents[0])
    assert min(cents) * 43 // 10 <= estimate <= -(-max(cents) * 43 // 10)


@pytest.mark.parametrize("raw", ["-1", "168.01", "27.505", 27.5, "many"])
def test_what_is_no_number_of_hours_is_refused(raw):
    with pytest.raises((ValueError, ArithmeticError)):
        hours(raw)


@pytest.mark.cites("CC-905-A-8-f", "CC-901-C")
@pytest.mark.parametrize("months", [{}, {"covers_months": 0}, {"covers_months": 13}])
def test_a_contract_says_how_many_months_it_covers(months):
    with pytest.raises(ValueError, match="covers 1 to 12 months"):
        estimated({"contract_total": "900.00", **months})


LAW = load_law("wyoming")


def example_of(*sources):
    inputs = {"application_date": str(ON), "sources": list(sources)}
    return Example("made-up", KIND, "wyoming", inputs, expected={}, path=Path("made-up.yaml"))


@pytest.mark.cites("CC-200-infrequent-income", "CC-200-lump-sum", "CC-1209-A")
@pytest.mark.parametrize("amount", ["50.00", "50.01"])
def test_lump_sum_is_left_to_the_worker(amount):
    with pytest.raises(ValueError, match="'lump_sum' is recorded and left to the worker"):
        run([example_of({"type": "cash_gifts", "once_a_quarter": amount})], LAW)


@pytest.mark.cites("CC-901-G")
def test_kinds_of_income_without_a_known_rule_are_refused():
    for name, words in (("rental", "left to the worker"), ("treasure", "no kind of income")):
        with pytest.raises(ValueError, match=words):
            run([example_of({"type": name, "expected_check": "1.00"})], LAW)


@pytest.mark.cites("CC-901-A")
def test_every_kind_of_income_counts_exactly_where_its_row_says_so():
    types = income_types(LAW, on=ON)
    told = {each.name: each for each in types.values() if each.treatment != "refer"}
    sources = [
        {"type": name, "frequency": "monthly", "expected_check": "7.00"} for name in told
    ]
    results = run([example_of(each) for each in sources], LAW)
    for each, result in zip(told.values(), results, strict=True):
        counted = "7.00" if each.treatment == "counted" else "0.00"
        assert result["following_months"] == counted, each.name
