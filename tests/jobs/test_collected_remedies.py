"""A remedy that brought money is told so, by whatever way it came, and no more if it goes."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.partners import number_of, stand
from tests.payments import RECEIVED_ON, night, payment, payment_file, put_in_inbox

from posse.apps.enforcement.models import AssetMatch, RemedyEvent, RemedyState
from posse.apps.payments.models import Receipt
from posse.rules.support.remedies.register import remedies
from posse.services.enforcement.collecting import REMEDIES_OF, do_mark_collected
from posse.services.law import current_law
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.money_in.reversing import do_reverse_receipt

pytestmark = pytest.mark.django_db
OUT_ON, ON, NEXT = date(2026, 9, 1), RECEIVED_ON, date(2026, 10, 2)


@pytest.fixture
def case():
    return build_case(monthly_cents=None, arrears={"never_assigned": 320_050})


def post(case, source, *, on=ON, cents=10_000):
    return do_post_receipt(
        case=case, amount_cents=cents, source=source, collected_on=on, payor_name="Partner",
        note="Told by letter", on=on, by=BY,
    )  # fmt: skip


def standing(case, remedy):
    return RemedyState.objects.get(obligor=case.obligor, remedy=remedy).state


def told():
    rows = RemedyEvent.objects.order_by("id")
    return list(rows.values_list("remedy", "from_state", "to_state"))


@pytest.mark.parametrize(
    ("source", "remedy"),
    [(source, names[0]) for source, names in REMEDIES_OF.items() if source != "fidm_levy"],
)
def test_a_payment_by_a_remedy_moves_it_once(case, source, remedy):
    stand(case, remedy, on=OUT_ON)
    stand(case, "credit_bureau", on=OUT_ON)
    post(case, source)
    assert do_mark_collected(on=ON, by=BY) == 1
    assert do_mark_collected(on=ON, by=BY) == 0
    assert told() == [(remedy, "submitted", "collected")]
    assert standing(case, remedy) == "collected"
    assert standing(case, "credit_bureau") == "submitted"


def test_every_remedy_that_money_names_is_one_of_the_register():
    known = {remedy.name for remedy in remedies(current_law(), on=ON)}
    assert {name for names in REMEDIES_OF.values() for name in names} <= known


def test_a_remedy_goes_back_to_where_it_stood_when_all_its_money_is_taken_back(case):
    stand(case, "lottery", on=OUT_ON, state="matched")
    first, second = post(case, "state_lottery"), post(case, "state_lottery")
    do_mark_collected(on=ON, by=BY)
    for receipt in (first, second):
        do_reverse_receipt(receipt=receipt, reason="bounced", note="Came back", on=NEXT, by=BY)
        do_mark_collected(on=NEXT, by=BY)
        expected = "collected" if receipt == first else "matched"
        assert standing(case, "lottery") == expected


def test_money_of_before_the_remedy_went_out_or_by_another_way_moves_nothing(case):
    stand(case, "federal_tax_offset", on=NEXT)
    stand(case, "lottery", on=OUT_ON)
    post(case, "federal_tax_refund_offset")
    post(case, "voluntary")
    assert do_mark_collected(on=ON, by=BY) == 0


def test_a_remedy_that_is_not_out_collects_nothing(case):
    stand(case, "lottery", on=OUT_ON, state="candidate")
    post(case, "state_lottery")
    assert do_mark_collected(on=ON, by=BY) == 0


def test_a_levys_money_is_of_the_match_whose_account_was_levied(case):
    for remedy in ("fidm", "msfidm", "freeze_and_seize"):
        stand(case, remedy, on=OUT_ON, state="matched")
    AssetMatch.objects.create(
        source="msfidm", obligor=case.obligor, reference="1", institution="Example Bank",
        payload={}, is_full=True, state="levied", matched_on=OUT_ON,
        levied_on=date(2026, 9, 15), recorded_by=BY,
    )  # fmt: skip
    post(case, "fidm_levy")
    assert do_mark_collected(on=ON, by=BY) == 2
    assert (standing(case, "fidm"), standing(case, "msfidm")) == ("matched", "collected")
    assert standing(case, "freeze_and_seize") == "collected"


def test_the_night_moves_a_withholding_whose_payment_came_in_a_banks_file(case, tmp_path):
    stand(case, "income_withholding", on=OUT_ON)
    assert number_of(case)
    put_in_inbox(tmp_path, payment_file(payment(case)), name="bank.ach")
    night(tmp_path)
    assert Receipt.objects.count() == 1
    assert ("income_withholding", "submitted", "collected") in told()
