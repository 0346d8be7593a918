"""Matches of partners, from the record told to the money taken, left alone or given back."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from tests.builders import BY, build_case
from tests.payments import start_run

from posse.apps.enforcement.models import (
    AssetMatch,
    PassportSettlement,
    RemedyEvent,
    RemedyState,
)
from posse.apps.payments.models import Reversal
from posse.apps.people.models import Identifier
from posse.apps.records.models import Note
from posse.apps.work.models import Task
from posse.services.access import STATE_OFFICE, SUPERVISOR, do_give_roles
from posse.services.books.as_of import balances_for_obligor
from posse.services.books.posting import do_fold
from posse.services.enforcement import match_taking
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.match_taking import do_take_match, do_take_matches
from posse.services.enforcement.matches import (
    do_approve_levy,
    do_confirm_match,
    do_give_back,
    do_levy,
    do_refuse_match,
    do_shield,
    do_tell_parent,
    give_back_by,
)
from posse.services.enforcement.passport import (
    do_settle_passport,
    do_take_passport_call,
    may_release,
)
from posse.services.matching.merging import do_merge_people
from posse.services.money_in.hand_posting import do_post_receipt

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
NAME = "Noel Testerly"
SOURCES = {
    "fidm": "fidm", "msfidm": "msfidm", "insurance": "insurance_match",
    "unclaimed_property": "unclaimed_property", "lottery": "lottery",
}  # fmt: skip


@pytest.fixture
def case():
    found = build_case()
    for remedy in SOURCES.values():
        RemedyState.objects.create(
            obligor=found.obligor, remedy=remedy, is_eligible=True, state="submitted",
            since=ON, amount_cents=90_000, submitted_cents=90_000, last_submitted_on=ON,
        )  # fmt: skip
    return found


def number(case):
    return Identifier.objects.get(participant=case.obligor, kind="ssn").number


def record(case, **changes):
    told = {
        "source": "fidm", "reference": "A-1", "institution": "Example Bank", "matched_on": ON,
        "ssn": number(case), "owner": NAME, "amount_cents": 80_000,
    }  # fmt: skip
    return Told(**(told | changes))


def take(case, **changes):
    return do_take_match(told=record(case, **changes), on=ON, by=BY)


def levy(match, *, unmet=(), on=ON):
    return do_levy(match=match, mailed_on=on, note="Lien 7", unmet=unmet, on=on, by=BY)


def task_of(match):
    return Task.objects.get(url=f"/matches/{match.pk}/", state="open")


@pytest.mark.cites("CS-9.2-UCP-2", "CS-IRG-J7")
@pytest.mark.parametrize("source", ["unclaimed_property", "lottery"])
def test_a_full_match_takes_the_money(case, source):
    match = take(case, source=source, owner="TESTERLY, NOEL").match
    assert (match.is_full, match.state) == (True, "intercepted")
    assert RemedyState.objects.get(remedy=SOURCES[source]).state == "matched"


@pytest.mark.cites("CS-9.2-UCP-4", "CS-9.2-UCP-5")
def test_a_partial_match_goes_to_the_district_and_takes_no_money_before_it_is_confirmed(case):
    match = take(case, source="unclaimed_property", owner="Noelly Testerly").match
    assert (match.is_full, match.state) == (False, "district")
    assert match.differences == ["It is in the name of Noelly Testerly"]
    assert task_of(match).subject.startswith("Clear up the differences")
    confirmed = do_confirm_match(match=match, note="A nickname", on=ON, by=BY)
    assert confirmed.state == "intercepted"
    assert not Task.objects.filter(url=f"/matches/{match.pk}/", state="open").exists()


@pytest.mark.cites("CS-9.2-UCP-2", "CS-9.2-UCP-4")
def test_a_name_without_a_number_is_partial_and_with_another_number_no_match(case):
    told = {"source": "unclaimed_property", "obligor": case.obligor_id}
    match = take(case, ssn="", **told).match
    assert match.differences == ["No Social Security number was told"]
    other = take(case, ssn="900000001", reference="A-2", **told)
    assert (other.match, other.finding) == (
        None, "the parent submitted has another number; it is no match"
    )  # fmt: skip
    wholly = take(case, ssn="", owner="Somebody Else", reference="A-3", **told)
    assert wholly.finding == "neither the number nor the name agrees; it is no match"


def test_bad_records_are_findings_and_nothing_is_lost(case):
    stranger = build_case()
    told = [
        record(case),
        record(case),
        record(case, reference="B", amount_cents=-1),
        record(case, reference="C", amount_cents=10**15),
        record(case, reference="D", ssn="900000009"),
        record(case, reference="E", ssn=number(stranger)),
        record(case, reference="F", matched_on=ON + timedelta(1)),
    ]
    taken = do_take_matches(told=told, on=ON, by=BY)
    assert [each.match.reference for each in taken if not each.finding] == ["A-1"]
    assert {
        each.reference: outcome.finding
        for each, outcome in zip(told, taken, strict=True)
        if outcome.finding
    } == {
        "A-1": "told already on Nov 2, 2026",
        "B": "the amount is less than nothing",
        "C": "the amount $10,000,000,000,000.00 is more than can be meant",
        "D": "nobody here has the number that the partner told",
        "E": "this parent was not submitted for In-state financial institution data match",
        "F": "the match is dated Nov 3, 2026, after today",
    }


def test_many_records_are_taken_in_by_as_many_queries_as_few(
    case, django_assert_max_num_queries
):
    told = [record(case, reference=f"A-{place}") for place in range(40)]
    told += [record(case, source="lottery", reference=f"L-{place}") for place in range(40)]
    with django_assert_max_num_queries(45):
        taken = do_take_matches(told=told, on=ON, by=BY)
    assert [each.match.reference for each in taken] == [each.reference for each in told]
    assert {each.match.state for each in taken[:40]} == {"new"}
    assert {each.match.state for each in taken[40:]} == {"intercepted"}
    tasks = Task.objects.filter(kind="asset_match", state="open")
    assert {each.match.task_id for each in taken[:40]} == set(
        tasks.values_list("pk", flat=True)
    )
    moves = RemedyEvent.objects.filter(to_state="matched").values_list("remedy", flat=True)
    assert sorted(moves) == ["fidm", "lottery"]


def test_a_record_that_another_file_brought_meanwhile_stops_none_of_the_others(
    case, monkeypatch
):
    take(case, reference="A-2")
    monkeypatch.setattr(match_taking, "_earlier", lambda _piece: {})
    told = [record(case, reference=f"A-{place}") for place in (1, 2, 3)]
    taken = do_take_matches(told=told, on=ON, by=BY)
    assert [each.match and each.match.reference for each in taken] == ["A-1", None, "A-3"]
    assert taken[1].finding == "told already, by a file that came at the same time"
    assert AssetMatch.objects.count() == 3


def test_an_account_in_the_other_number_of_a_merged_parent_is_of_whom_was_submitted(case):
    other = build_case()
    do_merge_people(merged=other.obligor, into=case.obligor, note="Same man", on=ON, by=BY)
    match = take(case, ssn=number(other)).match
    assert (match.obligor, match.is_full) == (case.obligor, True)


@pytest.mark.cites("CS-9.2-MSFIDM-7", "CS-9.2-FIDM-6", "CS-9.2-INS-5")
@pytest.mark.parametrize("source", ["fidm", "msfidm", "insurance"])
def test_an_account_or_a_claim_waits_for_a_worker_who_decides(case, source):
    match = take(case, source=source).match
    assert match.state == "new"
    assert task_of(match).subject == "Look at the match: Example Bank"
    assert levy(match).state == "levied"


def test_an_account_in_another_name_is_not_levied_before_that_is_cleared_up(case):
    match = take(case, owner="Casey Other").match
    with pytest.raises(ValueError, match="It is in the name of Casey Other"):
        levy(match)
    refused = do_refuse_match(match=match, note="An uncle", is_other_person=True, on=ON, by=BY)
    assert refused.events.last().note == "It is in another person's name: An uncle"
    with pytest.raises(ValueError, match="it was decided on Nov 2, 2026 by test"):
        levy(match)


@pytest.mark.cites("CS-IRG-J5.2")
def test_below_the_tests_an_attorney_must_agree_first(case):
    match = take(case).match
    unmet = ["arrears of three months of current support"]
    with pytest.raises(ValueError, match="not met: arrears of three months"):
        levy(match, unmet=unmet)
    do_approve_levy(
        obligor=case.obligor_id, attorney="A. Torney", note="Large account", on=ON, by=BY
    )
    assert levy(match, unmet=unmet).state == "levied"


@pytest.mark.cites("CS-IRG-J4.1")
def test_the_parents_notice_is_due_ten_days_after_the_levy_was_mailed(case):
    match = levy(take(case).match)
    assert task_of(match).due_on == date(2026, 11, 12)
    told = do_tell_parent(match=match, mailed_on=ON, on=ON, by=BY)
    assert told.parent_noticed_on == ON
    with pytest.raises(ValueError, match="mailed on Nov 2, 2026 already"):
        do_tell_parent(match=match, mailed_on=ON, on=ON, by=BY)


@pytest.mark.cites("45 CFR 307.11(c)(3)")
def test_an_account_known_to_hold_ssi_is_shielded_at_once(case):
    match = take(case, benefit="ssi").match
    assert match.state == "shielded"
    with pytest.raises(ValueError, match="it was decided"):
        levy(match)


@pytest.mark.cites("45 CFR 307.11(c)(3)")
def test_ssi_money_wrongly_taken_waits_and_goes_back_in_five_business_days(case):
    match = levy(take(case).match)
    receipt = do_post_receipt(
        case=case, amount_cents=80_000, source="fidm_levy", collected_on=ON,
        payor_name="Example Bank", note="Levy", on=ON, by=BY, is_joint_return=False,
        has_injured_spouse_form=False,
    )  # fmt: skip
    found_on = date(2026, 11, 6)
    shielded = do_shield(
        match=match, benefit="ssi", note="Award letter", receipt=receipt, on=found_on, by=BY
    )
    # Veterans Day is no business day.
    assert give_back_by(found_on) == date(2026, 11, 16)
    assert task_of(shielded).due_on == date(2026, 11, 16)
    assert receipt.holds.filter(reason="other", release__isnull=True).exists()
    back = do_give_back(match=shielded, note="Warrant to the bank", on=found_on, by=BY)
    assert back.state == "returned"
    assert Reversal.objects.get(receipt=receipt).amount_cents == 80_000
    with pytest.raises(ValueError, match="no money of this match"):
        do_give_back(match=back, note="Again", on=found_on, by=BY)


def user(role):
    found = User.objects.create_user(role.replace(" ", "-"))
    do_give_roles(found, [role])
    return found


def owing(cents):
    case = build_case(monthly_cents=None, arrears={"never_assigned": cents})
    do_fold(obligors=[case.obligor_id], through=ON, run=start_run(ON, key="fold"))
    return case


@pytest.mark.cites("CS-9.2-PASS-10", "CS-9.2-PASS-11", "CS-9.2-PASS-7")
def test_the_liaisons_call_is_noted_and_the_worker_is_told(case):
    do_take_passport_call(
        case=case, caller="Noel Testerly", text="Told of zero tolerance", on=ON, by="liaison"
    )
    assert "Call about a denied passport from Noel Testerly" in Note.objects.get().text
    task = Task.objects.get(kind="passport_call")
    assert task.case == case
    assert task.subject.startswith("Message of the passport liaison: Noel Testerly called.")


@pytest.mark.cites("CS-9.2-PASS-1", "CS-9.2-PASS-12")
def test_a_passport_is_released_at_zero_or_by_the_directors_settlement_alone():
    case = owing(260_000)
    assert may_release(case.obligor_id, on=ON) == (
        False, "$2,600.00 is past due; all of it must be paid first"
    )  # fmt: skip
    settled = do_settle_passport(
        obligor=case.obligor, paid_cents=200_000, note="A job abroad", user=user(STATE_OFFICE),
        on=ON,
    )  # fmt: skip
    assert (settled.arrears_cents, settled.paid_cents) == (260_000, 200_000)
    assert may_release(case.obligor_id, on=ON) == (
        True, "The director settled it on Nov 2, 2026: A job abroad"
    )  # fmt: skip


@pytest.mark.cites("CS-9.2-PASS-12")
def test_nobody_settles_where_nothing_is_owed_and_only_the_director_at_all(case):
    told = {"obligor": case.obligor, "paid_cents": 100_000, "note": "A job abroad", "on": ON}
    with pytest.raises(ValueError, match="only the IV-D director"):
        do_settle_passport(user=user(SUPERVISOR), **told)
    with pytest.raises(ValueError, match="nothing is past due"):
        do_settle_passport(user=user(STATE_OFFICE), **told)
    assert not PassportSettlement.objects.exists()
    assert balances_for_obligor(case.obligor_id, as_of=ON, known_on=ON).arrears_cents == 0
    assert may_release(case.obligor_id, on=ON) == (True, "Nothing is past due any more")
