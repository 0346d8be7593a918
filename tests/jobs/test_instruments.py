"""The life of a disbursement: cashed, stopped, voided, returned, stale, and paid once more."""

import re
from datetime import date, timedelta

import polars as pl
import pytest
from django.db import IntegrityError, transaction
from tests.builders import BY, build_case, give_address
from tests.payments import (
    NEXT_DAY,
    RECEIVED_ON,
    night,
    payment,
    payment_file,
    put_in_inbox,
    start_run,
)

from posse.apps.books.models import Payable, Posting
from posse.apps.instruments.models import DisbursementEvent, Warrant
from posse.apps.payments.models import (
    Disbursement,
    FileFinding,
    InboundFile,
    OutboundFile,
)
from posse.formats.framed import read_framed
from posse.formats.instruments import (
    CARD_LOAD,
    POSITIVE_PAY,
    WARRANT_REGISTER,
    write_warrant_answer,
)
from posse.ledger.accounts import Account
from posse.services.books.balances import balance_report_for_day
from posse.services.money_out.life import CannotAct, acts_for_disbursement, do_act
from posse.services.money_out.outbound_files import OutboxNotWritable
from posse.services.money_out.payments_due import due_for_day
from posse.services.money_out.reissuing import do_reissue
from posse.services.money_out.stale_warrants import do_mark_stale, unclaimed_for_office
from posse.services.register.cards import do_close_card, do_enrol_card
from posse.units.days import add_business_days

pytestmark = pytest.mark.django_db

THIRD_DAY = add_business_days(NEXT_DAY, 1)


@pytest.fixture
def warrant(tmp_path):
    """A warrant of $100.00, issued by the first night."""
    case = build_case(with_account=False)
    give_address(case.obligee)
    pay(tmp_path, payment(case, 10_000))
    return Warrant.objects.select_related("disbursement").get()


def pay(home, *entries, on=RECEIVED_ON, name="payments.ach"):
    put_in_inbox(home, payment_file(*entries), on=on, name=name)
    return night(home, on)


def act(kind, warrant, *, on=NEXT_DAY, note="Told by telephone"):
    return do_act(disbursement=warrant.disbursement, kind=kind, note=note, on=on, by=BY)


def answers(*rows, account="DEMOWARRANTS"):
    """The bank's file of (number, cents, day, status)."""
    schema = ("number", "amount_cents", "answered_on", "status")
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return write_warrant_answer(frame, account=account, created_on=NEXT_DAY)


def answer_night(home, *rows, on=NEXT_DAY, name="bank.wans", **changes):
    put_in_inbox(home, answers(*rows, **changes), on=on, name=name)
    return night(home, on)


def hindrances(on):
    return due_for_day(on).filter(pl.col("total_cents") != 0)["hindrance"].to_list()


def kept(kind, on):
    return bytes(OutboundFile.objects.get(kind=kind, business_date=on).content)


def proofs_hold(on):
    report = balance_report_for_day(on)
    assert report.proofs
    return all(proof.holds for proof in report.proofs)


@pytest.mark.cites("45 CFR 302.38", "CS-IRG-L11")
def test_who_has_an_address_and_no_account_gets_a_warrant_by_mail(warrant):
    sent = warrant.disbursement
    assert (sent.method, sent.amount_cents, warrant.number) == ("warrant", 10_000, 1_000_001)
    assert (warrant.line_1, warrant.zip_code) == ("12 Example Street", "82001")
    [(_, row)] = read_framed(WARRANT_REGISTER, kept("warrant register", RECEIVED_ON)).details
    assert (row["warrant_number"], row["amount"]) == (1_000_001, 10_000)
    [(_, mark)] = read_framed(POSITIVE_PAY, kept("positive pay", RECEIVED_ON)).details
    assert (mark["status"], mark["account_number"]) == ("I", "DEMOWARRANTS")


@pytest.mark.cites("CS-IRG-L12")
def test_an_enrolled_card_is_loaded_by_its_reference(tmp_path):
    case = build_case(with_account=False)
    do_enrol_card(participant=case.obligee, reference="DEMO-7", on=RECEIVED_ON, by=BY)
    pay(tmp_path, payment(case, 10_000))
    sent = Disbursement.objects.get()
    assert (sent.method, sent.card_reference) == ("debit_card", "DEMO-7")
    [(_, row)] = read_framed(CARD_LOAD, kept("card loads", RECEIVED_ON)).details
    assert (row["card_reference"], row["amount"]) == ("DEMO-7", 10_000)
    assert str(row["load_number"]) == sent.trace_number == "202610010000001"


