"""The database itself lets no application reach a case before its search."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import build_case

from posse.apps.cases.models import Case
from posse.apps.intake.models import (
    Application,
    ApplicationCase,
    ApplicationPerson,
    CaseSearch,
)

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)


def an_application(number="A1000001"):
    return Application.objects.create(
        number=number,
        channel="paper",
        state="filed",
        started_on=ON,
        started_by="test",
        filed_on=ON,
        open_by=date(2026, 10, 25),
    )


def a_search(application, *, follows=None, outcome="", case=None, other_parent=None):
    return CaseSearch.objects.create(
        application=application,
        other_parent=other_parent,
        criteria={},
        candidates=[],
        fingerprint="0" * 64,
        follows=follows,
        outcome=outcome,
        case=case,
        searched_on=ON,
        recorded_by="test",
    )


def lead(application, search, case, *, way="opened", other_parent=None):
    return ApplicationCase.objects.create(
        application=application,
        other_parent=other_parent,
        search=search,
        case=case,
        way=way,
        recorded_on=ON,
        recorded_by="test",
    )


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.cites("CS-6.3-SEARCH-1", "CS-6.3-SEARCH-3")
def test_no_application_opens_a_case_by_a_search_without_a_kept_result():
    application, case = an_application(), build_case()
    shown = a_search(application)
    refused(lambda: lead(application, shown, case))
    kept = a_search(application, follows=shown, outcome="no_match")
    assert lead(application, kept, case).way == "opened"


@pytest.mark.cites("CS-6.3-SEARCH-3", "CS-6.3-EXIST-1")
def test_a_kept_match_opens_no_second_case_but_updates_the_one_found():
    application, case, other = an_application(), build_case(), build_case()
    kept = a_search(application, follows=a_search(application), outcome="match", case=case)
    refused(lambda: lead(application, kept, case, way="opened"))
    refused(lambda: lead(application, kept, other, way="updated"))
    assert lead(application, kept, case, way="updated").case == case


def test_the_result_of_one_application_serves_no_other():
    application, other = an_application(), an_application("A1000002")
    refused(lambda: a_search(other, follows=a_search(application), outcome="no_match"))
    kept = a_search(application, follows=a_search(application), outcome="no_match")
    case = build_case()
    refused(lambda: lead(other, kept, case))


@pytest.mark.cites("45 CFR 305.1(a)")
def test_the_result_for_one_other_parent_serves_no_other_parent():
    application = an_application()
    one, two = (
        ApplicationPerson.objects.create(
            application=application, role="alleged_father", place=place
        )
        for place in (1, 2)
    )
    shown = a_search(application, other_parent=one)
    kept = a_search(application, other_parent=one, follows=shown, outcome="no_match")
    case = build_case()
    refused(lambda: lead(application, kept, case, other_parent=two))
    assert lead(application, kept, case, other_parent=one).other_parent == one


def test_an_application_is_on_no_case_before_one_is_tied_to_it():
    application = an_application()

    def open_it():
        Application.objects.filter(pk=application.pk).update(state="opened")

    refused(open_it)
    kept = a_search(application, follows=a_search(application), outcome="no_match")
    lead(application, kept, build_case())
    open_it()
    application.refresh_from_db()
    assert application.state == "opened"


def test_what_is_done_is_not_undone():
    application = an_application()
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    refused(lambda: Application.objects.filter(pk=application.pk).update(state="draft"))
    refused(lambda: Application.objects.filter(pk=application.pk).update(number="A9"))


def test_a_result_says_which_case_or_that_there_is_none():
    application, case = an_application(), build_case()
    refused(lambda: a_search(application, outcome="no_match"))
    refused(lambda: a_search(application, follows=a_search(application), outcome="match"))
    refused(lambda: a_search(application, case=case))


def check_at_once():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.cites("CS-6.3-SEARCH-3")
def test_a_case_of_intake_without_a_searched_application_is_refused():
    def claim():
        Case.objects.filter(pk=build_case().pk).update(origin="intake")
        check_at_once()

    refused(claim)


@pytest.mark.cites("CS-6.3-SEARCH-3")
def test_a_case_of_intake_stands_once_a_search_led_to_it():
    application, case = an_application(), build_case()
    kept = a_search(application, follows=a_search(application), outcome="no_match")
    lead(application, kept, case)
    Case.objects.filter(pk=case.pk).update(origin="intake")
    check_at_once()
    assert Case.objects.get(pk=case.pk).origin == "intake"
