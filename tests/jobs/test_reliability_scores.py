"""Each open IV-D case has a data-quality score, and what an audit would fail is listed."""

from datetime import date

import pytest
from tests.builders import build_case
from tests.intake import ON, TOLD, answers, file, open_case
from typer.testing import CliRunner

from posse.apps.intake.models import CaseQuality
from posse.cli.app import app
from posse.services.intake.scoring import do_score_cases
from posse.services.register.cases import do_set_case_status
from posse.services.register.paternity import do_record_parents, do_record_paternity

pytestmark = pytest.mark.django_db


def score_of(case):
    do_score_cases(on=ON)
    row = CaseQuality.objects.get(case=case)
    return row.score, row.failed


@pytest.mark.cites("CS-6.3-DATA-3", "CS-6.3-DATA-4")
def test_a_case_brought_over_without_paternity_data_fails_what_an_audit_reads():
    case = build_case()
    score, failed = score_of(case)
    assert failed == ["birth_place", "wedlock", "status", "parents"]
    # Eight checks apply, of which four fail.
    assert score == 50


@pytest.mark.cites("CS-6.3-DATA-4")
def test_a_record_in_order_scores_a_hundred():
    case = build_case()
    child = case.roles.get(role="child").participant
    do_record_parents(case=case, relation="married", married_on=date(2010, 1, 1), **TOLD)
    do_record_paternity(
        child=child,
        case=case,
        born_out_of_wedlock="no",
        status="established",
        method="presumed",
        established_on=date(2015, 6, 7),
        established_state="wy",
        birth_state="WY",
        evidence="birth_certificate",
        **TOLD,
    )
    assert score_of(case) == (100, [])


def test_the_children_of_a_case_count_together():
    case = build_case(child_count=2)
    row_score, failed = score_of(case)
    quality = CaseQuality.objects.get(case=case)
    assert quality.failed_count == 2 * len(failed)
    assert row_score == (quality.applied_count - quality.failed_count) * 100 // (
        quality.applied_count
    )


def test_a_closed_or_non_iv_d_case_has_no_score():
    closed, other = build_case(), build_case(service="non_iv_d")
    do_set_case_status(case=closed, service="iv_d", state="closed", **TOLD)
    assert do_score_cases(on=ON) == 0
    assert not CaseQuality.objects.filter(case__in=[closed, other]).exists()


def test_scoring_one_case_leaves_the_others_and_scoring_twice_changes_nothing():
    one, two = build_case(), build_case()
    do_score_cases(on=ON)
    do_score_cases([one.pk], on=date(2026, 10, 6))
    days = dict(CaseQuality.objects.values_list("case", "scored_on"))
    assert days == {one.pk: date(2026, 10, 6), two.pk: ON}
    assert do_score_cases(on=ON) == 2


def test_a_case_has_its_score_from_the_day_it_is_opened():
    case = open_case(file(answers()))
    assert CaseQuality.objects.get(case=case).failed == []
    child = case.roles.get(role="child").participant
    do_record_paternity(
        child=child, case=case, born_out_of_wedlock="yes", status="established", **TOLD
    )
    assert score_of(case)[1] == ["birth_place", "method", "date", "place", "evidence"]


def test_a_father_of_an_unestablished_child_in_the_wrong_role_is_told():
    case = build_case()  # its obligor is a noncustodial parent
    do_record_parents(case=case, relation="never_married", **TOLD)
    assert "role" in score_of(case)[1]


def test_the_command_scores_every_case_and_says_how_they_stand():
    build_case()
    told = CliRunner().invoke(app, ["reliability", "--date", "2026-10-05"])
    assert told.exit_code == 1
    assert "1 cases scored" in told.stdout
    assert "1 cases below 95 percent" in told.stdout
