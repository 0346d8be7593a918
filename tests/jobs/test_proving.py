"""Books are derived a second time, and whoever differs is not paid until both agree."""

import json
from datetime import date

import pytest
from tests.builders import build_case, give_account, give_assistance
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, put_in_inbox
from typer.testing import CliRunner

from posse.apps.books.choices import Cause
from posse.apps.books.models import Posting, ProofFinding, ProofMark
from posse.apps.payments.models import Disbursement, Receipt
from posse.apps.runs.models import Run
from posse.cli.app import app
from posse.ledger.accounts import Account, debt_account
from posse.services.books.proof_findings import open_findings
from posse.services.books.proof_list import obligors_to_prove, places_of_night
from posse.services.books.proof_requests import ProofRefused, do_prove
from posse.services.money_out.payments_due import due_for_day

pytestmark = pytest.mark.django_db

THIRD_DAY = date(2026, 10, 5)
CURRENT_SUPPORT = debt_account(0, 0)


def pay(home, *cases, on, amount_cents=10_000):
    """A payment of each case and the night of the day."""
    entries = [payment(case, amount_cents) for case in cases]
    if entries:
        put_in_inbox(home, payment_file(*entries), on=on, name=f"{on}.ach")
    return night(home, on)


def tamper(case, *, on, cause=Cause.TERM, **changes):
    """A posting that no fact supports, written past every service; balanced, as all are."""
    words = {
        "debit": CURRENT_SUPPORT,
        "credit": Account.SUPPORT_OWED,
        "amount_cents": 7_700,
        "receipt": None,
    }
    return Posting.objects.create(
        obligor=case.obligor, case=case, cause=cause, cause_id=999_999, effective_on=on,
        posted_on=on, run=Run.objects.filter(kind="nightly").latest("id"), **(words | changes),
    )  # fmt: skip


def posse(*words):
    return CliRunner().invoke(app, list(words))


def differing(outcome):
    return {finding.obligor: finding.differences for finding in outcome.findings}


def test_untouched_books_are_proven_clean_and_everybody_has_had_a_turn(tmp_path):
    cases = [build_case(), build_case(arrears={"never_assigned": 90_000})]
    pay(tmp_path, *cases, on=RECEIVED_ON)
    outcome = do_prove(by="test")
    assert outcome.findings == ()
    assert set(outcome.obligors) == {case.obligor_id for case in cases}
    assert ProofMark.objects.filter(proven_on=RECEIVED_ON).count() == 2
    assert not ProofFinding.objects.exists()


def test_only_the_obligor_whose_books_were_tampered_with_is_held_and_then_released(tmp_path):
    tampered, other = build_case(), build_case()
    pay(tmp_path, on=RECEIVED_ON)
    # The fold takes back no postings of this cause, so the night itself must find it.
    extra = tamper(tampered, on=RECEIVED_ON, cause=Cause.OVERPAYMENT)
    outcome = pay(tmp_path, tampered, other, on=NEXT_DAY)
    assert [paid.payee for paid in Disbursement.objects.all()] == [other.obligee]
    [found] = outcome.report.differing
    assert (found.obligor, found.books_cents - found.proven_cents) == (
        tampered.obligor_id,
        7_700,
    )
    assert found.what == f"{tampered.number}, Child support: current support"
    assert [line.reason for line in outcome.report.unpaid] == ["not_proven"]

    tamper(
        tampered, on=NEXT_DAY, cause=Cause.OVERPAYMENT, debit=extra.credit, credit=extra.debit
    )
    outcome = pay(tmp_path, on=THIRD_DAY)
    assert outcome.report.differing == ()
    assert Disbursement.objects.get(recorded_on=THIRD_DAY).payee == tampered.obligee
    counts = ProofFinding.objects.values_list("obligor", "difference_count")
    assert list(counts) == [(tampered.obligor_id, 1), (tampered.obligor_id, 0)]


def test_what_no_fact_supports_is_taken_back_by_the_next_fold_and_released(tmp_path):
    case = build_case(with_account=False)
    pay(tmp_path, case, on=RECEIVED_ON)
    tamper(case, on=RECEIVED_ON)
    assert list(differing(do_prove(by="test"))) == [case.obligor_id]
    assert due_for_day(RECEIVED_ON)["hindrance"].to_list() == ["not_proven"]
    give_account(case.obligee, on=NEXT_DAY)
    pay(tmp_path, on=NEXT_DAY)
    assert open_findings() == ()
    assert Disbursement.objects.get().payee == case.obligee


def test_a_payee_who_holds_too_much_of_a_receipt_is_found_with_both_figures(tmp_path):
    case = build_case(with_account=False)
    pay(tmp_path, case, on=RECEIVED_ON)
    receipt = Receipt.objects.get()
    tamper(
        case, on=RECEIVED_ON, receipt=receipt, debit=Account.SUPPORT_OWED,
        credit=Account.PAYABLE_FAMILY,
    )  # fmt: skip
    [[found]] = differing(do_prove(by="test")).values()
    assert found.what.endswith(f"To be paid to families, out of receipt R{receipt.pk}")
    assert (found.books_cents, found.proven_cents) == (17_700, 10_000)


