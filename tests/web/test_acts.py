"""Acts on money from the screens: what they ask, what they refuse, and what they record."""

import re
from datetime import date

import pytest
from tests.office import CASE

from posse.apps.books.models import Refold
from posse.apps.cases.models import Case
from posse.apps.orders.models import (
    BalanceAdjustment,
    ChargeSuppression,
    ExcessPermission,
    Judgment,
    OffsetCertification,
)
from posse.apps.payments.models import Hold, Receipt, Reversal
from posse.web.acts.case_acts import CASE_ACTS
from posse.web.acts.file_acts import FILE_ACTS
from posse.web.acts.payee_acts import PAYEE_ACTS
from posse.web.acts.receipt_acts import RECEIPT_ACTS
from posse.web.acts.way_acts import WAY_ACTS

pytestmark = pytest.mark.django_db

NOTE = "Seen on the paper itself."
PAYMENT = {
    "amount_cents": "$1,250.50",
    "source": "voluntary",
    "collected_on": "2026-10-02",
    "payor_name": "Robert Larkthimble",
    "note": NOTE,
}
ADJUSTMENT = {
    "obligation": "child_support",
    "bucket": "never_assigned",
    "way": "lower",
    "amount_cents": "100",
    "effective_on": "2026-10-02",
    "reason": NOTE,
}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def case_act(act: str) -> str:
    return f"/cases/{CASE}/acts/{act}/"


def obligor_of(number: str) -> int:
    return Case.objects.get(number=number).obligor_id


def test_a_payment_is_posted_by_hand_with_who_and_why(office, clerk) -> None:
    answer = clerk.post(case_act("post-payment"), PAYMENT, follow=True)
    receipt = Receipt.objects.get(amount_cents=125_050)
    assert (receipt.case.number, receipt.note, receipt.recorded_by) == (CASE, NOTE, "sdu-clerk")
    assert receipt.effective_on == date(2026, 10, 2)
    assert Refold.objects.filter(obligor=obligor_of(CASE)).exists()
    assert f"$1,250.50 is posted as receipt R{receipt.pk}" in text_of(answer)


def test_errors_stand_beside_their_fields_and_what_was_typed_is_kept(office, clerk) -> None:
    said = {**PAYMENT, "amount_cents": "12,5O", "collected_on": "2026-02-30", "note": ""}
    answer = clerk.post(case_act("post-payment"), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12,5O"' in page
    for field in ("amount_cents", "collected_on", "note"):
        assert f'id="id_{field}_error"' in page
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page), field
    assert "Write dollars and cents, such as 1234.50." in page
    assert "Nothing was changed." in page
    assert not Receipt.objects.filter(payor_name="Robert Larkthimble").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount_cents": "0"}, "more than nothing"),
        ({"amount_cents": "-5"}, "more than nothing"),
        ({"amount_cents": "21474836.48"}, "Nothing was changed"),
        ({"collected_on": "2027-05-01"}, "Nothing was changed"),
        ({"source": "nonsense"}, "Choose one of the list"),
        ({"is_joint_return": "on"}, "Only a federal tax refund can come from a joint return."),
    ],
)
def test_what_cannot_be_posted_is_refused_in_words(office, clerk, *, changes, words) -> None:
    before = Receipt.objects.count()
    answer = clerk.post(case_act("post-payment"), {**PAYMENT, **changes})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Receipt.objects.count() == before


def test_a_balance_is_lowered_by_a_supervisor_at_once(office, client_of) -> None:
    answer = client_of("supervisor").post(case_act("adjust"), ADJUSTMENT, follow=True)
    adjustment = BalanceAdjustment.objects.latest("id")
    assert (adjustment.amount_cents, adjustment.recorded_by) == (-10_000, "supervisor")
    assert "lowered by $100.00 in case" in text_of(answer)


def test_a_receipt_is_taken_back_and_its_page_says_so(office, clerk) -> None:
    answer = clerk.post(
        f"/receipts/{office.identified}/acts/reverse/",
        {"reason": "bounced", "note": NOTE},
        follow=True,
    )
    reversal = Reversal.objects.get(receipt=office.identified)
    assert (reversal.amount_cents, reversal.reason) == (50_000, "bounced")
    page = text_of(answer)
    assert "$500.00 taken back on" in page
    assert NOTE in page
    again = clerk.post(
        f"/receipts/{office.identified}/acts/reverse/", {"reason": "bounced", "note": NOTE}
    )
    assert again.status_code == 422
    assert "was taken back in full already" in text_of(again)
    assert Reversal.objects.count() == 1


def test_more_than_is_left_cannot_be_taken_back(office, clerk) -> None:
    said = {"reason": "bounced", "note": NOTE, "amount_cents": "500.01"}
    answer = clerk.post(f"/receipts/{office.identified}/acts/reverse/", said)
    assert answer.status_code == 422
    assert "Only $500.00 of receipt" in text_of(answer)


@pytest.mark.cites("CS-9.2-TOP-SINGLE-3", "CS-9.2-TOP-SINGLE-4")
def test_the_parents_permission_is_recorded_with_its_day(office, client_of) -> None:
    client = client_of("caseworker")
    page = text_of(client.get(case_act("permit-excess")))
    assert "before any of the excess is applied" in page
    assert "CS-9.2-TOP-SINGLE-4" in page
    client.post(case_act("permit-excess"), {"effective_on": "2026-10-02", "note": NOTE})
    permission = ExcessPermission.objects.get()
    assert (permission.obligor_id, permission.effective_on) == (
        obligor_of(CASE),
        date(2026, 10, 2),
    )


