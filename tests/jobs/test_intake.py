"""From an application to a case: saved, filed, searched for, opened, updated, reopened."""

from datetime import date

import pytest
from django.db import connection
from tests.builders import build_case
from tests.intake import ON, TOLD, answers, decide, file, open_case, start, update_case

from posse.apps.cases.choices import CaseState, Role, Service
from posse.apps.cases.models import Case
from posse.apps.intake.choices import ApplicationState
from posse.apps.intake.models import Application, Detail
from posse.apps.people.models import Participant
from posse.services.intake.applications import (
    StaleEdit,
    do_file_application,
    do_refuse_application,
    do_save_answers,
    do_start_application,
    do_withdraw_application,
)
from posse.services.intake.opening import do_open_case_from_application
from posse.services.intake.searching import do_search_for_case
from posse.services.register.cases import do_add_role, do_set_case_status

pytestmark = pytest.mark.django_db


def people_of(case):
    rows = case.roles.order_by("id").values_list("role", "participant__identities__given_name")
    return [(Role(role).value, name) for role, name in rows]


def opened(told=None, **decided):
    return open_case(file(told), **decided)


@pytest.mark.cites(
    "CS-6.3-NEW-2", "CS-6.3-NEW-3", "CS-6.3-INTAKE-2", "CS-6.3-INTAKE-3", "45 CFR 303.2(b)"
)
def test_when_nobody_is_known_everybody_is_added_and_tied_to_a_new_case():
    case = opened()
    assert people_of(case) == [
        ("custodial", "Wren"),
        ("child", "Kim"),
        ("alleged_father", "Robin"),
    ]
    assert case.obligee.identifiers.get().number == "900710001"
    assert case.statuses.get().service == Service.IV_D
    assert case.origin == "intake"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.cites("CS-6.3-DATA-1", "CS-6.3-DATA-2", "CS-6.3-DATA-3")
def test_every_answer_of_the_form_has_its_place_once_the_case_is_open():
    case = opened()
    assert case.obligee.addresses.get().line_1 == "7 Sample Lane"
    assert case.obligor.employments.get().employer_name == "Acme Anvils"
    assert case.parents.get().relation == "never_married"
    paternity = case.paternities.get()
    assert (paternity.born_out_of_wedlock, paternity.status) == ("yes", "unknown")
    assert paternity.birth_state == "WY"
    details = set(Detail.objects.values_list("field", "value"))
    assert {("mobile_phone", "307-555-0101"), ("eyes", "Green"), ("services", "all")} <= details


@pytest.mark.cites("CS-6.3-SEARCH-1", "CS-6.3-SEARCH-3")
def test_no_case_is_opened_before_a_result_of_the_search_is_kept():
    application = file()
    parent = application.persons.get(role="alleged_father")
    for _ in range(2):
        with pytest.raises(ValueError, match="first search for an existing case"):
            do_open_case_from_application(application=application, other_parent=parent, **TOLD)
        # The second time a search was shown, but its result was not kept.
        do_search_for_case(application=application, other_parent=parent, **TOLD)
    assert not Case.objects.exists()


@pytest.mark.cites("CS-6.3-SEARCH-3")
def test_a_result_no_longer_holds_when_somebody_of_the_application_changes():
    application = file()
    parent = decide(application)
    do_save_answers(
        application=application,
        answers=answers(custodial={"surname": "Larkthimble"}),
        seen_version=application.version,
        **TOLD,
    )
    with pytest.raises(ValueError, match="somebody may have changed"):
        do_open_case_from_application(application=application, other_parent=parent, **TOLD)


@pytest.mark.cites("CS-6.3-SEARCH-2")
def test_the_search_finds_the_case_by_number_name_and_birth_and_says_why():
    case = opened()
    application = file(answers(custodial={"ssn": "900710010"}))  # two digits swapped
    parent = application.persons.get(role="alleged_father")
    found = do_search_for_case(application=application, other_parent=parent, **TOLD)
    row = found.candidates["cases"][0]
    assert (row["number"], row["same_case"]) == (case.number, True)
    custodial = application.persons.get(role="custodial")
    reasons = found.candidates["persons"][str(custodial.pk)][0]["reasons"]
    assert any("two are swapped" in reason for reason in reasons)
    child = application.persons.get(role="child")
    reasons = found.candidates["persons"][str(child.pk)][0]["reasons"]
    assert any("same given name" in reason for reason in reasons)
    assert [row["role"] for row in found.criteria] == ["alleged_father", "child", "custodial"]


