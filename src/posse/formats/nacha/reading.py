"""Reading an ACH file into tables; see the package for the three steps around it."""

import numpy as np
import polars as pl

from posse.formats.codec import FixedLayout
from posse.formats.columns import Columns, IntArray, TextArray, parse_columns
from posse.formats.findings import Finding, file_finding, record_finding
from posse.formats.layouts import load_layout
from posse.formats.nacha.ded import DED, ded_frame
from posse.formats.nacha.lines import Lines, split_lines
from posse.formats.nacha.model import (
    ADDENDA_SCHEMA,
    BATCH_SCHEMA,
    ENTRY_SCHEMA,
    PAYMENT,
    PRENOTE,
    RETURN,
    RETURN_SCHEMA,
    SUPPORTED_CLASSES,
    AchFile,
    empty,
)
from posse.formats.nacha.order import Outline, outline

FILE_HEADER = load_layout("nacha_1_file_header")
BATCH_HEADER = load_layout("nacha_5_batch_header")
ENTRY = load_layout("nacha_6_entry_ccd")
ENTRY_CTX = load_layout("nacha_6_entry_ctx")
ADDENDA_05 = load_layout("nacha_7_addenda05")
ADDENDA_99 = load_layout("nacha_7_addenda99")
BATCH_CONTROL = load_layout("nacha_8_batch_control")
FILE_CONTROL = load_layout("nacha_9_file_control")
ENTRY_HASH_DIGITS = 10
_INFORMATION = ADDENDA_05.by_name["payment_related_information"]


def read_ach(content: bytes) -> AchFile:
    """The file's records as tables, with the findings of reading; never raises for bad bytes.

    When records cannot be told apart or stand in the wrong order the tables are empty and
    the findings say why.
    """
    lines, findings = split_lines(content)
    if findings:
        return AchFile(findings=tuple(findings))
    shape, findings = outline(lines)
    if findings:
        return AchFile(lines=lines, findings=tuple(findings))
    header, header_findings = FILE_HEADER.parse(lines.text(1), line_number=1)
    control_line = shape.file_control_line
    control, control_findings = FILE_CONTROL.parse(
        lines.text(control_line), line_number=control_line
    )
    batches = _batches(lines, shape)
    addenda = _addenda(lines, shape)
    entries = _entries(lines, shape, batches=batches, addenda=addenda)
    remittances, ded_findings = ded_frame(_segments(lines, entries))
    returns, return_findings = _returns(lines, entries, addenda)
    read_findings = [
        *_as_fatal([*header_findings, *control_findings]),
        *ded_findings,
        *return_findings,
    ]
    return AchFile(
        lines=lines,
        header=header,
        control=control,
        batches=batches,
        entries=entries,
        addenda=addenda,
        remittances=remittances,
        returns=returns,
        findings=tuple(read_findings),
    )


def _as_fatal(findings: list[Finding]) -> list[Finding]:
    """Findings in the file's own header or control, where they concern every record."""
    return [
        file_finding(found.line, found.field, code=found.code, reason=found.reason)
        for found in findings
    ]


def _batches(lines: Lines, shape: Outline) -> pl.DataFrame:
    """One row a batch, its header and its control side by side."""
    header_rows, control_rows = shape.rows_of("5"), shape.rows_of("8")
    if not header_rows.size:
        return empty(BATCH_SCHEMA)
    header = parse_columns(BATCH_HEADER, lines.matrix[header_rows])
    control = parse_columns(BATCH_CONTROL, lines.matrix[control_rows])
    columns = {
        "batch": pl.Series(np.arange(header_rows.size)),
        "line": pl.Series(header_rows + 1),
        "control_line": pl.Series(control_rows + 1),
        "service_class_code": _number(header, "service_class_code"),
        "company_name": _text(header, "company_name"),
        "company_id": _text(header, "company_identification"),
        "sec_code": _text(header, "standard_entry_class"),
        "entry_description": _text(header, "company_entry_description"),
        "effective_entry_date": _raw(
            lines, header_rows, layout=BATCH_HEADER, name="effective_entry_date"
        ),
        "originating_dfi": _raw(
            lines, header_rows, layout=BATCH_HEADER, name="originating_dfi_identification"
        ),
        "batch_number": _number(header, "batch_number"),
        "control_service_class_code": _number(control, "service_class_code"),
        "control_entry_addenda_count": _number(control, "entry_addenda_count"),
        "control_entry_hash": _number(control, "entry_hash"),
        "control_debit_cents": _number(control, "total_debit_amount"),
        "control_credit_cents": _number(control, "total_credit_amount"),
        "control_company_id": _text(control, "company_identification"),
        "control_originating_dfi": _raw(
            lines, control_rows, layout=BATCH_CONTROL, name="originating_dfi_identification"
        ),
        "control_batch_number": _number(control, "batch_number"),
    }
    return pl.DataFrame(columns, schema=BATCH_SCHEMA)


