"""The DED segment: whose payment an entry is, for whom, and withheld on which day."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl

from posse.formats.codec import Record, RecordError
from posse.formats.findings import Finding, record_finding
from posse.formats.identifiers import case_id_findings, fips_findings, ssn_findings
from posse.formats.layouts import load_delimited
from posse.formats.nacha.model import REMITTANCE_SCHEMA, empty

DED = load_delimited("nacha_ded_segment")
# Codes of findings about one segment; the other segments of its entry stay good.
DED_CODE_PREFIX = "ded_"
_SURNAME_LETTERS = 7
_FIRST_NAME_LETTERS = 3
_GOOD_SSN = "^[0-9]{9}$"
_GOOD_FIPS = "^[0-9]*$"


def ded_segment(  # noqa: PLR0913 - the nine elements of the segment, by name
    *,
    application: str,
    remittance_id: str,
    collected_on: date,
    amount_cents: int,
    obligor_ssn: str,
    medical_indicator: str,
    obligor_name: str = "",
    fips: str = "",
    employment_terminated: bool = False,
    year_digits: int = 2,
) -> str:
    """A DED segment; its year has two digits in CCD+ and four inside a CTX of version 4010.

    Raises: RecordError when an element cannot stand in the segment.
    """
    record: Record = {
        "application_identifier": application,
        "case_identifier": remittance_id,
        "pay_date": collected_on.strftime("%Y%m%d")[-(year_digits + 4) :],
        "payment_amount": amount_cents,
        "ncp_ssn": obligor_ssn,
        "medical_support_indicator": medical_indicator,
        "ncp_name": obligor_name,
        "fips_code": fips,
        "employment_termination_indicator": "Y" if employment_terminated else "",
    }
    findings = _identifier_findings(record, None)
    if findings:
        raise RecordError(findings[0].reason)
    return DED.write(record)


def name_element(last_name: str, first_name: str) -> str:
    """The parent's name as element DED07 carries it.

    Seven letters of the surname, then three of the first name; behind a shorter surname a
    comma stands between.

    Examples:
        >>> name_element("Montgomery", "Ada"), name_element("Poe", "Edgar")
        ('MONTGOMADA', 'POE,EDG')
    """
    surname, first = (
        "".join(sign for sign in name.upper() if sign.isascii() and sign.isalpha())
        for name in (last_name, first_name)
    )
    comma = "," if len(surname) < _SURNAME_LETTERS and first else ""
    return surname[:_SURNAME_LETTERS] + comma + first[:_FIRST_NAME_LETTERS]


def read_ded(segment: str, *, line: int | None = None) -> tuple[Record, list[Finding]]:
    """The segment's elements, ``collected_on`` read as a date, and what is wrong with them."""
    record, findings = DED.parse(segment, line_number=line)
    if not findings:
        findings = _identifier_findings(record, line)
    findings = [replace(found, code=DED_CODE_PREFIX + found.code) for found in findings]
    pay_date = str(record["pay_date"])
    if not findings and _day(pay_date) is None:
        reason = (
            "DED03 Pay Date is no day of the calendar; write it YYMMDD, or YYYYMMDD in CTX,"
            " and send it again."
        )
        found = record_finding(
            line, "DED03 Pay Date", code="ded_pay_date", reason=reason, text=pay_date
        )
        findings.append(found)
    return record, findings


def ded_frame(segments: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Every segment as a row of remittances, and the findings of those that are not right.

    The right ones are recognised and taken apart all at once; only the others are read one
    by one for their findings. A segment that is not right keeps its amount where that alone
    can be read, so that the entry's total can still be proven.

    Args:
        segments: Columns entry, segment_number, addenda_line, addenda_text.
    """
    if segments.is_empty():
        return empty(REMITTANCE_SCHEMA), []
    parts = segments.with_columns(pl.col("addenda_text").str.extract_groups(DED.pattern))
    parts = segments.hstack(parts["addenda_text"].struct.unnest())
    day_text = pl.col("pay_date").str.slice(-6)
    # DED03 has no century in CCD+: every payment of this system falls after the year 2000.
    full_day = pl.concat_str(pl.lit("20"), day_text)
    full_day = (
        pl.when(pl.col("pay_date").str.len_chars() == 8).then("pay_date").otherwise(full_day)
    )
    parts = parts.with_columns(
        collected_on=full_day.str.to_date("%Y%m%d", strict=False),
    )
    is_right = (
        pl.col("segment_id").is_not_null()
        & pl.col("collected_on").is_not_null()
        & pl.col("ncp_ssn").str.contains(_GOOD_SSN)
        & (pl.col("ncp_ssn") != "000000000")
        & pl.col("fips_code").fill_null("").str.contains(_GOOD_FIPS)
        & ~pl.col("case_identifier").str.starts_with(" ")
    ).fill_null(value=False)
    parts = parts.with_columns(is_right=is_right)
    findings: list[Finding] = []
    amounts: list[int | None] = []
    wrong = parts.filter(~pl.col("is_right"))
    for line, text in wrong.select("addenda_line", "addenda_text").iter_rows():
        record, found = read_ded(text, line=line)
        findings.extend(found)
        amount = record.get("payment_amount")
        amounts.append(amount if isinstance(amount, int) else None)
    good = _remittances(parts.filter(pl.col("is_right")))
    bad = wrong.select("entry", "segment_number", "addenda_line", "addenda_text").with_columns(
        amount_cents=pl.Series(amounts, dtype=pl.Int64),
    )
    whole = pl.concat([good, bad], how="diagonal")
    return whole.select(*REMITTANCE_SCHEMA).sort("entry", "segment_number"), findings


def _remittances(parts: pl.DataFrame) -> pl.DataFrame:
    """The groups of the segment's pattern under the names the money core uses."""
    return parts.select(
        "entry",
        "segment_number",
        "addenda_line",
        pl.col("application_identifier").alias("application"),
        pl.col("case_identifier").alias("remittance_id"),
        "collected_on",
        pl.col("payment_amount").cast(pl.Int64).alias("amount_cents"),
        pl.col("ncp_ssn").alias("obligor_ssn"),
        pl.col("medical_support_indicator").alias("medical_indicator"),
        pl.col("ncp_name").fill_null("").alias("obligor_name"),
        pl.col("fips_code").fill_null("").alias("fips"),
        (pl.col("employment_termination_indicator") == "Y")
        .fill_null(value=False)
        .alias("employment_terminated"),
        "addenda_text",
    )


def _identifier_findings(record: Record, line: int | None) -> list[Finding]:
    """What the shared checks of identifiers say about the segment."""
    case_id, ssn = str(record["case_identifier"]), str(record["ncp_ssn"])
    return [
        *case_id_findings(case_id, line=line, field="DED02 Case Identifier"),
        *ssn_findings(ssn, line=line, field="DED05 NCP SSN"),
        *fips_findings(str(record["fips_code"]), line=line, field="DED08 FIPS Code"),
    ]


def _day(digits: str) -> date | None:
    """A pay date of six or eight digits, or None when there is no such day."""
    full = digits if len(digits) == 8 else "20" + digits
    try:
        return datetime.strptime(full, "%Y%m%d").date()  # noqa: DTZ007 - only a day is read
    except ValueError:
        return None
