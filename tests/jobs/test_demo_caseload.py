"""The demo's people are invented, the same each time, and of every kind."""

from datetime import date

import polars as pl
import pytest
from tests.builders import build_case

from posse.apps.books.models import Refold
from posse.apps.cases.models import Case
from posse.apps.people.models import Participant, SearchKey
from posse.apps.runs.choices import RunKind
from posse.jobs.demo.caseload import demo_caseload
from posse.jobs.demo.flow import run_demo
from posse.jobs.demo.mix import Request
from posse.services.demo.caseload import do_write_caseload
from posse.services.demo.installation import DemoRefused, do_empty_demo, standing
from posse.services.runs import do_start_run

SMALL = Request(cases=150)


@pytest.fixture(scope="module")
def caseload() -> dict[str, pl.DataFrame]:
    return demo_caseload(Request(cases=2_000))


def test_same_request_makes_the_same_people(caseload) -> None:
    again = demo_caseload(Request(cases=2_000))
    assert all(frame.equals(again[table]) for table, frame in caseload.items())


def test_another_seed_makes_other_people(caseload) -> None:
    other = demo_caseload(Request(cases=2_000, seed=2))
    assert not other["people_identity"].equals(caseload["people_identity"])


def test_children_are_minors_born_before_their_case_was_opened(caseload) -> None:
    people, roles = caseload["people_identity"], caseload["cases_caserole"]
    children = (
        roles.filter(role="child")
        .join(people.select("participant_id", "birth_date"), on="participant_id")
        .join(
            caseload["cases_case"].select("id", "opened_on"), left_on="case_id", right_on="id"
        )
    )
    assert children.height > 2_000
    assert (children["birth_date"] < children["opened_on"]).all()
    assert (children["birth_date"] > date(2008, 10, 1)).all()


def test_every_social_security_number_is_one_never_issued(caseload) -> None:
    numbers = caseload["people_identifier"]["number"]
    assert numbers.str.contains(r"^9\d\d[0-4]\d\d{4}$").all()
    assert numbers.n_unique() == numbers.len()
    # Area 900 to 999 with a group above 49 could be a taxpayer number.
    assert numbers.str.slice(3, 2).cast(pl.Int64).is_between(1, 49).all()


def test_every_kind_of_case_occurs(caseload) -> None:
    assert set(caseload["cases_casestatus"]["service"]) == {"iv_d", "non_iv_d"}
    assert set(caseload["cases_caserole"]["role"]) == {
        "custodial", "noncustodial", "alleged_father", "child",
    }  # fmt: skip
    terms = caseload["orders_orderterm"]
    assert set(terms["obligation"]) == {
        "child_support", "medical", "spousal", "arrears_payment",
    }  # fmt: skip
    assert set(terms["frequency"]) == {"monthly", "semimonthly", "biweekly", "weekly"}
    assert {"never_assigned", "permanently_assigned"} <= set(
        caseload["orders_balanceadjustment"]["bucket"]
    )
    periods = caseload["cases_assistanceperiod"]["ends_on"]
    assert 0 < periods.null_count() < periods.len()
    cases = caseload["cases_case"]
    assert cases["obligor_id"].null_count() > 0
    assert cases["obligor_id"].drop_nulls().is_duplicated().any()
    assert cases["family_id"].is_duplicated().any()


def test_every_circumstance_that_a_rule_hangs_on_occurs(caseload) -> None:
    assert set(caseload["cases_assistanceperiod"]["program"]) == {"power", "iv_e", "medicaid"}
    assert set(caseload["cases_assistancegrant"]["program"]) == {"power", "iv_e"}
    assert set(caseload["orders_balanceadjustment"]["bucket"]) == {
        "never_assigned", "permanently_assigned", "temporarily_assigned",
        "conditionally_assigned", "unassigned_during_assistance", "assigned_iv_e",
    }  # fmt: skip
    assert set(caseload["orders_chargesuppression"]["kind"]) == {"interest", "penalty"}
    for table in (
        "orders_judgment", "orders_penaltyaffidavit", "orders_offsetcertification",
        "orders_excesspermission", "cases_interstaterole", "cases_feeexemption",
        "instruments_card",
    ):  # fmt: skip
        assert 0 < caseload[table].height < 1_000, table
    payees = caseload["cases_case"]["obligee_id"].unique()
    located = caseload["people_address"]["participant_id"]
    assert 0 < payees.filter(~payees.is_in(located.implode())).len() < 30