def test_assistance_of_a_family_concerns_each_of_its_obligors_and_nobody_else(tmp_path):
    case, stranger = build_case(), build_case()
    sharer = build_case(family=case.family, obligee=case.obligee)
    give_assistance(case.family, (date(2026, 10, 1), None, [(date(2026, 10, 1), 30_000)]))
    pay(tmp_path, on=RECEIVED_ON)
    tamper(
        case, on=RECEIVED_ON, debit=Account.ASSISTANCE_UNREIMBURSED,
        credit=Account.ASSISTANCE_PAID,
    )  # fmt: skip
    found = differing(do_prove(by="test"))
    assert set(found) == {case.obligor_id, sharer.obligor_id}
    assert stranger.obligor_id not in found


def test_the_same_difference_is_kept_once_however_often_it_is_proven(tmp_path):
    case = build_case()
    pay(tmp_path, on=RECEIVED_ON)
    tamper(case, on=RECEIVED_ON)
    for _ in range(3):
        do_prove(by="test")
    assert ProofFinding.objects.count() == 1


def test_a_proof_of_an_earlier_day_compares_and_keeps_nothing(tmp_path):
    case = build_case()
    pay(tmp_path, on=RECEIVED_ON)
    tamper(case, on=RECEIVED_ON)
    marked = ProofMark.objects.get().proven_on
    pay(tmp_path, case, on=NEXT_DAY)
    # On the first day the extra posting stood; the next night took it back.
    assert list(differing(do_prove(on=RECEIVED_ON, by="test"))) == [case.obligor_id]
    assert do_prove(on=NEXT_DAY, by="test").findings == ()
    assert marked == RECEIVED_ON
    assert open_findings() == ()


def test_the_hash_is_the_same_for_the_same_balances_and_another_after_a_payment(tmp_path):
    case = build_case()
    build_case()
    pay(tmp_path, case, on=RECEIVED_ON)
    first, again = do_prove(by="test"), do_prove(by="test")
    assert first.sha256 == again.sha256
    pay(tmp_path, case, on=NEXT_DAY, amount_cents=5_000)
    assert do_prove(by="test").sha256 != first.sha256
    assert do_prove(on=RECEIVED_ON, by="test").sha256 == first.sha256


@pytest.mark.parametrize("limit", [1, 2])
def test_places_of_a_night_go_round_until_everybody_had_a_turn(tmp_path, monkeypatch, limit):
    obligors = {build_case().obligor_id for _ in range(3)}
    pay(tmp_path, on=RECEIVED_ON)
    ProofMark.objects.all().delete()

    class HouseRule:
        def value(self, key, *, on):
            return limit

    monkeypatch.setattr("posse.services.books.proof_list.current_law", HouseRule)
    seen = set()
    for _ in range(3):
        chosen = obligors_to_prove(on=NEXT_DAY)
        assert len(chosen) == limit
        ProofMark.objects.bulk_create(
            [ProofMark(obligor_id=each, proven_on=NEXT_DAY) for each in chosen],
            update_conflicts=True, update_fields=["proven_on"], unique_fields=["obligor"],
        )  # fmt: skip
        seen |= set(chosen)
    assert seen == obligors


def test_an_open_day_and_an_unknown_case_are_refused(tmp_path):
    with pytest.raises(ProofRefused, match="No business day is closed yet"):
        do_prove(by="test")
    case = build_case()
    pay(tmp_path, on=RECEIVED_ON)
    with pytest.raises(ProofRefused, match="2026-10-02 is no closed business day"):
        do_prove(on=NEXT_DAY, by="test")
    with pytest.raises(ProofRefused, match="There is no case C0"):
        do_prove(case_numbers=[case.number, "C0"], by="test")


def test_the_command_exits_0_where_all_agree_and_1_with_a_line_where_somebody_differs(tmp_path):
    assert posse("prove").exit_code == 2
    case, other = build_case(), build_case()
    pay(tmp_path, case, on=RECEIVED_ON)
    clean = posse("prove")
    assert clean.exit_code == 0
    assert "2 paying parents" in clean.output
    assert "0 differ" in clean.output
    tamper(case, on=RECEIVED_ON)
    told = posse("prove")
    assert told.exit_code == 1
    assert f"Differs: {case.number}" in told.output
    assert "377.00 in the books, 300.00 by the second calculation" in told.output
    assert posse("prove", "--obligor", other.number).exit_code == 0
    as_json = json.loads(posse("prove", "--obligor", case.number, "--json").output)
    assert (as_json["obligors"], as_json["differing"]) == (1, 1)
    assert posse("prove", "--obligor", "C0").exit_code == 2


@pytest.mark.parametrize(
    ("obligors", "places"),
    [(0, 100), (999, 100), (1_001, 101), (2_000, 200), (9_999, 1_000), (1_000_000, 1_000)],
)
def test_a_night_proves_a_tenth_of_all_between_both_limits(obligors, places):
    assert places_of_night(obligors, on=date(2026, 10, 1)) == places