def test_what_the_payee_gave_last_governs_and_a_closed_card_does_not(tmp_path):
    case = build_case()
    later = NEXT_DAY
    do_enrol_card(participant=case.obligee, reference="DEMO-7", on=later, by=BY)
    assert [method_on(tmp_path, case, day) for day in (RECEIVED_ON, later)] == [
        "direct_deposit",
        "debit_card",
    ]
    do_close_card(participant=case.obligee, on=THIRD_DAY, by=BY)
    assert method_on(tmp_path, case, THIRD_DAY) == "direct_deposit"


def method_on(home, case, day):
    pay(home, payment(case, 1_000 + day.day), on=day, name=f"{day}.ach")
    return Disbursement.objects.get(recorded_on=day).method


@pytest.mark.parametrize("reference", ["4000001234567890", "4000-0012-3456-7890"])
def test_the_number_of_a_card_is_refused_and_not_repeated(reference):
    person = build_case().obligee
    with pytest.raises(ValueError, match="never kept") as refusal:
        do_enrol_card(participant=person, reference=reference, on=RECEIVED_ON, by=BY)
    assert "4000" not in str(refusal.value)


def test_the_database_itself_keeps_no_card_number():
    person = build_case().obligee
    with pytest.raises(IntegrityError, match="card_reference_is_no_card_number"):
        person.cards.create(
            reference="4000001234567890", effective_on=RECEIVED_ON, recorded_on=RECEIVED_ON
        )


def test_numbers_of_warrants_go_on_without_a_gap_and_none_stands_twice(tmp_path):
    cases = [build_case(with_account=False) for _ in range(3)]
    for case in cases:
        give_address(case.obligee)
    pay(tmp_path, *(payment(case, 1_000) for case in cases))
    with transaction.atomic():
        pay(tmp_path, payment(cases[0], 2_000), on=NEXT_DAY, name="more.ach")
        transaction.set_rollback(True)
    night(tmp_path, NEXT_DAY)
    numbers = Warrant.objects.values_list("number", flat=True)
    assert list(numbers) == [1_000_001, 1_000_002, 1_000_003, 1_000_004]


@pytest.mark.parametrize(("number", "reason"), [(1_000_003, "left out"), (1_000_001, "unique")])
def test_the_database_refuses_a_gap_and_a_second_warrant_of_a_number(warrant, number, reason):
    other = Disbursement.objects.create(
        payee=warrant.disbursement.payee, method="warrant", amount_cents=1,
        run=warrant.disbursement.run, effective_on=NEXT_DAY, recorded_on=NEXT_DAY,
        recorded_by=BY, reissue_of=warrant.disbursement,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match=reason):
        Warrant.objects.create(disbursement=other, number=number)


def test_a_cashed_warrant_has_ended_and_no_money_comes_back(tmp_path, warrant):
    outcome = answer_night(tmp_path, (warrant.number, 10_000, NEXT_DAY, "P"))
    assert warrant.disbursement.events.get().kind == "cleared"
    assert not Payable.objects.exists()
    assert outcome.total("receive").amount_cents == 10_000
    assert acts_for_disbursement(warrant.disbursement) == ()


@pytest.mark.parametrize("kind", ["stop_requested", "voided", "undeliverable"])
def test_nothing_is_done_to_a_warrant_after_it_was_cashed(tmp_path, warrant, kind):
    answer_night(tmp_path, (warrant.number, 10_000, NEXT_DAY, "P"))
    with pytest.raises(CannotAct, match="has ended on Oct 2, 2026: paid by the bank"):
        act(kind, warrant, on=THIRD_DAY)
    assert warrant.disbursement.events.count() == 1


def test_a_stop_is_told_to_the_bank_and_brings_the_money_back_once_confirmed(tmp_path, warrant):
    act("stop_requested", warrant)
    assert not Payable.objects.exists()
    night(tmp_path, NEXT_DAY)
    [(_, mark)] = read_framed(POSITIVE_PAY, kept("positive pay", NEXT_DAY)).details
    assert (mark["warrant_number"], mark["status"]) == (warrant.number, "V")
    answer_night(tmp_path, (warrant.number, 10_000, THIRD_DAY, "S"), on=THIRD_DAY)
    posting = Posting.objects.get(cause=17)
    assert (posting.debit, posting.credit) == (Account.BANK, Account.PAYABLE_FAMILY)
    assert posting.amount_cents == 10_000
    assert hindrances(THIRD_DAY) == ["stopped"]
    assert proofs_hold(THIRD_DAY)


