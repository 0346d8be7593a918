"""Certified arrears as they are added, changed and deleted at the federal office.

A case stands there by state, SSN and kind of arrears: those assigned to the State (TANF)
and the others are two, and their amounts never mix. Amounts go in whole dollars, rounded
down, so that no more is ever certified than is owed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from posse.formats.codec import RecordError
from posse.formats.columns import Columns, parse_columns, write_columns
from posse.formats.findings import Finding, file_finding
from posse.formats.layouts import load_codes, load_layout
from posse.formats.record_lines import (
    Written,
    fitting,
    lines_from,
    matrix_of,
    split_by,
    text_series,
)

CASE = load_layout("fop_case_submission")
CONTROL = load_layout("fop_case_submission_control")
CODES = load_codes("federal_offset")
ADD, MODIFY, DELETE, REPLACE_EXCLUSIONS = "A", "M", "D", "R"
# What a transfer and a state payment need, and what U does, no source at hand tells.
WRITABLE = (ADD, "B", "C", DELETE, "L", MODIFY, REPLACE_EXCLUSIONS, "Z")
TANF, NON_TANF = "A", "N"
EXCLUSIONS = tuple(CODES["exclusion_indicator"])
NOTICED = ("TAX", "ADM", "PAS")
KEY = ("ssn", "case_type")
DOLLAR_CENTS, DOLLARS_MAX = 100, 10**8
COLUMNS = {
    "transaction": pl.String,
    "case_type": pl.String,
    "local_code": pl.String,
    "ssn": pl.String,
    "case_id": pl.String,
    "surname": pl.String,
    "given_name": pl.String,
    "arrears_cents": pl.Int64,
    "line_1": pl.String,
    "line_2": pl.String,
    "city": pl.String,
    "state": pl.String,
    "zip_code": pl.String,
    "noticed_on": pl.Date,
    "exclusions": pl.String,
}
TEXTS = {
    "surname": 20,
    "given_name": 15,
    "line_1": 30,
    "line_2": 30,
    "city": 25,
    "state": 2,
}
PLACES = {
    "local_code": "local_code",
    "case_id": "case_id",
    "surname": "ncp_last_name",
    "given_name": "ncp_first_name",
    "line_1": "address_line_1",
    "line_2": "address_line_2",
    "city": "city",
    "state": "state",
    "transaction": "transaction_type",
    "case_type": "case_type_indicator",
    "exclusions": "exclusion_indicator",
}
READ = {
    **PLACES,
    "ssn": "ssn",
    "dollars": "arrearage_amount",
    "zip_code": "zip_code",
    "notice": "date_issued_pre_offset_notice",
}

TEXT_PLACES = frozenset(PLACES.values())
# Which fields a transaction changes for a case that stands at the federal office.
CHANGES = {
    MODIFY: ("arrears_cents",),
    REPLACE_EXCLUSIONS: ("exclusions",),
    "B": ("surname", "given_name"),
    "C": ("case_id",),
    "L": ("local_code",),
    "Z": ("line_1", "line_2", "city", "state", "zip_code"),
}
DIGITS = "SSN, amount, ZIP and day of the notice must be digits, zero filled."
UNKNOWN = "This letter is none of the chart; correct it and send it again."


@dataclass(frozen=True)
class Submissions:
    """A file of submissions as it was read; ``rows`` has the columns it is written from."""

    rows: pl.DataFrame
    findings: tuple[Finding, ...]


def write_submissions(rows: pl.DataFrame, *, state: str) -> Written:
    """The file, its control record last; rows that may not be sent are left out and told.

    Columns: those of ``COLUMNS``. ``exclusions`` are codes joined by commas.
    Units: cents, written as whole dollars.
    """
    good, findings = split_by(rows, _checks())
    ready = good.with_columns(
        *(fitting(name, length) for name, length in TEXTS.items()),
        dollars=pl.col("arrears_cents") // DOLLAR_CENTS,
    )
    body = write_columns(
        CASE,
        {
            "submitting_state_code": state,
            "ssn": ready["ssn"].cast(pl.Int64).to_numpy(),
            "arrearage_amount": ready["dollars"].to_numpy(),
            "transfer_state": "",
            "local_code_for_transfer": "",
            "process_year": 0,
            "zip_code": ready.select(_zip()).to_series().to_numpy(),
            "date_issued_pre_offset_notice": ready.select(_notice()).to_series().to_numpy(),
            **{place: ready[name].to_list() for name, place in PLACES.items()},
        },
        count=ready.height,
    )
    control = CONTROL.write(_control(ready, state=state))
    content = lines_from(body) + f"{control}\n".encode("ascii")
    return Written(content, ready.height, findings)


def _zip() -> pl.Expr:
    """Nine digits: a ZIP of five ends with zeros, none at all is zeros."""
    digits = pl.col("zip_code").fill_null("").str.replace_all(r"\D", "").str.slice(0, 9)
    return digits.str.pad_end(9, "0").cast(pl.Int64)


def _notice() -> pl.Expr:
    return pl.col("noticed_on").dt.strftime("%Y%m%d").fill_null("0").cast(pl.Int64)


def _control(ready: pl.DataFrame, *, state: str) -> dict[str, str | int | None]:
    totals = {}
    for name, case_type in (("tanf", TANF), ("non_tanf", NON_TANF)):
        of_type = ready.filter(pl.col("case_type") == case_type)
        totals[f"{name}_count"] = of_type.height
        totals[f"{name}_amount"] = int(of_type["dollars"].sum())
    return {"submitting_state_code": state, "control": "CTL", **totals}


def _checks() -> list[tuple[str, str, pl.Expr, str]]:
    """What must hold of a row before it may go out.

    Source: CS-9.2-TOP-CRIT-4, CS-9.2-TOP-NOT-3, CS-9.2-TOP-NOT-5.
    """
    cents = pl.col("arrears_cents")
    is_add = pl.col("transaction") == ADD
    codes = pl.col("exclusions").fill_null("").str.split(",")
    # The matches of accounts and of claims ask for no pre-offset notice.
    needs_notice = ~pl.all_horizontal(codes.list.contains(code) for code in NOTICED)
    return [
        (
            "Transaction Type",
            "transaction",
            ~pl.col("transaction").is_in(WRITABLE),
            f"The transaction must be one of {', '.join(WRITABLE)}; more is not known.",
        ),
        (
            "Case Type Indicator",
            "case_type",
            ~pl.col("case_type").is_in([TANF, NON_TANF]),
            "The kind of arrears must be A (assigned) or N (not assigned).",
        ),
        (
            "SSN",
            "ssn",
            ~pl.col("ssn").str.contains(r"^[0-9]{9}$") | (pl.col("ssn") == "000000000"),
            "A parent is certified by a Social Security number of nine digits; find it first.",
        ),
        (
            "NCP Last Name",
            "name",
            (pl.col("surname").str.strip_chars() == "")
            | (pl.col("given_name").str.strip_chars() == ""),
            "A parent is certified by surname and first name; find both first.",
        ),
        (
            "Case ID",
            "case_id",
            ~pl.col("case_id").str.contains(r"^[!-)+-\[\]-~][ -)+-\[\]-~]{0,14}$"),
            "The case number must have 1 to 15 characters and no asterisk or backslash.",
        ),
        (
            "Local Code",
            "local_code",
            ~pl.col("local_code").str.contains(r"^[0-9A-Z]{0,3}$"),
            "The local code must have at most three capital letters or digits.",
        ),
        (
            "Arrearage Amount",
            "amount",
            (cents < 0) | (cents >= DOLLARS_MAX * DOLLAR_CENTS),
            "The arrears must not be negative and must be less than 100,000,000 dollars.",
        ),
        (
            "Date Issued Pre-Offset Notice",
            "notice",
            is_add & needs_notice & pl.col("noticed_on").is_null(),
            "A parent is added only with the day of the State's own pre-offset notice.",
        ),
        (
            "Exclusion Indicator(s)",
            "exclusions",
            ~codes.list.eval(pl.element().is_in(["", *EXCLUSIONS])).list.all()
            | (codes.list.len() > 10),
            f"Exclusions must be at most ten of {', '.join(EXCLUSIONS)}.",
        ),
    ]


def exclusions_text(codes: Iterable[str]) -> str:
    """Exclusion codes as the field has them, each once, in the order of the chart.

    Raises: RecordError for a code that the chart does not have.

    Examples:
        >>> exclusions_text({"TAX", "ADM"})
        'ADM,TAX'
    """
    chosen = set(codes)
    strangers = sorted(chosen - set(EXCLUSIONS))
    if strangers:
        raise RecordError(f"the offset programme has no exclusion {', '.join(strangers)}")
    return ",".join(code for code in EXCLUSIONS if code in chosen)


def read_submissions(content: bytes) -> Submissions:
    """A file of submissions; a wrong control record or cut lines refuse it whole."""
    matrix = matrix_of(content, length=CASE.known_length)
    if matrix is None:
        return _refused("The file is not made of whole lines of 245 bytes. Send it again.")
    control, wrong = CONTROL.parse(matrix[-1].tobytes(), line_number=len(matrix))
    if wrong or control["control"] != "CTL":
        return _refused("The file does not end with its control record. Send it again.")
    rows, findings = _rows(parse_columns(CASE, matrix[:-1], names=set(READ.values())))
    if not findings:
        state = str(control["submitting_state_code"])
        with_dollars = rows.with_columns(dollars=pl.col("arrears_cents") // DOLLAR_CENTS)
        for name, value in _control(with_dollars, state=state).items():
            if control[name] != value:
                title = CONTROL.by_name[name].title
                return _refused(
                    f"The control record tells {control[name]} as {title} and the records"
                    f" come to {value}. Send the file again in full."
                )
    return Submissions(rows, tuple(findings))


def _refused(reason: str) -> Submissions:
    finding = file_finding(None, "File", code="frame", reason=reason)
    return Submissions(pl.DataFrame(schema=COLUMNS), (finding,))


def _rows(columns: Columns) -> tuple[pl.DataFrame, list[Finding]]:
    """The readable records as rows, and what is wrong with the others."""
    read = pl.DataFrame(
        {
            name: text_series(columns.values[place])
            if place in TEXT_PLACES
            else columns.values[place]
            for name, place in READ.items()
        }
    )
    is_digits = {
        name: pl.Series(columns.is_readable[place])
        for name, place in READ.items()
        if place not in TEXT_PLACES
    }
    is_ascii = pl.all_horizontal(pl.col(pl.String).str.contains(r"^[ -~]*$"))
    is_repeated = pl.struct("ssn", "case_type", "transaction").is_first_distinct().not_()
    types, kinds = list(CODES["transaction_type"]), [TANF, NON_TANF]
    checks = [
        ("Amount or SSN", "unreadable", ~pl.all_horizontal(*is_digits.values()), DIGITS),
        ("record", "not_ascii", ~is_ascii, "The record holds characters outside ASCII."),
        ("Transaction Type", "transaction", ~pl.col("transaction").is_in(types), UNKNOWN),
        ("Case Type Indicator", "case_type", ~pl.col("case_type").is_in(kinds), UNKNOWN),
        ("record", "repeated", is_repeated, "The same transaction stands here twice."),
    ]
    good, findings = split_by(read, checks)
    return good.select(_as_written(name) for name in COLUMNS), list(findings)


def _as_written(name: str) -> pl.Expr:
    """A column as it was given to the writer."""
    if name == "ssn":
        return pl.col("ssn").cast(pl.String).str.zfill(9)
    if name == "arrears_cents":
        return (pl.col("dollars") * DOLLAR_CENTS).alias(name)
    if name == "zip_code":
        nine = pl.col("zip_code").cast(pl.String).str.zfill(9)
        five = pl.when(nine.str.ends_with("0000")).then(nine.str.slice(0, 5)).otherwise(nine)
        return pl.when(pl.col("zip_code") == 0).then(pl.lit("")).otherwise(five).alias(name)
    if name == "noticed_on":
        day = pl.col("notice").cast(pl.String).str.to_date("%Y%m%d", strict=False)
        return day.alias(name)
    return pl.col(name)


def standing_at_partner(files: Iterable[bytes]) -> pl.DataFrame:
    """What the federal office has after some of this State's files, the oldest first.

    Columns: those of ``COLUMNS``, one row for each SSN and kind of arrears that stands.
    """
    standing = pl.DataFrame(schema=COLUMNS)
    for content in files:
        standing = after_file(standing, content)
    return standing


def after_file(standing: pl.DataFrame, content: bytes) -> pl.DataFrame:
    """What the federal office has once it took in one more file."""
    told = read_submissions(content).rows
    # A case is told in one order in every file: added, changed, then its exclusions.
    for letter in (DELETE, ADD, MODIFY, REPLACE_EXCLUSIONS, "B", "C", "L", "Z"):
        standing = _moved(standing, told.filter(pl.col("transaction") == letter), letter)
    return standing.sort(KEY)


def _moved(standing: pl.DataFrame, told: pl.DataFrame, letter: str) -> pl.DataFrame:
    """What stands after all transactions of one kind."""
    if told.is_empty():
        return standing
    if letter == DELETE:
        return standing.join(told, on=KEY, how="anti")
    if letter == ADD:
        return pl.concat([standing.join(told, on=KEY, how="anti"), told])
    changed = CHANGES[letter]
    new = told.select(*KEY, *(pl.col(name).alias(f"new_{name}") for name in changed))
    joined = standing.join(new, on=KEY, how="left").with_columns(
        pl.coalesce(f"new_{name}", name).alias(name) for name in changed
    )
    return joined.select(*COLUMNS)
