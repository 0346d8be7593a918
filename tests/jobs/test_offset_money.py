"""Money of offsets as the federal office tells it: posted, taken back, answered once."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.builders import BY, build_case
from tests.partners import number_of
from tests.payments import start_run

from posse.apps.enforcement.models import RemedyState
from posse.apps.payments.models import (
    Disbursement,
    DisbursementLine,
    FileFinding,
    Hold,
    InboundFile,
    OutboundFile,
    Receipt,
)
from posse.services.access import SDU_CLERK, do_give_roles
from posse.services.books.balances import balance_report_for_day
from posse.services.books.posting import do_fold
from posse.services.enforcement.files.answering import (
    do_answer_finding,
    do_post_offset,
    do_take_back_offset,
)
from posse.services.enforcement.files.receiving import do_take_answer
from posse.services.enforcement.files.sending import do_write_offset_file
from posse.services.pages.partner_files import open_findings
from posse.web.acts.finding_acts import acts_for

pytestmark = pytest.mark.django_db
OUT_ON, ON, NEXT = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)


@pytest.fixture
def case():
    found = build_case(monthly_cents=None, arrears={"never_assigned": 300_000})
    RemedyState.objects.create(
        obligor=found.obligor, remedy="federal_tax_offset", is_eligible=True,
        state="submitted", since=OUT_ON, amount_cents=300_000, noticed_on=date(2026, 8, 3),
        last_submitted_on=OUT_ON, submitted_cents=300_000,
    )  # fmt: skip
    do_fold(obligors=[found.obligor_id], through=OUT_ON, run=start_run(OUT_ON, key="fold"))
    do_write_offset_file(on=OUT_ON, by=BY, today=OUT_ON)
    return found


@pytest.fixture
def clerk():
    user = User.objects.create_user("clerk")
    do_give_roles(user, [SDU_CLERK])
    return user


def line(*, collected=0, adjusted="00000000000", certified=300_000):
    sent = bytes(OutboundFile.objects.get().content).decode().splitlines()[0]
    head = sent[:64] + f"{certified:011d}{collected:011d}{adjusted}"
    return head.ljust(224) + "N" + " " * 20


def take(*lines, on=ON, name="week.offset-collections.txt"):
    content = "\n".join([*lines, ""]).encode()
    return do_take_answer(
        content=content, name=name, kind="offset_collections", received_on=on,
        run=start_run(on, key=name),
    )  # fmt: skip


def post(finding, *, on=ON, **told):
    said = {"source": "federal_tax_refund_offset", "note": "The office's list", **told}
    return do_post_offset(finding=finding, on=on, by=BY, **said)


def the_finding(**of):
    return FileFinding.objects.get(**of)


@pytest.mark.cites("CS-9.2-FAOP-COL-2", "CS-9.2-TOP-JOINT-6", "CS-9.2-TOP-JOINT-3")
def test_a_collection_is_posted_from_its_record_and_a_joint_refund_is_held(case):
    take(line(collected=40_000))
    receipt = post(the_finding(), is_joint_return=True)
    assert (receipt.amount_cents, receipt.case, receipt.effective_on) == (40_000, case, ON)
    assert receipt.file == InboundFile.objects.get()
    assert Hold.objects.get().reason == "joint_refund"
    assert the_finding().answer.note == f"Posted as receipt R{receipt.pk}"
    assert not open_findings().exists()


def test_a_record_is_posted_once(case):
    take(line(collected=40_000))
    post(the_finding())
    with pytest.raises(ValueError, match="answered it"):
        post(the_finding())
    assert Receipt.objects.count() == 1


def test_a_finding_is_answered_once_and_with_words(case):
    take(line(collected=40_000))
    with pytest.raises(ValueError, match="the note"):
        do_answer_finding(finding=the_finding(), note=" ", on=ON, by=BY)
    do_answer_finding(finding=the_finding(), note="Posted from the bank's file", on=ON, by=BY)
    with pytest.raises(ValueError, match="answered it already"):
        do_answer_finding(finding=the_finding(), note="Again", on=ON, by=BY)
    with pytest.raises(ValueError, match="answered it"):
        post(the_finding())


@pytest.mark.usefixtures("case")
def test_money_told_and_not_posted_stands_in_the_days_balance():
    take(line(collected=40_000), line(collected=1_000))
    assert balance_report_for_day(ON).not_booked.amount_cents == 41_000
    post(the_finding(line=1))
    assert balance_report_for_day(ON).not_booked.amount_cents == 1_000


@pytest.mark.usefixtures("case")
def test_the_same_record_coming_in_another_file_is_told_before_it_is_posted():
    take(line(collected=40_000))
    take(line(collected=40_000), line(collected=1_000), on=NEXT, name="b")
    again = the_finding(file__name="b", line=1)
    assert again.code == "repeated"
    assert "week.offset-collections.txt, line 1" in again.reason
    assert the_finding(file__name="b", line=2).code == "offset_collected"


@pytest.mark.cites("CS-9.2-TOP-SINGLE-2")
def test_an_offset_above_what_is_owed_now_says_that_the_rest_is_the_parents(case):
    take(line(collected=300_000))
    assert the_finding().code == "offset_collected"
    post(the_finding())
    do_fold(obligors=[case.obligor_id], through=ON, run=start_run(ON, key="fold"))
    take(line(collected=100), on=NEXT, name="b")
    assert the_finding(file__name="b").code == "more_than_owed"
    assert "goes back to the parent" in the_finding(file__name="b").reason


def test_money_under_anothers_number_names_the_difference_and_is_not_offered(case):
    other = build_case(monthly_cents=None, arrears={"never_assigned": 300_000})
    take(line(collected=40_000).replace(case.number, other.number))
    assert the_finding().code == "other_person"
    assert set(acts_for(the_finding())) == {"answer"}


@pytest.mark.usefixtures("case")
def test_an_adjustment_is_taken_back_of_the_offset_that_it_reverses(clerk):
    take(line(collected=40_000))
    receipt = post(the_finding())
    take(line(adjusted="-0000015000"), on=NEXT, name="b")
    finding = the_finding(file__name="b")
    assert finding.code == "offset_taken_back"
    assert f"R{receipt.pk} of $400.00" in finding.reason
    do_take_back_offset(
        finding=finding, receipt=receipt, note="Treasury's letter", on=NEXT, user=clerk
    )
    reversal = receipt.reversals.get()
    assert (reversal.amount_cents, reversal.reason) == (15_000, "treasury")
    assert f"R{receipt.pk}" in finding.answer.note
    with pytest.raises(ValueError, match="answered it"):
        do_take_back_offset(finding=finding, receipt=receipt, note="Again", on=NEXT, user=clerk)


@pytest.mark.cites("42 USC 664(a)(3)(C)")
def test_an_adjustment_of_an_offset_that_was_paid_out_says_so(case, clerk):
    take(line(collected=40_000))
    receipt = post(the_finding())
    run = start_run(ON, key="pay")
    sent = Disbursement.objects.create(
        payee=case.obligee, method="warrant", amount_cents=30_000, run=run, effective_on=ON,
        recorded_on=ON, recorded_by=BY,
    )  # fmt: skip
    DisbursementLine.objects.create(
        disbursement=sent, receipt=receipt, case=case, account=300, amount_cents=30_000
    )
    take(line(adjusted="-0000040000"), on=NEXT, name="b")
    finding = the_finding(file__name="b")
    assert "$300.00 of it was paid out already and becomes a receivable" in finding.reason
    do_take_back_offset(
        finding=finding, receipt=receipt, note="Treasury's letter", on=NEXT, user=clerk
    )
    assert receipt.reversals.get().amount_cents == 40_000


@pytest.mark.usefixtures("case")
def test_an_adjustment_takes_back_no_other_parents_money_and_not_what_is_not_there(clerk):
    take(line(adjusted="-0000015000"))
    assert the_finding().code == "nothing_to_take_back"
    other = build_case(monthly_cents=None, arrears={"never_assigned": 300_000})
    assert number_of(other)
    take(line(collected=1_000), name="b")
    receipt = post(the_finding(file__name="b"))
    stranger = Receipt.objects.create(
        case=other, obligor=other.obligor, source="federal_tax_refund_offset",
        amount_cents=40_000, effective_on=ON, recorded_on=ON, recorded_by=BY,
    )  # fmt: skip
    for found, words in ((stranger, "no offset of the record's parent"), (receipt, "is left")):
        with pytest.raises(ValueError, match=words):
            do_take_back_offset(
                finding=the_finding(file__name="week.offset-collections.txt"),
                receipt=found, note="No", on=NEXT, user=clerk,
            )  # fmt: skip
    assert open_findings().count() == 1
