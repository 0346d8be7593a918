"""The federal child care reports: out of the tables, told on pages, refused in words."""

import re
from datetime import date, timedelta

import pytest
from tests.care_families import add_child, build_family, build_provider
from tests.jobs.test_care_deciding import application_of
from typer.testing import CliRunner

from posse.cli.app import app
from posse.services.access import ROLES
from posse.services.care.circumstances import catalogue, do_tell, everything_asked
from posse.services.care.deciding import do_approve
from posse.services.care.federal import (
    care_report,
    due_on,
    findings_of,
    month_of_text,
    year_counts,
)
from posse.services.care.federal_facts import families_of_month

pytestmark = pytest.mark.django_db

ON, JUNE, JULY = date(2026, 6, 1), date(2026, 6, 1), date(2026, 7, 1)
MAY_READ = {"state office", "administrator"}


@pytest.fixture
def family():
    """A mother and two children at a center, approved on June 1, 2026."""
    provider = build_provider()
    found = build_family(month_cents=320_000, provider=provider)
    add_child(found, born=date(2021, 8, 9), provider=provider, number=1)
    do_approve(application_of(found), on=ON, by="test")
    return found


def only(frame):
    [row] = frame.to_dicts()
    return row


@pytest.mark.cites("45 CFR 98.71(a)")
def test_a_family_of_the_month_is_reported_with_what_the_tables_hold(family) -> None:
    report = care_report(JULY)
    row = only(report.families)
    assert row["unique_state_identifier"] == f"{family.care_case.number}A"
    assert (row["fips_code"], row["single_parent"], row["reason_for_care"]) == (
        "56021",
        "1",
        "1",
    )
    assert (row["monthly_income_cents"], row["employment_income"]) == (320_000, "1")
    assert (row["family_size"], row["cash_assistance"]) == (3, "0")
    assert row["month_year_assistance_started"] == "202606"
    assert report.children["child_number"].to_list() == [1, 2]
    assert report.children["month_year_of_birth"].to_list() == ["202303", "202108"]
    settings = report.settings.to_dicts()
    # Twenty-three working days of July 2026, eight hours each.
    assert [each["total_hours"] for each in settings] == [184, 184]
    assert {each["type_of_care"] for each in settings} == {"04"}
    assert only(report.providers)["provider_zip_code"] == "82001"


@pytest.mark.cites("45 CFR 98.71(a)")
def test_what_nobody_told_is_missing_and_never_made_up(family) -> None:
    report = care_report(JULY)
    row = only(report.families)
    assert [row[name] for name in ("housing", "state_program", "military_service")] == [
        None
    ] * 3
    assert report.children["white"].to_list() == ["9", "9"]
    assert report.settings["amount_paid_cents"].to_list() == [None, None]
    told = findings_of(report)
    missing = {each.finding.field for each in told if each.finding.code == "missing"}
    assert "27 Monthly amount paid to the provider" in missing
    assert {each.family for each in told if each.part == "family"} == {
        f"{family.care_case.number}A"
    }


@pytest.mark.cites("45 CFR 98.71(a)")
def test_what_a_family_told_of_its_own_will_is_reported(family) -> None:
    told = {"on": JUNE, "by": "test", "care_case": family.care_case}
    of_family = {"home_language": "spanish", "military_service": "reserve",
                 "gets_snap": True, "gets_housing_help": False}  # fmt: skip
    do_tell(of="family", told=of_family, **told)
    of_child = {"is_asian": True, "is_white": False, "is_hispanic": False,
                "has_disability": True}  # fmt: skip
    do_tell(of="child", told=of_child, participant=family.children[0], **told)
    report = care_report(JULY)
    row = only(report.families)
    assert (row["home_language"], row["military_service"]) == ("02", "2")
    assert (row["food_assistance"], row["housing"]) == ("1", "0")
    first, second = report.children.to_dicts()
    races = ("asian", "white", "black", "hispanic_or_latino", "child_disability")
    assert [first[name] for name in races] == ["1", "0", "0", "0", "1"]
    assert [second[name] for name in races] == ["9", "9", "9", "9", "0"]
    assert not [each for each in findings_of(report) if each.finding.code == "value"]