def test_a_warrant_may_still_be_cashed_until_the_bank_confirms_the_stop(tmp_path, warrant):
    act("stop_requested", warrant)
    answer_night(tmp_path, (warrant.number, 10_000, NEXT_DAY, "P"))
    kinds = warrant.disbursement.events.values_list("kind", flat=True)
    assert list(kinds) == ["stop_requested", "cleared"]
    with pytest.raises(CannotAct, match="paid by the bank"):
        act("stopped", warrant, on=THIRD_DAY)


def test_a_stop_is_asked_for_once_and_confirmed_only_where_asked(warrant):
    with pytest.raises(CannotAct, match="Nobody asked"):
        act("stopped", warrant)
    act("stop_requested", warrant)
    with pytest.raises(CannotAct, match="already"):
        act("stop_requested", warrant)


def test_an_act_needs_a_note_and_an_open_day(warrant):
    with pytest.raises(CannotAct, match="note"):
        act("voided", warrant, note="  ")
    with pytest.raises(CannotAct, match="closed"):
        act("voided", warrant, on=RECEIVED_ON)


def test_voided_money_waits_until_it_is_reissued_and_is_paid_once(tmp_path, warrant):
    act("voided", warrant)
    night(tmp_path, NEXT_DAY)
    assert hindrances(NEXT_DAY) == ["voided"]
    new = do_reissue(disbursement=warrant.disbursement, on=THIRD_DAY, by=BY)
    assert (new.reissue_of, new.amount_cents) == (warrant.disbursement, 10_000)
    names = ("receipt", "case", "account", "amount_cents")
    assert list(new.lines.values_list(*names)) == list(
        warrant.disbursement.lines.values_list(*names)
    )
    night(tmp_path, THIRD_DAY)
    assert Disbursement.objects.count() == 2
    assert not Payable.objects.exists()
    [(_, row)] = read_framed(WARRANT_REGISTER, kept("warrant register", THIRD_DAY)).details
    assert row["warrant_number"] == 1_000_002
    assert proofs_hold(THIRD_DAY)


def test_a_payment_is_reissued_once(warrant):
    with pytest.raises(CannotAct, match="never paid twice"):
        do_reissue(disbursement=warrant.disbursement, on=NEXT_DAY, by=BY)
    act("voided", warrant)
    new = do_reissue(disbursement=warrant.disbursement, on=NEXT_DAY, by=BY)
    with pytest.raises(CannotAct, match=f"reissued on {NEXT_DAY} as Warrant 1000002"):
        do_reissue(disbursement=warrant.disbursement, on=NEXT_DAY, by=BY)
    assert Disbursement.objects.filter(reissue_of__isnull=False).get() == new


def test_the_database_refuses_a_second_reissue_of_a_payment(warrant):
    values = {
        "payee": warrant.disbursement.payee, "method": "warrant", "amount_cents": 1,
        "effective_on": NEXT_DAY, "recorded_on": NEXT_DAY, "recorded_by": BY,
        "run": warrant.disbursement.run, "reissue_of": warrant.disbursement,
    }  # fmt: skip
    Disbursement.objects.create(**values)
    with pytest.raises(IntegrityError, match="reissue_of"):
        Disbursement.objects.create(**values)


def test_the_database_lets_a_disbursement_end_once(warrant):
    act("voided", warrant)
    with pytest.raises(IntegrityError, match="disbursement_ends_once"):
        DisbursementEvent.objects.create(
            disbursement=warrant.disbursement, kind="cleared", effective_on=NEXT_DAY,
            recorded_on=NEXT_DAY, recorded_by=BY,
        )  # fmt: skip


def test_a_reissued_warrant_may_end_and_be_reissued_again(tmp_path, warrant):
    act("voided", warrant)
    second = do_reissue(disbursement=warrant.disbursement, on=NEXT_DAY, by=BY)
    do_act(disbursement=second, kind="voided", note="Torn", on=NEXT_DAY, by=BY)
    third = do_reissue(disbursement=second, on=NEXT_DAY, by=BY)
    night(tmp_path, NEXT_DAY)
    marks = read_framed(POSITIVE_PAY, kept("positive pay", NEXT_DAY)).details
    assert [(row["warrant_number"], row["status"]) for _, row in marks] == [
        (1_000_001, "V"), (1_000_002, "V"), (1_000_003, "I"),
    ]  # fmt: skip
    assert third.warrant.number == 1_000_003
    assert proofs_hold(NEXT_DAY)


