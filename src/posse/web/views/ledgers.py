"""Ledgers of a case and of a paying parent, as pages and as CSV, and the facts behind them."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.apps.books.choices import Cause
from posse.services.books.as_of import (
    Balances,
    balances_for_case,
    balances_for_obligor,
)
from posse.services.pages.facts import fact_for_case
from posse.services.pages.ledger import (
    LedgerPage,
    LedgerQuestion,
    LedgerRow,
    ledger_page_for_case,
    ledger_page_for_obligor,
    whole_ledger_for_case,
    whole_ledger_for_obligor,
)
from posse.services.pages.obligors import head_for_obligor
from posse.units.money import format_cents
from posse.web.asking import asked_address, asked_day, asked_number
from posse.web.doors import case_for_user, obligor_for_user, staff_page
from posse.web.exports import csv_response
from posse.web.workday import page_date

# What may change a debt; money that moves otherwise has its own pages.
KINDS = [
    cause
    for cause in Cause
    if cause not in {Cause.DISBURSEMENT, Cause.OVERPAYMENT, Cause.RETURNED, Cause.RECOVERY}
]
HEADER = ["Day", "Posted", "Case", "Because", "Kind", "From", "To", "Amount", "Change",
          "Owed after"]  # fmt: skip


@require_GET
@staff_page
def case_ledger(request: HttpRequest, number: str) -> HttpResponse:
    """Every posting that touched a debt of a case."""
    case = case_for_user(request.user, number)
    question = _question(request)
    page = ledger_page_for_case(case.pk, question, page=asked_number(request, "page") or 1)
    days = {"as_of": question.as_of, "known_on": question.known_on}
    balances = balances_for_case(case.pk, **days)
    context = _context(request, question=question, page=page, balances=balances)
    return _render(request, {**context, "case": case})


@require_GET
@staff_page
def obligor_ledger(request: HttpRequest, obligor_id: int) -> HttpResponse:
    """The same over all cases of a paying parent together, or one of them."""
    obligor = obligor_for_user(request.user, obligor_id)
    question, head = _question(request), head_for_obligor(obligor, on=page_date())
    page = ledger_page_for_obligor(
        obligor.pk, question, page=asked_number(request, "page") or 1
    )
    days = {"as_of": question.as_of, "known_on": question.known_on}
    balances = balances_for_obligor(obligor.pk, **days)
    context = _context(request, question=question, page=page, balances=balances)
    return _render(request, {**context, "obligor": head})


def _render(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    is_partial = bool(request.htmx)  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "_ledger_rows.html" if is_partial else "ledger.html", context)


def _question(request: HttpRequest) -> LedgerQuestion:
    cause = asked_number(request, "kind")
    account = asked_number(request, "account")
    return LedgerQuestion(
        as_of=asked_day(request, "as_of") or page_date(),
        known_on=asked_day(request, "known_on") or page_date(),
        first=asked_day(request, "first"),
        case=asked_number(request, "case"),
        cause=Cause(cause) if cause in Cause.values else None,
        account=account if account and account >= 1000 else None,
    )


def _context(
    request: HttpRequest, *, question: LedgerQuestion, page: LedgerPage, balances: Balances
) -> dict[str, Any]:
    return {
        "question": question,
        "page": page,
        "balances": balances,
        "kinds": KINDS,
        "keep": asked_address(request),
        "on": page_date(),
    }


@require_GET
@staff_page
def case_postings_csv(request: HttpRequest, number: str) -> HttpResponse:
    """The ledger of a case as asked for, every row."""
    case = case_for_user(request.user, number)
    rows = whole_ledger_for_case(case.pk, _question(request))
    return csv_response(f"case-{number}-postings.csv", HEADER, _cells(rows))


@require_GET
@staff_page
def obligor_postings_csv(request: HttpRequest, obligor_id: int) -> HttpResponse:
    """The ledger of a paying parent as asked for, every row."""
    obligor = obligor_for_user(request.user, obligor_id)
    rows = whole_ledger_for_obligor(obligor.pk, _question(request))
    return csv_response(f"obligor-{obligor_id}-postings.csv", HEADER, _cells(rows))


def _cells(rows: Iterable[LedgerRow]) -> Iterable[list[object]]:
    return (
        [
            row.effective_on,
            row.posted_on,
            row.case_number,
            row.words,
            row.cause.label,
            row.credit_words,
            row.debit_words,
            format_cents(row.amount_cents),
            format_cents(row.change_cents),
            format_cents(row.balance_cents),
        ]
        for row in rows
    )


@require_GET
@staff_page
def fact(request: HttpRequest, number: str, *, cause: int, cause_id: int) -> HttpResponse:
    """The fact behind postings of a case, and all that was posted because of it."""
    case = case_for_user(request.user, number)
    known = cause in Cause.values
    found = fact_for_case(case, Cause(cause), cause_id) if known else None
    if found is None:
        raise Http404(f"Nothing was posted in case {number} because of such a fact.")
    return render(request, "fact.html", {"case": case, "fact": found})
