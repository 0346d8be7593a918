"""What a payee is told of a month ties to what was sent, and each copy is kept."""

import hashlib
from datetime import date

import pytest
from tests.builders import BY, build_case, give_account
from tests.jobs.test_instruments import NEXT_DAY, RECEIVED_ON, act, pay, warrant
from tests.payments import night, payment
from tests.unit.test_payment_record_page import text_of
from typer.testing import CliRunner

from posse.apps.runs.models import RunStep
from posse.cli.app import app
from posse.services.money_out.payee_statements import (
    do_issue_payee_statement,
    statement_for_payee,
)

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
LAST = date(2026, 10, 31)

__all__ = ["warrant"]


def told(payee, *, month=OCTOBER):
    return statement_for_payee(payee, month=month, issued_on=LAST)


@pytest.mark.cites("45 CFR 302.38")
def test_a_statement_says_what_each_payment_was_for(tmp_path):
    case = build_case(monthly_cents=20_000, arrears={"never_assigned": 90_000})
    pay(tmp_path, payment(case, 25_000))
    statement = told(case.obligee)
    [sent] = statement.payments
    assert (statement.sent_cents, sent.amount_cents) == (25_000, 25_000)
    assert sent.how.endswith(f"account ending {case.obligee_id:08d}"[-4:])
    [line] = sent.lines
    assert line.why == ("Current child support: $200.00", "Past-due child support: $50.00")
    assert (line.case_number, line.received_on) == (case.number, RECEIVED_ON)
    assert line.source.startswith("Income withholding from ")


def test_another_month_and_another_payee_are_left_out(tmp_path):
    case = build_case()
    pay(tmp_path, payment(case, 10_000))
    assert told(case.obligee, month=date(2026, 9, 30)).payments == ()
    assert told(build_case().obligee).payments == ()


def test_what_came_back_is_told_with_its_reason(tmp_path, warrant):
    act("undeliverable", warrant)
    payee = warrant.disbursement.payee
    statement = told(payee)
    [back] = statement.came_back
    assert (back.day, back.amount_cents) == (NEXT_DAY, 10_000)
    assert back.why == "Came back as undeliverable mail"
    assert (
        statement.payments[0].what_became == "Came back as undeliverable mail on Oct 2, 2026."
    )
    assert statement.sent_cents == statement.came_back_cents


def test_an_issued_statement_is_kept_by_its_hash_and_each_copy_is_a_run(tmp_path, warrant):
    payee = warrant.disbursement.payee
    issues = [
        do_issue_payee_statement(payee=payee, month=OCTOBER, issued_on=LAST, by=BY)
        for _ in range(2)
    ]
    assert issues[0].content == issues[1].content
    checksums = RunStep.objects.filter(name="payee statement").values_list("checksum")
    assert set(checksums) == {(hashlib.sha256(issues[0].content).hexdigest(),)}
    assert len({issue.run.pk for issue in issues}) == 2
    assert "Warrant 1000001 mailed to 12 Example Street" in text_of(issues[0].content)


def test_the_command_writes_the_statement_of_a_cases_receiving_parent(tmp_path):
    case = build_case(with_account=False)
    give_account(case.obligee)
    pay(tmp_path, payment(case, 10_000))
    out = tmp_path / "statement.pdf"
    words = ["statement", case.number, "--month", "2026-10", "--out", str(out)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "$100.00" in done.output
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["NOPE", "--month", "2026-10"], "there is no case NOPE"),
        (["{case}", "--month", "2026-13"], "no month"),
        (["{case}", "--month", "2026-10", "--out", "/nowhere/at/all.pdf"], "no folder"),
    ],
)
def test_the_command_says_in_a_line_why_nothing_was_issued(tmp_path, words, reason):
    case = build_case()
    night(tmp_path)
    words = [word.format(case=case.number) for word in words]
    out = [] if "--out" in words else ["--out", str(tmp_path / "s.pdf")]
    done = CliRunner().invoke(app, ["statement", *words, *out])
    assert done.exit_code == 2
    assert reason in done.output