def _addenda(lines: Lines, shape: Outline) -> pl.DataFrame:
    """One row an addenda record, numbered inside its entry."""
    rows = shape.rows_of("7")
    if not rows.size:
        return empty(ADDENDA_SCHEMA)
    names = ("addenda_sequence_number",)
    parsed = parse_columns(ADDENDA_05, lines.matrix[rows], names=names)
    entry_rows = shape.rows_of("6")
    entry = shape.entry_of_row[rows]
    return pl.DataFrame(
        {
            "entry": pl.Series(entry),
            "line": pl.Series(rows + 1),
            "position": pl.Series(rows - entry_rows[entry]),
            "type_code": _raw(lines, rows, layout=ADDENDA_05, name="addenda_type_code"),
            "sequence_number": _number(parsed, "addenda_sequence_number"),
            "entry_sequence_number": _raw(
                lines, rows, layout=ADDENDA_05, name="entry_detail_sequence_number"
            ),
        },
        schema=ADDENDA_SCHEMA,
    )


def _entries(
    lines: Lines, shape: Outline, *, batches: pl.DataFrame, addenda: pl.DataFrame
) -> pl.DataFrame:
    """One row an entry; CTX entries are read with their own layout where it differs."""
    rows = shape.rows_of("6")
    if not rows.size:
        return empty(ENTRY_SCHEMA)
    matrix = lines.matrix[rows]
    names = (
        "transaction_code",
        "receiving_dfi_identification",
        "dfi_account_number",
        "amount",
        "identification_number",
        "receiving_company_name",
    )
    parsed = parse_columns(ENTRY, matrix, names=names)
    ctx_names = ("number_of_addenda_records", "receiving_company_name_id")
    parsed_ctx = parse_columns(ENTRY_CTX, matrix, names=ctx_names)
    frame = pl.DataFrame(
        {
            "entry": pl.Series(np.arange(rows.size)),
            "line": pl.Series(rows + 1),
            "batch": pl.Series(shape.batch_of_row[rows]),
            "transaction_code": _number(parsed, "transaction_code"),
            "receiving_dfi": _number(parsed, "receiving_dfi_identification"),
            "routing_number": _strings(matrix[:, 3:12].copy().view("S9").ravel()),
            "account_number": _text(parsed, "dfi_account_number"),
            "amount_cents": _number(parsed, "amount"),
            "identification_number": _text(parsed, "identification_number"),
            "receiver_name": _text(parsed, "receiving_company_name"),
            "ctx_receiver_name": _text(parsed_ctx, "receiving_company_name_id"),
            "addenda_indicator": _raw(
                lines, rows, layout=ENTRY, name="addenda_record_indicator"
            ),
            "declared_addenda_count": _number(parsed_ctx, "number_of_addenda_records"),
            "trace_number": _raw(lines, rows, layout=ENTRY, name="trace_number"),
            "entry_text": _strings(np.ascontiguousarray(matrix).view("S94").ravel()),
        }
    )
    of_batch = batches.select("batch", pl.col("line").alias("batch_line"), "sec_code")
    of_addenda = addenda.group_by("entry").agg(
        pl.len().cast(pl.Int64).alias("addenda_count"),
        (pl.col("type_code") == "99").any().alias("is_returned"),
    )
    frame = frame.join(of_batch, on="batch", how="left", maintain_order="left")
    frame = frame.join(of_addenda, on="entry", how="left", maintain_order="left")
    return _classified(frame).select(*ENTRY_SCHEMA)


def _classified(frame: pl.DataFrame) -> pl.DataFrame:
    """The entries with their kind and direction, which the transaction code tells.

    Its second digit says 0-4 for credits and 5-9 for debits; 1 and 6 for entries that come
    back; 3 and 8 for account tests, which carry no money.
    """
    last_digit = pl.col("transaction_code") % 10
    is_ctx = pl.col("sec_code") == "CTX"
    is_return = last_digit.is_in([1, 6]) | pl.col("is_returned").fill_null(value=False)
    return frame.with_columns(
        pl.col("addenda_count").fill_null(0),
        is_credit=last_digit < 5,
        kind=pl.when(is_return)
        .then(pl.lit(RETURN))
        .when(last_digit.is_in([3, 8]))
        .then(pl.lit(PRENOTE))
        .otherwise(pl.lit(PAYMENT)),
        receiver_name=pl.when(is_ctx).then("ctx_receiver_name").otherwise("receiver_name"),
        declared_addenda_count=pl.when(is_ctx).then("declared_addenda_count"),
    )


