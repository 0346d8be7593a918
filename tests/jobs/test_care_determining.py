"""From what a family told to a determination that is kept and can be replayed."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from tests.builders import build_person
from tests.care_families import BY, ON, WEEKDAYS, add_child, build_family, build_provider

from posse.services.care.activities import Span, do_record_activity
from posse.services.care.circumstances import do_tell
from posse.services.care.determining import do_determine, look, replayed
from posse.services.care.household import do_put_in_household, do_tie
from posse.services.care.incomes import do_record_check, do_record_income

pytestmark = pytest.mark.django_db


def determined(family, **options):
    rows = do_determine(
        family.care_case, kind="initial", on=ON, by=BY, **options
    )  # fmt: skip
    assert len(rows) == 1
    return rows[0]


@pytest.mark.cites("CC-1504-B", "CC-905-NOTE-2", "CC-907-A")
def test_a_family_that_told_everything_is_determined_and_nothing_is_missing():
    family = build_family(month_cents=180_000)
    row = determined(family)
    assert row.is_eligible
    assert row.failing == []
    # 1,800.00 less 200.00 is at or below the guideline of two, so nothing is owed.
    assert (row.gross_cents, row.countable_cents, row.step) == (180_000, 160_000, 1)
    assert (row.copay_cents, row.agency_cents) == (0, 20 * 3000)
    assert row.size == 2
    assert look([family.care_case.pk], on=ON).families.missing.is_empty()
    words = [line["words"] for line in row.result["worksheet"]]
    assert "Countable income" in words
    assert all(line["cites"] for line in row.result["worksheet"])


@pytest.mark.cites("CC-1504-B")
def test_what_is_kept_is_worked_out_again_to_the_same_cent():
    row = determined(build_family(adults=2, born=(date(2023, 3, 4), date(2020, 1, 9)),
                                  month_cents=390_000))  # fmt: skip
    again = replayed(row)
    assert int(again.copay_cents[0]) == row.copay_cents > 0
    assert int(again.agency_cents[0]) == row.agency_cents
    assert bool(again.eligibility.is_eligible[0]) is row.is_eligible
    assert int(again.incomes.countable_cents[0]) == row.countable_cents


def test_a_determination_is_never_changed():
    row = determined(build_family())
    row.copay_cents = 1
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


@pytest.mark.cites("CC-301", "CC-404-C-1")
def test_what_was_not_told_is_asked_for_and_gives_nothing_away():
    family = build_family()
    do_tell(
        care_case=family.care_case, of="child", participant=family.children[0],
        told={"citizenship": None}, on=ON, by=BY,
    )  # fmt: skip
    looked = look([family.care_case.pk], on=ON)
    assert looked.families.missing["name"].to_list() == ["citizenship"]
    assert not looked.found.eligibility.is_eligible[0]
    assert "citizenship" in determined(family).failing


@pytest.mark.cites("CC-505-B-1", "CC-505-A-2")
def test_parents_who_are_not_married_and_have_no_child_together_are_two_units():
    family = build_family(month_cents=150_000)
    at = {"care_case": family.care_case, "on": ON, "by": BY}
    other = build_person(given_name="Dan", surname="Daycarely")
    theirs = build_person(given_name="Eve", surname="Daycarely", birth_date=date(2022, 2, 2))
    do_put_in_household(participant=other, role="adult", **at)
    do_put_in_household(participant=theirs, role="child", **at)
    do_tie(elder=other, younger=theirs, kind="parent_child", **at)
    do_tie(elder=family.adults[0], younger=other, kind="partners", **at)
    assert look([family.care_case.pk], on=ON).families.units.height == 2
    do_tie(elder=other, younger=family.children[0], kind="parent_child", **at)
    assert look([family.care_case.pk], on=ON).families.units.height == 1


@pytest.mark.cites("CC-701-C")
def test_parents_who_work_at_different_hours_are_free_for_each_other():
    family = build_family(adults=2)
    second = family.adults[1]
    first = second.care_activities.get()
    nights = tuple(Span(day, 18 * 60, 2 * 60) for day in range(5))
    do_record_activity(
        care_case=family.care_case, participant=second, kind="employment",
        begins_on=date(2026, 1, 5), spans=nights, replaces=first, on=ON, by=BY,
    )  # fmt: skip
    row = determined(family)
    assert not row.is_eligible
    assert row.failing == ["activity"]


@pytest.mark.cites("CC-905-A-4-a", "CC-905-B-2-c", "CC-1201-A-1")
def test_checks_of_every_pay_date_are_averaged_and_made_a_month():
    family = build_family(month_cents=0)
    at = {
        "care_case": family.care_case, "participant": family.adults[0], "kind": "wages",
        "on": date(2026, 6, 26), "by": BY,
    }  # fmt: skip
    do_record_income(frequency="weekly", expected={}, effective_on=ON, **at)
    for day, cents in ((5, 23_400), (12, 23_400), (19, 24_000), (26, 24_000)):
        do_record_check(paid_on=date(2026, 6, day), gross_cents=cents, **at)
    looked = look([family.care_case.pk], on=date(2026, 6, 26))
    # The manual's own example: 948.00 by 4 is 237.00, by 4.3 is 1,019.10.
    assert looked.families.incomes["month_cents"].to_list() == [101_910]


@pytest.mark.cites("CC-200-month-received", "CC-200-current-month")
@pytest.mark.parametrize(
    ("kind", "of_june"), [("social_security", 62_000), ("alimony", 99_000)]
)
def test_social_security_that_comes_at_a_months_end_is_of_the_next_month(kind, of_june):
    family = build_family(month_cents=0)
    at = {
        "care_case": family.care_case, "participant": family.adults[0], "kind": kind,
        "on": date(2026, 6, 30), "by": BY,
    }  # fmt: skip
    do_record_income(frequency="monthly", expected={}, effective_on=ON, **at)
    for day, cents in ((date(2026, 5, 28), 62_000), (date(2026, 6, 29), 99_000)):
        do_record_check(paid_on=day, gross_cents=cents, **at)
    looked = look([family.care_case.pk], on=date(2026, 6, 30))
    assert looked.families.incomes["month_cents"].to_list() == [of_june]


@pytest.mark.cites("CC-905-A-2-a")
def test_a_check_that_is_left_out_says_why():
    family = build_family(month_cents=0)
    at = {
        "care_case": family.care_case, "participant": family.adults[0], "kind": "wages",
        "on": ON, "by": BY, "paid_on": ON,
    }  # fmt: skip
    do_record_check(gross_cents=90_000, why_left_out="A bonus for last year", **at)
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": 100_000}, on=ON, by=BY,
    )  # fmt: skip
    looked = look([family.care_case.pk], on=ON)
    assert looked.families.incomes["month_cents"].to_list() == [100_000]


def test_a_source_of_which_nothing_is_known_is_asked_for():
    family = build_family(month_cents=0)
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="weekly", expected={}, on=ON, by=BY,
    )  # fmt: skip
    assert look([family.care_case.pk], on=ON).families.missing["name"].to_list() == ["income"]


@pytest.mark.cites("CC-1101-N-4", "CC-1203-E-1")
def test_the_price_is_the_provider_s_own_where_it_is_lower_than_the_grid():
    cheap = build_provider(charge_cents=2500)
    dear = build_provider(name="Dear Test Center", charge_cents=9900)
    family = build_family(provider=cheap)
    add_child(family, born=date(2023, 6, 6), provider=dear, number=1)
    prices = [each["price_cents"] for each in determined(family).result["children"]]
    assert prices == [2500, 3200]


def test_a_family_of_fifteen_and_ten_cases_at_once_are_one_call():
    large = build_family(adults=2, born=tuple(date(2014 + n % 9, 1, 1 + n) for n in range(13)))
    others = [build_family() for _ in range(9)]
    looked = look([large.care_case.pk, *(each.care_case.pk for each in others)], on=ON)
    assert looked.families.units.height == 10
    assert looked.found.eligibility.facts.sizes.tolist() == [15] + [2] * 9
    alone = look([others[4].care_case.pk], on=ON)
    place = looked.place_of(others[4].children[0].pk)
    assert looked.found.agency_cents[place] == alone.found.agency_cents[0]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"citizenship": "martian"}, "choose one of"),
        ({"is_identified": "yes"}, "answer yes or no"),
        ({"shoe_size": 9}, "no such circumstance"),
    ],
)
def test_what_may_not_be_said_is_refused_in_words_and_nothing_is_kept(told, said):
    family = build_family()
    before = family.care_case.circumstances.count()
    with pytest.raises(ValueError, match=said):
        do_tell(
            care_case=family.care_case, of="child", participant=family.children[0],
            told={"is_homeless": True} | told, on=ON, by=BY,
        )  # fmt: skip
    assert family.care_case.circumstances.count() == before


@pytest.mark.parametrize(
    "span", [Span(7, 0, 60), Span(0, -1, 60), Span(0, 0, 1441), Span(0, 60, 60)]
)
def test_a_span_that_no_week_has_is_refused(span):
    family = build_family()
    with pytest.raises(ValueError, match=r"weekday|time of day|no hours"):
        do_record_activity(
            care_case=family.care_case, participant=family.adults[0], kind="training",
            begins_on=ON, spans=[*WEEKDAYS, span], on=ON, by=BY,
        )  # fmt: skip
