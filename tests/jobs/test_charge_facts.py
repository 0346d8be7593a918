"""Judgments, affidavits, suppressions, certifications and roles, as facts of the fold."""

from datetime import date

import pytest
from tests.builders import BY, OPENED_ON, build_case, build_person
from tests.money_facts import facts_of

from posse.apps.books.models import Refold
from posse.apps.orders.models import ChargeSuppression, Judgment, OffsetCertification
from posse.services.register.cases import (
    do_add_role,
    do_exempt_from_fee,
    do_record_assistance_grant,
    do_record_assistance_period,
    do_set_interstate_role,
)
from posse.services.register.charges import (
    do_enter_judgment,
    do_file_penalty_affidavit,
    do_suppress_charges,
)
from posse.services.register.offsets import do_certify_for_offset, do_permit_excess
from posse.services.register.orders import do_enter_order

pytestmark = pytest.mark.django_db

LATER, LAST = date(2026, 11, 2), date(2026, 12, 31)
ORDERED_ON, DAY_BEFORE = date(2020, 1, 15), date(2020, 1, 14)


def judge(case, *, judged_on=OPENED_ON, cents=320_000, kind="retroactive", on=OPENED_ON):
    return do_enter_judgment(
        case=case, amount_cents=cents, kind=kind, judged_on=judged_on,
        note="Docket 12", on=on, by=BY,
    )  # fmt: skip


def suppress(case, *, kind="penalty", starts_on=OPENED_ON, ends_on=LAST, on=OPENED_ON):
    return do_suppress_charges(
        case=case, kind=kind, starts_on=starts_on, ends_on=ends_on, reason="Hardship",
        on=on, by=BY,
    )  # fmt: skip


def certify(case, cents=90_000, *, effective_on=None, on=OPENED_ON):
    return do_certify_for_offset(
        case=case, amount_cents=cents, effective_on=effective_on, on=on, by=BY
    )


@pytest.fixture
def case():
    made = build_case()
    Refold.objects.all().delete()
    return made


def test_a_judgment_is_read_by_the_fold(case):
    judged = judge(case)
    assert facts_of(case).judgments.rows() == [
        (judged.pk, case.pk, 320_000, OPENED_ON, "retroactive")
    ]
    assert Refold.objects.filter(obligor=case.obligor).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"judged_on": DAY_BEFORE}, "lies before the oldest order 2020-01-15"),
        ({"judged_on": LATER}, "lies before the judgment"),
        ({"cents": 0}, "at least"),
        ({"kind": "harsh"}, "not a valid JudgmentKind"),
    ],
)
def test_a_judgment_that_cannot_be_meant_is_refused(case, changes, words):
    with pytest.raises(ValueError, match=words):
        judge(case, **changes)
    assert not Judgment.objects.exists()
    assert judge(case, judged_on=ORDERED_ON).effective_on == ORDERED_ON


def test_an_affidavit_is_filed_once_a_day_and_read_by_the_fold(case):
    filed = do_file_penalty_affidavit(case=case, filed_on=OPENED_ON, on=OPENED_ON, by=BY)
    assert facts_of(case).affidavits.rows() == [(filed.pk, case.pk, OPENED_ON)]
    with pytest.raises(ValueError, match="on file in case"):
        do_file_penalty_affidavit(case=case, filed_on=OPENED_ON, on=OPENED_ON, by=BY)


@pytest.mark.cites("CS-9.2-SUP-TYPE-10", "CS-9.2-SUP-3")
def test_a_penalty_is_suppressed_with_an_end_that_can_be_moved(case):
    suppress(case)
    sooner = suppress(case, ends_on=LATER, on=LATER)
    assert facts_of(case).suppressions["ends_on"].to_list() == [LAST]
    assert facts_of(case, known_on=LATER).suppressions.rows() == [
        (sooner.pk, case.pk, "penalty", OPENED_ON, LATER)
    ]
    with pytest.raises(ValueError, match="must have an end date"):
        suppress(case, ends_on=None)


@pytest.mark.cites("CS-9.2-SUP-4")
def test_each_charge_is_suppressed_on_its_own(case):
    suppress(case)
    suppress(case, kind="interest")
    assert sorted(facts_of(case).suppressions["kind"]) == ["interest", "penalty"]


def test_suppressions_of_one_charge_do_not_overlap(case):
    suppress(case, ends_on=date(2026, 10, 31))
    with pytest.raises(ValueError, match="is suppressed from 2026-09-30 through 2026-10-31"):
        suppress(case, starts_on=date(2026, 10, 31))
    suppress(case, starts_on=date(2026, 11, 1))
    with pytest.raises(ValueError, match="lies before the start"):
        suppress(case, starts_on=LATER, ends_on=date(2026, 11, 1))
    assert ChargeSuppression.objects.count() == 2


