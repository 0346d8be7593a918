"""A month of bank files for the made-up employers, with the troubles of real ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from posse.formats.nacha import (
    CreditBatch,
    FileHeader,
    ded_segment,
    name_element,
    write_credits,
)
from posse.jobs.demo.draws import Draws, made_up_bank
from posse.jobs.demo.mix import Request
from posse.jobs.demo.payments import withheld_payments
from posse.units.days import add_business_days

UNIT_BANK = made_up_bank(500)
UNIT_ACCOUNT = "DEMO000000001"
UNIT_NAME = "DEMO DISBURSEMENT UNIT"
# By which the demo knows its own files in the inbox.
NAME_PART = "-demo-bank-"
ZERO_DOLLAR_CREDIT = 24
CREDIT = 22
CHECK_DIGIT_PLACE = 11


@dataclass(frozen=True)
class BankFile:
    """A file as it lies in the inbox on the day of its arrival."""

    arrives_on: date
    name: str
    content: bytes


def month_of_files(request: Request, caseload: dict[str, pl.DataFrame]) -> list[BankFile]:
    """Every file of the month, in the order of arrival; the same request, the same bytes."""
    payments = withheld_payments(request, caseload)
    clean = list(bank_files(payments))
    clean = _with_bad_routing_digits(request, clean)
    files = _with_troubled_files(request, clean)
    return sorted(files, key=lambda file: (file.arrives_on, file.name))


def bank_files(payments: pl.DataFrame) -> Iterator[BankFile]:
    """One file a bank and day, one batch an employer and payday."""
    groups = payments.sort("arrives_on", "bank").partition_by(
        "arrives_on", "bank", maintain_order=True
    )
    for group in groups:
        arrives_on, bank = group["arrives_on"][0], group["bank"][0]
        header = FileHeader(
            immediate_destination=f" {UNIT_BANK}",
            immediate_origin=f" {made_up_bank(600 + bank)}",
            destination_name="DEMO STATE BANK",
            origin_name=f"DEMO PAYROLL BANK {bank + 1}",
            created_on=arrives_on,
            created_at="0600",
            modifier="A",
        )
        batches = [
            _batch(rows, bank=bank)
            for rows in group.partition_by("employer_id", "payday", maintain_order=True)
        ]
        name = f"{arrives_on:%Y%m%d}{NAME_PART}{bank + 1}.ach"
        yield BankFile(arrives_on, name, write_credits(header, batches))


def _batch(rows: pl.DataFrame, *, bank: int) -> CreditBatch:
    first = rows.row(0, named=True)
    entries = pl.DataFrame(
        {
            "transaction_code": [
                ZERO_DOLLAR_CREDIT if is_ended else CREDIT for is_ended in rows["is_ended"]
            ],
            "routing_number": [UNIT_BANK] * rows.height,
            "account_number": [UNIT_ACCOUNT] * rows.height,
            "amount_cents": rows["amount_cents"],
            "identification_number": rows["remittance_id"],
            "receiver_name": [UNIT_NAME] * rows.height,
            "addenda": [_segment(row) for row in rows.iter_rows(named=True)],
        }
    )
    return CreditBatch(
        sec_code="CCD",
        company_name=first["employer"],
        company_id="1" + first["fein"],
        entry_description="CHILDSUPP",
        effective_on=first["arrives_on"],
        originating_dfi=made_up_bank(600 + bank)[:8],
        entries=entries,
    )


def _segment(row: dict[str, object]) -> str:
    return ded_segment(
        application="CS",
        remittance_id=str(row["remittance_id"]),
        collected_on=row["payday"],  # type: ignore[arg-type]
        amount_cents=row["amount_cents"],  # type: ignore[arg-type]
        obligor_ssn=str(row["ssn"]),
        medical_indicator="N",
        obligor_name=name_element(str(row["surname"]), str(row["given_name"])),
        fips=str(row["fips"]),
        employment_terminated=bool(row["is_ended"]),
    )


def _with_bad_routing_digits(request: Request, files: list[BankFile]) -> list[BankFile]:
    """Some entries carry a wrong check digit; the entry hash does not notice."""
    draws = Draws(request.seed, 12)
    entries = sum(file.content.count(b"\n6") for file in files)
    count = max(1, int(entries * request.mix.bad_routing_digit))
    chosen = set(draws.shuffled(len(files))[:count].tolist())
    return [
        replace(file, content=_wrong_digit(file.content)) if place in chosen else file
        for place, file in enumerate(files)
    ]


def _wrong_digit(content: bytes) -> bytes:
    at = content.rindex(b"\n6") + 1 + CHECK_DIGIT_PLACE
    wrong = str((int(content[at : at + 1]) + 1) % 10).encode()
    return content[:at] + wrong + content[at + 1 :]


def _with_troubled_files(request: Request, files: list[BankFile]) -> list[BankFile]:
    """One file wrongly totalled, one cut off, one in EBCDIC, each sent again; one sent twice.

    A month too small for them has none.
    """
    early = [file for file in files if _next_day(file) <= request.last_day]
    if len(early) < 8:
        return files
    totalled, cut, coded, twice = (early[len(early) * part // 5] for part in (1, 2, 3, 4))
    text = coded.content.decode("ascii")
    spoiled = {
        totalled.name: replace(totalled, content=_wrong_total(totalled.content)),
        cut.name: replace(cut, content=cut.content[: len(cut.content) * 2 // 3]),
        coded.name: replace(coded, content=text.encode("cp037")),
    }
    again = [_sent_again(file, "corrected") for file in (totalled, cut, coded)]
    return (
        [spoiled.get(file.name, file) for file in files] + again + [_sent_again(twice, "again")]
    )


def _wrong_total(content: bytes) -> bytes:
    """The file's own control record claims a cent more than its batches hold."""
    at = content.rindex(b"\n9000") + 1
    claimed_cents = int(content[at + 43 : at + 55]) + 1
    return content[: at + 43] + f"{claimed_cents:012d}".encode() + content[at + 55 :]


def _next_day(file: BankFile) -> date:
    return add_business_days(file.arrives_on, 1)


def _sent_again(file: BankFile, word: str) -> BankFile:
    name = file.name.replace(".ach", f"-{word}.ach")
    return BankFile(_next_day(file), name, file.content)


def fill_inbox(inbox: Path, files: list[BankFile]) -> int:
    """Lay the files into a folder for each day; the bytes now there.

    A file appears under its name only when it is whole, as a nightly run may be looking.
    """
    for file in files:
        folder = inbox / file.arrives_on.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{file.name}.part"
        part.write_bytes(file.content)
        part.replace(folder / file.name)
    return sum(len(file.content) for file in files)
