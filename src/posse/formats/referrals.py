"""Referrals from POWER, foster care, Medicaid, other states, tribes and countries.

The layout is Posse's own, since no agency's was at hand. It is told in ``docs/referrals.md``
and comes in two spellings: CSV with one row a person, and JSON with the persons inside their
referral. Both give the same referrals and the same kind of findings.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from posse.formats.findings import Finding, file_finding, in_line_order, record_finding
from posse.formats.identifiers import fips_findings, ssn_findings

PROGRAMS = ("power", "foster_care", "medicaid", "state", "tribe", "country")
ACTIONS = ("new", "change", "end")
ROLES = ("custodial", "other_parent", "child")
HEAD = (
    "program", "action", "agency_number", "agency_place", "referred_on", "started_on",
    "ended_on", "county",
)  # fmt: skip
PERSON = (
    "role", "surname", "given_name", "middle_name", "suffix", "birth_date", "sex", "ssn",
    "line_1", "line_2", "city", "state", "zip_code", "phone", "employer", "relation",
    "born_out_of_wedlock", "paternity_status", "of_parent", "afraid",
)  # fmt: skip
COLUMNS = (*HEAD, *PERSON)
NEEDED = ("program", "action", "agency_number", "referred_on")
DATES = ("referred_on", "started_on", "ended_on", "birth_date")
TEXT_LENGTH_MAX = 60
SEND = "; correct it and send it again."


@dataclass(frozen=True)
class Referred:
    """One referral as it was read: its head and its persons, as text by field.

    ``line`` is where it begins. ``digest`` is of its content, so that the same referral is
    recognised in any file.
    """

    line: int
    head: Mapping[str, str]
    persons: tuple[Mapping[str, str], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of everything that the referral says."""
        told = json.dumps([dict(self.head), [dict(each) for each in self.persons]],
                          sort_keys=True, ensure_ascii=False)  # fmt: skip
        return sha256(told.encode()).hexdigest()

    def of_role(self, role: str) -> list[Mapping[str, str]]:
        """The persons with a role, in the order of the file."""
        return [person for person in self.persons if person.get("role") == role]


@dataclass(frozen=True)
class ReferralFile:
    """The good referrals of a file, what is wrong, and how many referrals it holds."""

    referrals: tuple[Referred, ...]
    findings: tuple[Finding, ...]
    count: int


def read_referrals(content: bytes, *, received_on: date) -> ReferralFile:
    """A file of referrals in either spelling; what is wrong is told, never raised."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("File", "encoding", "The file is not written in UTF-8; save it so")
    is_json = text.lstrip()[:1] in {"{", "["}
    told, findings = _from_json(text) if is_json else _from_csv(text)
    if findings:
        return ReferralFile((), tuple(findings), 0)
    found = [(each, _wrong(each, received_on)) for each in told]
    wrong = [finding for _, findings in found for finding in findings]
    good = tuple(each for each, findings in found if not findings)
    return ReferralFile(good, tuple(in_line_order(wrong)), len(told))


def _refused(field: str, code: str, reason: str, *, line: int | None = None) -> ReferralFile:
    finding = file_finding(line, field, code=code, reason=reason + ".")
    return ReferralFile((), (finding,), 0)


def _from_csv(text: str) -> tuple[list[Referred], list[Finding]]:
    """Rows of one head after another are one referral."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        return [], [file_finding(None, "File", code="csv", reason=f"Not a CSV file: {error}.")]
    header = [name.strip() for name in rows[0]] if rows else []
    strange = sorted(set(header) - set(COLUMNS)) + sorted({*NEEDED, "role"} - set(header))
    if not rows or strange:
        words = f"; it has or lacks {', '.join(strange)}" if strange else ""
        reason = f"The first line must name the columns of the layout{words}."
        return [], [file_finding(1, "Header", code="header", reason=reason)]
    told: list[tuple[int, dict[str, str]]] = []
    for line, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            if len(row) != len(header):
                reason = f"The line has {len(row)} cells and the header {len(header)}."
                return [], [file_finding(line, "Line", code="cells", reason=reason)]
            told.append((line, _plain(dict(zip(header, row, strict=True)))))
    return _grouped(told), []


def _grouped(rows: Iterable[tuple[int, dict[str, str]]]) -> list[Referred]:
    referrals: list[Referred] = []
    for line, row in rows:
        head = {key: row[key] for key in HEAD if row.get(key)}
        person = {key: row[key] for key in PERSON if row.get(key)}
        if referrals and referrals[-1].head == head:
            last = referrals.pop()
            referrals.append(Referred(last.line, head, (*last.persons, person)))
        else:
            referrals.append(Referred(line, head, (person,) if person else ()))
    return referrals


