"""The page of a case and its exports."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from posse.apps.cases.choices import CaseState
from posse.services.books.as_of import balances_for_case
from posse.services.enforcement.suppressions import suppressions_for_case
from posse.services.pages.case_money import (
    CaseLedger,
    LedgerMonth,
    figures_for_case,
    ledger_for_case,
    postings_for_month,
    receipts_for_viewer,
)
from posse.services.pages.case_work import next_action_of
from posse.services.pages.casefile import (
    CaseHead,
    events_for_case,
    head_for_case,
    orders_for_case,
    other_cases,
    periods_for_case,
    with_whereabouts,
)
from posse.services.pages.enforcement import (
    remedies_for_case,
    remedy_events_for,
    reviews_for_case,
)
from posse.services.pages.payees import redirections_for_case
from posse.units.money import format_cents
from posse.web.acts.case_acts import CASE_ACTS
from posse.web.acts.resting_acts import LIFT, RESTING_ACTS
from posse.web.acts.safety_acts import MARKING_ACTS
from posse.web.doors import case_for_user, staff_page
from posse.web.exports import csv_response
from posse.web.views.closure.pages import closure_tab
from posse.web.views.income import income_tab
from posse.web.views.records.tabs import documents_tab, notes_tab, timeline_tab
from posse.web.views.visited import remember_case
from posse.web.workday import acting_date, page_date

TABS = {
    "overview": "Overview",
    "timeline": "Timeline",
    "people": "People",
    "orders": "Orders",
    "money": "Money",
    "income": "Income",
    "enforcement": "Enforcement",
    "documents": "Documents",
    "notes": "Notes",
    "closure": "Closure",
}
RECEIPTS_SHOWN, MONTHS_SHOWN = 50, 36

Context = dict[str, Any]


@dataclass(frozen=True)
class CasePage:
    """What every tab of a case is made of."""

    head: CaseHead
    ledger: CaseLedger
    on: date


@require_GET
@staff_page
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case: who, how it stands, four figures, and one of its tabs."""
    found, on = case_for_user(request.user, number), page_date()
    remember_case(request, number)
    chosen = request.GET.get("tab", "overview")
    tab = chosen if chosen in TABS else "overview"
    page = CasePage(head_for_case(found, on=on), ledger_for_case(found.pk, on=on), on)
    context = {
        "head": page.head,
        "figures": figures_for_case(found.pk, page.ledger, on=on),
        "next_action": next_action_of(found),
        "on": on,
        "tabs": TABS,
        "tab": tab,
        "tab_template": f"_case_{tab}.html",
        **TAB_CONTEXTS[tab](request, page),
    }
    return render(request, "case.html", context)


def _overview(request: HttpRequest, page: CasePage) -> Context:
    case = page.head.case
    return {
        "events": events_for_case(case, on=page.on),
        "receipts": receipts_for_viewer(request.user, case, limit=5, page=request.path),
        "others": other_cases(case),
    }


def _people(request: HttpRequest, page: CasePage) -> Context:
    people = with_whereabouts(page.head.people, viewer=request.user, on=page.on)
    return {
        "people": people,
        "periods": periods_for_case(page.head.case),
        "redirections": redirections_for_case(page.head.case),
        "person_acts": MARKING_ACTS,
    }


def _orders(request: HttpRequest, page: CasePage) -> Context:  # noqa: ARG001 - one shape
    return {"orders": orders_for_case(page.head.case)}


def _money(request: HttpRequest, page: CasePage) -> Context:
    """Balances as of a day, the ledger with one month opened, and the latest receipts."""
    case, month = page.head.case.pk, _day_or_none(request.GET.get("month", ""))
    as_of = _day_or_none(request.GET.get("as_of", "")) or page.on
    known_on = _day_or_none(request.GET.get("known_on", "")) or page.on
    return {
        "balances": balances_for_case(case, as_of=as_of, known_on=known_on),
        "ledger": page.ledger,
        "months": _months_shown(request, page.ledger, month),
        "open_month": month,
        "postings": postings_for_month(case, month) if month else [],
        "receipts": receipts_for_viewer(
            request.user, page.head.case, limit=RECEIPTS_SHOWN, page=request.path
        ),
        "receipts_shown": RECEIPTS_SHOWN,
        "acts": CASE_ACTS,
    }


