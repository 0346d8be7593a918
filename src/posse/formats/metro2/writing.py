"""The monthly file: accounts as columns in, bytes out, the same for the same accounts."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from posse.formats.codec import Record, RecordError
from posse.formats.columns import ColumnValue, write_columns
from posse.formats.metro2.model import (
    BASE,
    HEADER,
    SEGMENTS,
    TRAILER,
    ZERO_SSN,
    Furnisher,
    Segment,
    totals,
)
from posse.formats.metro2.statuses import (
    COLLECTION_SATISFIED,
    DELETED,
    HISTORY_LENGTH,
    NO_HISTORY,
    REPORTED,
    SATISFIED,
    dispute_codes,
    rating,
)
from posse.formats.record_lines import Written, fitting, lines_from, split_by

ACCOUNT_COLUMNS = {
    "account_number": pl.String,
    "opened_on": pl.Date,
    "status": pl.String,
    "dispute": pl.String,
    "history": pl.String,
    "balance_cents": pl.Int64,
    "past_due_cents": pl.Int64,
    "monthly_cents": pl.Int64,
    "paid_cents": pl.Int64,
    "first_delinquent_on": pl.Date,
    "closed_on": pl.Date,
    "last_paid_on": pl.Date,
    "surname": pl.String,
    "given_name": pl.String,
    "middle_name": pl.String,
    "ssn": pl.String,
    "birth_date": pl.Date,
    "line_1": pl.String,
    "line_2": pl.String,
    "city": pl.String,
    "state": pl.String,
    "zip_code": pl.String,
}
TEXTS = {"surname": 25, "given_name": 20, "middle_name": 20, "line_1": 32, "line_2": 32,
         "city": 20, "state": 2}  # fmt: skip
AMOUNTS = ("balance_cents", "past_due_cents", "monthly_cents", "paid_cents")
DAYS = ("opened_on", "first_delinquent_on", "closed_on", "last_paid_on", "birth_date")
DOLLAR_CENTS, DOLLARS_MAX = 100, 10**9
PLACES = {
    "cons_acct_num": "account_number",
    "date_open": "opened_on",
    "smpa": "monthly_cents",
    "actual_pmt_amt": "paid_cents",
    "acct_stat": "status",
    "pmt_rating": "rating",
    "php": "history",
    "compl_cond_cd": "dispute",
    "current_bal": "balance_cents",
    "amt_past_due": "past_due_cents",
    "dofd": "first_delinquent_on",
    "date_closed": "closed_on",
    "dolp": "last_paid_on",
    "surname": "surname",
    "first_name": "given_name",
    "middle_name": "middle_name",
    "ssn": "ssn",
    "dob": "birth_date",
    "addr_line_1": "line_1",
    "addr_line_2": "line_2",
    "city": "city",
    "state": "state",
    "zip": "zip_code",
}


def write_credit_file(
    accounts: pl.DataFrame,
    *,
    furnisher: Furnisher,
    on: date,
    segments: Mapping[str, Sequence[Segment]] | None = None,
) -> Written:
    """The file as of a day; accounts that may not be reported are left out and told.

    ``segments`` are what follows the base of an account, by its number.
    Columns: those of ``ACCOUNT_COLUMNS``. Units: cents, written as whole dollars.
    Raises: RecordError where the furnisher is not known, or a segment does not fit.
    """
    furnisher.check()
    good, findings = split_by(accounts, _checks())
    ready = good.with_columns(*_ready()).with_columns(rating=rating())
    body = lines_from(write_columns(BASE, _base(ready, furnisher, on), count=ready.height))
    chosen: Mapping[str, Sequence[Segment]] = segments or {}
    if chosen:
        body = _with_segments(body, ready["account_number"].to_list(), chosen)
    kept = [chosen[name] for name in ready["account_number"].to_list() if name in chosen]
    counted = ready.select(
        "status", "ssn", ecoa=pl.lit("1"), dob="birth_date", phone=pl.lit("0")
    )
    first = HEADER.write(_header(furnisher, on)).encode("ascii")
    last = TRAILER.write(totals(counted, kept)).encode("ascii")
    return Written(first + b"\n" + body + last + b"\n", ready.height, findings)


def _ready() -> list[pl.Expr]:
    """The columns as their fields take them."""
    days = (pl.col(name).dt.strftime("%m%d%Y").fill_null("00000000") for name in DAYS)
    blank_history = NO_HISTORY * HISTORY_LENGTH
    return [
        *(fitting(name, length).str.to_uppercase() for name, length in TEXTS.items()),
        *(pl.col(name).fill_null(0) // DOLLAR_CENTS for name in AMOUNTS),
        *days,
        pl.col("history").fill_null(blank_history).replace("", blank_history),
        pl.col("dispute").fill_null(""),
        pl.col("ssn").fill_null("").replace("", ZERO_SSN),
        pl.col("zip_code").fill_null("").str.replace_all(r"\D", "").str.slice(0, 9),
    ]


def _base(ready: pl.DataFrame, furnisher: Furnisher, on: date) -> dict[str, ColumnValue]:
    """The base segments as columns. Portfolio O, terms 001 and comment CS: child support."""
    day = f"{on:%m%d%Y}"
    columns: dict[str, ColumnValue] = {
        name: ready[column].to_numpy() if column in AMOUNTS else ready[column].to_list()
        for name, column in PLACES.items()
    }
    zeros = ("credit_limit", "hcola", "orig_chg_off_amt")
    blanks = ("cycle_id", "terms_freq", "int_type_ind", "gen_code", "cons_info_ind",
              "addr_ind", "res_cd")  # fmt: skip
    return {
        **columns,
        **dict.fromkeys(zeros, 0),
        **dict.fromkeys(blanks, ""),
        "rdw": f"{BASE.known_length:04d}",
        "proc_ind": "1",
        "time_stamp": day,
        "throw_out_hms": "000000",
        "id_num": furnisher.identifier,
        "port_type": "O",
        "acct_type": furnisher.account_type,
        "terms_dur": "001",
        "spc_com_cd": "CS",
        "doai": day,
        "phone_num": "0" * 10,
        "ecoa": "1",
        "country_cd": "US",
    }


def _header(furnisher: Furnisher, on: date) -> Record:
    day = f"{on:%m%d%Y}"
    return {
        "record_descriptor_word": "0426",
        "record_identifier_header": "HEADER",
        "cycle_identifier_header": "",
        "innovis_program_identifier": furnisher.innovis_id,
        "equifax_program_identifier": furnisher.equifax_id,
        "experian_program_identifier": furnisher.experian_id,
        "transunion_program_identifier": furnisher.transunion_id,
        "activity_date": day,
        "date_created": day,
        "program_date": "00000000",
        "program_revision_date": "00000000",
        "reporter_name": furnisher.name.upper(),
        "reporter_address": furnisher.address.upper(),
        "reporter_telephone_number": furnisher.phone,
        "software_vendor_name": "",
        "software_version_number": "",
        "microbilt_prbc_program_identifier": "",
    }


def _with_segments(
    body: bytes, numbers: Sequence[str], segments: Mapping[str, Sequence[Segment]]
) -> bytes:
    """The lines of some accounts with what follows their base, and their new length."""
    lines = body.splitlines()
    for place, number in enumerate(numbers):
        tail = "".join(_segment(name, record) for name, record in segments.get(number, ()))
        if tail:
            whole = lines[place] + tail.encode("ascii")
            lines[place] = f"{len(whole):04d}".encode() + whole[4:]
    return b"".join(line + b"\n" for line in lines)


def _segment(name: str, record: Record) -> str:
    if name not in SEGMENTS:
        raise RecordError(f"Metro 2 has no segment {name}")
    layout = SEGMENTS[name]
    return layout.write({layout.fields[0].name: name, **record}).upper()


def _checks() -> list[tuple[str, str, pl.Expr, str]]:
    """What must hold of an account before it is reported.

    Source: CS-9.2-CBR-STATUS-8, CS-9.2-CBR-STATUS-9, 15 USC 1681s-2(a)(1).
    """
    no_name = (pl.col("surname").str.strip_chars() == "") | (
        pl.col("given_name").str.strip_chars() == ""
    )
    is_ssn = pl.col("ssn").str.contains(r"^[0-9]{9}$") & (pl.col("ssn") != ZERO_SSN)
    amounts = [pl.col(name).fill_null(0) for name in AMOUNTS]
    wrong = [(cents < 0) | (cents >= DOLLARS_MAX * DOLLAR_CENTS) for cents in amounts]
    is_over = pl.col("status").is_in([SATISFIED, COLLECTION_SATISFIED])
    history = pl.col("history").fill_null("")
    return [
        ("account_number", "account_number",
         ~pl.col("account_number").str.contains(r"^[0-9A-Z-]{1,30}$"),
         "An account is known by 1 to 30 capital letters, digits or dashes."),
        ("account_number", "repeated", ~pl.col("account_number").is_first_distinct(),
         "The account stands in this file already; an account is reported once a month."),
        ("acct_stat", "status", ~pl.col("status").is_in(REPORTED),
         f"The status must be one of {', '.join(REPORTED)}."),
        ("surname", "name", no_name, "A parent is reported by surname and first name."),
        ("ssn", "ssn", ~is_ssn, "A parent is reported by a number of nine digits; find it."),
        ("date_open", "opened_on", pl.col("opened_on").is_null(),
         "The day of the order is missing."),
        ("current_bal", "amount", pl.any_horizontal(wrong),
         "Amounts must not be negative and must be less than 1,000,000,000 dollars."),
        ("current_bal", "satisfied",
         is_over & (pl.col("balance_cents") + pl.col("past_due_cents") > 0),
         "A satisfied account owes nothing; correct the status or the balance."),
        ("compl_cond_cd", "dispute",
         ~pl.col("dispute").fill_null("").is_in(dispute_codes()),
         "The condition must be blank, XB, XC, XH or XR."),
        ("php", "history", (history != "") & ~history.str.contains(r"^[0-6BDEGHJKL]{24}$"),
         "The payment profile must have 24 places."),
        ("zip", "deleted", (pl.col("status") != DELETED) & (pl.col("line_1") == ""),
         "An account is reported with an address of the parent, a current or an old one."),
    ]  # fmt: skip
