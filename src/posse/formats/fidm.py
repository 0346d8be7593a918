"""Matches of parents with accounts of financial institutions: the inquiry and its answer.

The inquiry (records D, I, T of 99 bytes) goes to an institution in the State; the multistate
match asks by the offset file instead. Of the answer (A, B, T) sixteen places are known and the
rest is not: matches are read as far as that goes, the total of a T is not checked, and nothing
of an answer is ever written here.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from posse.formats.codec import Record
from posse.formats.columns import write_columns
from posse.formats.findings import Finding, file_finding, in_line_order, record_finding
from posse.formats.layouts import load_layout
from posse.formats.record_lines import (
    PartnerFile,
    Written,
    fitting,
    lines_from,
    lines_of,
    refused,
    repeated,
    split_by,
    ssn_text,
)

INQUIRY_DATE = load_layout("fidm_inquiry_d")
INQUIRY = load_layout("fidm_inquiry_i")
INQUIRY_TOTAL = load_layout("fidm_inquiry_t")
INSTITUTION = load_layout("fidm_a_institution")
MATCH = load_layout("fidm_b_match_method2")
IN_STATE, MULTISTATE = "S", "M"
INQUIRY_COLUMNS = {
    "ssn": pl.String,
    "surname": pl.String,
    "given_name": pl.String,
    "pass_back": pl.String,
    "fips": pl.String,
}
DOLLAR_CENTS = 100
# Codes of a matched account in words; all but those of a closed account are recalled.
NAME_AGREES = {0: "name not compared", 1: "first four letters agree", 2: "name differs"}
REGISTERED = {1: "minor's account (UTMA/UGMA)", 2: "lawyer's trust (IOLTA)",
              3: "mortgage escrow", 4: "security deposit", 5: "another trust"}  # fmt: skip
CLOSED = 1


def write_inquiry(people: pl.DataFrame, *, on: date, kind: str = IN_STATE) -> Written:
    """The people to look for; those without a number are left out and told.

    ``pass_back`` comes back with a match and says whom it is about.
    Columns: those of ``INQUIRY_COLUMNS``.
    """
    good, findings = split_by(people, _checks())
    names = good.with_columns(fitting("surname", 20), fitting("given_name", 16))
    body = write_columns(
        INQUIRY,
        {
            "record_type": "I",
            "ssn": names["ssn"].cast(pl.Int64).to_numpy(),
            "last_name": names["surname"].to_list(),
            "first_name": names["given_name"].to_list(),
            "state_pass_back": names["pass_back"].to_list(),
            "fips_code": names["fips"].cast(pl.Int64).to_numpy(),
            "blank": "",
        },
        count=names.height,
    )
    opening: Record = {
        "record_type": "D",
        "year_and_month": int(f"{on:%Y%m}"),
        "data_match_indicator": kind,
        "blank": "",
    }
    closing: Record = {"record_type": "T", "inquiry_record_count": names.height, "blank": ""}
    first = INQUIRY_DATE.write(opening).encode("ascii")
    last = INQUIRY_TOTAL.write(closing).encode("ascii")
    return Written(first + b"\n" + lines_from(body) + last + b"\n", names.height, findings)


def _checks() -> list[tuple[str, str, pl.Expr, str]]:
    """Source: CS-9.2-MSFIDM-5, CS-9.2-FIDM-4."""
    is_ssn = pl.col("ssn").str.contains(r"^[0-9]{9}$") & (pl.col("ssn") != "000000000")
    nameless = (pl.col("surname").str.strip_chars() == "") | (
        pl.col("given_name").str.strip_chars() == ""
    )
    return [
        ("SSN", "ssn", ~is_ssn, "An account is looked for by a number of nine digits."),
        ("Last Name", "name", nameless, "An account is looked for by surname and first name."),
        ("State pass-back", "pass_back",
         ~pl.col("pass_back").str.contains(r"^[!-~]{1,15}$"),
         "What comes back with a match must have 1 to 15 characters."),
        ("FIPS Code", "fips", ~pl.col("fips").str.contains(r"^[0-9]{5}$"),
         "The place code must have five digits."),
    ]  # fmt: skip


def read_inquiry(content: bytes) -> PartnerFile:
    """An inquiry read back, its count checked."""
    lines = lines_of(content)
    if len(lines) < 2:
        return _cut("The file has no date and total record. Send it again in full.")
    opening, wrong = INQUIRY_DATE.parse(lines[0], line_number=1)
    closing, worse = INQUIRY_TOTAL.parse(lines[-1], line_number=len(lines))
    if wrong or worse or (opening["record_type"], closing["record_type"]) != ("D", "T"):
        return _cut("The file must open with a date record and close with a total of 99 bytes.")
    if closing["inquiry_record_count"] != len(lines) - 2:
        return _cut(
            f"The total record counts {closing['inquiry_record_count']} people and the file"
            f" has {len(lines) - 2}. Send it again in full."
        )
    good, findings = [], []
    for line, text in enumerate(lines[1:-1], start=2):
        record, problems = INQUIRY.parse(text, line_number=line)
        if not problems and (record["record_type"] != "I" or not ssn_text(record["ssn"])):
            problems = [
                _finding(line, "Record Type", code="record_type", reason="It asks for nobody.")
            ]
        findings += problems
        if not problems:
            good.append((line, {**record, "ssn": ssn_text(record["ssn"])}))
    return PartnerFile(tuple(good), tuple(findings), opening, len(lines) - 2)


def read_matches(content: bytes) -> PartnerFile:
    """Matched accounts as far as their places are known; the institution is ``control``.

    A record gains ``balance_cents``, ``is_closed``, ``institution``, ``institution_tin``
    and ``words``; its ``ssn`` is nine digits of text. An answer opens with its institution
    (several may follow one another) and closes with a total, without which it was cut.
    Source: CS-9.2-MSFIDM-6, CS-9.2-FIDM-5.
    """
    lines = lines_of(content)
    kinds = [line[:1] for line in lines]
    if not lines or kinds[0] != "A" or kinds[-1] != "T":
        return _cut("An answer opens with a record A and closes with a record T. Ask again.")
    institution: Record = {}
    good: list[tuple[int, Record]] = []
    findings: list[Finding] = []
    for line, text in enumerate(lines, start=1):
        if kinds[line - 1] == "A":
            institution, problems = INSTITUTION.parse(text, line_number=line)
            if problems:
                # The accounts that follow would be told under another institution's name.
                return refused(line, "record", code="frame", reason=problems[0].reason)
        elif kinds[line - 1] == "B":
            record, problems = _match(text, line, institution)
            findings += problems
            good += [(line, record)] if not problems else []
        elif kinds[line - 1] != "T":
            reason = "The layout of this kind of record is not known; only A, B and T are."
            findings.append(_finding(line, "Record Type", code="not_known", reason=reason))
    key = ("ssn", "payee_account_number", "institution_tin")
    kept, twice = repeated(good, key, what="account")
    count = kinds.count("B")
    return PartnerFile(
        tuple(kept), tuple(in_line_order([*findings, *twice])), institution, count
    )


def _match(
    text: str, line: int, institution: Mapping[str, object]
) -> tuple[Record, list[Finding]]:
    record, problems = MATCH.parse(text, line_number=line)
    if problems:
        return record, problems
    if not ssn_text(record["matched_ssn"]) or not record["payee_account_number"]:
        reason = "The record names no number or no account, so nobody can act on it."
        return record, [_finding(line, "Matched SSN", code="ssn", reason=reason)]
    told = {
        **record,
        "ssn": ssn_text(record["matched_ssn"]),
        "balance_cents": int(record["account_balance"] or 0) * DOLLAR_CENTS,
        "is_closed": int(record["closed_account_indicator"] == CLOSED),
        "institution": str(institution["institution_name"]),
        "institution_tin": ssn_text(institution["institution_tin"]),
        "words": _words(record),
    }
    return told, []


def _words(record: Record) -> str:
    """What the codes of a match say."""
    flag, trust = record["match_flag"], record["trust_fund_indicator"]
    parts = [
        NAME_AGREES.get(flag, "") if isinstance(flag, int) else "",
        REGISTERED.get(trust, "") if isinstance(trust, int) else "",
        "account closed" if record["closed_account_indicator"] == CLOSED else "",
    ]
    return ", ".join(part for part in parts if part)


def _cut(reason: str) -> PartnerFile:
    finding = file_finding(None, "File", code="frame", reason=reason)
    return PartnerFile((), (finding,), {})


def _finding(line: int, field: str, *, code: str, reason: str) -> Finding:
    return record_finding(line, field, code=code, reason=reason)
