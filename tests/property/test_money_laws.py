"""The laws of the money core over random histories.

Replay and conservation are the two that the whole design stands on; that the fast engine
agrees with a slow reference written from the law says that it is also right.
"""

from collections import defaultdict
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.property.agreement import agreed_books, without_zeros
from tests.property.engine_books import (
    balances_of,
    by_obligor,
    lines_of,
    owed_of_families,
    signed,
    unreimbursed_of,
)
from tests.property.histories import FIRST, LAST, History, histories, orders
from tests.property.profile import laws
from tests.property.reference import plain

from posse.ledger.accounts import Account, debt_parts
from posse.ledger.causes import IDENTIFIED, INTEREST_DUE, JUDGED, PENALTY_CLAIMED, RECEIVED
from posse.ledger.facts import SCHEMAS
from posse.ledger.fold import POSTING_KEY, fold
from posse.proof.due_days import due_dates
from posse.proof.groups import groups
from posse.proof.walk import books_of

# Every column that holds an id, so that a history can be told with other numbers.
IDS = ("id", "case", "obligor", "family", "identification", "receipt", "release")


# What adds to debts besides installments and corrections.
CHARGES = (JUDGED, INTEREST_DUE, PENALTY_CLAIMED)


def folded(history, order, through=LAST):
    return fold(history.facts, through=through, order=order)


def in_one_order(postings):
    return postings.sort(POSTING_KEY)


@pytest.mark.cites(
    "45 CFR 302.51(a)(1)", "45 CFR 302.51(b)", "42 USC 657(a)", "42 USC 608(a)(3)",
    "CS-IRG-F12", "CS-IRG-F16", "CS-IRG-G11", "CS-IRG-G18", "CS-IRG-G19",
)  # fmt: skip
@laws(60)
@given(history=histories(), order=orders)
def test_the_engine_and_the_slow_reference_agree_to_the_cent(history, order):
    slow = agreed_books(history, order)
    for line in {line[1:4] for lines in slow.lines.values() for line in lines}:
        event(" ".join(line))
    if history.facts.receipts["id"].is_duplicated().any():
        event("a receipt that was two obligors' in turn")


def turning_days(history):
    """The days on which something happens, and the days before them."""
    found = {
        day
        for frame in (
            history.facts.grants,
            history.facts.adjustments,
            history.facts.receipts,
            history.facts.reversals,
            history.facts.judgments,
            history.facts.affidavits,
        )
        for day in frame["effective_on"]
    }
    days = sorted(found | {day - timedelta(days=1) for day in found})
    return [day for day in days if FIRST <= day <= LAST]


@laws(40)
@given(history=histories(), order=orders, data=st.data())
def test_folding_on_to_a_later_day_leaves_the_earlier_postings_as_they_were(
    history, order, data
):
    day = data.draw(st.dates(FIRST, LAST) | st.sampled_from(turning_days(history)))
    later = folded(history, order).postings.filter(pl.col("effective_on") <= day)
    earlier = folded(history, order, through=day).postings
    assert_frame_equal(in_one_order(earlier), in_one_order(later))


@laws(40)
@given(history=histories(), order=orders, random=st.randoms(use_true_random=False))
def test_the_order_in_which_rows_of_facts_come_changes_nothing(history, order, random):
    rows = {name: random.sample(rows, len(rows)) for name, rows in history.rows.items()}
    shuffled, straight = folded(History(rows), order), folded(history, order)
    assert_frame_equal(in_one_order(shuffled.postings), in_one_order(straight.postings))
    facts = history.facts
    assert by_obligor(lines_of(shuffled), facts) == by_obligor(lines_of(straight), facts)


def renumbered(history, number):
    """The same history with another number for every id."""
    return History(
        {
            name: [
                tuple(
                    number(value) if column in IDS and value is not None else value
                    for column, value in zip(SCHEMAS[name], row, strict=False)
                )
                for row in rows
            ]
            for name, rows in history.rows.items()
        }
    )


