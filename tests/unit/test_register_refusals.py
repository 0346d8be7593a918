"""What the register refuses: facts that overlap, come before their order, or cannot be."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, FIRST_DUE_ON, OPENED_ON, build_case
from tests.money_facts import facts_of

from posse.apps.cases.models import AssistancePeriod
from posse.apps.orders.models import BalanceAdjustment, OrderTerm
from posse.ledger.accruals import installments
from posse.services.register.cases import do_record_assistance_period
from posse.services.register.orders import do_adjust_balance, do_enter_term
from posse.units.days import day_from_number, day_number

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)


def enter(case, *, starts_on=JANUARY, ends_on=None, obligation="child_support", **more):
    return do_enter_term(
        order=case.orders.get(), obligation=obligation, amount_cents=30_000,
        first_due_on=starts_on, ends_on=ends_on, on=OPENED_ON, by=BY, **more,
    )  # fmt: skip


def test_a_term_that_overlaps_another_is_refused_unless_it_replaces_it():
    case = build_case()
    first = OrderTerm.objects.get()
    with pytest.raises(ValueError, match="falls due under a term from 2026-10-01 with no end"):
        enter(case)
    second = enter(case, replaces=first)
    with pytest.raises(ValueError, match="from 2027-01-01 with no end already"):
        enter(case, starts_on=FEBRUARY, replaces=first)
    with pytest.raises(ValueError, match="from 2026-10-01 through 2026-12-31 already"):
        enter(case, starts_on=date(2026, 12, 1), replaces=second)
    assert enter(case, starts_on=FEBRUARY, replaces=second).replaces == second
    assert OrderTerm.objects.count() == 3


@pytest.mark.parametrize(
    ("starts_on", "is_fine"), [(date(2026, 12, 31), False), (JANUARY, True)]
)
def test_terms_may_follow_each_other_from_one_day_to_the_next(starts_on, is_fine):
    case = build_case(monthly_cents=None)
    enter(case, starts_on=FIRST_DUE_ON, ends_on=date(2026, 12, 31))
    if is_fine:
        assert enter(case, starts_on=starts_on).effective_on == starts_on
    else:
        with pytest.raises(ValueError, match="through 2026-12-31 already"):
            enter(case, starts_on=starts_on)


def test_another_obligation_or_a_single_payment_runs_beside_a_term():
    case = build_case()
    assert enter(case, obligation="medical").obligation == "medical"
    assert enter(case, frequency="once").frequency == "once"


def test_a_term_before_its_order_is_refused():
    case = build_case(monthly_cents=None, ordered_on=FIRST_DUE_ON, on=FIRST_DUE_ON)
    with pytest.raises(ValueError, match="the term 2026-09-30 lies before the order's date"):
        enter(case, starts_on=date(2026, 9, 30))
    assert enter(case, starts_on=FIRST_DUE_ON).effective_on == FIRST_DUE_ON


def assist(case, starts_on, ends_on=None, *, program="power"):
    return do_record_assistance_period(
        family=case.family, starts_on=starts_on, ends_on=ends_on, program=program,
        on=OPENED_ON, by=BY,
    )  # fmt: skip


def test_periods_of_one_program_do_not_overlap_but_are_corrected_by_their_first_day():
    case = build_case()
    assist(case, FIRST_DUE_ON)
    with pytest.raises(ValueError, match=r"on POWER \(TANF\) from 2026-10-01 with no end"):
        assist(case, JANUARY)
    with pytest.raises(ValueError, match="end that period first"):
        assist(case, date(2026, 9, 1), FIRST_DUE_ON)
    assist(case, FIRST_DUE_ON, date(2026, 12, 31))
    assist(case, JANUARY)
    assist(case, FIRST_DUE_ON, program="medicaid")
    assert AssistancePeriod.objects.count() == 4
    assert facts_of(case).periods.height == 3


def adjust(case, cents, *, bucket="never_assigned", effective_on=OPENED_ON):
    return do_adjust_balance(
        case=case, bucket=bucket, amount_cents=cents, reason="Counted again",
        effective_on=effective_on, on=OPENED_ON, by=BY,
    )  # fmt: skip


@pytest.mark.parametrize("cents", [50_000, 49_999, 1])
def test_a_debt_is_lowered_to_nothing_and_no_further(cents):
    case = build_case(arrears={"never_assigned": 50_000})
    adjust(case, -cents)
    with pytest.raises(ValueError, match="it cannot be lowered by"):
        adjust(case, -(50_000 - cents) - 1)
    with pytest.raises(ValueError, match=r"^\$0.00 of this debt is owed on 2026-09-30"):
        adjust(case, -1, bucket="permanently_assigned")


def test_a_debt_is_lowered_by_what_was_owed_on_the_day_it_is_lowered():
    case = build_case(arrears={"never_assigned": 50_000})
    with pytest.raises(ValueError, match=r"\$0.00 of this debt is owed on 2026-09-29"):
        adjust(case, -1, effective_on=date(2026, 9, 29))
    assert adjust(case, -1, effective_on=OPENED_ON).amount_cents == -1


def test_an_adjustment_before_the_order_is_refused():
    case = build_case(ordered_on=FIRST_DUE_ON, on=FIRST_DUE_ON, monthly_cents=None)
    with pytest.raises(ValueError, match="the adjustment 2026-09-30 lies before the oldest"):
        adjust(case, 1_000)
    assert not BalanceAdjustment.objects.exists()


def due_days(case, *, through):
    days = installments(facts_of(case).terms, through=through)["day"].sort()
    return [day_from_number(day) for day in days]


def test_a_month_with_five_weekly_due_dates_owes_five_installments():
    case = build_case(frequency="weekly", first_due_on=FIRST_DUE_ON)
    october = due_days(case, through=date(2026, 10, 31))
    assert [day.day for day in october] == [1, 8, 15, 22, 29]


def test_a_term_of_a_leap_day_falls_due_on_the_last_of_february_in_other_years():
    case = build_case(first_due_on=date(2028, 2, 29))
    days = due_days(case, through=date(2029, 3, 31))
    assert (days[0], days[12], days[13]) == (
        date(2028, 2, 29), date(2029, 2, 28), date(2029, 3, 29),
    )  # fmt: skip


@pytest.mark.parametrize("saturday", [date(2026, 3, 7), date(2026, 10, 31)])
def test_nothing_happens_when_the_clocks_change(saturday):
    """Dates carry no hour: a day of 23 hours, or of 25, is a day like any other."""
    week_later = saturday + timedelta(days=7)
    assert day_number(week_later) - day_number(saturday) == 7
    case = build_case(frequency="weekly", first_due_on=saturday)
    assert due_days(case, through=week_later - timedelta(days=1)) == [saturday]
    assert due_days(case, through=week_later) == [saturday, week_later]