@pytest.mark.cites("CC-501")
def test_no_decision_reads_what_is_told_for_the_report(family) -> None:
    asked, report = catalogue(on=JULY), everything_asked(on=JULY)
    assert ("child", "is_asian") in report
    assert not [name for _, name in asked if report[_, name].factor == "report"]


def test_a_month_without_care_has_no_family(family) -> None:
    assert care_report(date(2026, 5, 1)).families.height == 0
    assert families_of_month(date(2026, 5, 1)) == []


def test_a_child_keeps_its_number_when_another_comes(family) -> None:
    before = care_report(JULY).children.select("child_number", "month_year_of_birth").to_dicts()
    add_child(family, born=date(2019, 1, 2), provider=build_provider(name="Other"), number=2)
    after = care_report(JULY).children.select("child_number", "month_year_of_birth").to_dicts()
    assert after == before


@pytest.mark.cites("45 CFR 98.71(b)")
def test_the_year_counts_the_same_families_once(family) -> None:
    counts = year_counts(2026, through=date(2026, 9, 30))
    assert (counts.families, counts.children) == (1, 2)
    assert counts.missing_months == ()
    licensed = {row["type_of_care"]: row["children"] for row in counts.by_provider.to_dicts()}
    assert licensed["04"] == 2
    assert len(year_counts(2026, through=date(2026, 7, 30)).missing_months) == 3


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "26-01", "2026-1", "later-01"])
def test_what_is_no_month_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r"month|must be in"):
        month_of_text(text)
    assert due_on(JUNE) == date(2026, 6, 30) + timedelta(days=90)


def told(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_tells_counts_findings_and_why_no_file_is_written(client_of, family) -> None:
    desk = client_of("state office")
    answer = desk.get("/care/reports/?month=2026-07")
    assert "care/reports.html" in [each.name for each in answer.templates]
    text = told(answer)
    assert "No file can be written" in text
    assert "ACF-801 of 2026-07 cannot be written" in text
    assert "Monthly amount paid to the provider" in text
    rows = desk.get("/care/reports/2026-07/child.csv").content.decode().splitlines()
    assert rows[0].startswith("unique_state_identifier,child_number")
    assert any(family.care_case.number in row for row in rows)
    assert desk.get("/care/reports/?month=soon").status_code == 422
    assert desk.get("/care/reports/2026-07/nothing.csv").status_code == 404
    year = desk.get("/care/reports/2026/")
    assert "care/report_year.html" in [each.name for each in year.templates]
    assert "Licensed center" in told(year)
    assert desk.get("/care/reports/1999/").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_only_who_runs_the_program_sees_its_reports(client_of, role) -> None:
    expected = 200 if role in MAY_READ else 403
    for page in ("", "2026/", "2026-07/family.csv"):
        assert client_of(role).get(f"/care/reports/{page}").status_code == expected


def test_the_commands_tell_the_same(family) -> None:
    month = CliRunner().invoke(app, ["care", "acf801", "--month", "2026-07"])
    assert month.exit_code == 0, month.output
    assert "1 families, 2 children" in month.output
    assert "cannot be written" in month.output
    year = CliRunner().invoke(app, ["care", "acf800", "--year", "2026"])
    assert "1 families, 2 children" in year.output
    assert CliRunner().invoke(app, ["care", "acf801", "--month", "soon"]).exit_code == 2


def test_no_file_is_made_up_for_a_layout_that_is_not_known(family, tmp_path) -> None:
    path = tmp_path / "acf801.txt"
    done = CliRunner().invoke(app, ["care", "acf801", "--month", "2026-07", "--out", str(path)])
    assert done.exit_code == 2
    assert not path.exists()