def _segments(lines: Lines, entries: pl.DataFrame) -> pl.DataFrame:
    """The DED segments of all payment entries, each with the line it begins on."""
    payments = entries.filter(
        (pl.col("kind") == PAYMENT)
        & pl.col("is_credit").fill_null(value=True)
        & pl.col("sec_code").is_in(SUPPORTED_CLASSES)
        & (pl.col("addenda_count") > 0)
    )
    single = payments.filter(pl.col("sec_code") != "CTX")
    columns: dict[str, list[int] | list[str]] = {
        "entry": single["entry"].to_list(),
        "segment_number": [1] * single.height,
        "addenda_line": (single["line"] + 1).to_list(),
        "addenda_text": _information(lines, single["line"].to_numpy()).tolist(),
    }
    frame = pl.DataFrame(
        columns,
        schema={
            "entry": pl.Int64(),
            "segment_number": pl.Int64(),
            "addenda_line": pl.Int64(),
            "addenda_text": pl.String(),
        },
    )
    ctx = payments.filter(pl.col("sec_code") == "CTX")
    found = [
        segment
        for entry, line, count in ctx.select("entry", "line", "addenda_count").iter_rows()
        for segment in _ctx_segments(lines, entry, line=line, count=count)
    ]
    return pl.concat([frame, pl.DataFrame(found, schema=frame.schema, orient="row")])


def _information(lines: Lines, rows: IntArray) -> "np.ndarray[tuple[int], np.dtype[np.str_]]":
    """The payment information on the given 0-based rows. Shapes: [row]."""
    part = lines.matrix[rows][:, _INFORMATION.start - 1 : _INFORMATION.end]
    return np.ascontiguousarray(part).view("S80").ravel().astype("U80")


def _ctx_segments(
    lines: Lines, entry: int, *, line: int, count: int
) -> list[tuple[int, int, int, str]]:
    """The DED segments among the slices of an X12 820, which may cut a segment anywhere.

    Everything else of the 820 is passed over: its envelope is the bank's affair.
    """
    part = lines.matrix[line : line + count, _INFORMATION.start - 1 : _INFORMATION.end]
    text = part.tobytes().decode("ascii")
    found: list[tuple[int, int, int, str]] = []
    start = 0
    for body in text.split(DED.terminator):
        is_closed = start + len(body) < len(text)
        opening = body.lstrip(" ")
        if opening.startswith("DED"):
            at = start + len(body) - len(opening)
            segment = opening + DED.terminator if is_closed else opening.rstrip(" ")
            addenda_line = line + 1 + at // _INFORMATION.length
            found.append((entry, len(found) + 1, addenda_line, segment))
        start += len(body) + 1
    return found


def _returns(
    lines: Lines, entries: pl.DataFrame, addenda: pl.DataFrame
) -> tuple[pl.DataFrame, list[Finding]]:
    """Entries that came back, each with the reason and the trace it was sent under."""
    came_back = entries.filter(pl.col("kind") == RETURN)
    if came_back.is_empty():
        return empty(RETURN_SCHEMA), []
    notices = addenda.filter(pl.col("type_code") == "99").unique("entry", keep="first")
    notices = notices.sort("entry")
    rows = notices["line"].to_numpy() - 1
    names = ("return_reason_code", "addenda_information")
    parsed = parse_columns(ADDENDA_99, lines.matrix[rows], names=names)
    notices = notices.select(
        "entry",
        return_reason_code=_text(parsed, "return_reason_code"),
        original_trace_number=_raw(
            lines, rows, layout=ADDENDA_99, name="original_entry_trace_number"
        ),
        information=_text(parsed, "addenda_information"),
    )
    frame = came_back.join(notices, on="entry", how="left", maintain_order="left")
    is_known = (
        pl.col("original_trace_number").str.contains("^[0-9]{15}$").fill_null(value=False)
    )
    reason = (
        "The returned entry names no trace number of an entry sent (addenda 99, bytes 7-21);"
        " ask the bank which payment came back."
    )
    findings = [
        record_finding(
            line, "Original Entry Trace Number", code="return_unknown", reason=reason, text=text
        )
        for line, text in frame.filter(~is_known).select("line", "entry_text").iter_rows()
    ]
    return frame.filter(is_known).select(*RETURN_SCHEMA), findings


def _number(columns: Columns, name: str) -> pl.Series:
    """A column of numbers, null where no digits stand."""
    values = pl.Series(columns.values[name])
    return values.set(pl.Series(~columns.is_readable[name]), None)


def _text(columns: Columns, name: str) -> pl.Series:
    return _strings(columns.values[name].astype(np.bytes_))


def _raw(lines: Lines, rows: IntArray, *, layout: FixedLayout, name: str) -> pl.Series:
    """A field exactly as it stands: an identifier whose zeros in front count."""
    field = layout.by_name[name]
    part = np.ascontiguousarray(lines.matrix[rows, field.start - 1 : field.end])
    return _strings(part.view(f"S{field.length}").ravel())


def _strings(values: TextArray) -> pl.Series:
    return pl.Series(values.astype(np.str_).tolist(), dtype=pl.String)