def test_judgments_certifications_and_suppressions_are_recorded(office, client_of) -> None:
    client = client_of("caseworker")
    said = {"kind": "arrears", "amount_cents": "900", "judged_on": "2026-10-02", "note": NOTE}
    client.post(case_act("judgment"), said)
    client.post(
        case_act("certify-offset"), {"amount_cents": "1500", "effective_on": "2026-10-02"}
    )
    dates = {"starts_on": "2026-10-05", "ends_on": "2026-12-31"}
    client.post(case_act("suppress"), {"kind": "penalty", "reason": NOTE, **dates})
    assert Judgment.objects.get().amount_cents == 90_000
    assert OffsetCertification.objects.get().amount_cents == 150_000
    assert ChargeSuppression.objects.get().ends_on == date(2026, 12, 31)


@pytest.mark.cites("CS-9.2-SUP-3")
def test_a_suppression_without_an_end_is_refused_beside_its_field(office, client_of) -> None:
    said = {"kind": "penalty", "reason": NOTE, "starts_on": "2026-10-05"}
    answer = client_of("caseworker").post(case_act("suppress"), said)
    assert answer.status_code == 422
    assert 'id="id_ends_on_error"' in answer.content.decode()
    assert not ChargeSuppression.objects.exists()


def test_payments_to_a_payee_are_held(office, client_of) -> None:
    answer = client_of("caseworker").post(
        case_act("hold-payee"), {"reason": "unknown_address", "note": NOTE}, follow=True
    )
    assert Hold.objects.latest("id").participant_id == Case.objects.get(number=CASE).obligee_id
    assert "Nothing is paid to the custodial parent" in text_of(answer)


MAY = {
    "post-payment": {"sdu clerk", "administrator"},
    "adjust": {"caseworker", "supervisor", "sdu clerk", "administrator"},
    "judgment": {"caseworker", "supervisor", "administrator"},
    "certify-offset": {"caseworker", "supervisor", "administrator"},
    "permit-excess": {"caseworker", "supervisor", "administrator"},
    "penalty-affidavit": {"caseworker", "supervisor", "administrator"},
    "suppress": {"caseworker", "supervisor", "administrator"},
    "hold-payee": {"caseworker", "supervisor", "sdu clerk", "administrator"},
    "redirect-payments": {"caseworker", "supervisor", "administrator"},
    "terms": {"supervisor", "sdu clerk", "administrator"},
    "end-terms": {"supervisor", "sdu clerk", "administrator"},
    "repayment": {"supervisor", "sdu clerk", "administrator"},
    "write-off": {"caseworker", "supervisor", "sdu clerk", "administrator"},
    "account": {"sdu clerk", "administrator"},
    "card": {"sdu clerk", "administrator"},
    "close-card": {"sdu clerk", "administrator"},
    "retry": {"supervisor", "sdu clerk", "administrator"},
    "hold": {"caseworker", "supervisor", "sdu clerk", "administrator"},
    "reverse": {"caseworker", "supervisor", "sdu clerk", "administrator"},
}
ROLES = ("caseworker", "supervisor", "sdu clerk", "auditor", "administrator")


def address_of(act: str, office) -> str:
    if act in CASE_ACTS:
        return case_act(act)
    if act in PAYEE_ACTS:
        return f"/receivables/{office.overpaid}/acts/{act}/"
    if act in WAY_ACTS:
        return f"/payees/{office.overpaid}/acts/{act}/"
    if act in FILE_ACTS:
        return f"/files/{office.refused_file}/acts/{act}/"
    return f"/receipts/{office.identified}/acts/{act}/"


def test_every_act_stands_in_the_table_of_who_may() -> None:
    assert set(MAY) == {*CASE_ACTS, *RECEIPT_ACTS, *PAYEE_ACTS, *WAY_ACTS, *FILE_ACTS}


@pytest.mark.parametrize("act", MAY)
def test_an_act_is_shown_to_all_and_opened_to_some(office, client_of, act) -> None:
    for role in ROLES:
        client = client_of(role)
        page = client.get(address_of(act, office))
        assert page.status_code == 200
        has_form = f'action="{address_of(act, office)}"' in page.content.decode()
        assert has_form == (role in MAY[act])
        answer = client.post(address_of(act, office), {})
        assert answer.status_code == (422 if role in MAY[act] else 403), role


def test_only_what_a_role_opens_is_offered_on_the_page_of_a_case(office, client_of) -> None:
    offered = client_of("sdu clerk").get(f"/cases/{CASE}/?tab=money").content.decode()
    assert "Post a payment by hand" in offered
    assert "Enter a judgment" not in offered
    nothing = client_of("auditor").get(f"/cases/{CASE}/?tab=money").content.decode()
    assert "What you can do" not in nothing


def test_an_unknown_act_is_not_found(office, clerk) -> None:
    assert clerk.get(case_act("dance")).status_code == 404
    assert clerk.get(f"/receipts/{office.identified}/acts/dance/").status_code == 404


def test_a_certification_from_before_the_order_is_refused_in_words(office, client_of) -> None:
    said = {"amount_cents": "10", "effective_on": "2019-12-31"}
    answer = client_of("caseworker").post(case_act("certify-offset"), said)
    assert answer.status_code == 422
    assert "Nothing was changed." in text_of(answer)
    assert not OffsetCertification.objects.exists()