def _timeline(request: HttpRequest, page: CasePage) -> Context:
    return timeline_tab(request, page.head.case, on=acting_date())


def _enforcement(request: HttpRequest, page: CasePage) -> Context:
    case, on = page.head.case, page.on
    remedies = remedies_for_case(case, on=on)
    words = {row.name: row.words for row in remedies}
    return {
        "tab_template": "_case_enforcement.html",
        "remedies": remedies,
        "rests": suppressions_for_case(case, on=acting_date()),
        "acts": RESTING_ACTS,
        "may_lift": LIFT.is_open_to(request.user),
        "reviews": reviews_for_case(case),
        "moves": [
            (move, words.get(move.remedy, move.remedy)) for move in remedy_events_for(case)
        ],
    }


def _income(request: HttpRequest, page: CasePage) -> Context:  # noqa: ARG001 - one shape
    return income_tab(page.head.case)


def _documents(request: HttpRequest, page: CasePage) -> Context:
    return documents_tab(request, page.head.case)


def _notes(request: HttpRequest, page: CasePage) -> Context:
    return notes_tab(request, page.head.case, on=acting_date())


def _closure(request: HttpRequest, page: CasePage) -> Context:  # noqa: ARG001 - one shape
    return closure_tab(page.head.case, is_open=page.head.state == CaseState.OPEN.label)


def _months_shown(
    request: HttpRequest, ledger: CaseLedger, open_month: date | None
) -> list[LedgerMonth]:
    """The latest months; all of them where asked for, or where an older one is opened."""
    latest = ledger.months[:MONTHS_SHOWN]
    is_older = open_month is not None and bool(latest) and open_month < latest[-1].month
    return ledger.months if is_older or request.GET.get("months") == "all" else latest


TAB_CONTEXTS = {
    "overview": _overview,
    "people": _people,
    "orders": _orders,
    "money": _money,
    "timeline": _timeline,
    "income": _income,
    "enforcement": _enforcement,
    "documents": _documents,
    "notes": _notes,
    "closure": _closure,
}


def _day_or_none(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_GET
@staff_page
def ledger_csv(request: HttpRequest, number: str) -> HttpResponse:
    """The ledger of a case: months as rows, buckets as columns."""
    found = case_for_user(request.user, number)
    ledger = ledger_for_case(found.pk, on=page_date())
    buckets = [f"{column.obligation}: {column.bucket}" for column in ledger.columns]
    rows = (
        [
            month.month.isoformat()[:7],
            format_cents(month.due_cents),
            format_cents(month.paid_cents),
            *map(format_cents, month.balances_cents),
            format_cents(month.total_cents),
        ]
        for month in ledger.months
    )
    header = ["Month", "Due", "Paid", *buckets, "All debts"]
    return csv_response(f"case-{number}-ledger.csv", header, rows)


@require_GET
@staff_page
def receipts_csv(request: HttpRequest, number: str) -> HttpResponse:
    """Every receipt of which a case had a part."""
    found = case_for_user(request.user, number)
    receipts = receipts_for_viewer(request.user, found, limit=1_000_000, page=request.path)
    rows = (
        [
            f"R{receipt.receipt}",
            receipt.received_on,
            receipt.source_words,
            receipt.payor_name,
            format_cents(receipt.amount_cents),
            format_cents(receipt.applied_cents),
        ]
        for receipt in receipts
    )
    header = ["Receipt", "Received", "Source", "Paid by", "Amount", "Of it for this case"]
    return csv_response(f"case-{number}-receipts.csv", header, rows)
