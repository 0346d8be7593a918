"""Insurers' claims matched with parents, as far as their record is known: to byte 117.

The State submits by the offset file, not by one of its own. What comes after the insurer's
name (its address, the claim, its kind and the day of loss) is not known, so a match tells who
insures and a worker asks for the claim. No such record is ever written.

Source: CS-9.2-INS-2, CS-9.2-INS-4.
"""

from datetime import date, datetime

from posse.formats.codec import Record
from posse.formats.findings import Finding, in_line_order, record_finding
from posse.formats.layouts import load_layout
from posse.formats.record_lines import PartnerFile, cut_line, lines_of, repeated

DETAIL = load_layout("insurance_match_input_detail")
MARK = "ID"


def read_insurance_matches(content: bytes, *, received_on: date) -> PartnerFile:
    """The insurers' records, each with ``matched_on`` as text of a day; nothing counts them.

    ``obligor_ssn`` is the number asked for, ``insurer_provided_ssn`` the claimant's. Records
    of other kinds stand between them and are not known, so they are told and passed over.
    """
    lines = lines_of(content)
    length = max(map(len, lines[:1]), default=0)
    cut = cut_line(lines, length=max(length, DETAIL.known_length))
    if cut:
        return cut
    good: list[tuple[int, Record]] = []
    findings: list[Finding] = []
    for line, text in enumerate(lines, start=1):
        record, problems = _detail(text, line, received_on=received_on)
        findings += problems
        good += [(line, record)] if not problems else []
    key = ("obligor_ssn", "insurer_identifier", "insurer_provided_ssn", "matched_on")
    kept, twice = repeated(good, key, what="claim")
    return PartnerFile(tuple(kept), tuple(in_line_order([*findings, *twice])), {}, len(lines))


def _detail(text: str, line: int, *, received_on: date) -> tuple[Record, list[Finding]]:
    if not text.startswith(MARK):
        reason = "The layout of this kind of record is not known; only ID is, to byte 117."
        return {}, [record_finding(line, "Record Identifier", code="not_known", reason=reason)]
    record, problems = DETAIL.parse(text, line_number=line)
    number = str(record["obligor_ssn"])
    if not problems and not (number.isdigit() and len(number) == 9 and number.strip("0")):
        reason = "The record names no Social Security number of a parent."
        problems = [record_finding(line, "Obligor SSN", code="ssn", reason=reason)]
    day = _day(str(record["insurer_processing_date"]))
    if not problems and (day is None or day > received_on):
        reason = "The insurer's day must be a day that is not after the day of receipt."
        field = "Insurer Processing Date"
        problems = [record_finding(line, field, code="matched_on", reason=reason)]
    return {**record, "matched_on": day.isoformat() if day else None}, problems


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - only a day
    except ValueError:
        return None
