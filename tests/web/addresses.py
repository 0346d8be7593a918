"""Every address of the staff pages, for tests that must miss none."""

from tests.care_office import care_addresses
from tests.enforcement import enforcement_addresses
from tests.income import income_addresses
from tests.intake import desk_addresses
from tests.office import CASE, FIRST_NIGHT, Office
from tests.records import closure_addresses, record_addresses
from tests.states import partner_addresses
from tests.talk import talk_addresses
from tests.work import work_addresses


def access_addresses(employer: int, *, obligor: int) -> dict[str, str]:
    """Pages on who works here, who looked at what and who changed what."""
    return {
        "staff": "/staff/",
        "viewings": "/access-log/",
        "viewings-csv": "/access-log.csv",
        "row-history": f"/history/employer/{employer}/",
        "portal-access": f"/cases/{CASE}/people/{obligor}/portal/",
    }


def emergency_addresses(opening: int) -> dict[str, str]:
    """Pages on closed cases that were opened in an emergency."""
    return {
        "emergency": f"/cases/{CASE}/emergency/",
        "openings": "/emergency-openings/",
        "opening": f"/emergency-openings/{opening}/",
    }


REPORTS = {
    "reports": "/reports/",
    "month": "/reports/months/2026-10/",
    "month-csv": "/reports/months/2026-10/accounts.csv",
    "retained": "/reports/retained/2026-Q4/",
    "retained-csv": "/reports/retained/2026-Q4/lines.csv",
    "quarter": "/reports/ocse34/2026-Q4/",
    "quarter-csv": "/reports/ocse34/2026-Q4/lines.csv",
}


def page_addresses(office: Office) -> dict[str, str]:
    """Pages that every role may read, by the name of their address."""
    return {
        "home": "/",
        "keys": "/keys/",
        "search": "/search/?q=larkthimble",
        "employer": f"/employers/{office.employer}/",
        "case": f"/cases/{CASE}/",
        "ledger": f"/cases/{CASE}/ledger/",
        "case-postings-csv": f"/cases/{CASE}/postings.csv",
        "fact": f"/cases/{CASE}/facts/1/{office.term}/",
        "obligor-ledger": f"/obligors/{office.obligor}/",
        "obligor-postings-csv": f"/obligors/{office.obligor}/postings.csv",
        "case-ledger-csv": f"/cases/{CASE}/ledger.csv",
        "case-receipts-csv": f"/cases/{CASE}/receipts.csv",
        "protected-address": f"/cases/{CASE}/people/{office.obligor}/address/",
        "person-act": f"/cases/{CASE}/people/{office.obligor}/acts/danger/",
        "receipt": f"/receipts/{office.identified}/",
        "case-act": f"/cases/{CASE}/acts/adjust/",
        "receipt-act": f"/receipts/{office.identified}/acts/reverse/",
        "disbursements": f"/disbursements/{FIRST_NIGHT}/",
        "disbursements-csv": f"/disbursements/{FIRST_NIGHT}.csv",
        "disbursement": f"/disbursements/{office.warrant}/",
        "holds": "/holds/",
        "holds-csv": "/holds.csv",
        "hold": f"/holds/{office.hold}/",
        "waiting": "/waiting/",
        "waiting-csv": "/waiting.csv",
        "receivables": "/receivables/",
        "receivables-csv": "/receivables.csv",
        "receivable": f"/receivables/{office.overpaid}/",
        "payee-act": f"/receivables/{office.overpaid}/acts/write-off/",
        "payee": f"/payees/{office.overpaid}/",
        "way-act": f"/payees/{office.overpaid}/acts/account/",
        "approvals": "/approvals/",
        "approval": f"/approvals/{office.proposal}/",
        "suspense": "/suspense/",
        "suspense-csv": "/suspense.csv",
        "resolve": f"/suspense/{office.suspended}/",
        "runs": "/runs/",
        "runs-csv": "/runs.csv",
        "run": f"/runs/{office.run}/",
        "file": f"/files/{office.file}/",
        "file-act": f"/files/{office.refused_file}/acts/retry/",
        "file-findings-csv": f"/files/{office.file}/findings.csv",
        "balance-day": f"/balance/{FIRST_NIGHT}/",
        "balance-csv": f"/balance/{FIRST_NIGHT}.csv",
        "undistributed": f"/undistributed/{FIRST_NIGHT}/",
        "undistributed-csv": f"/undistributed/{FIRST_NIGHT}.csv",
        **REPORTS,
        **enforcement_addresses(office.enforced),
        **partner_addresses(office.partners),
        **care_addresses(office.cared),
        **income_addresses(office.paid, case=CASE, employer=office.employer),
        "duplicates": "/duplicates/",
        "duplicates-csv": "/duplicates.csv",
        "pair": f"/people/{office.obligor}/beside/{office.overpaid}/",
        "pair-act": f"/people/{office.obligor}/beside/{office.overpaid}/acts/different/",
        **access_addresses(office.employer, obligor=office.obligor),
        **record_addresses(office.record, CASE),
        **closure_addresses(office.closure_notice, CASE),
        **desk_addresses(office.desk, CASE),
        **work_addresses(office.work, CASE),
        **talk_addresses(office.talk, CASE),
        **emergency_addresses(office.opening),
    }
