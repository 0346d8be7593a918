"""The demo's bank files: the same bytes each time, most of them right, some in trouble."""

from collections import Counter
from datetime import date

import polars as pl
import pytest

from posse.formats.findings import Finding
from posse.formats.nacha import checks, payment_frame, read_ach
from posse.jobs.demo.caseload import demo_caseload
from posse.jobs.demo.inbox import BankFile, fill_inbox, month_of_files
from posse.jobs.demo.mix import Request
from posse.units.days import is_business_day

REQUEST = Request(cases=2_000)


@pytest.fixture(scope="module")
def caseload() -> dict[str, pl.DataFrame]:
    return demo_caseload(REQUEST)


@pytest.fixture(scope="module")
def files(caseload) -> list[BankFile]:
    return month_of_files(REQUEST, caseload)


def found(file: BankFile) -> tuple[list[Finding], pl.DataFrame]:
    ach_file = read_ach(file.content)
    findings = checks(ach_file, received_on=file.arrives_on, amount_limit_cents=10_000_000)
    return findings, payment_frame(ach_file, findings)


def test_same_request_makes_the_same_bytes(caseload, files) -> None:
    assert month_of_files(REQUEST, caseload) == files


def test_files_arrive_on_business_days_of_the_month(files) -> None:
    days = {file.arrives_on for file in files}
    assert all(is_business_day(day) for day in days)
    assert REQUEST.month <= min(days) <= max(days) <= REQUEST.last_day
    assert len(days) > 8


def test_month_holds_each_trouble_and_the_right_file_after_it(files) -> None:
    fatal = Counter(
        finding.code for file in files for finding in found(file)[0] if finding.is_fatal
    )
    assert fatal == {"credit_total": 1, "truncated": 1, "ebcdic": 1}
    contents = Counter(file.content for file in files)
    assert sorted(contents.values())[-2:] == [1, 2]
    assert sum("corrected" in file.name for file in files) == 3


def test_some_payments_name_no_case_and_some_another_person(caseload, files) -> None:
    payments = pl.concat([found(file)[1] for file in files])
    numbers = caseload["cases_case"]["number"].implode()
    known = payments.filter(pl.col("remittance_id").is_in(numbers))
    assert 0 < payments.height - known.height < payments.height // 50

    ssns = caseload["people_identifier"]["number"].implode()
    assert 0 < known.filter(~pl.col("obligor_ssn").is_in(ssns)).height < known.height // 20
    assert known["employment_terminated"].any()
    assert (known.filter("employment_terminated")["amount_cents"] == 0).all()
    assert payments["fips"].str.starts_with("30").any()


def test_bad_routing_digit_costs_only_its_own_record(files) -> None:
    broken = [file for file in files if any(f.code == "routing_number" for f in found(file)[0])]
    assert broken
    findings, payments = found(broken[0])
    assert not findings[0].is_fatal
    assert payments.height > 10


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2025, 12, 1), date(2028, 2, 1)])
def test_any_month_can_be_made(month: date) -> None:
    request = Request(cases=60, month=month)
    files = month_of_files(request, demo_caseload(request))
    assert files
    assert all(month <= file.arrives_on <= request.last_day for file in files)


@pytest.mark.parametrize("cases", [1, 2, 7, 25])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_smallest_demos_can_be_made(cases: int, seed: int) -> None:
    request = Request(cases=cases, seed=seed)
    files = month_of_files(request, demo_caseload(request))
    assert all(file.arrives_on <= request.last_day for file in files)


def test_inbox_holds_whole_files_in_a_folder_for_each_day(tmp_path, files) -> None:
    fill_inbox(tmp_path, files)
    fill_inbox(tmp_path, files)
    laid = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(laid) == len(files)
    assert {path.suffix for path in laid} == {".ach"}
    first = files[0]
    assert (tmp_path / first.arrives_on.isoformat() / first.name).read_bytes() == first.content
