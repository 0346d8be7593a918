"""Balances as of any day, as known on any other: pages, commands and books agree."""

import json
from datetime import date

import pytest
from tests.builders import build_case
from tests.jobs.test_posting import RECEIVED_ON, balance, fold_all, receive, start_run
from typer.testing import CliRunner

from posse.cli.app import app
from posse.ledger.accounts import CURRENT, NEVER_ASSIGNED, debt_account
from posse.services.books.as_of import balances_for_case, balances_for_obligor
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db

LEARNED_ON = date(2026, 10, 20)
CURRENT_SUPPORT, FAMILY = debt_account(0, CURRENT), debt_account(0, NEVER_ASSIGNED)


def corrected_case():
    """$1,000.00 brought over; on October 20 it is learned that $300.00 was never owed."""
    case = build_case(arrears={"never_assigned": 100_000})
    receive(case, 25_000)
    fold_all(start_run())
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=-30_000, reason="Counted twice",
        effective_on=date(2026, 10, 2), on=LEARNED_ON, by="test",
    )  # fmt: skip
    fold_all(start_run("later", LEARNED_ON), LEARNED_ON)
    return case


def cents(told):
    return {line.account: line.balance_cents for line in told.lines}


def test_a_late_correction_changes_what_is_known_from_its_own_day_on():
    case = corrected_case()
    before = balances_for_case(case.pk, as_of=RECEIVED_ON, known_on=date(2026, 10, 19))
    after = balances_for_case(case.pk, as_of=RECEIVED_ON, known_on=LEARNED_ON)
    assert cents(before) == {CURRENT_SUPPORT: 15_000, FAMILY: 100_000}
    assert cents(after) == {CURRENT_SUPPORT: 15_000, FAMILY: 70_000}
    assert (before.arrears_cents, before.total_cents) == (100_000, 115_000)


def test_what_happened_after_the_day_is_not_in_its_balances():
    case = corrected_case()
    told = balances_for_case(case.pk, as_of=date(2026, 10, 1), known_on=LEARNED_ON)
    assert cents(told) == {CURRENT_SUPPORT: 40_000, FAMILY: 100_000}


def test_balances_of_today_are_those_of_the_books():
    case = corrected_case()
    told = balances_for_case(case.pk, as_of=LEARNED_ON, known_on=LEARNED_ON)
    assert cents(told) == {account: balance(account) for account in cents(told)}


def test_an_obligor_owes_the_debts_of_all_cases_together():
    case = corrected_case()
    build_case(obligor=case.obligor, arrears={"never_assigned": 5_000})
    fold_all(start_run("third", LEARNED_ON), LEARNED_ON)
    told = balances_for_obligor(case.obligor_id, as_of=RECEIVED_ON, known_on=LEARNED_ON)
    assert cents(told)[FAMILY] == 75_000


def test_the_command_prints_both_days_and_both_balances():
    case = corrected_case()
    words = ["balances", case.number, "--as-of", "2026-10-05", "--known-on"]
    printed = CliRunner().invoke(app, [*words, "2026-10-19"])
    assert "as known on Oct 19, 2026" in " ".join(printed.output.split())
    assert "$1,150.00" in printed.output
    told = json.loads(CliRunner().invoke(app, [*words, "2026-10-20", "--json"]).output)
    assert (told["past_due"], told["total"]) == ("700.00", "850.00")


def test_the_command_says_that_there_is_no_such_case():
    printed = CliRunner().invoke(app, ["balances", "C0", "--as-of", "2026-10-05"])
    assert printed.exit_code == 2
    assert "there is no case C0" in printed.output