@pytest.mark.cites("CS-6.3-EXIST-1")
def test_against_a_case_of_the_same_parents_no_second_case_is_opened():
    case = opened()
    application = file()
    known = {
        "Wren": case.obligee,
        "Robin": case.obligor,
        "Kim": case.paternities.get().participant,
    }
    with pytest.raises(ValueError, match="say in a note why it is not the case"):
        open_case(application, known=known)
    updated = update_case(application, case, known=known)
    assert updated == case
    assert Case.objects.count() == 1
    assert application.cases.get().way == "updated"


def test_an_update_that_says_the_same_writes_nothing_twice():
    case = opened()
    child = case.paternities.get().participant
    before = Detail.objects.count()
    update_case(file(), case, known={"Wren": case.obligee, "Robin": case.obligor, "Kim": child})
    assert Detail.objects.count() == before
    assert case.obligee.addresses.count() == 1
    assert case.paternities.count() == 1
    assert case.parents.count() == 1


@pytest.mark.cites("CS-6.3-EXIST-2", "CS-6.3-EXIST-5")
def test_a_closed_case_is_reopened_and_updated():
    case = opened()
    do_set_case_status(case=case, service="iv_d", state="closed", **TOLD)
    application = file(answers(custodial={"line_1": "9 Sample Lane"}))
    child = case.paternities.get().participant
    update_case(
        application, case, known={"Wren": case.obligee, "Robin": case.obligor, "Kim": child}
    )
    states = list(case.statuses.order_by("id").values_list("state", flat=True))
    assert states == [CaseState.OPEN, CaseState.CLOSED, CaseState.OPEN]
    assert application.cases.get().way == "reopened"
    assert case.obligee.addresses.order_by("id").last().line_1 == "9 Sample Lane"


@pytest.mark.cites("CS-6.3-EXIST-3", "CS-6.3-EXIST-5")
def test_a_non_iv_d_case_becomes_iv_d_where_services_are_asked_for():
    case = opened(answers(case={"services": "payments"}))
    assert case.statuses.get().service == Service.NON_IV_D
    known = {
        "Wren": case.obligee,
        "Robin": case.obligor,
        "Kim": case.paternities.get().participant,
    }
    application = file()
    update_case(application, case, known=known)
    services = list(case.statuses.order_by("id").values_list("service", flat=True))
    assert services == [Service.NON_IV_D, Service.IV_D]
    assert application.cases.get().became_iv_d


@pytest.mark.cites("CS-6.3-NEW-1", "CS-6.3-INTAKE-4")
def test_people_who_are_known_are_tied_and_not_added_again():
    earlier = build_case(surname="Fernbobbin", ssn="900710002")
    count = Participant.objects.count()
    case = opened(known={"Robin": earlier.obligor})
    assert case.obligor == earlier.obligor
    assert Participant.objects.count() == count + 2


@pytest.mark.cites("CS-6.3-NEW-4", "45 CFR 305.1(a)")
def test_the_same_other_parent_with_another_custodial_parent_is_another_case():
    first = opened()
    told = answers(
        custodial={"given_name": "Sparrow", "surname": "Larkthimble", "ssn": "900710003"},
        children=[{"given_name": "Ash", "surname": "Larkthimble", "birth_date": "2022-01-01"}],
    )
    application = file(told)
    other = open_case(application, known={"Robin": first.obligor})
    assert other.obligor == first.obligor
    assert other.family != first.family
    verdicts = application.searches.last().candidates["cases"]
    assert "another custodial parent: a new case" in verdicts[0]["words"]


@pytest.mark.cites("45 CFR 305.1(a)", "CS-6.3-NEW-4")
def test_several_fathers_are_several_cases_of_one_family():
    told = answers(
        other_parents=[
            {"given_name": "Robin", "surname": "Quillkettle", "relation": "never_married"},
            {"given_name": "Jay", "surname": "Nimblewick", "relation": "divorced", "sex": "M"},
        ],
        children=[
            {"given_name": "Kim", "surname": "F", "birth_date": "2020-05-05", "of_parent": "1"},
            {"given_name": "Lee", "surname": "F", "birth_date": "2021-05-05", "of_parent": "2"},
        ],
    )
    application = file(told)
    first = open_case(application)
    application.refresh_from_db()
    assert application.state == ApplicationState.SEARCHED
    second = open_case(application, known={"Wren": first.obligee})
    application.refresh_from_db()
    assert application.state == ApplicationState.OPENED
    assert first.family == second.family
    assert first.obligor != second.obligor
    assert [name for role, name in people_of(first) if role == "child"] == ["Kim"]
    assert [name for role, name in people_of(second) if role == "child"] == ["Lee"]


