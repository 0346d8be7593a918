"""Files of other States with requests, in a table of this project's own (``docs/files.md``)."""

from datetime import date

from django.db import transaction

from posse.formats.codec import Record
from posse.formats.findings import Finding, record_finding
from posse.formats.record_lines import PartnerFile
from posse.services.partners.requests import (
    AskedFor,
    do_certify_anew,
    do_take_request,
    do_withdraw_request,
    faults_of,
    request_of,
)
from posse.units.days import day_words

LAYOUT = "state_request"


@transaction.atomic
def do_take_request_file(
    file: PartnerFile, *, name: str, on: date, by: str
) -> tuple[int, tuple[Finding, ...]]:
    """Take in the good records of a file that was read; how many, and the others' findings.

    Source: 42 USC 666(a)(14), CS-IRG-J18.
    """
    taken_count, findings = 0, []
    for line, record in file.records:
        found = _do_take(record, line=line, name=name, on=on, by=by)
        findings += found
        taken_count += not found
    return taken_count, tuple(findings)


def _do_take(record: Record, *, line: int, name: str, on: date, by: str) -> list[Finding]:
    if record["act"] == "request":
        return _do_request(record, line=line, name=name, on=on, by=by)
    known = request_of(str(record["state"]).upper(), str(record["reference"]))
    if known is None:
        reason = f"{record['state']} asked for nothing under the number {record['reference']}."
        return [record_finding(line, "reference", code="not_asked", reason=reason)]
    try:
        if record["act"] == "withdraw":
            do_withdraw_request(request=known, note=f"By file {name}", on=on, by=by)
        else:
            do_certify_anew(
                request=known,
                certified_cents=_cents(record),
                certified_on=_day(record, "certified_on") or on,
                on=on,
                by=by,
            )
    except ValueError as refusal:
        return [_finding(line, str(record["act"]), str(refusal))]
    return []


def _do_request(record: Record, *, line: int, name: str, on: date, by: str) -> list[Finding]:
    asked = _asked(record, name=name, on=on)
    faults = faults_of(asked, on=on)
    if faults:
        return [_finding(line, field, reason) for field, reason in faults]
    known = request_of(asked.state.strip().upper(), asked.reference.strip())
    if known is not None:
        day = day_words(known.effective_on)
        return [_finding(line, "reference", f"the same was asked for on {day} already")]
    do_take_request(asked=asked, on=on, by=by)
    return []


def _finding(line: int, field: str, reason: str) -> Finding:
    words = f"{reason[:1].upper()}{reason[1:]}."
    return record_finding(line, field, code="request", reason=words)


def _asked(record: Record, *, name: str, on: date) -> AskedFor:
    return AskedFor(
        state=str(record["state"]),
        reference=str(record["reference"]),
        surname=str(record["surname"]),
        given_name=str(record["given_name"]),
        birth_date=_day(record, "birth_date"),
        ssn=str(record["ssn"]),
        certified_cents=_cents(record),
        certified_on=_day(record, "certified_on") or on,
        certified_by=str(record["certified_by"]),
        has_due_process=record["due_process"] == "Y",
        tools=tuple(str(record["tools"]).split()),
        address=str(record["address"]),
        known_assets=str(record["known_assets"]),
        came_in=name,
    )


def _cents(record: Record) -> int:
    cents = record["certified"]
    assert isinstance(cents, int), "the table reads money as whole cents"
    return cents


def _day(record: Record, name: str) -> date | None:
    text = str(record[name])
    return date.fromisoformat(text) if text else None