def test_penalties_can_arise_only_where_support_was_due_before_the_month(caseload) -> None:
    terms = caseload["orders_orderterm"].filter(pl.col("first_due_on") < date(2026, 10, 1))
    orders = caseload["orders_order"].filter(pl.col("id").is_in(terms["order_id"].implode()))
    assert set(orders["basis"]) == {"paternity"}
    assert (orders["ordered_on"] < date(2026, 8, 1)).all()
    claimed = caseload["orders_penaltyaffidavit"]["case_id"]
    assert claimed.is_in(orders["case_id"].implode()).all()


def test_foster_care_debt_is_no_more_than_what_was_paid_for_the_placement(caseload) -> None:
    cases = caseload["cases_case"].select(case_id="id", family_id="family_id")
    owed = (
        caseload["orders_balanceadjustment"]
        .filter(bucket="assigned_iv_e")
        .join(cases, on="case_id")
        .group_by("family_id")
        .agg(owed_cents=pl.col("amount_cents").sum())
    )
    paid = (
        caseload["cases_assistancegrant"]
        .filter(program="iv_e")
        .group_by("family_id")
        .agg(paid_cents=pl.col("amount_cents").sum())
    )
    both = owed.join(paid, on="family_id", how="left")
    assert both.height > 5
    assert (both["owed_cents"] <= both["paid_cents"]).all()


def test_nobody_owes_support_in_two_cases_of_one_family(caseload) -> None:
    pairs = caseload["cases_case"].select("family_id", "obligor_id").drop_nulls()
    assert not pairs.is_duplicated().any()


def test_no_assigned_debt_is_larger_than_the_assistance_not_yet_repaid(caseload) -> None:
    assigned = (
        caseload["orders_balanceadjustment"]
        .filter(pl.col("bucket") == "permanently_assigned")
        .join(caseload["cases_case"].select(case_id="id", family_id="family_id"), on="case_id")
        .group_by("family_id")
        .agg(owed_cents=pl.col("amount_cents").sum())
    )
    grants = (
        caseload["cases_assistancegrant"]
        .group_by("family_id")
        .agg(granted_cents=pl.col("amount_cents").sum())
    )
    both = assigned.join(grants, on="family_id", how="left")
    assert (both["owed_cents"] <= both["granted_cents"].fill_null(0)).all()


@pytest.mark.parametrize("cases", [0, 2_000_001])
def test_sizes_that_cannot_be_made_are_refused(cases: int) -> None:
    with pytest.raises(ValueError, match="between 1 and"):
        Request(cases=cases)


def test_month_must_be_a_month() -> None:
    with pytest.raises(ValueError, match="such as 2026-10"):
        Request(month=date(2026, 10, 2))


@pytest.mark.django_db
def test_written_caseload_is_whole_and_marked_for_the_fold() -> None:
    frames = demo_caseload(SMALL)
    counts = do_write_caseload(frames)

    assert counts["cases_case"] == Case.objects.count() == SMALL.cases
    obligors = set(Case.objects.exclude(obligor=None).values_list("obligor_id", flat=True))
    assert set(Refold.objects.values_list("obligor_id", flat=True)) == obligors
    assert (
        SearchKey.objects.values("participant").distinct().count()
        == Participant.objects.count()
    )
    case = Case.objects.exclude(obligor=None).first()
    assert case.obligee.identities.get().surname == (
        case.roles.filter(role="child").first().participant.identities.get().surname
    )


@pytest.mark.django_db
def test_second_caseload_gets_ids_of_its_own() -> None:
    build_case()
    do_write_caseload(demo_caseload(SMALL))
    assert Case.objects.count() == SMALL.cases + 1
    assert Case.objects.filter(number__startswith="C").count() == SMALL.cases


@pytest.mark.django_db(transaction=True)
def test_demo_is_emptied_only_when_all_of_it_is_the_demos() -> None:
    do_start_run(key="demo", kind=RunKind.DEMO, business_date=date(2026, 9, 30), by="demo")
    do_write_caseload(demo_caseload(SMALL))
    assert not standing().is_foreign
    do_empty_demo()
    assert not Case.objects.exists()
    assert standing().run is None

    do_start_run(key="demo", kind=RunKind.DEMO, business_date=date(2026, 9, 30), by="demo")
    build_case()
    with pytest.raises(DemoRefused, match="nothing was removed"):
        do_empty_demo()
    assert Case.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_again", [False, True])
def test_real_cases_are_left_alone(tmp_path, is_again: bool) -> None:
    case = build_case()
    with pytest.raises(DemoRefused, match="leaves them alone"):
        run_demo(SMALL, home=tmp_path, is_again=is_again, tell=lambda *_: None)
    assert list(Case.objects.all()) == [case]
    assert not (tmp_path / "inbox").exists()
