"""Child support in a child care family's income, read from the ledger of this same State."""

from datetime import date

import pytest
from tests.care_families import ADULT, BY, ON, WEEKDAYS, build_family
from tests.office import CASE

from posse.apps.books.choices import Cause
from posse.apps.books.models import Posting
from posse.apps.cases.models import Case, CaseStatus
from posse.apps.people.models import Participant
from posse.services.care.activities import do_record_activity
from posse.services.care.circumstances import do_tell
from posse.services.care.determining import look
from posse.services.care.household import do_put_in_household, do_tie
from posse.services.care.support import support_of

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = date(2026, 11, 20), date(2026, 12, 1)


def row_of(person: int, *, on: date) -> dict:
    rows = support_of([person], on=on)
    return rows.row(0, named=True) if rows.height else {}


def posted(case: Case, *, credit: int, cents: int, on: date) -> None:
    like = Posting.objects.filter(case=case, cause=Cause.TERM).first()
    Posting.objects.create(
        obligor=case.obligor, case=case, cause=Cause.RECEIPT, cause_id=0, effective_on=on,
        posted_on=on, debit=400, credit=credit, amount_cents=cents, run=like.run,
    )  # fmt: skip


@pytest.fixture
def case(office) -> Case:
    return Case.objects.get(number=CASE)


@pytest.mark.cites("CC-907-B-4", "CC-907-B-5", "CC-907-B-6")
def test_whole_months_of_current_support_are_read_and_arrears_are_not(case):
    assert row_of(case.obligor_id, on=date(2026, 10, 31)) == {}
    found = row_of(case.obligor_id, on=NOVEMBER)
    # 333.33 in this case and 166.67 in another, of 600.00 that fell due in October.
    assert (found["is_counted"], found["paid_cents"], found["months"]) == (True, 50_000, 1)
    assert found["ordered_cents"] == 60_000
    posted(case, credit=1001, cents=70_000, on=date(2026, 10, 20))
    assert row_of(case.obligor_id, on=NOVEMBER) == found
    posted(case, credit=1000, cents=5_000, on=date(2026, 10, 20))
    assert row_of(case.obligor_id, on=NOVEMBER)["paid_cents"] == 55_000


@pytest.mark.cites("CC-907-B-1")
def test_nothing_counts_where_the_latest_month_brought_nothing_or_the_case_is_closed(case):
    assert not row_of(case.obligor_id, on=DECEMBER)["is_counted"]
    for each in Case.objects.filter(obligor=case.obligor):
        CaseStatus.objects.create(
            case=each, state="closed", effective_on=date(2026, 11, 2),
            recorded_on=date(2026, 11, 2), recorded_by=BY,
        )  # fmt: skip
    assert row_of(case.obligor_id, on=NOVEMBER) == {}


@pytest.mark.cites("CC-200-child-support", "CC-200-countable-income")
def test_support_that_a_family_gets_is_averaged_over_the_months_since_it_began(case):
    assert row_of(case.obligee_id, on=NOVEMBER)["received_cents"] == 33_333
    # November brought nothing, so half a month's money is expected.
    assert row_of(case.obligee_id, on=DECEMBER)["received_cents"] == 16_667


@pytest.mark.cites("CC-907-B", "CC-907-B-2", "CC-907-B-3")
def test_a_parent_who_pays_has_it_taken_off_and_one_who_gets_it_has_it_counted(case):
    family = build_family(month_cents=200_000)
    alone = look([family.care_case.pk], on=NOVEMBER).found.incomes
    _joined(family, case.obligor)
    paying = look([family.care_case.pk], on=NOVEMBER).found.incomes
    assert int(paying.support_paid_cents[0]) == 50_000
    assert int(alone.countable_cents[0]) - int(paying.countable_cents[0]) == 50_000
    other = build_family(month_cents=200_000)
    _joined(other, case.obligee)
    getting = look([other.care_case.pk], on=NOVEMBER).found.incomes
    assert int(getting.unearned_cents[0]) == 33_333


def _joined(family, parent: Participant) -> None:
    """A second parent of the family, who works the same hours."""
    at = {"care_case": family.care_case, "on": ON, "by": BY}
    do_put_in_household(participant=parent, role="adult", **at)
    do_tie(elder=parent, younger=family.children[0], kind="parent_child", **at)
    do_tell(of="adult", participant=parent, told=ADULT, **at)
    do_record_activity(
        participant=parent, kind="employment", begins_on=date(2026, 1, 5), spans=WEEKDAYS, **at
    )
