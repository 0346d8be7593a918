"""Histories in which the two ways once differed, or easily could, each held to the cent."""

from datetime import date

import pytest
from tests.property.agreement import agreed_books
from tests.property.engine_books import by_obligor
from tests.property.histories import History, order_of

from posse.ledger.facts import SCHEMAS

JANUARY, JANUARY_31 = date(2025, 1, 1), date(2025, 1, 31)
CASE = (10, 100, 1000, date(2020, 1, 15))
SUPPORT = (1, 10, "child_support", 40_000, "monthly", JANUARY, JANUARY, JANUARY_31)
PAID = "income_withholding"


def books(profile="wyoming", **rows):
    """The books of a history, of one case unless others are given, on which both ways agree."""
    given = {"cases": [CASE], "terms": [SUPPORT], **rows}
    history = History({name: given.get(name, []) for name in SCHEMAS})
    return history, agreed_books(history, order_of(profile))


def on_assistance(cents, *, program="power", until=JANUARY_31):
    return {
        "periods": [(1, 1000, JANUARY, until, program)],
        "grants": [(1, 1000, cents, JANUARY, program)],
    }


def paid(number, cents, day, *, obligor=100, identification=None):
    return (number, obligor, PAID, cents, day, identification)


def taken(number, cents, day, *, reason="bounced"):
    return (number, 1, 100, cents, day, reason)


@pytest.mark.cites("45 CFR 302.52(b)(1)")
def test_the_next_payment_of_the_month_repays_the_foster_care_that_a_bounced_one_had():
    _, found = books(
        **on_assistance(30_000, program="iv_e"),
        receipts=[paid(1, 40_000, date(2025, 1, 10)), paid(2, 40_000, date(2025, 1, 20))],
        reversals=[taken(1, 40_000, date(2025, 1, 15))],
    )
    assert [(line.payee, line.cents) for line in found.lines[2]] == [
        ("state", 30_000),
        ("foster_agency", 10_000),
    ]


@pytest.mark.cites("42 USC 657(a)(6)")
def test_the_next_payment_of_the_month_passes_through_what_bounced():
    _, found = books(
        "pass_through_100_200",
        **on_assistance(50_000),
        receipts=[paid(1, 40_000, date(2025, 1, 10)), paid(2, 40_000, date(2025, 1, 20))],
        reversals=[taken(1, 40_000, date(2025, 1, 15))],
    )
    assert [(line.payee, line.cents) for line in found.lines[2]] == [
        ("family", 10_000),
        ("state", 30_000),
    ]


@pytest.mark.cites("42 USC 608(a)(3)")
def test_support_of_an_assistance_month_that_the_family_had_is_assigned_once_it_bounces():
    _, found = books(
        **on_assistance(30_000, until=date(2025, 1, 15)),
        receipts=[paid(1, 40_000, date(2025, 1, 20))],
        reversals=[taken(1, 40_000, date(2025, 2, 16))],
    )
    assert found.balances() == {
        (10, "child_support", "permanently_assigned"): 30_000,
        (10, "child_support", "unassigned_during_assistance"): 10_000,
    }


def test_a_receipt_taken_back_in_parts_gives_back_the_part_of_the_month_paid_last():
    _, found = books(
        terms=[(1, 10, "child_support", 10_000, "biweekly", JANUARY, JANUARY, JANUARY_31)],
        periods=[(1, 1000, date(2025, 1, 10), None, "power")],
        grants=[(1, 1000, 50_000, date(2025, 1, 10), "power")],
        receipts=[paid(1, 25_000, date(2025, 1, 30))],
        reversals=[
            taken(1, 7_000, date(2025, 1, 30), reason="entered_wrongly"),
            taken(2, 8_000, date(2025, 2, 10), reason="entered_wrongly"),
        ],
    )
    assert found.balances() == {
        (10, "child_support", "never_assigned"): 10_000,
        (10, "child_support", "permanently_assigned"): 10_000,
    }


def test_money_of_the_wrong_obligor_pays_another_of_the_same_family_on_the_same_day():
    cases = [CASE, (20, 200, 1000, date(2021, 1, 1))]
    history, found = books(
        cases=cases,
        terms=[SUPPORT, (2, 20, *SUPPORT[2:])],
        **on_assistance(50_000),
        receipts=[
            paid(1, 40_000, date(2025, 1, 10)),
            paid(1, 40_000, date(2025, 1, 10), obligor=200, identification=7),
        ],
        reversals=[taken(1, 40_000, date(2025, 1, 20), reason="wrong_person")],
    )
    lines = by_obligor(found.lines, history.facts)
    assert [(line.payee, line.cents) for line in lines[1, 200]] == [
        ("state", 10_000),
        ("family", 30_000),
    ]
    assert sum(line.cents for line in lines[1, 100]) == 0


def test_a_second_child_counts_from_its_day_on():
    _, found = books(
        "pass_through_100_200",
        **on_assistance(50_000),
        circumstances=[
            (1, 10, "child", 1, JANUARY),
            (2, 10, "child", 1, date(2025, 1, 15)),
        ],
        receipts=[paid(1, 15_000, date(2025, 1, 14)), paid(2, 15_000, date(2025, 1, 15))],
    )
    assert [line.cents for line in found.lines[1] if line.payee == "family"] == [10_000]
    assert [line.cents for line in found.lines[2] if line.payee == "family"] == [10_000]


@pytest.mark.cites("45 CFR 302.33(e)")
def test_no_fee_arises_by_money_that_waits_once_an_exemption_has_ended():
    def fee_owed(**held):
        _, found = books(
            terms=[],
            adjustments=[(1, 10, "child_support", "never_assigned", 200_000, JANUARY)],
            circumstances=[
                (1, 10, "fee_exemption", 1, JANUARY),
                (2, 10, "fee_exemption", -1, date(2025, 3, 1)),
            ],
            receipts=[
                paid(1, 60_000, date(2025, 2, 10)),
                paid(2, 10_000, date(2025, 3, 10)),
            ],
            **held,
        )
        return found.fees_owed[10]

    assert fee_owed() == 3_500
    assert fee_owed(holds=[(1, 2, "whole", None, None)]) == 0
    # Taken back while it was held, so that its release finds nothing.
    assert (
        fee_owed(
            holds=[(1, 2, "whole", 500, date(2025, 3, 20))],
            reversals=[(1, 2, 100, 10_000, date(2025, 3, 15), "bounced")],
        )
        == 0
    )
