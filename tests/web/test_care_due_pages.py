"""The lists of what is due in child care: who sees which case, and what can be done there."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.web.test_care_pages import words_of

from posse.apps.care.models import CareCase
from posse.apps.subsidy.models import CarePeriod
from posse.services.care.cases import do_give_care_case
from posse.services.care.reviewing import do_order_review
from posse.services.pages.care import due
from posse.services.staff.members import do_hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


def case_that_ends(office, on):
    """The case of the office with its months drawn in so that its review is due."""
    care_case = CareCase.objects.get(number=office.cared.case)
    row = CarePeriod.objects.get(care_case=care_case)
    CarePeriod.objects.create(
        care_case=care_case, unit=row.unit, step=row.step, determination=row.determination,
        replaces=row, effective_on=row.effective_on, ends_on=on, recorded_on=on,
        recorded_by="test",
    )  # fmt: skip
    return care_case


def test_an_open_application_stands_among_what_is_due_with_its_clock_and_law(office, desk):
    answer = desk.get("/care/due/")
    assert {"care/due.html", "care/_narrow.html"} <= {each.name for each in answer.templates}
    text = words_of(answer)
    assert office.cared.application in text
    assert "CC-401-B" in text
    assert office.cared.application in words_of(desk.get("/care/due.csv"))
    assert "What is due" in words_of(desk.get(f"/care/cases/{office.cared.case}/"))


def test_a_county_and_ones_own_cases_narrow_both_lists(office, desk):
    assert "Nothing is due" in words_of(desk.get("/care/due/?county=56001"))
    assert "Nothing is due" in words_of(desk.get("/care/due/?show=mine"))
    assert office.cared.case in words_of(desk.get("/care/due/?county=nonsense&show=x"))
    assert "No review is like this" in words_of(desk.get("/care/reviews/?show=mine"))


@pytest.mark.cites("CC-1601-A", "CC-1601-B")
def test_a_review_that_is_due_is_listed_with_its_form_and_decided_from_there(office, desk):
    on = date(2026, 11, 20)
    case_that_ends(office, on)
    answer = desk.get("/care/reviews/")
    assert "care/reviews.html" in {each.name for each in answer.templates}
    text = words_of(answer)
    assert office.cared.case in text
    assert "Nov 20, 2026" in text
    assert office.cared.case in words_of(desk.get("/care/reviews.csv"))
    assert "No review is like this" in words_of(desk.get("/care/reviews/?state=lapsed"))


def test_who_may_not_work_cases_sees_no_act(office, client_of):
    case_that_ends(office, date(2026, 11, 20))
    text = words_of(client_of("auditor").get("/care/reviews/"))
    assert office.cared.case in text
    assert "File the form" not in text
    assert "Decide" not in text


@pytest.mark.cites("CC-1601-E")
def test_a_supervisor_alone_orders_a_review(office, desk, client_of):
    at = f"/care/cases/{office.cared.case}/acts/review/"
    assert desk.post(at, {"words": "Doubt"}).status_code == 403
    supervisor = client_of("supervisor")
    text = words_of(supervisor.get(at))
    assert "has no stable history yet" in text
    assert supervisor.post(at, {"words": "Two addresses were told"}).status_code == 302
    assert "Two addresses were told" in words_of(desk.get("/care/due/"))


@pytest.mark.cites("CC-1202-D-1", "CC-1202-D-3")
def test_more_time_for_a_license_is_a_supervisors_and_refused_where_none_is_open(
    office, desk, client_of
):
    at = f"/care/cases/{office.cared.case}/applications/{office.cared.application}"
    address = f"{at}/acts/more-time/"
    assert desk.post(address, {"words": "Inspected"}).status_code == 403
    answer = client_of("supervisor").post(address, {"words": "Inspected"})
    assert answer.status_code == 422
    assert "nothing but a provider" in words_of(answer)


def test_ones_own_case_is_listed_as_ones_own(office, desk):
    user = User.objects.get(pk=desk.session["_auth_user_id"])
    do_give_care_case(
        care_case=CareCase.objects.get(number=office.cared.case),
        specialist_id=do_hire(user=user).pk, on=date(2026, 10, 1), by="test",
    )  # fmt: skip
    assert office.cared.case in words_of(desk.get("/care/due/?show=mine"))


def test_what_is_due_is_shown_a_page_at_a_time_and_whole_as_csv(office, desk, monkeypatch):
    supervisor_orders(office, 2)
    monkeypatch.setattr(due, "PER_PAGE", 1)
    first = words_of(desk.get("/care/due/"))
    assert "3 things to do" in first
    assert "Next page" in first
    assert "Earlier page" in words_of(desk.get("/care/due/?page=3"))
    assert "Nothing is due" in words_of(desk.get("/care/due/?page=999999"))
    assert desk.get("/care/due/?page=99999999999999999999").status_code == 200
    assert len(desk.get("/care/due.csv").content.decode().strip().splitlines()) == 4


def supervisor_orders(office, count):
    care_case = CareCase.objects.get(number=office.cared.case)
    for number in range(count):
        do_order_review(care_case, words=f"Doubt {number}", on=date(2026, 11, 1), by="test")
