"""Tasks of remedies that need a person: once a parent and remedy, and closed by themselves."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.payments import start_run

from posse.apps.enforcement.models import RemedyRun, RemedyState
from posse.apps.work.models import Task
from posse.services.books.posting import do_fold
from posse.services.enforcement.licenses import (
    do_ask_suspension,
    do_record_service,
    do_send_ability,
    do_send_intent,
    do_try_plan,
)
from posse.services.enforcement.liens import do_file_lien
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.steps import Recipient
from posse.services.enforcement.tasking import KINDS, NO_LONGER
from posse.services.register.orders import do_adjust_balance
from posse.services.work.tasks import do_finish_task

pytestmark = pytest.mark.django_db
ON, DUE_ON = date(2026, 11, 2), date(2026, 8, 1)
DRIVER, LIEN, IRS = "drivers_license", "lien", "irs_full_collection"
DEPARTMENT = Recipient("Example Department", ("1 Example Way", "Cheyenne, WY 82001"))


@pytest.fixture
def case():
    """A case in which a dollar fell due in each of three months, and the rest before."""
    found = build_case(
        monthly_cents=100, arrears={"never_assigned": 299_700}, first_due_on=DUE_ON
    )
    fold(found)
    return found


def fold(case, *, on=ON):
    do_fold(
        obligors=[case.obligor_id], through=on, run=start_run(on, key=f"fold {case.pk} {on}")
    )


def evaluate(on=ON):
    do_evaluate_remedies(on=on, by=BY)


def tasks(remedy, **told):
    return Task.objects.filter(kind__in=KINDS.values(), url__endswith=f"/{remedy}/", **told)


def pay_down(case, *, on):
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=-299_900, reason="Paid elsewhere",
        on=on, by=BY,
    )  # fmt: skip
    fold(case, on=on)


@pytest.mark.cites("CS-9.2-GEN-1", "CS-IRG-J2.1", "CS-IRG-J32")
def test_a_remedy_that_needs_a_person_opens_one_task_and_the_run_counts_it(case):
    evaluate()
    lien, license_ = tasks(LIEN).get(), tasks(DRIVER).get()
    assert lien.url == f"/cases/{case.number}/remedies/lien/"
    assert lien.subject == "File a lien"
    assert lien.due_on == ON + timedelta(30)
    assert "notice of ability" in license_.subject
    assert RemedyRun.objects.get().task_count == 2
    assert (lien.case, lien.county_fips) == (case, case.county_fips)


def test_a_second_evaluation_opens_and_closes_nothing(case):
    evaluate()
    evaluate()
    evaluate(ON + timedelta(1))
    assert [each.state for each in tasks(LIEN)] == ["open"]
    assert sum(RemedyRun.objects.values_list("task_count", flat=True)) == 2


def test_a_task_closes_by_itself_when_the_remedy_no_longer_applies(case):
    evaluate()
    later = ON + timedelta(1)
    pay_down(case, on=later)
    evaluate(later)
    closed = tasks(LIEN).get()
    assert (closed.state, closed.closed_on, closed.outcome) == ("cancelled", later, NO_LONGER)
    assert not tasks(DRIVER, state="open").exists()


def test_a_filed_lien_needs_nobody_any_more(case):
    evaluate()
    do_file_lien(case=case, filed_on=ON, filing_number="1", page_count=1, on=ON, by=BY)
    evaluate(ON + timedelta(1))
    assert tasks(LIEN).get().state == "cancelled"


def test_what_a_worker_decided_is_not_asked_again_while_the_remedy_stands(case):
    evaluate()
    do_finish_task(task=tasks(LIEN).get(), outcome="Owns nothing", on=ON, by=BY)
    evaluate(ON + timedelta(1))
    assert tasks(LIEN).get().state == "done"


def test_what_a_worker_decided_is_asked_again_once_the_remedy_ended_and_came_anew(case):
    evaluate()
    do_finish_task(task=tasks(LIEN).get(), outcome="Owns nothing", on=ON, by=BY)
    later = ON + timedelta(1)
    pay_down(case, on=later)
    evaluate(later)
    again = ON + timedelta(2)
    do_adjust_balance(
        case=case, bucket="never_assigned", amount_cents=299_900, reason="It was not paid",
        on=again, by=BY,
    )  # fmt: skip
    fold(case, on=again)
    evaluate(again)
    assert [each.state for each in tasks(LIEN).order_by("id")] == ["done", "open"]


@pytest.mark.cites("CS-IRG-J28", "CS-IRG-J32")
def test_a_license_asks_for_each_of_its_steps_and_for_none_while_its_notice_waits(case):
    evaluate()
    do_try_plan(case=case, remedy=DRIVER, text="Called twice", on=ON, by=BY)
    do_send_ability(case=case, on=ON, by=BY)
    day = ON + timedelta(1)
    evaluate(day)
    assert "notice of intent" in tasks(DRIVER, state="open").get().subject
    do_send_intent(case=case, on=day, by=BY)
    do_record_service(case=case, served_on=day, text="By the sheriff", on=day, by=BY)
    evaluate(day + timedelta(1))
    assert not tasks(DRIVER, state="open").exists()
    after = day + timedelta(61)
    evaluate(after)
    assert tasks(DRIVER, state="open").get().subject.startswith("Ask the department")
    do_ask_suspension(case=case, to=DEPARTMENT, on=after, by=BY)
    evaluate(after + timedelta(1))
    assert not tasks(DRIVER, state="open").exists()


@pytest.mark.cites("CS-9.2-IRS-2", "CS-9.2-IRS-3")
def test_full_collection_is_asked_about_only_after_a_year(case):
    evaluate()
    assert not tasks(IRS).exists()
    RemedyState.objects.filter(remedy=IRS).update(since=ON - timedelta(364))
    evaluate()
    assert not tasks(IRS).exists()
    evaluate(ON + timedelta(1))
    assert "last resort" in tasks(IRS).get().subject


def test_a_task_belongs_to_the_case_whose_arrears_allow_the_remedy(case):
    small = build_case(obligor=case.obligor, monthly_cents=50_000, first_due_on=ON)
    fold(small)
    evaluate()
    assert tasks(LIEN).get().case == case
