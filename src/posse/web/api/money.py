"""Balances and payments of cases, and why a receipt went where it went."""

from django.http import HttpRequest
from ninja import Router

from posse.services.books.explanations import explanation_for_receipt
from posse.services.doors.programs import do_log_masked
from posse.services.doors.tax_information import RESTRICTED, is_tax_information
from posse.services.pages.case_money import (
    CaseReceipt,
    figures_for_case,
    ledger_for_case,
    receipts_for_case,
)
from posse.web.api.doors import asked_case, asked_receipt
from posse.web.api.paging import Paged, page_downwards
from posse.web.api.shapes import (
    BalanceRow,
    Balances,
    CaseNumber,
    Id,
    Money,
    PaymentRow,
    Payments,
    ReceiptWhole,
)
from posse.web.api.tokens import READ_MONEY
from posse.web.workday import page_date

router = Router(tags=["money"])
RECEIPTS_MOST = 10_000


@router.get(
    "/cases/{number}/balances",
    response=Balances,
    auth=READ_MONEY,
    operation_id="list_balances_of_case",
)
def list_balances(request: HttpRequest, number: CaseNumber) -> Balances:
    """What a case owes, debt by debt, as of the latest night."""
    case, on = asked_case(request, number), page_date()
    ledger = ledger_for_case(case.pk, on=on)
    figures = figures_for_case(case.pk, ledger, on=on)
    latest = ledger.months[0].balances_cents if ledger.months else []
    return Balances(
        on=on,
        due_this_month=Money.of(figures.due_cents),
        paid_this_month=Money.of(figures.paid_cents),
        arrears_family=Money.of(figures.arrears_family_cents),
        arrears_state=Money.of(figures.arrears_state_cents),
        debts=[
            BalanceRow(
                account=column.account,
                obligation=column.obligation,
                bucket=column.bucket,
                balance=Money.of(cents),
            )
            for column, cents in zip(ledger.columns, latest, strict=False)
        ],
    )


@router.get(
    "/cases/{number}/payments",
    response=Payments,
    auth=READ_MONEY,
    operation_id="list_payments_of_case",
)
def list_payments(request: HttpRequest, number: CaseNumber, asked: Paged) -> Payments:
    """Receipts of which a case had a part; that some came out of tax refunds is masked."""
    case = asked_case(request, number)
    rows = receipts_for_case(case.pk, limit=RECEIPTS_MOST)
    shown, following = page_downwards(
        rows, asked, lambda row: (row.received_on.toordinal(), row.receipt), length=2
    )
    if any(row.is_tax_information for row in shown):
        do_log_masked(
            user=request.user,
            subject=f"receipts of case {case.number}",
            page=request.path,
            case=case,
        )
    return Payments(items=[_payment(row) for row in shown], next=following)


@router.get(
    "/receipts/{receipt_id}",
    response=ReceiptWhole,
    auth=READ_MONEY,
    operation_id="get_receipt",
)
def get_receipt(request: HttpRequest, receipt_id: Id) -> ReceiptWhole:
    """A receipt with its explanation, which would tell of a tax refund and then is left out."""
    found = asked_receipt(request, receipt_id)
    is_masked = is_tax_information(found.source)
    if is_masked:
        do_log_masked(
            user=request.user,
            subject=f"receipt R{found.pk}",
            page=request.path,
            case=found.case,
        )
    return ReceiptWhole(
        receipt=found.pk,
        received_on=found.effective_on,
        source=RESTRICTED if is_masked else found.get_source_display(),
        amount=Money.of(found.amount_cents),
        case=found.case.number if found.case else None,
        is_masked=is_masked,
        explanation=None if is_masked else explanation_for_receipt(found.pk).to_json(),
    )


def _payment(row: CaseReceipt) -> PaymentRow:
    is_masked = row.is_tax_information
    return PaymentRow(
        receipt=row.receipt,
        received_on=row.received_on,
        source=RESTRICTED if is_masked else row.source_words,
        payor="" if is_masked else row.payor_name,
        amount=Money.of(row.amount_cents),
        applied=Money.of(row.applied_cents),
    )
