"""What holds of every remedy: classes apart, more arrears never less, one free case enough."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.profile import laws

from posse.rules.parameters import load_law
from posse.rules.support.enforcement import suppressibles
from posse.rules.support.remedies.changes import DELETE, NONE, Submitted, changes, is_at_rest
from posse.rules.support.remedies.evaluation import evaluate
from posse.rules.support.remedies.facts import (
    ASSISTANCE,
    NO_DAY,
    ROLES,
    CaseFacts,
    ObligorFacts,
    RemedyFacts,
)
from posse.rules.support.remedies.next_steps import NAMES, next_steps
from posse.rules.support.remedies.register import ASSIGNED, UNASSIGNED, remedies
from posse.units.days import day_number

ON = date(2026, 11, 23)
TODAY = day_number(ON)
LAW = load_law()
REMEDIES = remedies(LAW, on=ON)
NOTICES = ("pre_offset", "credit_bureau", "drivers_license_ability", "drivers_license_intent")
KINDS = suppressibles(LAW, on=ON)
PARENT_MARKS = [name for name, each in KINDS.items() if each.scope == "parent"]

# Amounts at and around every threshold, and any other.
EDGES = (0, 2_500, 15_000, 50_000, 75_000, 90_000, 100_000, 250_000)
cents = st.sampled_from([edge + more for edge in EDGES for more in (-1, 0, 1)]) | st.integers(
    -5_000, 600_000
)
days = st.sampled_from([NO_DAY, *(TODAY - ago for ago in (0, 29, 30, 31, 59, 60, 90, 400))])


@dataclass(frozen=True)
class Case:
    """One case, as random as can be."""

    is_iv_d: bool
    is_open: bool
    role: str
    assistance: str
    assigned: int
    unassigned: int
    marks: frozenset
    notice: int
    is_in_review: bool
    is_submitted: bool


cases = st.builds(
    Case,
    st.sampled_from([True, True, True, False]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from(ROLES),
    st.sampled_from(ASSISTANCE),
    cents,
    cents,
    st.frozensets(st.sampled_from(list(KINDS))),
    days,
    st.booleans(),
    st.booleans(),
)
parents = st.lists(cases, max_size=4)
worlds = st.lists(parents, min_size=1, max_size=5)


def flags(rows, read):
    return np.array([read(row) for row in rows], dtype=np.bool_)


def numbers(rows, read):
    return np.array([read(row) for row in rows], dtype=np.int64)


def facts_of(world):
    """A world as arrays; what is not random in it stands against nothing."""
    rows = [case for parent in world for case in parent]
    count = len(world)
    yes, no = np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    obligors = ObligorFacts(
        has_name=yes,
        has_ssn=yes,
        has_birth_date=yes,
        has_address=yes,
        has_wages=yes,
        has_unemployment=yes,
        has_workers_compensation=yes,
        has_lump_sum=yes,
        is_passport_settled=no,
        is_levy_approved=no,
        last_irs_request_days=np.full(count, NO_DAY, dtype=np.int64),
    )
    owed = numbers(rows, lambda row: max(row.assigned, 0) + max(row.unassigned, 0))
    facts = CaseFacts(
        is_iv_d=flags(rows, lambda row: row.is_iv_d),
        is_open=flags(rows, lambda row: row.is_open),
        has_order=flags(rows, lambda _: True),
        role=numbers(rows, lambda row: ROLES.index(row.role)).astype(np.int8),
        assistance=numbers(rows, lambda row: ASSISTANCE.index(row.assistance)).astype(np.int8),
        assigned_cents=numbers(rows, lambda row: row.assigned),
        unassigned_cents=numbers(rows, lambda row: row.unassigned),
        aged_cents=owed,
        monthly_obligation_cents=numbers(rows, lambda _: 30_000),
        is_support_current=flags(rows, lambda _: True),
        has_payment_plan=flags(rows, lambda _: False),
        days_past_due=numbers(rows, lambda _: 100),
        last_full_payment_days=numbers(rows, lambda _: TODAY - 100),
        order_days=numbers(rows, lambda _: TODAY - 900),
        emancipation_days=numbers(rows, lambda _: NO_DAY),
        suppressions={
            name: flags(rows, lambda row, name=name: name in row.marks) for name in KINDS
        },
        notice_days={name: numbers(rows, lambda row: row.notice) for name in NOTICES},
        open_reviews={
            name: flags(rows, lambda row: row.is_in_review)
            for name in ("credit_bureau", "drivers_license")
        },
        submitted={each.name: flags(rows, lambda row: row.is_submitted) for each in REMEDIES},
    )
    return RemedyFacts(obligors, facts, np.cumsum([0, *map(len, world)]))


def judged(world):
    return evaluate(facts=facts_of(world), law=LAW, on=ON)


def changed(world, change):
    return [[change(case) for case in parent] for parent in world]


def arrears_that_count(parent, read, kinds=ASSISTANCE):
    return sum(
        max(read(case), 0)
        for case in parent
        if case.is_iv_d
        and case.is_open
        and case.role in {"none", "initiating"}
        and case.assistance in kinds
    )


@pytest.mark.cites("CS-9.2-TOP-CRIT-2", "CS-9.2-TOP-CRIT-3", "CS-9.2-TOP-CRIT-6")
@pytest.mark.cites("CS-9.2-TOP-CRIT-1", "CS-9.2-TOP-INIT-1", "45 CFR 303.72(a)(2)")
@laws(200)
@given(world=worlds)
def test_tax_offset_is_what_a_plain_count_of_each_class_says(world):
    result = judged(world).result("federal_tax_offset")
    for place, parent in enumerate(world):
        assigned = arrears_that_count(parent, lambda case: case.assigned)
        unassigned = arrears_that_count(
            parent, lambda case: case.unassigned, kinds={"never", "former", "medicaid_only"}
        )
        qualifying = (assigned if assigned > 15_000 else 0) + (
            unassigned if unassigned > 50_000 else 0
        )
        open_cases = [case for case in parent if case.is_open]
        rests = bool(open_cases) and all("federal_tax_offset" in c.marks for c in open_cases)
        mailed = [
            case.notice
            for case in parent
            if case.is_iv_d and case.is_open and case.role in {"none", "initiating"}
        ]
        told = any(day != NO_DAY and TODAY - day >= 30 for day in mailed)
        is_out = any(case.is_submitted for case in parent)
        is_expected = qualifying > 0 and not rests and (told or is_out)
        assert result.is_eligible[place] == is_expected
        assert result.amount_cents[place] == (qualifying if is_expected else 0)


@pytest.mark.cites("CS-9.2-TOP-CRIT-6", "45 CFR 303.72(a)(2)")
@laws(150)
@given(world=worlds, other=cents)
def test_one_class_of_arrears_never_helps_the_other(world, other):
    before = judged(world).result("federal_tax_offset")
    with_other = changed(world, lambda case: replace(case, unassigned=other))
    after = judged(with_other).result("federal_tax_offset")
    both = before.is_eligible & after.is_eligible
    assert (before.assigned_cents[both] == after.assigned_cents[both]).all()
    total = before.assigned_cents[before.assigned_cents > 0]
    assert (total > 15_000).all()
    total = after.unassigned_cents[after.unassigned_cents > 0]
    assert (total > 50_000).all()


@pytest.mark.cites("CS-9.2-GEN-2")
@laws(150)
@given(world=worlds, more=st.integers(0, 400_000), is_assigned=st.booleans())
def test_who_owes_more_is_never_less_eligible(world, more, is_assigned):
    name = ASSIGNED if is_assigned else UNASSIGNED
    after = judged(
        changed(world, lambda case: replace(case, **{name: max(getattr(case, name), 0) + more}))
    )
    assert (judged(world).eligible <= after.eligible).all()


@pytest.mark.cites("CS-9.2-SUP-5")
@laws(150)
@given(parent=st.lists(cases, min_size=2, max_size=4), mark=st.sampled_from(PARENT_MARKS))
def test_mark_on_all_but_one_open_case_does_nothing(parent, mark):
    free = [replace(case, is_open=True, marks=case.marks - {mark}) for case in parent]
    all_but_one = [replace(case, marks=case.marks | {mark}) for case in free[1:]] + free[:1]
    unmarked = [*free[1:], *free[:1]]
    assert (judged([all_but_one]).eligible == judged([unmarked]).eligible).all()


@pytest.mark.cites("CS-9.2-SUP-4", "CS-9.2-SUP-5")
@laws(150)
@given(parent=parents, mark=st.sampled_from(sorted(KINDS)))
def test_mark_on_every_case_stops_its_own_remedies_and_no_other(parent, mark):
    before = judged([[replace(case, marks=frozenset()) for case in parent]])
    after = judged([[replace(case, marks=frozenset({mark})) for case in parent]])
    stopped = set(KINDS[mark].remedies)
    if mark == "income_withholding":
        stopped = {each.name for each in REMEDIES if "withholding" in each.name} | {"lump_sum"}
    has_open_case = any(case.is_open for case in parent)
    for earlier, later in zip(before.results, after.results, strict=True):
        name = earlier.remedy.name
        if name not in stopped:
            assert (earlier.is_eligible == later.is_eligible).all(), name
        elif has_open_case and name != "federal_admin_offset":
            assert not later.is_eligible.any(), name


@laws(100)
@given(world=worlds)
def test_parent_alone_is_judged_as_among_others(world):
    together = judged(world)
    for place, parent in enumerate(world):
        alone = judged([parent])
        for one, many in zip(alone.results, together.results, strict=True):
            assert one.is_eligible[0] == many.is_eligible[place]
            assert one.is_ready[0] == many.is_ready[place]
            assert one.amount_cents[0] == many.amount_cents[place]
            assert one.failing(0) == many.failing(place)
            step = next_steps(many, on=ON).step(place)
            assert next_steps(one, on=ON).step(0) == step


@pytest.mark.cites("CS-9.2-PASS-1", "CS-9.2-PASS-3")
@laws(150)
@given(parent=parents)
def test_denied_passport_is_released_only_when_nothing_is_left(parent):
    denied = [replace(case, is_submitted=True, marks=frozenset()) for case in parent]
    result = judged([denied]).result("passport_denial")
    owed = arrears_that_count(denied, lambda case: case.assigned) + arrears_that_count(
        denied, lambda case: case.unassigned
    )
    assert result.is_eligible[0] == (owed > 0)


@pytest.mark.cites("CS-9.2-TOP-DIST-2", "45 CFR 303.72(d)")
@laws(150)
@given(world=worlds, had=st.lists(st.integers(0, 100_000), min_size=5, max_size=5))
def test_partner_told_of_all_changes_has_what_is_due_and_hears_nothing_twice(world, had):
    amounts = np.array(had[: len(world)], dtype=np.int64)
    for result in judged(world).results:
        before = Submitted(result.is_submitted, amounts)
        told = changes(result, before)
        has = np.where(told.actions == DELETE, False, before.is_submitted)
        has |= told.actions == 1
        rests = before.is_submitted & is_at_rest(result)
        assert (has == (result.is_ready | rests)).all()
        assert (told.amount_cents[has & ~rests] == result.amount_cents[has & ~rests]).all()
        again = changes(result, Submitted(has, told.amount_cents))
        assert (again.actions[~rests] == NONE).all()


@pytest.mark.cites("CS-9.2-TOP-CRIT-6")
@laws(100)
@given(world=worlds)
def test_record_of_each_class_is_told_on_its_own(world):
    result = judged(world).result("federal_tax_offset")
    nothing = Submitted(
        np.zeros(len(world), dtype=np.bool_), np.zeros(len(world), dtype=np.int64)
    )
    added = [changes(result, nothing, arrears=name) for name in (ASSIGNED, UNASSIGNED)]
    assert ((added[0].actions == 1) == (result.assigned_cents > 0)).all()
    assert ((added[1].actions == 1) == (result.unassigned_cents > 0)).all()
    total = added[0].amount_cents + added[1].amount_cents
    assert (total == result.amount_cents).all()


@laws(100)
@given(world=worlds)
def test_next_step_agrees_with_what_may_be_done(world):
    for result in judged(world).results:
        found = next_steps(result, on=ON)
        for place in range(len(world)):
            step, day = found.step(place)
            assert step in NAMES
            assert (step in {"submit", "act"}) == bool(
                result.is_ready[place] and not result.is_submitted[place]
            )
            assert (step in {"continue", "stays"}) == bool(
                result.is_ready[place] and result.is_submitted[place]
            )
            if step == "send_notice":
                assert result.is_candidate[place]
            if step == "wait":
                assert day > ON
