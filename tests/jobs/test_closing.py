"""Cases are closed by the law's tests alone, after the wait, and never against an answer."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from tests.builders import BY, build_case, build_person, give_address
from tests.unit.test_payment_record_page import text_of

from posse.apps.cases.models import Case
from posse.apps.closure.models import CaseClosure, ClosureCandidate, ClosureNotice
from posse.apps.intake.models import Application
from posse.apps.records.models import Letter
from posse.services.access import ADMINISTRATOR, CASEWORKER, SUPERVISOR, do_give_roles
from posse.services.closure.closing import do_close_case, do_close_due
from posse.services.closure.findings import do_find_candidates, findings_for_case
from posse.services.closure.notices import do_record_answer, do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact, do_record_locate_try
from posse.services.closure.reopening import (
    do_release_record,
    do_reopen_case,
    refusal_of_destruction,
)
from posse.services.corrections.deciding import do_decide_proposal
from posse.services.corrections.kinds import closing_asked
from posse.services.corrections.proposing import do_correct
from posse.services.records.contacts import do_record_contact
from posse.services.register.cases import (
    do_add_role,
    do_open_case,
    do_record_assistance_period,
    do_set_interstate_role,
)
from posse.services.register.people import do_add_participant
from posse.services.register.safety import do_mark_family_violence

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
TOLD = {"on": ON, "by": BY}
LAST_DAY = ON + timedelta(days=60)


def record(case, *tests, is_so=True, on=ON):
    for test in tests:
        do_record_closure_fact(
            case=case, test=test, is_so=is_so, evidence="Seen on paper.", on=on, by=BY
        )


def met(case, on=ON):
    return {each.reason.name for each in findings_for_case(case, on=on).outcomes if each.is_met}


def outcome(case, reason, on=ON):
    return {
        row.name: row.outcome for row in findings_for_case(case, on=on).outcome(reason).tests
    }


def case_on_ssi():
    case = build_case()
    record(case, "ssi_only")
    return case


def case_with_notice(reason="b9"):
    case = case_on_ssi()
    return case, do_send_closure_notice(case=case, reason=reason, **TOLD)


def state_of(case):
    return case.statuses.order_by("effective_on", "id").last().state


@pytest.mark.cites("45 CFR 303.11(d)(1)")
def test_case_is_closed_on_the_sixtieth_day_and_no_day_before():
    case, notice = case_with_notice()
    assert notice.closes_on == LAST_DAY
    with pytest.raises(ValueError, match="must wait; the case may be closed from Nov 30, 2026"):
        do_close_case(case=case, reason="b9", on=LAST_DAY - timedelta(days=1), by=BY)
    closure = do_close_case(case=case, reason="b9", on=LAST_DAY, by=BY)
    assert closure.notice_id == notice.pk
    assert state_of(case) == "closed"


@pytest.mark.cites("45 CFR 303.11(d)(1)")
def test_without_a_notice_nothing_is_closed_that_needs_one():
    with pytest.raises(ValueError, match="no notice stands"):
        do_close_case(case=case_on_ssi(), reason="b9", on=LAST_DAY, by=BY)


@pytest.mark.cites("45 CFR 303.11(d)(3)")
def test_answer_that_could_lead_to_support_keeps_the_case_open_until_a_new_notice():
    case, notice = case_with_notice()
    do_record_answer(notice=notice, text="He works in Cody now.", keeps_open=True, **TOLD)
    with pytest.raises(ValueError, match="no notice stands"):
        do_close_case(case=case, reason="b9", on=LAST_DAY, by=BY)
    again = do_send_closure_notice(case=case, reason="b9", on=LAST_DAY, by=BY)
    assert again.closes_on == LAST_DAY + timedelta(days=60)


def test_answer_that_changes_nothing_lets_the_wait_go_on():
    case, notice = case_with_notice()
    do_record_answer(notice=notice, text="She agrees.", keeps_open=False, **TOLD)
    assert do_close_case(case=case, reason="b9", on=LAST_DAY, by=BY)


@pytest.mark.cites("45 CFR 303.11(b)(9)")
def test_test_that_is_no_longer_met_at_the_end_keeps_the_case_open():
    case, _ = case_with_notice()
    record(case, "ssi_only", is_so=False, on=ON + timedelta(days=30))
    with pytest.raises(ValueError, match="is not met"):
        do_close_case(case=case, reason="b9", on=LAST_DAY, by=BY)


def test_notice_stands_once_and_only_where_the_tests_are_met():
    case, _ = case_with_notice()
    with pytest.raises(ValueError, match="stands already"):
        do_send_closure_notice(case=case, reason="b9", **TOLD)
    with pytest.raises(ValueError, match="Not known: nobody recorded it"):
        do_send_closure_notice(case=build_case(), reason="b9", **TOLD)


def test_reason_without_a_wait_is_closed_at_once_and_sends_nothing():
    case = build_case()
    record(case, "asked_to_close")
    with pytest.raises(ValueError, match="asks for no notice"):
        do_send_closure_notice(case=case, reason="b12", **TOLD)
    do_close_case(case=case, reason="b12", **TOLD)
    assert not Letter.objects.filter(case=case).exists()


def test_closed_case_is_not_closed_twice():
    case = build_case()
    record(case, "asked_to_close")
    do_close_case(case=case, reason="b12", **TOLD)
    with pytest.raises(ValueError, match="closed already"):
        do_close_case(case=case, reason="b12", **TOLD)


@pytest.mark.cites("45 CFR 303.11(d)(1)")
def test_notice_is_a_kept_letter_that_names_the_day_and_nothing_of_the_other_parent():
    case, notice = case_with_notice()
    give_address(case.obligor, line_1="99 Hidden Gulch")
    text = text_of(bytes(notice.letter.stored.content))
    assert case.number in text
    assert "Nov 30, 2026" in text
    assert "Hidden" not in text
    assert "Noel" not in text
    assert notice.letter.participant_id == case.obligee_id


def test_notice_in_spanish_says_the_same_in_spanish():
    case = case_on_ssi()
    notice = do_send_closure_notice(case=case, reason="b9", language="es", **TOLD)
    assert "30 de noviembre de 2026" in text_of(bytes(notice.letter.stored.content))


@pytest.mark.cites("CS-6.3-FV-2")
def test_letter_to_a_person_in_danger_shows_no_address_to_whoever_looks_at_it():
    case = case_on_ssi()
    give_address(case.obligee, line_1="7 Secret Lane")
    do_mark_family_violence(
        participant=case.obligee, is_on=True, basis="screening", note="Told at intake.", **TOLD
    )
    letter = do_send_closure_notice(case=case, reason="b9", **TOLD).letter
    assert letter.is_address_protected
    assert letter.address == []
    assert "Secret" not in text_of(bytes(letter.stored.content))


def test_electronic_notice_needs_consent_on_record():
    case = case_on_ssi()
    with pytest.raises(ValueError, match="consent to electronic notices"):
        do_send_closure_notice(case=case, reason="b9", way="electronic", **TOLD)
    record(case, "electronic_notice_consent")
    assert do_send_closure_notice(case=case, reason="b9", way="electronic", **TOLD)


@pytest.mark.cites("45 CFR 303.11(d)(2)")
def test_initiating_agency_is_told_in_a_record_and_has_sixty_days():
    case = build_case()
    do_set_interstate_role(case=case, role="responding", **TOLD)
    record(case, "initiating_failed")
    with pytest.raises(ValueError, match="how the agency was told"):
        do_send_closure_notice(case=case, reason="b17", **TOLD)
    notice = do_send_closure_notice(
        case=case, reason="b17", record="Message of today by the interstate network", **TOLD
    )
    assert (notice.letter, notice.closes_on) == (None, LAST_DAY)


@pytest.mark.cites("45 CFR 303.11(b)(15)")
def test_two_ways_of_trying_and_no_contact_since_is_out_of_reach():
    case = build_case()
    who = {"case": case, "participant": case.obligee, **TOLD}
    do_record_contact(method="phone", outcome="no_answer", **who)
    do_record_contact(method="phone", outcome="message_left", **who)
    assert "b15" not in met(case)
    do_record_contact(method="mail", outcome="came_back", **who)
    assert "b15" in met(case)
    do_record_contact(method="phone", outcome="reached", **who)
    assert "b15" not in met(case)


@pytest.mark.cites("45 CFR 303.11(b)(15)")
def test_contact_within_the_sixty_days_keeps_the_case_open_by_itself():
    case = build_case()
    who = {"case": case, "participant": case.obligee, "by": BY}
    for method in ("phone", "mail"):
        do_record_contact(method=method, outcome="no_answer", on=ON, **who)
    do_send_closure_notice(case=case, reason="b15", **TOLD)
    do_record_contact(
        method="phone",
        outcome="reached",
        direction="incoming",
        on=ON + timedelta(days=9),
        **who,
    )
    due = do_close_due(on=LAST_DAY, by=BY)
    assert due.closed == ()
    assert "was reached" in dict(due.kept)[case.number]


@pytest.mark.cites("45 CFR 303.11(b)(7)(ii)")
def test_search_counts_from_its_first_try_after_the_last_trace():
    case = build_case()
    do_record_locate_try(case=case, source="Motor vehicles", on=ON, by=BY)
    later = date(2027, 4, 1)
    do_record_locate_try(case=case, source="Employment security", on=later, by=BY)
    assert outcome(case, "b7i", on=later)["not_located"].startswith("Met")
    assert outcome(case, "b7i", on=later)["several_sources"] == "Met"
    give_address(case.obligor, on=later)
    assert not outcome(case, "b7i", on=date(2028, 12, 1))["not_located"].startswith("Met")


@pytest.mark.cites("45 CFR 303.11(b)(7)(i)")
def test_two_years_of_search_close_a_case_where_a_number_is_known():
    case = build_case()
    for source in ("Motor vehicles", "Employment security"):
        do_record_locate_try(case=case, source=source, on=ON, by=BY)
    assert "b7i" not in met(case, on=date(2028, 9, 30))
    assert "b7i" in met(case, on=date(2028, 10, 1))


def test_one_source_under_two_spellings_is_one_source():
    case = build_case()
    for source in ("Motor vehicles", "motor VEHICLES"):
        do_record_locate_try(case=case, source=source, on=ON, by=BY)
    assert outcome(case, "b7i")["several_sources"] != "Met"


@pytest.mark.cites("45 CFR 303.11(b)(6)(ii)")
def test_alleged_father_makes_it_a_case_of_paternity():
    case = build_case(has_obligor=False, monthly_cents=None)
    man = do_add_participant(
        surname="Thistlewait", given_name="Ash", birth_date=None, ssn="", on=ON, by=BY
    )
    record(case, "father_excluded", "no_other_father")
    assert "b6ii" not in met(case)
    do_add_role(case=case, participant=man, role="alleged_father", on=ON, by=BY)
    assert "b6ii" in met(case)


def test_child_without_a_birth_date_leaves_its_age_unknown():
    case = build_case(child_count=0)
    child = do_add_participant(
        surname="Testerly", given_name="Kim", birth_date=None, ssn="", on=ON, by=BY
    )
    do_add_role(case=case, participant=child, role="child", on=ON, by=BY)
    assert outcome(case, "b3")["children_adult"].startswith("Not known")


@pytest.mark.cites("45 CFR 303.11(b)(14)")
def test_good_cause_closes_without_a_notice_where_the_family_is_on_assistance():
    case = build_case()
    record(case, "good_cause")
    assert "b14" not in met(case)
    do_record_assistance_period(
        family=case.family, starts_on=date(2026, 9, 1), ends_on=None, on=ON, by=BY
    )
    assert do_close_case(case=case, reason="b14", **TOLD)


def person_with(role, name):
    user = User.objects.create_user(name)
    do_give_roles(user, [role])
    return user


def assigned_case(fold):
    case = build_case(monthly_cents=None, arrears={"permanently_assigned": 90_000})
    fold(case)
    do_send_closure_notice(case=case, reason="b2", **TOLD)
    return case


@pytest.fixture
def fold():
    from tests.payments import start_run

    from posse.services.books.fold_list import obligors_to_fold
    from posse.services.books.posting import do_fold

    def run(_case):
        do_fold(obligors=obligors_to_fold(through=ON), through=ON, run=start_run(ON, key="f"))

    return run


@pytest.mark.cites("Wyoming Policy 12.2", "45 CFR 303.11(b)(2)")
def test_assigned_arrears_are_closed_by_the_director_and_by_nobody_else(fold):
    case = assigned_case(fold)
    with pytest.raises(ValueError, match=r"\$900.00 of arrears are assigned"):
        do_close_case(case=case, reason="b2", on=LAST_DAY, by=BY)
    worker = person_with(CASEWORKER, "worker")
    asked = closing_asked(case=case, reason="b2", why="Nothing can be collected.", on=LAST_DAY)
    proposal = do_correct(asked, user=worker, on=LAST_DAY).proposal
    assert state_of(case) == "open"
    decide = {"proposal": proposal, "is_approved": True, "note": "Looked at.", "on": LAST_DAY}
    with pytest.raises(ValueError, match="does not include approving"):
        do_decide_proposal(user=person_with(SUPERVISOR, "supervisor"), **decide)
    do_decide_proposal(user=person_with(ADMINISTRATOR, "director"), **decide)
    assert state_of(case) == "closed"
    assert CaseClosure.objects.get(case=case).proposal_id == proposal.pk


def test_database_refuses_closing_assigned_arrears_without_an_approval():
    case = build_case()
    with (
        pytest.raises(DatabaseError, match="assigned_arrears_need_approval"),
        transaction.atomic(),
    ):
        CaseClosure.objects.create(
            case=case, reason="b2", tests=[], assigned_cents=1, keep_through=LAST_DAY,
            law_fingerprint="", effective_on=ON, recorded_on=ON, recorded_by=BY,
        )  # fmt: skip


def test_director_is_not_asked_before_the_wait_is_over(fold):
    case = assigned_case(fold)
    asked = closing_asked(case=case, reason="b2", why="Nothing can be collected.", on=ON)
    with pytest.raises(ValueError, match="must wait"):
        do_correct(asked, user=person_with(CASEWORKER, "worker"), on=ON)


def application():
    return Application.objects.create(
        number="A-1", channel="paper", started_on=ON, started_by=BY
    )


def closed_case():
    case = build_case()
    record(case, "asked_to_close")
    do_close_case(case=case, reason="b12", **TOLD)
    return case


@pytest.mark.cites("45 CFR 303.11(d)(5)", "CS-6.3-EXIST-2")
def test_closed_case_is_opened_again_by_a_new_application():
    case = closed_case()
    asked = {"case": case, "way": "application", "text": "He was found.", **TOLD}
    with pytest.raises(ValueError, match="name it by its number"):
        do_reopen_case(**asked)
    do_reopen_case(application=application(), **asked)
    assert state_of(case) == "open"
    with pytest.raises(ValueError, match="open again"):
        do_reopen_case(application=application, **asked)


@pytest.mark.cites("CS-6.3-EXIST-5")
def test_service_and_state_keep_their_history_through_closing_and_reopening():
    case = closed_case()
    do_reopen_case(case=case, way="mistake", text="The wrong case.", **TOLD)
    history = case.statuses.order_by("effective_on", "id").values_list("service", "state")
    assert list(history) == [("iv_d", "open"), ("iv_d", "closed"), ("iv_d", "open")]


def test_reopened_case_can_be_closed_once_more():
    case = closed_case()
    do_reopen_case(case=case, way="mistake", text="The wrong case.", **TOLD)
    do_close_case(case=case, reason="b12", **TOLD)
    assert CaseClosure.objects.filter(case=case).count() == 2


@pytest.mark.cites("45 CFR 303.11(e)")
def test_record_is_kept_three_years_and_destruction_refused_before():
    case = closed_case()
    assert "Oct 1, 2029" in refusal_of_destruction(case, on=date(2029, 10, 1))
    with pytest.raises(ValueError, match="kept through Oct 1, 2029"):
        do_release_record(case=case, text="Its time is over.", on=date(2029, 10, 1), by=BY)
    assert do_release_record(case=case, text="Its time is over.", on=date(2029, 10, 2), by=BY)
    assert "open case" in refusal_of_destruction(build_case(), on=ON)


@pytest.mark.cites("45 CFR 303.11(c)")
def test_case_that_must_be_closed_is_closed_by_the_night_without_a_word():
    case = build_case()
    record(case, "ihs_eligible", "medicaid_referral_only")
    do_find_candidates(on=ON)
    assert do_close_due(on=ON, by=BY).closed == (case.number,)


def test_night_closes_what_waited_and_leaves_what_was_answered():
    waited, _ = case_with_notice()
    answered, notice = case_with_notice()
    do_record_answer(notice=notice, text="A new job.", keeps_open=True, **TOLD)
    assert do_close_due(on=LAST_DAY - timedelta(days=1), by=BY).closed == ()
    assert do_close_due(on=LAST_DAY, by=BY).closed == (waited.number,)
    assert do_close_due(on=LAST_DAY, by=BY).closed == ()
    assert state_of(answered) == "open"


@pytest.mark.cites("45 CFR 303.11(b)(1)")
def test_case_that_waits_for_its_first_order_is_no_candidate():
    waits = do_open_case(
        number="T00990001", obligee=build_person(), county_fips="56021", on=ON, by=BY
    )
    assert "b1" not in met(waits)
    assert "b1" in met(build_case(monthly_cents=None))


def test_candidates_are_found_anew_each_time():
    case = case_on_ssi()
    build_case()
    assert do_find_candidates(on=ON) == 1
    assert ClosureCandidate.objects.get().case_id == case.pk
    record(case, "ssi_only", is_so=False)
    assert do_find_candidates(on=ON) == 0


def test_finding_that_turns_twice_in_a_minute_is_the_latest():
    case = build_case()
    for is_so in (True, False, True):
        record(case, "ssi_only", is_so=is_so)
    assert "b9" in met(case)


def test_fact_that_a_row_answers_is_not_recorded_by_hand():
    for test in ("no_current_order", "nothing_of_the_kind"):
        with pytest.raises(ValueError, match="no test that a worker records"):
            record(build_case(), test)


def test_database_keeps_what_was_told():
    _, notice = case_with_notice()
    with pytest.raises(DatabaseError), transaction.atomic():
        ClosureNotice.objects.filter(pk=notice.pk).update(closes_on=ON)


def test_stranger_case_is_untouched_by_what_is_recorded_elsewhere():
    case_on_ssi()
    other = build_case(obligee=build_person(given_name="Other"))
    assert "b9" not in met(other)
    assert Case.objects.count() == 2
