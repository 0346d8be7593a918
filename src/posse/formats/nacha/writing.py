"""Writing ACH files: credits to payees, employers' payments, and files that were read.

Every record comes out of the codec; hash, counts, totals, block padding and control records
are computed here from the records themselves. Nothing reads a clock: the day, the time and
the modifier that tell files of one day apart are arguments, so the same call writes the same
bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import combining, normalize

import numpy as np
import polars as pl

from posse.formats.codec import FixedLayout, LayoutNotKnown, Record, RecordError
from posse.formats.columns import ByteMatrix, IntArray, parse_columns, write_columns
from posse.formats.identifiers import is_routing_number
from posse.formats.nacha.lines import RECORD_LENGTH, RECORDS_PER_BLOCK
from posse.formats.nacha.model import AchFile
from posse.formats.nacha.order import outline
from posse.formats.nacha.reading import (
    ADDENDA_05,
    ADDENDA_99,
    BATCH_CONTROL,
    BATCH_HEADER,
    ENTRY,
    ENTRY_CTX,
    FILE_CONTROL,
    FILE_HEADER,
)
from posse.formats.nacha.totals import HASH_MODULUS

CHECKING_CREDIT = 22
SAVINGS_CREDIT = 32
CREDITS_ONLY = 220
_CODES_WITHOUT_MONEY = (23, 24, 33, 34)
_CODES_WITH_MONEY = (CHECKING_CREDIT, SAVINGS_CREDIT)
_MOST_ENTRIES = 9_999_999


@dataclass(frozen=True)
class FileHeader:
    """Who sends the file to whom, and which of the day's files it is.

    Attributes:
        immediate_destination: Ten characters: a blank and the bank's routing number.
        immediate_origin: Ten characters as the bank directs.
        created_at: Hours and minutes, such as ``0930``; blank where the bank allows it.
        modifier: A to Z, then 0 to 9, for the files of one day.
    """

    immediate_destination: str
    immediate_origin: str
    destination_name: str
    origin_name: str
    created_on: date
    created_at: str = ""
    modifier: str = "A"
    reference: str = ""


@dataclass(frozen=True)
class CreditBatch:
    """Credits of one company on one day.

    Attributes:
        sec_code: CCD or PPD.
        originating_dfi: First eight digits of the sending bank's routing number.
        entries: A row a credit: ``routing_number``, ``account_number``, ``amount_cents``,
            ``identification_number``, ``receiver_name``; optionally ``transaction_code``
            (22 where left out), ``addenda`` (a DED segment or null) and ``sequence``, the
            last seven digits of its trace number (numbered in turn where left out).
    """

    sec_code: str
    company_name: str
    company_id: str
    entry_description: str
    effective_on: date
    originating_dfi: str
    entries: pl.DataFrame
    descriptive_date: str = ""
    discretionary_data: str = ""
    originator_status: str = "1"


def write_credits(header: FileHeader, batches: Sequence[CreditBatch]) -> bytes:
    """A file of credits, each batch and trace numbered in turn, every line ended by LF.

    Names are cut to their field and written without accents; anything else that does not
    fit is refused.

    Raises:
        LayoutNotKnown: CTX, whose X12 820 envelope no source shows.
        RecordError: an amount, account, routing number or text that cannot be written.
    """
    file_header = _file_header(header)
    parts: list[tuple[str, ByteMatrix]] = []
    first_trace = 1
    for number, batch in enumerate(batches, start=1):
        if batch.sec_code not in ("CCD", "PPD"):
            raise LayoutNotKnown(
                f"{batch.sec_code} cannot be written: the X12 820 envelope of the NACHA guide"
                " for child support is not known. Pay by CCD or PPD."
            )
        _refuse_unfit(batch.entries)
        parts.append((_batch_header(batch, number), _credit_lines(batch, first_trace)))
        first_trace += batch.entries.height
    if first_trace - 1 > _MOST_ENTRIES:
        raise RecordError(f"a file takes at most {_MOST_ENTRIES} entries")
    return _bytes_of(_assembled(file_header, parts), line_end=b"\n", has_last_line_end=True)


def write_ach(ach_file: AchFile) -> bytes:
    """A file that was read, written again through the codec, controls computed anew.

    The same bytes come out when the file was right; its line ends are kept.

    Raises: RecordError when a number of the file could not be read.
    """
    shape, order_findings = outline(ach_file.lines)
    if not ach_file.header or order_findings:
        raise RecordError("a file that was refused cannot be written again")
    matrix = ach_file.lines.matrix
    sec_codes = ach_file.batches["sec_code"].to_list()
    starts = shape.rows_of("5").tolist()
    ends = shape.rows_of("8").tolist()
    parts = []
    for start, end, sec_code in zip(starts, ends, sec_codes, strict=True):
        header, findings = BATCH_HEADER.parse(matrix[start].tobytes())
        if findings:
            raise RecordError(findings[0].reason)
        body = _recoded_body(matrix[start + 1 : end], is_ctx=sec_code == "CTX")
        parts.append((BATCH_HEADER.write(header), body))
    records = _assembled(FILE_HEADER.write(ach_file.header), parts)
    return _bytes_of(
        records,
        line_end=ach_file.lines.line_end,
        has_last_line_end=ach_file.lines.has_last_line_end,
    )


def plain_text(text: str, length: int) -> str:
    """``text`` as the network takes it: ASCII, without accents, cut to ``length``.

    Examples:
        >>> plain_text("Zoë Müller-Núñez", 12)
        'Zoe Muller-N'
    """
    if not text.isascii():
        bare = (sign for sign in normalize("NFKD", text) if not combining(sign))
        text = "".join(sign if sign.isascii() else "?" for sign in bare)
    return text[:length]


def _file_header(header: FileHeader) -> str:
    return FILE_HEADER.write(
        {
            "immediate_destination": header.immediate_destination,
            "immediate_origin": header.immediate_origin,
            "file_creation_date": header.created_on.strftime("%y%m%d"),
            "file_creation_time": header.created_at or None,
            "file_id_modifier": header.modifier,
            "immediate_destination_name": plain_text(header.destination_name, 23),
            "immediate_origin_name": plain_text(header.origin_name, 23),
            "reference_code": header.reference,
        }
    )


def _batch_header(batch: CreditBatch, number: int) -> str:
    return BATCH_HEADER.write(
        {
            "service_class_code": CREDITS_ONLY,
            "company_name": plain_text(batch.company_name, 16),
            "company_discretionary_data": batch.discretionary_data,
            "company_identification": batch.company_id,
            "standard_entry_class": batch.sec_code,
            "company_entry_description": batch.entry_description,
            "company_descriptive_date": batch.descriptive_date,
            "effective_entry_date": batch.effective_on.strftime("%y%m%d"),
            "settlement_date": None,
            "originator_status_code": batch.originator_status,
            "originating_dfi_identification": batch.originating_dfi,
            "batch_number": number,
        }
    )


def _refuse_unfit(entries: pl.DataFrame) -> None:
    """Raise RecordError for a routing number or an amount no bank would take."""
    numbers = entries["routing_number"].unique().to_list()
    wrong = [number for number in numbers if not is_routing_number(number or "")]
    if wrong:
        raise RecordError(f"routing number {wrong[0]!r} fails its check digit")
    codes = _transaction_codes(entries)
    amounts = entries["amount_cents"].cast(pl.Int64)
    is_moneyless = codes.is_in(_CODES_WITHOUT_MONEY)
    is_right = pl.select(
        pl.when(is_moneyless)
        .then(amounts == 0)
        .otherwise((amounts > 0) & codes.is_in(_CODES_WITH_MONEY))
    ).to_series()
    if not is_right.fill_null(value=False).all():
        raise RecordError("a credit (22, 32) needs cents above zero, a notice or test zero")


def _transaction_codes(entries: pl.DataFrame) -> pl.Series:
    if "transaction_code" in entries.columns:
        return entries["transaction_code"]
    return pl.Series("transaction_code", [CHECKING_CREDIT] * entries.height, dtype=pl.Int64)


def _credit_lines(batch: CreditBatch, first_trace: int) -> ByteMatrix:
    """Entries and their addenda in turn. Shapes: the result is [record, byte]."""
    entries = batch.entries
    count = entries.height
    addenda = (
        entries["addenda"]
        if "addenda" in entries.columns
        else pl.Series("addenda", [None] * count, dtype=pl.String)
    )
    has_addenda = addenda.is_not_null().to_numpy()
    routing = entries["routing_number"].cast(pl.Int64).to_numpy()
    sequence = (
        entries["sequence"].to_numpy()
        if "sequence" in entries.columns
        else np.arange(first_trace, first_trace + count, dtype=np.int64)
    )
    entry_matrix = write_columns(
        ENTRY,
        {
            "transaction_code": _transaction_codes(entries).to_numpy(),
            "receiving_dfi_identification": routing // 10,
            "check_digit": routing % 10,
            "dfi_account_number": entries["account_number"].to_list(),
            "amount": entries["amount_cents"].to_numpy(),
            "identification_number": entries["identification_number"].to_list(),
            "receiving_company_name": [
                plain_text(name, 22) for name in entries["receiver_name"]
            ],
            "discretionary_data": "",
            "addenda_record_indicator": has_addenda.astype(np.int64),
            "trace_number": int(batch.originating_dfi) * 10**7 + sequence,
        },
        count=count,
    )
    addenda_matrix = write_columns(
        ADDENDA_05,
        {
            "payment_related_information": addenda.drop_nulls().to_list(),
            "addenda_sequence_number": 1,
            "entry_detail_sequence_number": sequence[has_addenda],
        },
        count=int(has_addenda.sum()),
    )
    return _interleaved(entry_matrix, addenda_matrix, has_addenda.astype(np.int64))


def _interleaved(
    entries: ByteMatrix, addenda: ByteMatrix, addenda_counts: IntArray
) -> ByteMatrix:
    """Each entry followed by its addenda. Shapes: ``addenda_counts`` is [entry]."""
    rows = np.arange(entries.shape[0]) + np.cumsum(addenda_counts) - addenda_counts
    whole = np.empty((entries.shape[0] + addenda.shape[0], RECORD_LENGTH), dtype=np.uint8)
    is_entry = np.zeros(whole.shape[0], dtype=np.bool_)
    is_entry[rows] = True
    whole[is_entry] = entries
    whole[~is_entry] = addenda
    return whole


def _assembled(file_header: str, batches: Sequence[tuple[str, ByteMatrix]]) -> ByteMatrix:
    """All records of a file: header, batches with their controls, file control, padding."""
    parts = [_row(file_header)]
    controls: list[Record] = []
    for header, body in batches:
        control = _batch_control(header, body)
        controls.append(control)
        parts += [_row(header), body, _row(BATCH_CONTROL.write(control))]
    record_count = sum(part.shape[0] for part in parts) + 1
    block_count = -(-record_count // RECORDS_PER_BLOCK)
    parts.append(_row(FILE_CONTROL.write(_file_control(controls, block_count))))
    padding = block_count * RECORDS_PER_BLOCK - record_count
    parts.append(np.full((padding, RECORD_LENGTH), ord("9"), dtype=np.uint8))
    return np.concatenate(parts)


def _batch_control(header: str, body: ByteMatrix) -> Record:
    """The control of a batch, counted from its records. Shapes: ``body`` is [record, byte]."""
    entries = body[body[:, 0] == ord("6")]
    names = ("transaction_code", "receiving_dfi_identification", "amount")
    columns = parse_columns(ENTRY, entries, names=names)
    codes, routing, amounts = (columns.values[name].astype(np.int64) for name in names)
    is_credit = codes % 10 < 5
    opening, _ = BATCH_HEADER.parse(header)
    repeated = (
        "service_class_code",
        "company_identification",
        "originating_dfi_identification",
        "batch_number",
    )
    return {name: opening[name] for name in repeated} | {
        "entry_addenda_count": int(body.shape[0]),
        "entry_hash": int(routing.sum()) % HASH_MODULUS,
        "total_debit_amount": int(amounts[~is_credit].sum()),
        "total_credit_amount": int(amounts[is_credit].sum()),
        "message_authentication_code": None,
    }


def _file_control(controls: Sequence[Record], block_count: int) -> Record:
    """The file control, added up from the batch controls."""
    sums = {
        name: sum(int(control[name] or 0) for control in controls)
        for name in (
            "entry_addenda_count",
            "entry_hash",
            "total_debit_amount",
            "total_credit_amount",
        )
    }
    return {
        **sums,
        "entry_hash": sums["entry_hash"] % HASH_MODULUS,
        "batch_count": len(controls),
        "block_count": block_count,
    }


def _recoded_body(body: ByteMatrix, *, is_ctx: bool) -> ByteMatrix:
    """Entries and addenda read and written again. Shapes: [record, byte]."""
    whole = body.copy()
    is_return = (body[:, 1] == ord("9")) & (body[:, 2] == ord("9"))
    is_addenda = body[:, 0] == ord("7")
    for layout, chosen in (
        (ENTRY_CTX if is_ctx else ENTRY, ~is_addenda),
        (ADDENDA_05, is_addenda & ~is_return),
        (ADDENDA_99, is_addenda & is_return),
    ):
        whole[chosen] = _recoded(layout, body[chosen])
    return whole


def _recoded(layout: FixedLayout, matrix: ByteMatrix) -> ByteMatrix:
    columns = parse_columns(layout, matrix)
    unread = [name for name, is_right in columns.is_readable.items() if not is_right.all()]
    if unread:
        raise RecordError(f"{layout.record}: {', '.join(unread)} cannot be read")
    return write_columns(layout, columns.values, count=matrix.shape[0])


def _row(record: str) -> ByteMatrix:
    return np.frombuffer(record.encode("ascii"), dtype=np.uint8).reshape(1, -1)


def _bytes_of(records: ByteMatrix, *, line_end: bytes, has_last_line_end: bool) -> bytes:
    """The records with their line ends as one piece."""
    ends = np.tile(np.frombuffer(line_end, dtype=np.uint8), (records.shape[0], 1))
    content = np.concatenate([records, ends], axis=1).tobytes()
    return content if has_last_line_end or not line_end else content[: -len(line_end)]
