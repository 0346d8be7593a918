"""Small ACH files for tests: every person, company and account in them is made up."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from posse.formats.findings import Finding
from posse.formats.layouts import load_layout
from posse.formats.nacha import (
    AchFile,
    CreditBatch,
    FileHeader,
    checks,
    ded_segment,
    read_ach,
    write_ach,
    write_credits,
)

PAID_ON = date(2026, 1, 15)
RECEIVED_ON = date(2026, 1, 20)
LIMIT_CENTS = 50_000_00
# The Federal Reserve bank of the public samples and the usual example of a check digit.
DISBURSEMENT_UNIT_BANK = "231380104"
EMPLOYER_BANK = "12345678"
HEADER = FileHeader(
    immediate_destination=" 231380104",
    immediate_origin=" 123456780",
    destination_name="Example Reserve Bank",
    origin_name="Made Up Savings Bank",
    created_on=PAID_ON,
    created_at="0930",
)
# Lines of the file that employer_file() writes.
HEADER_LINE, BATCH_LINE, ENTRY_LINE, ADDENDA_LINE = 1, 2, 3, 4


def segment(**changes: object) -> str:
    """A DED segment of 123.45 dollars, with changes."""
    words: dict[str, object] = {
        "application": "CS",
        "remittance_id": "WY0000047",
        "collected_on": PAID_ON,
        "amount_cents": 12345,
        "obligor_ssn": "900123456",
        "medical_indicator": "N",
        "obligor_name": "TESTERLPAT",
        "fips": "56021",
    }
    return ded_segment(**{**words, **changes})  # type: ignore[arg-type]


def entry(**changes: object) -> dict[str, object]:
    """A row for write_credits that pays the segment above."""
    row: dict[str, object] = {
        "transaction_code": 22,
        "routing_number": DISBURSEMENT_UNIT_BANK,
        "account_number": "700000001",
        "amount_cents": 12345,
        "identification_number": "PAYROLL 1",
        "receiver_name": "WYOMING SDU (MADE UP)",
        "addenda": segment(),
    }
    return {**row, **changes}


def batch(entries: Sequence[dict[str, object]], **changes: object) -> CreditBatch:
    """A batch of one made-up employer."""
    words: dict[str, object] = {
        "sec_code": "CCD",
        "company_name": "ACME ANVILS",
        "company_id": "1900000001",
        "entry_description": "CHILDSUPP",
        "effective_on": PAID_ON,
        "originating_dfi": EMPLOYER_BANK,
        "entries": pl.DataFrame(list(entries)),
    }
    return CreditBatch(**{**words, **changes})  # type: ignore[arg-type]


def employer_file(count: int = 3) -> bytes:
    """One batch of ``count`` payments, each of another amount and case."""
    rows = [
        entry(
            amount_cents=12345 + number,
            addenda=segment(
                amount_cents=12345 + number,
                remittance_id=f"WY{number:07d}",
                obligor_ssn=f"9001{number:05d}",
            ),
        )
        for number in range(count)
    ]
    return write_credits(HEADER, [batch(rows)])


def with_text(content: bytes, line: int, byte: int, *, text: str) -> bytes:
    """``content`` with ``text`` written over a line, from a 1-based byte on."""
    lines = content.split(b"\n")
    old = lines[line - 1]
    lines[line - 1] = old[: byte - 1] + text.encode() + old[byte - 1 + len(text) :]
    return b"\n".join(lines)


def with_segment(content: bytes, line: int, text: str) -> bytes:
    """``content`` with another DED segment in an addenda."""
    return with_text(content, line, 4, text=text.ljust(80))


def resealed(content: bytes) -> bytes:
    """``content`` with its control records counted again."""
    return write_ach(read_ach(content))


def without_line(content: bytes, line: int) -> bytes:
    """``content`` with one line taken out."""
    lines = content.split(b"\n")
    return b"\n".join(lines[: line - 1] + lines[line:])


def ctx_file(segments: Sequence[str], *, amount_cents: int, application: str = "ST") -> bytes:
    """A CTX file of one entry; its segments stand between made-up X12 lines, cut anywhere."""
    remittance = f"{application}*820*0001\\" + "".join(segments) + "SE*3*0001\\"
    slices = [remittance[at : at + 80] for at in range(0, len(remittance), 80)]
    entry_record = load_layout("nacha_6_entry_ctx").write(
        {
            "transaction_code": 22,
            "receiving_dfi_identification": int(DISBURSEMENT_UNIT_BANK[:8]),
            "check_digit": int(DISBURSEMENT_UNIT_BANK[8]),
            "dfi_account_number": "700000001",
            "total_amount": amount_cents,
            "identification_number": "PAYROLL 1",
            "number_of_addenda_records": len(slices),
            "receiving_company_name_id": "WYOMING SDU",
            "discretionary_data": "",
            "addenda_record_indicator": 1,
            "trace_number": int(EMPLOYER_BANK) * 10**7 + 1,
        }
    )
    addenda = [
        load_layout("nacha_7_addenda05").write(
            {
                "payment_related_information": text,
                "addenda_sequence_number": place,
                "entry_detail_sequence_number": 1,
            }
        )
        for place, text in enumerate(slices, start=1)
    ]
    lines = write_credits(HEADER, [batch([entry()])]).decode().split("\n")
    header = lines[1].replace("CCD", "CTX", 1)
    records = [lines[0], header, entry_record, *addenda, lines[4], lines[5]]
    return resealed("\n".join(records).encode())


def found(content: bytes) -> tuple[AchFile, list[Finding]]:
    """The file and everything that is wrong with it."""
    ach_file = read_ach(content)
    findings = checks(ach_file, received_on=RECEIVED_ON, amount_limit_cents=LIMIT_CENTS)
    return ach_file, findings


def codes(content: bytes) -> list[tuple[int | None, str, bool]]:
    """Line, code and fatality of all findings."""
    return [(each.line, each.code, each.is_fatal) for each in found(content)[1]]