def test_undeliverable_mail_waits_for_an_address_and_is_then_paid_by_night(tmp_path, warrant):
    act("undeliverable", warrant)
    night(tmp_path, NEXT_DAY)
    assert hindrances(NEXT_DAY) == ["unknown_address"]
    payee = warrant.disbursement.payee
    give_address(payee, line_1="99 Other Example Road", on=THIRD_DAY)
    night(tmp_path, THIRD_DAY)
    sent = Disbursement.objects.latest("id")
    assert (sent.recorded_on, sent.warrant.line_1) == (THIRD_DAY, "99 Other Example Road")
    with pytest.raises(CannotAct, match=r"only \$0.00 awaits payment"):
        do_reissue(disbursement=warrant.disbursement, on=add_business_days(THIRD_DAY, 1), by=BY)
    assert proofs_hold(THIRD_DAY)


@pytest.mark.parametrize(("days", "ends"), [(179, []), (180, ["stale"]), (181, ["stale"])])
def test_a_warrant_goes_stale_on_the_day_of_the_law_data(tmp_path, warrant, *, days, ends):
    run = start_run(NEXT_DAY)
    do_mark_stale(on=RECEIVED_ON + timedelta(days=days), run=run)
    assert list(DisbursementEvent.objects.values_list("kind", flat=True)) == ends


def test_stale_money_waits_for_the_payee_and_is_reported_when_nobody_comes(tmp_path, warrant):
    stale_on = RECEIVED_ON + timedelta(days=180)
    run = start_run(stale_on)
    assert do_mark_stale(on=stale_on, run=run).amount_cents == 10_000
    assert do_mark_stale(on=stale_on, run=run).warrant_count == 0
    assert hindrances(stale_on) == ["stale"]
    later = stale_on + timedelta(days=365)
    assert unclaimed_for_office(on=later - timedelta(days=1)) == []
    [line] = unclaimed_for_office(on=later)
    assert (line.amount_cents, line.days, line.payee) == (10_000, 365, "Casey Testerly")


def test_the_files_of_a_day_with_warrants_are_the_same_after_they_are_lost(tmp_path, warrant):
    folder = tmp_path / "outbox" / str(RECEIVED_ON)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(files) == ["positive-pay-2026-10-01.ppay", "warrants-2026-10-01.wreg"]
    for path in folder.iterdir():
        path.unlink()
    night(tmp_path, RECEIVED_ON)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_a_full_disk_stops_the_night_and_loses_nothing(tmp_path, monkeypatch):
    case = build_case(with_account=False)
    give_address(case.obligee)

    def full(*_):
        raise OSError(28, "No space left on device")

    put_in_inbox(tmp_path, payment_file(payment(case, 10_000)), name="payments.ach")
    with monkeypatch.context() as patch:
        patch.setattr("posse.services.money_out.outbound_files._write_whole", full)
        with pytest.raises(OutboxNotWritable, match="No space"):
            night(tmp_path)
    assert Warrant.objects.get().number == 1_000_001
    night(tmp_path, RECEIVED_ON)
    path = tmp_path / "outbox" / str(RECEIVED_ON) / "warrants-2026-10-01.wreg"
    assert path.read_bytes() == kept("warrant register", RECEIVED_ON)
    assert Warrant.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((1_000_009, 10_000, NEXT_DAY, "P"), "No warrant 1000009 was ever issued"),
        ((1_000_001, 10_001, NEXT_DAY, "P"), "is of \\$100.00 and the bank tells \\$100.01"),
        ((1_000_001, 10_000, NEXT_DAY, "S"), "Nobody asked the bank to stop"),
        ((1_000_001, 10_000, date(2026, 9, 1), "P"), "was issued on 2026-10-01"),
    ],
)
def test_an_answer_that_fits_no_open_warrant_is_a_finding(tmp_path, warrant, *, row, reason):
    answer_night(tmp_path, row)
    assert not DisbursementEvent.objects.exists()
    found = FileFinding.objects.get()
    assert (found.line, found.is_fatal) == (2, False)
    assert re.search(reason, found.reason)


def test_an_answer_that_came_before_changes_nothing_and_a_second_payment_is_told(
    tmp_path, warrant
):
    row = (warrant.number, 10_000, NEXT_DAY, "P")
    answer_night(tmp_path, row)
    answer_night(tmp_path, row, on=THIRD_DAY, name="again.wans")
    assert not FileFinding.objects.exists()
    day = add_business_days(THIRD_DAY, 1)
    answer_night(tmp_path, (*row[:2], THIRD_DAY, "P"), on=day, name="twice.wans")
    assert "Ask the bank why it answers again" in FileFinding.objects.get().reason
    assert DisbursementEvent.objects.count() == 1


def test_answers_about_another_account_are_refused_as_a_whole(tmp_path, warrant):
    answer_night(tmp_path, (warrant.number, 10_000, NEXT_DAY, "P"), account="OTHER")
    assert InboundFile.objects.get(name__endswith="bank.wans").state == "refused"
    assert not DisbursementEvent.objects.exists()
