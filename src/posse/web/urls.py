"""Addresses of the staff pages."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from posse.web.care_urls import care_urls
from posse.web.closure_urls import closure_urls
from posse.web.enforcement_urls import enforcement_urls
from posse.web.intake_urls import intake_urls
from posse.web.record_urls import record_urls
from posse.web.remedy_urls import remedy_urls
from posse.web.talk_urls import case_talk_urls
from posse.web.views import (
    acting,
    approving,
    balances,
    cases,
    certifying,
    disbursements,
    duplicates,
    emergencies,
    files,
    home,
    ledgers,
    payees,
    portal_access,
    protected,
    receipts,
    receivables,
    reports,
    resolving,
    runs,
    searching,
    sign_in,
    simulations,
    staff,
    suspense,
    viewings,
    worklists,
)
from posse.web.work_urls import work_urls


class DayConverter(StringConverter):
    """A day in an address, such as 2026-03-10."""

    regex = r"\d{4}-\d{2}-\d{2}"


register_converter(DayConverter, "day")

urlpatterns: list[URLPattern] = [
    *work_urls,
    *enforcement_urls,
    *remedy_urls,
    path("money/", home.money_day, name="money-day"),
    path("keys/", home.keys, name="keys"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("search/", searching.search_page, name="search"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates.csv", duplicates.duplicates_csv, name="duplicates-csv"),
    path("people/<int:one_id>/beside/<int:other_id>/", duplicates.pair, name="pair"),
    path(
        "people/<int:one_id>/beside/<int:other_id>/acts/<slug:act>/",
        duplicates.pair_act,
        name="pair-act",
    ),
    path("employers/<int:employer_id>/", searching.employer, name="employer"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/ledger/", ledgers.case_ledger, name="ledger"),
    path(
        "cases/<str:number>/postings.csv", ledgers.case_postings_csv, name="case-postings-csv"
    ),
    path("cases/<str:number>/facts/<int:cause>/<int:cause_id>/", ledgers.fact, name="fact"),
    path("obligors/<int:obligor_id>/", ledgers.obligor_ledger, name="obligor-ledger"),
    path(
        "obligors/<int:obligor_id>/postings.csv",
        ledgers.obligor_postings_csv,
        name="obligor-postings-csv",
    ),
    path("cases/<str:number>/ledger.csv", cases.ledger_csv, name="case-ledger-csv"),
    path("cases/<str:number>/receipts.csv", cases.receipts_csv, name="case-receipts-csv"),
    path(
        "cases/<str:number>/payment-record/", certifying.payment_record, name="payment-record"
    ),
    path("cases/<str:number>/acts/<slug:act>/", acting.case_act, name="case-act"),
    path("cases/<str:number>/emergency/", emergencies.emergency, name="emergency"),
    path("access-log/", viewings.viewings, name="viewings"),
    path("access-log.csv", viewings.viewings_csv, name="viewings-csv"),
    path("staff/", staff.staff, name="staff"),
    path("staff/conflicts/<int:conflict_id>/end/", staff.end_conflict, name="conflict-end"),
    path("history/<slug:table>/<int:row_id>/", staff.row_history, name="row-history"),
    path("emergency-openings/", emergencies.openings, name="openings"),
    path("emergency-openings/<int:opening_id>/", emergencies.opening, name="opening"),
    path(
        "cases/<str:number>/people/<int:participant_id>/address/",
        protected.protected_address,
        name="protected-address",
    ),
    path(
        "cases/<str:number>/people/<int:participant_id>/acts/<slug:act>/",
        protected.person_act,
        name="person-act",
    ),
    path(
        "cases/<str:number>/people/<int:participant_id>/portal/",
        portal_access.portal_access,
        name="portal-access",
    ),
    path("receipts/<int:receipt_id>/", receipts.receipt, name="receipt"),
    path("receipts/<int:receipt_id>/acts/<slug:act>/", acting.receipt_act, name="receipt-act"),
    path("disbursements/<day:day>/", disbursements.day_list, name="disbursements"),
    path("disbursements/<day:day>.csv", disbursements.day_csv, name="disbursements-csv"),
    path(
        "disbursements/<int:disbursement_id>/", disbursements.disbursement, name="disbursement"
    ),
    path("holds/", worklists.holds, name="holds"),
    path("holds.csv", worklists.holds_csv, name="holds-csv"),
    path("holds/<int:hold_id>/", acting.hold, name="hold"),
    path("waiting/", worklists.waiting, name="waiting"),
    path("waiting.csv", worklists.waiting_csv, name="waiting-csv"),
    path("receivables/", receivables.receivables, name="receivables"),
    path("receivables.csv", receivables.receivables_csv, name="receivables-csv"),
    path("receivables/<int:payee_id>/", receivables.receivable, name="receivable"),
    path(
        "receivables/<int:payee_id>/acts/<slug:act>/", receivables.payee_act, name="payee-act"
    ),
    path("payees/<int:payee_id>/", payees.payee, name="payee"),
    path("payees/<int:payee_id>/acts/<slug:act>/", payees.way_act, name="way-act"),
    path("approvals/", approving.approvals, name="approvals"),
    path("approvals/<int:proposal_id>/", approving.approval, name="approval"),
    path("simulations/", simulations.simulations, name="simulations"),
    path("suspense/", suspense.suspense, name="suspense"),
    path("suspense.csv", suspense.suspense_csv, name="suspense-csv"),
    path("suspense/<int:receipt_id>/", resolving.resolve, name="resolve"),
    path("runs/", runs.runs, name="runs"),
    path("runs.csv", runs.runs_csv, name="runs-csv"),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("files/<int:file_id>/", files.inbound_file, name="file"),
    path("files/<int:file_id>/acts/<slug:act>/", files.file_act, name="file-act"),
    path("files/<int:file_id>/findings.csv", files.findings_csv, name="file-findings-csv"),
    path("outbound/<int:file_id>/", files.outbound_file, name="outbound-file"),
    path("balance/", balances.latest_balance, name="balance"),
    path("balance/<day:day>/", balances.balance, name="balance-day"),
    path("balance/<day:day>.csv", balances.balance_csv, name="balance-csv"),
    path("undistributed/<day:day>/", reports.undistributed_day, name="undistributed"),
    path("undistributed/<day:day>.csv", reports.undistributed_csv, name="undistributed-csv"),
    path("reports/", reports.chooser, name="reports"),
    path("reports/months/<str:month>/", reports.month, name="month"),
    path("reports/months/<str:month>/accounts.csv", reports.month_csv, name="month-csv"),
    path("reports/retained/<str:quarter>/", reports.retained_quarter, name="retained"),
    path("reports/retained/<str:quarter>/lines.csv", reports.retained_csv, name="retained-csv"),
    path("reports/ocse34/<str:quarter>/", reports.quarter, name="quarter"),
    path("reports/ocse34/<str:quarter>/lines.csv", reports.quarter_csv, name="quarter-csv"),
    *record_urls,
    *case_talk_urls,
    *closure_urls,
    *intake_urls,
    *care_urls,
]
