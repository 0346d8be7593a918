"""Children with several providers, several children at one, and care that ends early."""

from datetime import date

import pytest
from tests.care_families import BORN, BY, ON, build_family, build_provider

from posse.apps.subsidy.models import CareArrangement, CarePeriod, Determination, ProviderRate
from posse.services.care.authorizing import Asked, do_authorize
from posse.services.care.determining import do_determine, replayed
from posse.services.care.providers import DayPrice, do_set_rate
from posse.services.care.stages import stages_of

pytestmark = pytest.mark.django_db


def determined(family) -> Determination:
    [row] = do_determine(
        family.care_case, kind="initial", on=ON, by=BY,
        stage=stages_of([family.care_case.pk], on=ON),
    )  # fmt: skip
    return row


def also_at(family, provider, **columns) -> CareArrangement:
    """That the first child goes to another provider too."""
    told = {"days_month": 8, "hours_day": 300, "effective_on": ON, "weekdays": "0000011"}
    return CareArrangement.objects.create(
        care_case=family.care_case, child=family.children[0], provider=provider, told_on=ON,
        recorded_on=ON, recorded_by=BY, **(told | columns),
    )  # fmt: skip


@pytest.mark.cites("CC-1101-N-4", "CC-1101-N-8")
def test_the_month_counts_every_provider_and_can_be_replayed():
    family = build_family(month_cents=320_000)
    alone = determined(family)
    also_at(family, build_provider(name="Weekend Home", charge_cents=2000))
    both = determined(family)
    [child] = both.result["children"]
    [more] = child["more"]
    # A part day of 12.00 less the share of a part day on Step 4.
    assert more["price_cents"] == 1200
    assert not more["is_full_day"]
    assert more["agency_cents"] == 8 * 1200 - more["share_cents"] > 0
    assert both.agency_cents == alone.agency_cents + more["agency_cents"]
    assert both.copay_cents == alone.copay_cents + more["share_cents"]
    again = replayed(both)
    assert int(again.agency_cents[0]) == both.agency_cents
    rows = do_authorize(Asked(both, applied_on=ON), on=ON, by=BY)
    assert len(rows) == 2
    assert sum(row.share_month_cents for row in rows) == both.copay_cents


@pytest.mark.cites("CC-1101-A-2", "CC-1203-A-3")
def test_a_second_provider_that_is_not_registered_adds_nothing():
    family = build_family(month_cents=320_000)
    alone = determined(family)
    also_at(family, build_provider(name="Not Yet Home", registered_on=None))
    both = determined(family)
    assert both.is_eligible
    assert (both.agency_cents, both.copay_cents) == (alone.agency_cents, alone.copay_cents)


def test_what_was_determined_before_further_care_was_counted_is_replayed_as_it_was():
    row = determined(build_family(month_cents=320_000))
    facts = {name: value for name, value in row.facts.items() if name != "more_care"}
    row.facts = facts
    assert int(replayed(row).agency_cents[0]) == row.agency_cents


@pytest.mark.cites("CC-1101-N-3")
def test_several_children_of_a_family_at_one_provider_have_its_family_price():
    provider = build_provider(charge_cents=3000)
    born = (BORN, date(2021, 2, 3))
    family = build_family(month_cents=150_000, born=born, provider=provider)
    before = determined(family)
    do_set_rate(
        provider, from_months=0, full_day=DayPrice(3000, 3000, 2600),
        part_day=DayPrice(1800), since=ON, on=ON, by=BY,
    )  # fmt: skip
    assert ProviderRate.objects.filter(family_cents=2600).count() == 1
    after = determined(family)
    assert [each["price_cents"] for each in before.result["children"]] == [3000, 3000]
    assert [each["price_cents"] for each in after.result["children"]] == [2600, 2600]
    rows = do_authorize(Asked(after, applied_on=ON), on=ON, by=BY)
    assert {row.full_day_cents for row in rows} == {2600}
    one = build_family(month_cents=150_000, provider=provider)
    [only] = determined(one).result["children"]
    assert only["price_cents"] == 3000


@pytest.mark.cites("CC-1101-C")
def test_care_agreed_until_a_day_is_authorized_until_then_and_the_months_go_on():
    family = build_family(month_cents=320_000)
    until = date(2026, 8, 31)
    home = build_provider(name="Summer Home", charge_cents=2000)
    also_at(family, home, ends_on=until)
    rows = do_authorize(Asked(determined(family), applied_on=ON), on=ON, by=BY)
    ends = {row.provider_id: row.ends_on for row in rows}
    assert ends[home.pk] == until
    assert max(ends.values()) == date(2027, 5, 31) == CarePeriod.objects.get().ends_on
