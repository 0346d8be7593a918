"""What the federal office's answers about submissions ask of a person, a finding a record."""

from datetime import date, timedelta

import polars as pl

from posse.formats.codec import Record
from posse.formats.federal_offset import read_submissions
from posse.formats.federal_offset.submission import COLUMNS, DOLLAR_CENTS, KEY
from posse.formats.findings import Finding
from posse.formats.record_lines import PartnerFile
from posse.services.enforcement.files.at_partner import offset_files, standing_before
from posse.units.money import format_dollars

NEVER = "This parent was never submitted; ask the federal office whom the record is about."
REJECTED, NOT_SUBMITTED, OUTDATED = "rejected", "not_submitted", "outdated"
DIFFERS, NOT_THERE = "differs", "not_there"
Sent = dict[tuple[str, str], list[tuple[str, int]]]


def submitted(*, on: date) -> Sent:
    """Everything ever told of each number and kind of arrears, the oldest first.

    A transaction is its letter and whole dollars in cents.
    """
    told = [
        read_submissions(content).rows
        for _, content in offset_files(before=on + timedelta(days=1))
    ]
    whole = pl.concat(told) if told else pl.DataFrame(schema=COLUMNS)
    sent: Sent = {}
    for ssn, kind, letter, cents in whole.select(
        "ssn", "case_type", "transaction", "arrears_cents"
    ).iter_rows():
        sent.setdefault((ssn, kind), []).append((letter, cents))
    return sent


def reject_findings(file: PartnerFile, *, on: date) -> tuple[Finding, ...]:
    """Each rejected submission: whose it is, and whether it was told anew since."""
    sent = submitted(on=on)
    return tuple(_reject(line, record, sent) for line, record in file.records)


def _reject(line: int, record: Record, sent: Sent) -> Finding:
    kind = str(record["case_type_indicator"])
    history = sent.get((str(record["ssn"]), kind), [])
    cents = int(record["arrearage_amount"] or 0) * DOLLAR_CENTS
    told = (str(record["transaction_type"]), cents)
    words = f"Case {record['case_id']}, arrears {kind}: {record['words']}."
    if not history:
        return _finding(line, NOT_SUBMITTED, f"{words} {NEVER}")
    if told not in history:
        return _finding(line, NOT_SUBMITTED, f"{words} Nothing like it was ever sent.")
    if told != history[-1]:
        later = history[-1][0]
        return _finding(
            line,
            OUTDATED,
            f"{words} It is old news: {later} was sent after it for this parent.",
        )
    return _finding(line, REJECTED, f"{words} Mend the case; it goes out with the next file.")


def standing_findings(file: PartnerFile, *, on: date) -> tuple[Finding, ...]:
    """Where what stands at the federal office is not what this State's files told it.

    Amounts are held together in whole dollars, as they are sent.
    Source: 45 CFR 303.72(d).
    """
    here = {
        (ssn, kind): (case, cents)
        for ssn, kind, case, cents in standing_before(on)
        .select(*KEY, "case_id", "arrears_cents")
        .iter_rows()
    }
    findings = []
    for line, record in file.records:
        key = (str(record["ssn"]), str(record["case_type"]))
        _, cents = here.pop(key, ("", None))
        wrong = _difference(record, cents)
        if wrong:
            findings.append(
                _finding(line, DIFFERS if cents is not None else NOT_SUBMITTED, wrong)
            )
    findings += [
        _finding(None, NOT_THERE, f"Case {case}, arrears {kind}: {_dollars(cents)} was sent and"
                 " does not stand at the federal office. Ask why.")
        for (_, kind), (case, cents) in sorted(here.items())
    ]  # fmt: skip
    return tuple(findings)


def _difference(record: Record, cents: int | None) -> str:
    """How a record differs from what was sent; empty where it does not."""
    words = f"Case {record['case_id']}, arrears {record['case_type']}"
    there = int(record["arrears_cents"] or 0)
    if cents is None:
        return f"{words}: {_dollars(there)} stands there. {NEVER}"
    if cents // DOLLAR_CENTS == there // DOLLAR_CENTS:
        return ""
    return f"{words}: {_dollars(there)} stands there, and {_dollars(cents)} was sent last."


def _dollars(cents: int) -> str:
    return format_dollars(cents // DOLLAR_CENTS * DOLLAR_CENTS)


def _finding(line: int | None, code: str, reason: str) -> Finding:
    # Case numbers are no secret and a person must find the case, so they are not masked.
    return Finding(line, "record", code, reason, is_fatal=False)