def lines_with_numbers(found, number):
    return {
        number(receipt): [line._replace(case=number(line.case)) for line in lines]
        for receipt, lines in found.items()
    }


@laws(40)
@given(history=histories(), order=orders)
def test_other_ids_in_the_same_order_give_the_same_books(history, order):
    def number(old):
        return 3 * old + 7

    straight, other = folded(history, order), folded(renumbered(history, number), order)
    assert lines_of(other) == lines_with_numbers(lines_of(straight), number)
    owed = {
        (number(case), *rest): cents for (case, *rest), cents in balances_of(straight).items()
    }
    assert balances_of(other) == owed


@laws(20)
@given(one=histories(), two=histories(), order=orders)
def test_people_who_share_nothing_may_be_folded_together_or_apart(one, two, order):
    # Even and odd ids, so that the rows of the two lie between each other.
    even = renumbered(one, lambda old: 2 * old)
    odd = renumbered(two, lambda old: 2 * old + 1)
    both = History({name: even.rows[name] + odd.rows[name] for name in even.rows})
    apart = pl.concat([folded(even, order).postings, folded(odd, order).postings])
    assert_frame_equal(in_one_order(folded(both, order).postings), in_one_order(apart))


@laws(20)
@given(one=histories(), two=histories(), order=orders)
def test_the_second_calculation_parts_people_without_changing_a_cent(one, two, order):
    even = renumbered(one, lambda old: 2 * old)
    odd = renumbered(two, lambda old: 2 * old + 1)
    both = History({name: even.rows[name] + odd.rows[name] for name in even.rows})
    rows = plain(both.facts)
    whole = books_of(rows, through=LAST, law=order.periods)
    parts = [books_of(part, through=LAST, law=order.periods) for part in groups(rows)]
    assert len(parts) > 1
    balances = [part.balances() for part in parts]
    assert sum(map(len, balances)) == len(whole.balances())
    assert {key: cents for each in balances for key, cents in each.items()} == whole.balances()
    # A receipt taken back from one obligor may be that of another in another part.
    lines = {}
    for part in parts:
        lines |= by_obligor(part.lines, both.facts)
    assert lines == by_obligor(whole.lines, both.facts)


def receipts_of(history):
    """Cents of each receipt by obligor, less what was taken back of them by the last day."""
    amounts = {
        (row["id"], row["obligor"]): row["amount_cents"]
        for row in history.facts.receipts.to_dicts()
    }
    for row in history.facts.reversals.to_dicts():
        if row["effective_on"] <= LAST:
            amounts[row["receipt"], row["obligor"]] -= row["amount_cents"]
    return without_zeros(amounts)


@laws(30)
@given(history=histories(), order=orders)
def test_every_cent_of_a_receipt_goes_somewhere_and_none_is_left_over(history, order):
    result = folded(history, order)
    amounts = receipts_of(history)
    told = {
        owned: sum(line.cents for line in lines)
        for owned, lines in by_obligor(lines_of(result), history.facts).items()
    }
    assert without_zeros(told) == amounts
    undistributed, credited = defaultdict(int), defaultdict(int)
    for account, cents, row in signed(result.postings):
        if account == Account.UNDISTRIBUTED:
            undistributed[row["receipt"], row["obligor"]] += cents
        # The obligor is credited in full: a debt is lowered, or the money is still his.
        is_his = account in {Account.PAYABLE_OBLIGOR, Account.HELD}
        if row["receipt"] and (debt_parts(account) or is_his):
            credited[row["receipt"], row["obligor"]] -= cents
    assert set(undistributed.values()) <= {0}
    assert without_zeros(credited) == amounts
    assert (result.postings["amount_cents"] > 0).all()


@laws(30)
@given(history=histories(), order=orders)
def test_what_fell_due_is_what_was_paid_and_what_is_owed(history, order):
    result = folded(history, order)
    fell_due = sum(
        term.amount_cents * len(due_dates(term, through=LAST))
        for term in plain(history.facts).terms
    )
    brought_over = history.facts.adjustments["amount_cents"].sum()
    charged = sum(
        cents
        for account, cents, row in signed(result.postings)
        if debt_parts(account) and row["cause"] in CHARGES
    )
    paid = sum(
        line.cents
        for lines in lines_of(result).values()
        for line in lines
        if line.bucket not in {"refund", "held"}
    )
    assert fell_due + brought_over + charged == paid + sum(balances_of(result).values())


