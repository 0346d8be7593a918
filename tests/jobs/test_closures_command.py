"""The command that closes what is due says what it did, and does it once."""

import json
from datetime import date

import pytest
from tests.builders import BY, build_case
from typer.testing import CliRunner

from posse.cli.app import app
from posse.services.closure.notices import do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact

pytestmark = pytest.mark.django_db

ON, LAST_DAY = date(2026, 10, 1), "2026-11-30"


def told(*arguments):
    result = CliRunner().invoke(app, ["closures", "--json", *arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def case_with_notice():
    case = build_case()
    do_record_closure_fact(
        case=case, test="ssi_only", is_so=True, evidence="Benefit match", on=ON, by=BY
    )
    do_send_closure_notice(case=case, reason="b9", on=ON, by=BY)
    return case


def test_command_finds_closes_once_and_says_so():
    case = case_with_notice()
    assert told("--date", "2026-11-29")["closed"] == []
    found = told("--date", LAST_DAY, "--find-only")
    assert (found["candidates"], found["closed"]) == ({"b9": 1}, [])
    assert told("--date", LAST_DAY)["closed"] == [case.number]
    again = told("--date", LAST_DAY)
    assert (again["candidates"], again["closed"], again["kept"]) == ({}, [], {})


def test_case_left_open_is_named_with_its_reason():
    case = case_with_notice()
    do_record_closure_fact(
        case=case, test="ssi_only", is_so=False, evidence="A job", on=date(2026, 11, 2), by=BY
    )
    result = CliRunner().invoke(app, ["closures", "--date", LAST_DAY])
    assert f"Left open: case {case.number}: 45 CFR 303.11(b)(9) is not met" in result.output