@pytest.mark.cites("45 CFR 302.52", "45 CFR 305.1(a)")
def test_in_foster_care_each_parent_is_an_obligor_for_the_same_children():
    agency = {
        "given_name": "Wyoming",
        "surname": "Department of Family Services",
        "relation_to_children": "agency",
        "birth_date": "",
        "sex": "",
        "ssn": "",
    }
    told = answers(
        custodial=agency,
        other_parents=[
            {"given_name": "Robin", "surname": "Q", "relation": "agency", "sex": "M"},
            {"given_name": "Dove", "surname": "Q", "relation": "agency", "sex": "F"},
        ],
    )
    application = file(told)
    father = open_case(application)
    child = father.roles.get(role="child").participant
    known = {"Wyoming": father.obligee, "Kim": child}
    mother = open_case(application, known=known)
    assert (father.family, father.obligee) == (mother.family, mother.obligee)
    assert mother.roles.get(role="child").participant == child
    assert mother.roles.filter(role="noncustodial").exists()
    other = file(
        told | {"children": [{"given_name": "Lou", "surname": "X", "birth_date": "2019-01-01"}]}
    )
    elsewhere = open_case(
        other,
        known={"Wyoming": father.obligee, "Robin": father.obligor},
        note="Other children.",
    )
    assert elsewhere.family != father.family


def test_a_case_can_be_opened_while_the_father_is_unknown_and_he_is_named_later():
    case = opened(answers(other_parents=[]))
    assert case.obligor is None
    child = case.roles.get(role="child").participant
    application = file()
    update_case(application, case, known={"Wren": case.obligee, "Kim": child})
    case.refresh_from_db()
    assert case.obligor.identities.get().given_name == "Robin"


@pytest.mark.cites("CS-6.3-NEW-3")
def test_a_mother_or_an_established_father_is_a_noncustodial_parent():
    child = {
        "given_name": "Kim",
        "surname": "Fernbobbin",
        "birth_date": "2020-05-05",
        "born_out_of_wedlock": "yes",
        "paternity_status": "established",
    }
    case = opened(answers(children=[child]))
    assert case.roles.filter(role="noncustodial").exists()


def test_two_custodial_parents_on_one_case_are_refused():
    case = opened()
    stranger = build_case().obligee
    with pytest.raises(ValueError, match="has a custodial parent already"):
        do_add_role(case=case, participant=stranger, role=Role.CUSTODIAL, **TOLD)
    do_add_role(case=case, participant=case.obligee, role=Role.CUSTODIAL, is_ended=True, **TOLD)
    do_add_role(case=case, participant=stranger, role=Role.CUSTODIAL, **TOLD)


def test_another_custodial_parent_cannot_be_put_on_the_case_that_was_found():
    case = opened()
    told = answers(custodial={"given_name": "Sparrow", "ssn": "900710004"})
    with pytest.raises(ValueError, match="two custodial parents are two cases"):
        update_case(file(told), case, known={"Robin": case.obligor})


def test_a_number_that_somebody_known_has_adds_nobody():
    opened()
    told = answers(
        custodial={"given_name": "Sparrow", "surname": "Larkthimble"},  # Wren's number
        other_parents=[],
    )
    with pytest.raises(ValueError, match="belongs to somebody known already"):
        opened(told)


def test_a_second_saver_is_told_what_changed_and_loses_nothing():
    application = start()
    seen = application.version
    first = answers(custodial={"line_1": "1 First Street"})
    do_save_answers(application=application, answers=first, seen_version=seen, on=ON, by="Wren")
    second = answers(custodial={"city": "Laramie"})
    with pytest.raises(StaleEdit, match="Wren saved this application") as stale:
        do_save_answers(application=application, answers=second, seen_version=seen, **TOLD)
    assert stale.value.changes == {
        "custodial.line_1": ["7 Sample Lane", "1 First Street"],
    }
    application.refresh_from_db()
    assert application.answers["custodial"]["line_1"] == "1 First Street"


