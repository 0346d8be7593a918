"""Examples of kind distribution: what an example may leave open, and what it may not."""

import pytest

from posse.examples import distribution
from posse.examples.keys import rate
from posse.examples.model import Example
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law
from posse.units.money import Ratio


def result(*, cases=({"id": "A", "type": "never", "current_due": "400.00"},), amount="100.00",
           source="income_withholding", collection=None, **inputs):  # fmt: skip
    """What comes of one made-up collection on March 10, 2026."""
    received = {"amount": amount, "source": source, "received_sdu": "2026-03-10"}
    example = Example(
        id="made-up", kind="distribution", profile="wyoming", path=policy_root(), expected={},
        inputs={"collection": received | (collection or {}), "cases": list(cases), **inputs},
    )  # fmt: skip
    return distribution.run([example], load_law())[0]


def totals(**inputs):
    return result(**inputs)["payee_totals"]


def case(name, **more):
    return {"id": name, "type": "never", "current_due": "400.00"} | more


def test_without_an_amount_the_orders_are_withheld_for_up_to_the_ceiling():
    orders = [case("A", ordered_arrears_payment="50.00", arrears={"never_assigned": "900.00"})]
    withheld = {"amount": None, "source": "income_withholding"}
    del withheld["amount"]
    for disposable, total in (
        ("2000.00", "450.00"),
        ("800.00", "400.00"),
        ("800.01", "400.00"),
    ):
        example = Example(
            id="made-up", kind="distribution", profile="wyoming", path=policy_root(),
            expected={},
            inputs={"collection": withheld, "cases": orders, "disposable_earnings": disposable,
                    "ccpa_percent": 50},
        )  # fmt: skip
        [found] = distribution.run([example], load_law())
        assert found["payee_totals"] == {"family": total}


def test_without_an_amount_and_a_ceiling_there_is_nothing_to_distribute():
    example = Example(
        id="made-up", kind="distribution", profile="wyoming", path=policy_root(), expected={},
        inputs={"collection": {"source": "voluntary"}, "cases": [case("A")]},
    )  # fmt: skip
    with pytest.raises(ValueError, match="needs an amount"):
        distribution.run([example], load_law())


def test_fee_of_two_families_must_say_whose():
    two = [case("A"), case("B")]
    with pytest.raises(ValueError, match="give it by case"):
        totals(cases=two, disbursed_to_family_this_ffy="550.00")
    by_case = {"A": "550.00", "B": "549.99"}
    found = result(cases=two, disbursed_to_family_this_ffy=by_case, amount="800.00")
    fees = [line for line in found["lines"] if line["bucket"] == "annual_fee"]
    assert [(line["case"], line["amount"]) for line in fees] == [("A", "35.00")]


def test_one_amount_is_the_one_liable_familys():
    mixed = [case("A", type="former"), case("B")]
    found = result(cases=mixed, disbursed_to_family_this_ffy="550.00", amount="800.00")
    assert found["payee_totals"] == {"family": "765.00", "state": "35.00"}


def test_no_more_can_be_taken_back_than_came_in():
    with pytest.raises(ValueError, match="no more than came in"):
        totals(reversal="100.01")


@pytest.mark.parametrize("months", [2, ["2026-02", "2026-03"],
                                    {"2026-02": "400.00", "2026-03": "400.00"}])  # fmt: skip
def test_months_due_may_be_counted_named_or_priced(months):
    found = result(amount="500.00", months_due=months)
    assert found["payee_totals"] == {"family": "500.00"}
    assert found["arrears_after"] == {"A": "300.00"}


def test_month_after_the_collection_is_not_due_yet():
    found = result(amount="400.00", months_due=["2026-04"])
    assert [line["bucket"] for line in found["lines"]] == ["futures"]


@pytest.mark.parametrize("written", ["0.50", "50", 50, "50%", "1/2"])
def test_matching_rate_may_be_a_share_or_percent(written):
    assert rate(written) == Ratio(1, 2)


@pytest.mark.parametrize("written", ["half", "-0.5", "101", "1/0"])
def test_what_is_no_share_is_refused(written):
    with pytest.raises(ValueError, match=r"is not? |is no share"):
        rate(written)


def test_levy_without_a_notice_is_held_as_if_it_were_of_the_day_of_receipt():
    # Twenty business days after Tuesday, March 10 end on April 7.
    found = result(source="fidm_levy")
    assert found["hold_until_no_later_than"] == "2026-04-07"
    assert (found["hold_amount"], found["release_trigger"]) == ("100.00", "time_over")


def test_what_ends_a_hold_is_told_with_it():
    joint = {"joint_return": True}
    refund = result(source="federal_tax_refund_offset", collection=joint)
    assert refund["release_trigger"] == "spouse_paid"
    assert refund["hold_until_no_later_than"] == "2026-09-10"
    appeal = result(
        cases=[case("A", current_due="0.00", arrears={"never_assigned": "1.00"})],
        timely_appeal_on_arrears=True,
    )
    assert (appeal["release_trigger"], appeal["hold_until_no_later_than"]) == (
        "review_decided",
        None,
    )
    assert result()["release_trigger"] is None


def test_pass_through_is_told_apart_from_what_is_above_assistance():
    law = load_law("pass_through_100_200")
    example = Example(
        id="made-up", kind="distribution", profile="pass_through_100_200", path=policy_root(),
        expected={},
        inputs={
            "collection": {"amount": "400.00", "source": "voluntary"},
            "cases": [case("A", type="current", ura="150.00")],
        },
    )  # fmt: skip
    [found] = distribution.run([example], law)
    amounts = {(line["bucket"], line["payee"]): line["amount"] for line in found["lines"]}
    assert amounts == {
        ("current", "family"): "100.00",
        ("current", "state"): "50.00",
        ("current_over_ura", "family"): "250.00",
    }
