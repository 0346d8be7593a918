"""What nights count of remedies: the same as counting now, and money by what brought it."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.partners import stand
from tests.payments import RECEIVED_ON, night

from posse.apps.enforcement.models import AssetMatch
from posse.apps.enforcement.tallies import RemedyMoney, RemedyTally
from posse.services.enforcement.collecting import REMEDIES_OF
from posse.services.enforcement.moving import do_mark_out, do_withdraw
from posse.services.enforcement.tallying import (
    do_tally_remedies,
    money_by_remedy,
    parents_by_standing,
)
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.money_in.reversing import do_reverse_receipt

pytestmark = pytest.mark.django_db
OUT_ON, ON, NEXT = date(2026, 9, 1), RECEIVED_ON, date(2026, 10, 2)
OCTOBER = date(2026, 10, 1)
HERE, ELSEWHERE = "56021", "56001"


@pytest.fixture
def cases():
    """Three parents, the last of whom lives elsewhere."""
    found = [
        build_case(monthly_cents=None, arrears={"never_assigned": 320_050}) for _ in range(3)
    ]
    for case, county in zip(found, (HERE, HERE, ELSEWHERE), strict=True):
        case.county_fips = county
        case.save()
        stand(case, "lottery", on=OUT_ON, state="candidate")
    return found


def counted(**asked):
    return {state: told[0] for (_, state), told in parents_by_standing(**asked).items()}


def post(case, source, *, on=ON, cents=10_000):
    return do_post_receipt(
        case=case, amount_cents=cents, source=source, collected_on=on, payor_name="Partner",
        note="Told by letter", on=on, by=BY,
    )  # fmt: skip


def brought(*, on=NEXT):
    return money_by_remedy(first=OCTOBER, on=on)


def move_two(cases):
    told = {"remedy": "lottery", "reason": "By hand", "on": ON, "by": BY}
    do_mark_out(obligor=cases[0].obligor_id, cents=100, **told)
    do_mark_out(obligor=cases[2].obligor_id, cents=100, **told)
    do_withdraw(obligor=cases[2].obligor_id, **told)


@pytest.mark.parametrize("county", ["", HERE, ELSEWHERE])
def test_a_nights_count_and_what_moved_since_come_to_what_stands_now(cases, county):
    do_tally_remedies(on=ON)
    move_two(cases)
    added = parents_by_standing(county=county)
    RemedyTally.objects.all().delete()
    live = parents_by_standing(county=county)
    assert {key: told for key, told in added.items() if told != (0, 0)} == live
    expected = {"": 3, HERE: 2, ELSEWHERE: 1}
    assert sum(count for count, _ in live.values()) == expected[county]


def test_the_count_itself_is_read_and_not_made_anew(cases):
    do_tally_remedies(on=ON)
    RemedyTally.objects.filter(county_fips="").update(parent_count=1_000_000)
    assert counted() == {"candidate": 1_000_000}
    do_tally_remedies(on=ON)
    assert counted() == {"candidate": 3}


def test_parents_hidden_from_the_viewer_are_not_counted(cases):
    do_tally_remedies(on=ON)
    hidden = [cases[0].obligor_id]
    assert counted(hidden=hidden) == {"candidate": 2}
    assert counted(hidden=hidden, county=ELSEWHERE) == {"candidate": 1}
    move_two(cases)
    assert counted(hidden=hidden)["candidate"] == 1


def test_an_installation_without_a_night_counts_what_stands(cases):
    assert counted() == {"candidate": 3}


def test_money_counts_once_whether_a_night_counted_it_or_not(cases):
    post(cases[0], "state_lottery")
    assert brought() == {("lottery", OCTOBER): 10_000}
    do_tally_remedies(on=ON)
    do_tally_remedies(on=ON)
    assert brought() == {("lottery", OCTOBER): 10_000}
    post(cases[1], "state_lottery", cents=500)
    assert brought() == {("lottery", OCTOBER): 10_500}


def test_what_is_taken_back_counts_in_the_month_in_which_it_is(cases):
    receipt = post(cases[0], "insurance")
    do_reverse_receipt(receipt=receipt, reason="bounced", note="Back", on=NEXT, by=BY)
    do_tally_remedies(on=NEXT)
    assert brought()["insurance_match", OCTOBER] == 0


def test_money_of_the_wrong_person_still_came_by_its_remedy(cases):
    receipt = post(cases[0], "insurance")
    do_reverse_receipt(receipt=receipt, reason="wrong_person", note="Not his", on=NEXT, by=BY)
    assert brought() == {("insurance_match", OCTOBER): 10_000}


@pytest.mark.parametrize(("levied", "remedy"), [("msfidm", "msfidm"), ("", "freeze_and_seize")])
def test_a_levy_is_of_the_match_whose_account_it_took(cases, levied, remedy):
    if levied:
        AssetMatch.objects.create(
            source=levied, obligor=cases[0].obligor, reference="1", institution="Bank",
            payload={}, is_full=True, state="levied", matched_on=OUT_ON, levied_on=OUT_ON,
            recorded_by=BY,
        )  # fmt: skip
    post(cases[0], "fidm_levy")
    assert brought() == {(remedy, OCTOBER): 10_000}


def test_only_a_levy_may_be_of_several_remedies():
    assert [source for source, names in REMEDIES_OF.items() if len(names) > 1] == ["fidm_levy"]


def test_each_night_counts_and_the_days_that_are_closed_are_kept(cases, tmp_path):
    post(cases[0], "state_lottery")
    night(tmp_path)
    assert RemedyTally.objects.exists()
    assert list(RemedyMoney.objects.values_list("booked_on", "remedy", "amount_cents")) == [
        (ON, "lottery", 10_000)
    ]
    RemedyMoney.objects.update(amount_cents=7)
    do_tally_remedies(on=NEXT)
    assert brought() == {("lottery", OCTOBER): 7}