def _from_json(text: str) -> tuple[list[Referred], list[Finding]]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"Not JSON: {error.msg}."
        return [], [file_finding(error.lineno, "File", code="json", reason=reason)]
    told = content.get("referrals") if isinstance(content, dict) else None
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        reason = 'The file must be {"referrals": [ ... ]} with one object a referral.'
        return [], [file_finding(None, "referrals", code="shape", reason=reason)]
    referrals = []
    for place, each in enumerate(told, start=1):
        persons = each.get("persons", [])
        strange = sorted(set(each) - {*HEAD, "persons"})
        if not isinstance(persons, list) or not all(isinstance(one, dict) for one in persons):
            strange = ["persons"]
        else:
            strange += sorted({key for one in persons for key in one} - set(PERSON))
        if strange:
            reason = (
                f"Referral {place} has keys that the layout does not: {', '.join(strange)}."
            )
            return [], [file_finding(place, strange[0], code="shape", reason=reason)]
        head = _plain({key: each.get(key, "") for key in HEAD})
        referrals.append(Referred(place, head, tuple(map(_plain, persons))))
    return referrals, []


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    texts = {key: str(value if value is not None else "").strip() for key, value in row.items()}
    return {key: text.replace("\0", "") for key, text in texts.items() if text}


def _wrong(referral: Referred, received_on: date) -> list[Finding]:
    """Why a referral is rejected; an empty list where it is good."""
    line, head = referral.line, referral.head
    findings = [
        _finding(line, field, code="missing", reason="is missing")
        for field in NEEDED
        if field not in head
    ]
    findings += _not_in_list(line, head, "program", allowed=PROGRAMS)
    findings += _not_in_list(line, head, "action", allowed=ACTIONS)
    findings += fips_findings(head.get("county", ""), line=line, field="county", code="county")
    findings += _wrong_dates(line, head, received_on)
    for person in referral.persons:
        findings += _wrong_person(line, person, received_on)
    return findings + (_wrong_family(referral) if head.get("action") != "end" else [])


def _wrong_person(line: int, person: Mapping[str, str], received_on: date) -> list[Finding]:
    findings = _not_in_list(line, person, "role", allowed=ROLES)
    if "role" not in person:
        findings.append(_finding(line, "role", code="missing", reason="is missing"))
    if "ssn" in person:
        digits = re.sub(r"[-\s]", "", person["ssn"])
        findings += ssn_findings(digits, line=line, field="ssn", code="ssn")
    findings += _wrong_dates(line, person, received_on)
    long = [key for key, text in person.items() if len(text) > TEXT_LENGTH_MAX]
    findings += [
        _finding(
            line, key, code="length", reason=f"is longer than {TEXT_LENGTH_MAX} characters"
        )
        for key in long
    ]
    return findings


def _wrong_family(referral: Referred) -> list[Finding]:
    """A referral of a family names one caretaker and at least one child."""
    counts = {role: len(referral.of_role(role)) for role in ROLES}
    is_foster_care = referral.head.get("program") == "foster_care"
    findings = []
    if counts["custodial"] > 1:
        reason = "names two custodial parents; two custodial parents are two referrals"
        findings.append(_finding(referral.line, "role", code="two_custodial", reason=reason))
    if not counts["custodial"] and not is_foster_care:
        reason = "names no custodial parent or caretaker"
        findings.append(_finding(referral.line, "role", code="no_custodial", reason=reason))
    if not counts["child"]:
        findings.append(
            _finding(referral.line, "role", code="no_child", reason="names no child")
        )
    return findings


def _wrong_dates(line: int, row: Mapping[str, str], received_on: date) -> list[Finding]:
    findings = []
    for field in DATES:
        if field not in row:
            continue
        try:
            day = date.fromisoformat(row[field])
        except ValueError:
            findings.append(
                _finding(line, field, code="date", reason="is no day such as 2026-03-10")
            )
            continue
        if day > received_on and field != "ended_on":
            findings.append(_finding(line, field, code="future", reason="lies in the future"))
        elif day.year < 1900:
            findings.append(_finding(line, field, code="date", reason="lies before 1900"))
    return findings


def _not_in_list(
    line: int, row: Mapping[str, str], field: str, *, allowed: Sequence[str]
) -> list[Finding]:
    if row.get(field, allowed[0]) in allowed:
        return []
    reason = f"is {row[field][:20]!r} and must be one of {', '.join(allowed)}"
    return [_finding(line, field, code="code", reason=reason)]


def _finding(line: int, field: str, *, code: str, reason: str) -> Finding:
    words = f"The referral's {field} {reason}"
    if reason.startswith("names"):
        words = f"The referral {reason}"
    return record_finding(line, field, code=code, reason=words + SEND)