def test_a_form_posted_twice_is_one_application():
    one, two = (do_start_application(channel="paper", form_key="abc", **TOLD) for _ in range(2))
    assert one == two
    assert Application.objects.count() == 1
    saved = start()
    again = do_save_answers(application=saved, answers=answers(), seen_version=1, **TOLD)
    assert again.version == saved.version
    filed = do_file_application(application=saved, signature="W", **TOLD)
    assert do_file_application(application=saved, signature="W", **TOLD) == filed
    assert filed.events.filter(step="filed").count() == 1


@pytest.mark.cites("45 CFR 303.2(a)(3)", "45 CFR 303.2(b)")
def test_an_application_is_filed_on_the_day_it_came_in_and_the_clock_runs_from_there():
    application = do_file_application(
        application=start(), signature="Wren", filed_on=date(2026, 10, 2), **TOLD
    )
    assert (application.filed_on, application.open_by) == (
        date(2026, 10, 2),
        date(2026, 10, 22),
    )


def test_an_application_with_faults_is_kept_but_not_filed():
    told = answers(custodial={"surname": "<script>alert(1)</script>", "ssn": "12"})
    application = start(told)
    assert application.answers["custodial"]["ssn"] == "12"
    with pytest.raises(ValueError, match="2 answers must be mended"):
        do_file_application(application=application, signature="Wren", **TOLD)


def test_what_the_form_does_not_ask_for_is_refused():
    application = do_start_application(channel="paper", **TOLD)
    for wrong in (
        {"neighbors": {}},
        {"custodial": {"favorite_color": "blue"}},
        {"custodial": [{"surname": "A"}, {"surname": "B"}]},
        {"children": [{}] * 31},
        {"custodial": {"surname": "A" * 2001}},
    ):
        with pytest.raises(ValueError, match=r"form|one person|at most"):
            do_save_answers(application=application, answers=wrong, seen_version=1, **TOLD)


def test_a_withdrawn_application_is_done():
    application = do_withdraw_application(application=start(), reason="She moved away.", **TOLD)
    with pytest.raises(ValueError, match="is done and keeps its answers"):
        do_save_answers(
            application=application, answers={}, seen_version=application.version, **TOLD
        )
    with pytest.raises(ValueError, match="is withdrawn, not refused"):
        do_refuse_application(application=start(), reason="For custody only.", **TOLD)


@pytest.mark.cites("45 CFR 305.1(a)")
def test_a_caretaker_relative_has_a_case_against_each_parent_of_the_child():
    told = answers(
        custodial={"given_name": "Heron", "relation_to_children": "grandparent", "ssn": ""},
        other_parents=[
            {
                "given_name": "Robin",
                "surname": "Quillkettle",
                "relation": "relative",
                "sex": "M",
            },
            {"given_name": "Wren", "surname": "Fernbobbin", "relation": "relative", "sex": "F"},
        ],
        children=[
            {
                "given_name": "Kim",
                "surname": "F",
                "birth_date": "2020-05-05",
                "of_parent": "1,2",
            }
        ],
    )
    application = file(told)
    father = open_case(application)
    child = father.roles.get(role="child").participant
    with pytest.raises(ValueError, match="stands in a case of this application already"):
        open_case(application, known={"Heron": father.obligee})
    mother = open_case(application, known={"Heron": father.obligee, "Kim": child})
    assert father.family == mother.family
    assert mother.roles.filter(role="noncustodial").exists()
    assert mother.roles.get(role="child").participant == child


def test_a_case_needs_a_caretaker_a_child_and_a_county():
    nameless = file(channel="referral")
    for part, value, words in (
        ("children", [], "custodial parent or caretaker and a child"),
        ("case", {"county": ""}, "in which county"),
    ):
        told = answers(**{part: value})
        application = do_save_answers(
            application=nameless, answers=told, seen_version=nameless.version, **TOLD
        )
        with pytest.raises(ValueError, match=words):
            open_case(application)
        nameless.refresh_from_db()


def test_a_change_that_an_agency_tells_updates_the_case_it_referred():
    case = opened()
    application = file(answers(custodial={"employer": "Sample Bakery"}), channel="referral")
    known = {
        "Wren": case.obligee,
        "Robin": case.obligor,
        "Kim": case.roles.get(role="child").participant,
    }
    update_case(application, case, known=known)
    assert case.obligee.employments.get().employer_name == "Sample Bakery"