@laws(30)
@given(history=histories(), order=orders, day=st.dates(FIRST, LAST))
def test_no_debt_falls_below_nothing_but_what_is_paid_ahead(history, order, day):
    for (_, _, bucket), cents in balances_of(folded(history, order, through=day)).items():
        assert (cents < 0) == (bucket == "futures")


@pytest.mark.cites("42 USC 657(a)(3)", "42 USC 608(a)(3)")
@laws(30)
@given(history=histories(), order=orders, day=st.dates(FIRST, LAST))
def test_the_state_never_keeps_more_than_the_assistance_it_paid(history, order, day):
    result, facts = folded(history, order, through=day), history.facts
    families = dict(facts.cases.select("case", "family").iter_rows())
    left = defaultdict(int)
    for grant in facts.grants.filter(pl.col("effective_on") <= day).to_dicts():
        left[grant["family"], grant["program"]] += grant["amount_cents"]
    for lines in lines_of(result).values():
        for line in lines:
            # A fee is not kept for assistance; all else that the State keeps is.
            if line.payee == "state" and line.obligation != "fee":
                left[families[line.case], line.repays] -= line.cents
    assert all(cents >= 0 for cents in left.values())
    foster_care = owed_of_families(result, facts, Account.FOSTER_CARE_UNREIMBURSED)
    by_program = {"power": unreimbursed_of(result, facts), "iv_e": foster_care}
    assert without_zeros(left) == {
        (family, program): cents
        for program, families_owe in by_program.items()
        for family, cents in families_owe.items()
    }


@laws(40)
@given(history=histories(), order=orders)
def test_money_comes_in_from_the_bank_or_out_of_suspense_as_it_was_identified(history, order):
    entered = {
        (row["receipt"], row["obligor"]): (row["debit"], row["cause_id"])
        for row in folded(history, order).postings.to_dicts()
        if row["credit"] == Account.UNDISTRIBUTED and row["cause"] in {RECEIVED, IDENTIFIED}
    }
    assert entered == {
        (row["id"], row["obligor"]): (Account.SUSPENSE, row["identification"])
        if row["identification"]
        else (Account.BANK, row["id"])
        for row in history.facts.receipts.to_dicts()
    }


@laws(40)
@given(history=histories(), order=orders)
def test_money_that_changes_hands_is_with_an_obligor_in_suspense_or_gone_and_nowhere_twice(
    history, order
):
    result, facts = folded(history, order), history.facts
    came, left, waits = defaultdict(int), defaultdict(int), defaultdict(int)
    for row in facts.receipts.to_dicts():
        (waits if row["identification"] else came)[row["id"]] += row["amount_cents"]
    for row in facts.reversals.filter(pl.col("effective_on") <= LAST).to_dicts():
        is_wrong = row["reason"] == "wrong_person"
        (waits if is_wrong else left)[row["receipt"]] -= row["amount_cents"]
    moved = {account: defaultdict(int) for account in (Account.BANK, Account.SUSPENSE)}
    for account, cents, row in signed(result.postings):
        if account in moved:
            moved[account][row["receipt"]] += cents
    bank = {receipt: came[receipt] + left[receipt] for receipt in {*came, *left}}
    assert without_zeros(moved[Account.BANK]) == without_zeros(bank)
    assert without_zeros(moved[Account.SUSPENSE]) == without_zeros(waits)
    # What the bank brought and what suspense gave is with the obligors of the receipt.
    with_obligors = defaultdict(int)
    for (receipt, _), lines in by_obligor(lines_of(result), facts).items():
        with_obligors[receipt] += sum(line.cents for line in lines)
    for receipt in {*bank, *waits}:
        assert with_obligors[receipt] == bank.get(receipt, 0) + waits[receipt]
