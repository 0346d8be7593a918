"""What the federal office's answers ask of a person, one finding a record."""

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from posse.apps.cases.models import Case
from posse.formats.codec import Record
from posse.formats.federal_offset import read_submissions
from posse.formats.federal_offset.submission import COLUMNS, DOLLAR_CENTS
from posse.formats.findings import Finding
from posse.formats.record_lines import PartnerFile
from posse.services.enforcement.files.at_partner import offset_files
from posse.units.money import format_dollars

NEVER = "This parent was never submitted; ask the federal office whom the record is about."
REJECTED, COLLECTED, TAKEN_BACK = "rejected", "offset_collected", "offset_taken_back"
NOT_SUBMITTED, OUTDATED, TOO_MUCH = "not_submitted", "outdated", "more_than_certified"
HOW_TO_POST = (
    "Post it by hand from this line with its kind; a joint tax refund is held for six months."
)
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


def collection_findings(file: PartnerFile, *, on: date) -> tuple[Finding, ...]:
    """Each collection and each adjustment, with its amounts and whose it is."""
    numbers = {ssn for ssn, _ in submitted(on=on)}
    known = _known_cases(str(record["case_id"]) for _, record in file.records)
    return tuple(
        _collection(line, record, numbers=numbers, known=known) for line, record in file.records
    )


def _known_cases(numbers: Iterable[str]) -> set[str]:
    return set(Case.objects.filter(number__in=set(numbers)).values_list("number", flat=True))


def _collection(line: int, record: Record, *, numbers: set[str], known: set[str]) -> Finding:
    collected, adjusted, certified = (
        int(record[name] or 0)
        for name in ("collection_cents", "adjustment_cents", "certified_cents")
    )
    case = str(record["case_id"])
    words = f"Case {case}: {format_dollars(abs(collected or adjusted))}"
    if str(record["ssn"]) not in numbers or case not in known:
        return _finding(line, NOT_SUBMITTED, f"{words}. {NEVER}")
    spouse = str(record["injured_spouse_indicator"]) or "not told"
    told = f"certified {format_dollars(certified)}, injured spouse {spouse}"
    if adjusted:
        reason = (
            f"{words} was adjusted ({told}). Find the receipt of the offset and take back what"
            " Treasury took back, paid out or not."
        )
        return _finding(line, TAKEN_BACK, reason)
    if collected > certified:
        # What is above the certified amount is refunded: CS-9.2-TOP-SINGLE-2.
        more = format_dollars(collected - certified)
        return _finding(
            line, TOO_MUCH,
            f"{words} was collected ({told}), {more} more than certified. {HOW_TO_POST} What is"
            " above the debt goes back to the parent.",
        )  # fmt: skip
    return _finding(line, COLLECTED, f"{words} was collected ({told}). {HOW_TO_POST}")


def _finding(line: int, code: str, reason: str) -> Finding:
    # Case numbers are no secret and a person must find the case, so they are not masked.
    return Finding(line, "record", code, reason, is_fatal=False)