def test_the_latest_certification_is_a_fact_beside_the_earlier_ones(case):
    certify(case)
    certify(case, 0, effective_on=LATER, on=LATER)
    assert facts_of(case).certifications["amount_cents"].to_list() == [90_000]
    assert facts_of(case, known_on=LATER).certifications["amount_cents"].to_list() == [
        90_000,
        0,
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_on": DAY_BEFORE}, "lies before the oldest order"),
        ({"cents": -1}, "at least"),
    ],
)
def test_a_certification_that_cannot_be_meant_is_refused(case, changes, words):
    with pytest.raises(ValueError, match=words):
        certify(case, **changes)
    assert not OffsetCertification.objects.exists()


@pytest.mark.cites("CS-9.2-TOP-SINGLE-4")
def test_permission_to_use_the_excess_is_kept_with_its_date(case):
    told = do_permit_excess(obligor=case.obligor, on=LATER, by=BY, note="By letter")
    assert facts_of(case).permissions.is_empty()
    assert facts_of(case, known_on=LATER).permissions.rows() == [
        (told.pk, case.obligor_id, LATER)
    ]
    with pytest.raises(ValueError, match="only somebody who owes support"):
        do_permit_excess(obligor=build_person(), on=LATER, by=BY)


def circumstances(case, *, known_on=OPENED_ON):
    told = facts_of(case, known_on=known_on).circumstances.sort("effective_on", "kind")
    return told.select("kind", "change", "effective_on").rows()


A_CHILD = ("child", 1, OPENED_ON)


def test_a_case_tells_its_basis_children_interstate_role_and_exemption(case):
    do_enter_order(
        case=case, number="O-2", court="Example District Court",
        ordered_on=date(2019, 5, 1), basis="divorce_decree", on=OPENED_ON,
    )  # fmt: skip
    do_set_interstate_role(case=case, role="responding", on=LATER, by=BY)
    do_exempt_from_fee(case=case, reason="foreign_obligee", on=LATER, by=BY)
    do_add_role(case=case, participant=build_person(), role="child", on=LATER, by=BY)
    assert facts_of(case).cases["basis"].to_list() == ["divorce_decree"]
    assert circumstances(case) == [A_CHILD]
    assert circumstances(case, known_on=LATER) == [
        A_CHILD,
        ("child", 1, LATER),
        ("fee_exemption", 1, LATER),
        ("responding", 1, LATER),
    ]


def test_roles_and_exemptions_end(case):
    do_set_interstate_role(case=case, role="responding", on=OPENED_ON, by=BY)
    do_set_interstate_role(case=case, role="none", on=LATER, by=BY)
    do_exempt_from_fee(case=case, reason="snap_cooperation", on=OPENED_ON, by=BY)
    do_exempt_from_fee(case=case, reason="snap_cooperation", is_ended=True, on=LATER, by=BY)
    child = case.roles.get(role="child").participant
    do_add_role(case=case, participant=child, role="child", is_ended=True, on=LATER, by=BY)
    begun = [A_CHILD, ("fee_exemption", 1, OPENED_ON), ("responding", 1, OPENED_ON)]
    assert circumstances(case) == begun
    ended = [(kind, -1, LATER) for kind, *_ in begun]
    assert circumstances(case, known_on=LATER) == [*begun, *ended]
    with pytest.raises(ValueError, match="no such exemption that could end"):
        do_exempt_from_fee(case=case, reason="foster_care", is_ended=True, on=LATER, by=BY)


def test_a_word_that_changes_nothing_is_no_circumstance(case):
    do_set_interstate_role(case=case, role="initiating", on=OPENED_ON, by=BY)
    child = case.roles.get(role="child").participant
    do_add_role(case=case, participant=child, role="child", on=LATER, by=BY)
    do_exempt_from_fee(case=case, reason="snap_cooperation", on=OPENED_ON, by=BY)
    do_exempt_from_fee(case=case, reason="foreign_obligee", on=OPENED_ON, by=BY)
    two_reasons = ("fee_exemption", 2, OPENED_ON)
    assert circumstances(case, known_on=LATER) == [A_CHILD, two_reasons]


def test_three_programs_are_told_apart(case):
    for program in ("power", "iv_e", "medicaid"):
        do_record_assistance_period(
            family=case.family, starts_on=OPENED_ON, program=program, on=OPENED_ON, by=BY
        )
    for program in ("power", "iv_e"):
        do_record_assistance_grant(
            family=case.family, amount_cents=1_000, program=program, on=OPENED_ON, by=BY
        )
    with pytest.raises(ValueError, match="Medicaid pays no money"):
        do_record_assistance_grant(
            family=case.family, amount_cents=1_000, program="medicaid", on=OPENED_ON, by=BY
        )
    facts = facts_of(case)
    assert sorted(facts.periods["program"]) == ["iv_e", "medicaid", "power"]
    assert sorted(facts.grants["program"]) == ["iv_e", "power"]
