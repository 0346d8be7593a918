"""Certified payment records: the figures tie to the ledger, and each copy is kept."""

import hashlib
from datetime import date

import pypdfium2
import pytest
from tests.builders import build_case
from tests.jobs.test_as_of import LEARNED_ON, corrected_case
from tests.jobs.test_posting import RECEIVED_ON, fold_all, receive, start_run
from typer.testing import CliRunner

from posse.apps.books.models import ClosingBalance, ProofFinding
from posse.apps.people.models import Identifier
from posse.apps.runs.models import RunStep
from posse.cli.app import app
from posse.services.books.as_of import balances_for_case
from posse.services.books.issuing import CannotIssue, do_issue_payment_record
from posse.services.books.payment_record import payment_record_for_case
from posse.services.books.statements import statement_for_case

pytestmark = pytest.mark.django_db

FIRST = date(2026, 9, 1)


def text_of_pdf(content: bytes) -> str:
    """The words of all pages with their blanks made even."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def record(case, *, first=FIRST, last=RECEIVED_ON, known_on=LEARNED_ON):
    return payment_record_for_case(
        case, first=first, last=last, known_on=known_on, issued_on=known_on
    )


def test_a_record_opens_and_closes_with_the_balances_of_the_books():
    case = build_case(
        arrears={"never_assigned": 100_000, "permanently_assigned": 20_000},
        assistance=(date(2026, 10, 1), None, [(date(2026, 10, 1), 10_000)]),
    )
    receive(case, 50_000)
    fold_all(start_run("november", date(2026, 11, 2)), date(2026, 11, 2))
    for first, last in ((FIRST, date(2026, 11, 2)), (date(2026, 10, 3), date(2026, 10, 31))):
        told = record(case, first=first, last=last, known_on=date(2026, 11, 2))
        end = balances_for_case(case.pk, as_of=last, known_on=date(2026, 11, 2))
        changed = sum(
            row.due_cents + row.adjusted_cents - row.paid_cents for row in told.movements
        )
        assert sum(told.movements[-1].balances_cents) == end.total_cents
        assert sum(told.opening_cents) + changed == end.total_cents
        assert told.past_due_cents == end.arrears_cents


def test_each_debt_of_the_calculation_adds_up_and_what_moved_adds_to_nothing():
    case = build_case(arrears={"never_assigned": 100_000})
    receive(case, 25_000)
    fold_all(start_run("december", date(2026, 12, 1)), date(2026, 12, 1))
    told = record(case, last=date(2026, 12, 1), known_on=date(2026, 12, 1))
    for row in told.calculations:
        change_cents = row.due_cents + row.moved_cents + row.adjusted_cents - row.paid_cents
        assert row.opening_cents + change_cents == row.closing_cents
    assert sum(row.moved_cents for row in told.calculations) == 0
    assert any(row.moved_cents == 55_000 for row in told.calculations)


def test_a_statement_says_which_fact_each_row_comes_from():
    case = build_case(arrears={"never_assigned": 100_000})
    receipt = receive(case, 25_000)
    fold_all(start_run("november", date(2026, 11, 2)), date(2026, 11, 2))
    days = {"first": FIRST, "last": date(2026, 11, 2), "known_on": date(2026, 11, 2)}
    told = statement_for_case(case.pk, **days)
    assert [row.words for row in told.rows] == [
        "Past-due support owed to the family: Balance brought over for a test",
        f"Child support fell due under order O-{case.number}",
        f"Income withholding, receipt R{receipt.pk} of $250.00",
        "Support of October 2026 left unpaid became past due",
        f"Child support fell due under order O-{case.number}",
    ]


def test_the_record_shows_the_old_balance_before_a_late_correction_and_the_new_one_after():
    case = corrected_case()
    before = text_of_pdf(record(case, known_on=date(2026, 10, 19)).to_pdf())
    after = text_of_pdf(record(case).to_pdf())
    assert "Past-due support at the end of Oct 5, 2026: $1,000.00." in before
    assert "Counted twice" not in before
    assert "Past-due support at the end of Oct 5, 2026: $700.00." in after
    assert "Counted twice -$300.00" in after


def test_the_record_names_no_address_and_no_whole_social_security_number():
    case = corrected_case()
    number = Identifier.objects.filter(participant=case.obligor, kind="ssn").latest("id").number
    text = text_of_pdf(record(case).to_pdf())
    assert f"SSN ending {number[-4:]}" in text
    assert number not in text
    assert "Example Street" not in text
    assert "Cheyenne" not in text


def test_each_copy_is_kept_with_its_hash_and_who_asked_for_it():
    case = corrected_case()
    days = {"first": FIRST, "last": RECEIVED_ON, "known_on": LEARNED_ON}
    copies = [
        do_issue_payment_record(case=case, **days, issued_on=LEARNED_ON, by="wren")
        for _ in range(2)
    ]
    assert copies[0].content == copies[1].content
    kept = RunStep.objects.filter(run__kind="issue").select_related("run")
    assert [step.checksum for step in kept] == [
        hashlib.sha256(copy.content).hexdigest() for copy in copies
    ]
    assert {(step.run.started_by, step.run.state) for step in kept} == {("wren", "finished")}
    assert len({step.run_id for step in kept}) == 2


@pytest.mark.parametrize(
    "days",
    [
        (date(2026, 10, 6), RECEIVED_ON, LEARNED_ON),
        (FIRST, date(2026, 10, 21), LEARNED_ON),
        (FIRST, RECEIVED_ON, date(2026, 10, 21)),
        (date.min, RECEIVED_ON, LEARNED_ON),
    ],
)
def test_days_that_do_not_follow_each_other_issue_nothing(days):
    first, last, known_on = days
    with pytest.raises(CannotIssue, match="The period must begin before it ends"):
        do_issue_payment_record(
            case=corrected_case(), first=first, last=last, known_on=known_on,
            issued_on=LEARNED_ON, by="wren",
        )  # fmt: skip
    assert not RunStep.objects.filter(run__kind="issue").exists()


def test_nothing_is_certified_of_books_that_a_proof_found_to_differ():
    case = corrected_case()
    ProofFinding.objects.create(
        obligor=case.obligor, proven_on=LEARNED_ON, difference_count=1, what="a balance",
        books_cents=1, proven_cents=2, recorded_by="test",
    )  # fmt: skip
    with pytest.raises(CannotIssue, match="nothing is certified until they agree"):
        do_issue_payment_record(
            case=case, first=FIRST, last=RECEIVED_ON, known_on=LEARNED_ON,
            issued_on=LEARNED_ON, by="wren",
        )  # fmt: skip


def test_two_hundred_and_forty_months_are_typeset_whole():
    case = build_case(first_due_on=date(2006, 10, 1), ordered_on=date(2006, 9, 1))
    receive(case, 25_000)
    fold_all(start_run())
    told = record(case, first=date(2006, 10, 1))
    content = told.to_pdf()
    assert len(told.movements) >= 480
    assert len(pypdfium2.PdfDocument(content)) > 10


def test_the_command_writes_the_record_and_says_what_is_past_due(tmp_path):
    case = corrected_case()
    close(LEARNED_ON)
    out = tmp_path / "record.pdf"
    words = ["certify", "payment-record", case.number, "--from", "2026-09-01"]
    printed = CliRunner().invoke(app, [*words, "--to", "2026-10-05", "--out", str(out)])
    assert printed.exit_code == 0, printed.output
    assert "past due $700.00" in printed.output
    assert "Certified payment record" in text_of_pdf(out.read_bytes())
    wrong = CliRunner().invoke(app, [*words, "--to", "2026-10-30", "--out", str(out)])
    assert wrong.exit_code == 2
    lost = str(tmp_path / "nowhere" / "record.pdf")
    assert CliRunner().invoke(app, [*words, "--to", "2026-10-05", "--out", lost]).exit_code == 2


def close(on: date) -> None:
    """Let the books of a day be closed, as the last step of a night does."""
    ClosingBalance.objects.create(
        business_date=on, account=100, opening_cents=0, debit_cents=0, credit_cents=0,
        closing_cents=0,
    )  # fmt: skip
