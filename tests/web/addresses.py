"""Every address of the staff pages, for tests that must miss none."""

from tests.office import CASE, FIRST_NIGHT, Office


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
        "approvals": "/approvals/",
        "approval": f"/approvals/{office.proposal}/",
        "suspense": "/suspense/",
        "suspense-csv": "/suspense.csv",
        "resolve": f"/suspense/{office.suspended}/",
        "runs": "/runs/",
        "run": f"/runs/{office.run}/",
        "file": f"/files/{office.file}/",
        "file-findings-csv": f"/files/{office.file}/findings.csv",
        "balance-day": f"/balance/{FIRST_NIGHT}/",
        "balance-csv": f"/balance/{FIRST_NIGHT}.csv",
    }
