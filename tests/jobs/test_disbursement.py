"""Who is due money is paid once, by a file that the same facts make again byte for byte."""

from datetime import date

import pytest
from django.test import override_settings
from tests.builders import build_case, give_account
from tests.payments import NEXT_DAY, RECEIVED_ON, night, payment, payment_file, put_in_inbox

from posse.apps.books.models import Payable, Posting
from posse.apps.payments.models import Disbursement, DisbursementLine, OutboundFile
from posse.apps.runs.models import Run
from posse.formats.nacha import read_ach
from posse.ledger.accounts import Account
from posse.rules.errors import EmptyValue
from posse.services.books.balances import balance_report_for_day
from posse.services.money_out.payments_due import due_for_day

pytestmark = pytest.mark.django_db


def pay(home, *entries, on=RECEIVED_ON):
    put_in_inbox(home, payment_file(*entries), on=on, name="payments.ach")
    return night(home, on)


@pytest.mark.cites("45 CFR 302.32(b)(3)(i)", "42 USC 654b(c)(1)")
def test_a_family_is_paid_within_two_business_days(tmp_path):
    case = build_case(monthly_cents=40_000)
    pay(tmp_path, payment(case, 30_000))
    sent = Disbursement.objects.get()
    assert (sent.payee, sent.amount_cents) == (case.obligee, 30_000)
    assert (sent.recorded_on, sent.effective_on) == (RECEIVED_ON, NEXT_DAY)
    assert not Payable.objects.exists()


def test_a_payee_gets_one_payment_a_day_with_a_line_for_each_receipt(tmp_path):
    case = build_case(monthly_cents=100_000)
    other = build_case(obligee=case.obligee)
    pay(tmp_path, payment(case, 10_000), payment(case, 20_000), payment(other, 5_000))
    sent = Disbursement.objects.get()
    assert sent.amount_cents == 35_000
    lines = sent.lines.order_by("receipt__line").values_list("case", "amount_cents")
    assert list(lines) == [(case.pk, 10_000), (case.pk, 20_000), (other.pk, 5_000)]


def test_each_line_takes_its_cents_out_of_the_bank(tmp_path):
    case = build_case()
    pay(tmp_path, payment(case, 10_000))
    posting = Posting.objects.get(credit=Account.BANK)
    line = DisbursementLine.objects.get()
    assert (posting.debit, posting.amount_cents) == (Account.PAYABLE_FAMILY, 10_000)
    assert (posting.cause_id, posting.receipt_id) == (line.disbursement_id, line.receipt_id)
    assert posting.posted_on == posting.effective_on == RECEIVED_ON


def test_the_states_share_is_one_transfer_and_no_bank_entry(tmp_path):
    assistance = (date(2026, 1, 1), None, [(date(2026, 9, 1), 500_000)])
    for _ in range(2):
        case = build_case(monthly_cents=40_000, assistance=assistance)
        put_in_inbox(tmp_path, payment_file(payment(case)), name=f"{case.number}.ach")
    night(tmp_path)
    sent = Disbursement.objects.get()
    assert (sent.method, sent.payee, sent.amount_cents) == ("state_transfer", None, 80_000)
    assert not OutboundFile.objects.exists()


def test_a_payee_who_cannot_be_reached_stays_payable_until_there_is_a_way(tmp_path):
    case = build_case(with_account=False)
    outcome = pay(tmp_path, payment(case, 10_000))
    assert not Disbursement.objects.exists()
    unpaid = outcome.report.unpaid
    assert [(line.reason, line.amount_cents) for line in unpaid] == [
        ("unknown_address", 10_000)
    ]
    give_account(case.obligee, on=NEXT_DAY)
    night(tmp_path, NEXT_DAY)
    assert Disbursement.objects.get().recorded_on == NEXT_DAY


def test_the_latest_account_is_paid_but_not_one_of_a_later_day(tmp_path):
    case = build_case()
    give_account(case.obligee, on=date(2026, 12, 1))
    pay(tmp_path, payment(case, 10_000))
    assert Disbursement.objects.get().account_number == f"TEST{case.obligee_id:08d}"


def test_money_is_returned_to_a_paying_parent_by_the_same_ways(tmp_path):
    case = build_case(monthly_cents=None)
    pay(tmp_path, payment(case, 10_000))
    give_account(case.obligor, on=NEXT_DAY)
    put_in_inbox(tmp_path, payment_file(payment(case, 5_000)), on=NEXT_DAY, name="more.ach")
    night(tmp_path, NEXT_DAY)
    sent = Disbursement.objects.order_by("id").values_list("payee", "method", "amount_cents")
    assert list(sent) == [
        (case.obligor_id, "warrant", 10_000),
        (case.obligor_id, "direct_deposit", 5_000),
    ]


def test_a_correction_known_today_lowers_todays_payment(tmp_path):
    case = build_case(with_account=False)
    pay(tmp_path, payment(case, 10_000))
    row = Payable.objects.get()
    Payable.objects.create(
        receipt=row.receipt, case=case, account=300, amount_cents=-3_000, release_on=NEXT_DAY
    )
    assert due_for_day(RECEIVED_ON)["amount_cents"].to_list() == [7_000]


def test_what_is_released_later_is_not_paid_today(tmp_path):
    case = build_case(with_account=False)
    pay(tmp_path, payment(case, 10_000))
    row = Payable.objects.get()
    row.pk, row.amount_cents, row.release_on = None, 4_000, NEXT_DAY
    row.save()
    assert due_for_day(RECEIVED_ON)["amount_cents"].to_list() == [10_000]
    assert due_for_day(NEXT_DAY)["amount_cents"].to_list() == [14_000]


def test_the_file_pays_each_payee_what_the_books_say(tmp_path):
    cases = [build_case(), build_case()]
    pay(tmp_path, *(payment(case, 1_000 + place) for place, case in enumerate(cases)))
    kept = OutboundFile.objects.get()
    on_disk = tmp_path / "outbox" / "2026-10-01" / kept.name
    assert on_disk.read_bytes() == bytes(kept.content)
    entries = read_ach(bytes(kept.content)).entries
    assert entries["amount_cents"].to_list() == [1_000, 1_001]
    assert entries["identification_number"].to_list() == [
        str(case.obligee_id) for case in cases
    ]
    traces = Disbursement.objects.order_by("payee").values_list("trace_number", flat=True)
    assert entries["trace_number"].to_list() == list(traces)
    assert read_ach(bytes(kept.content)).batches["effective_entry_date"].item() == "261002"


def test_a_made_up_bank_is_never_taken_for_a_real_one(tmp_path):
    build_case()
    night(tmp_path)
    doubts = balance_report_for_day(RECEIVED_ON).doubts
    assert any("Made up for the demo" in doubt for doubt in doubts)


@override_settings(POSSE_BANK_PROFILE="wyoming")
def test_without_a_bank_nothing_of_the_night_is_begun(tmp_path):
    build_case()
    with pytest.raises(EmptyValue, match="no source gives it"):
        night(tmp_path)
    assert not Run.objects.exists()
