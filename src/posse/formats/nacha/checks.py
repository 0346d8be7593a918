"""All checks of a file that was read, one small function each, and their one door.

Checks of records reject a record and let the good ones go on; the checks of
:mod:`posse.formats.nacha.totals` refuse the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from posse.formats.findings import Finding, in_line_order, record_finding
from posse.formats.identifiers import is_routing_number
from posse.formats.nacha import totals
from posse.formats.nacha.model import (
    COST_RECOVERY,
    PAYMENT,
    PRENOTE,
    RETURN,
    SUPPORTED_CLASSES,
    AchFile,
)
from posse.units.money import format_dollars

ZERO_DOLLAR_CODES = (24, 34)
_SEND_AGAIN = "ask the sender to correct it and send it again."


@dataclass(frozen=True)
class Terms:
    """What a check needs to know besides the file."""

    received_on: date
    amount_limit_cents: int


Check = Callable[[AchFile, Terms], list[Finding]]


def checks(ach_file: AchFile, *, received_on: date, amount_limit_cents: int) -> list[Finding]:
    """Everything wrong with the file, findings of reading included, in the order of lines.

    Args:
        received_on: The day the file arrived; no payment can have been withheld after it.
        amount_limit_cents: The largest payment that is believed without a person's look.
    """
    findings = list(ach_file.findings)
    if not ach_file.control:
        return in_line_order(findings)
    terms = Terms(received_on=received_on, amount_limit_cents=amount_limit_cents)
    for file_check in FILE_CHECKS:
        findings += file_check(ach_file)
    for record_check in RECORD_CHECKS:
        findings += record_check(ach_file, terms)
    return in_line_order(findings)


def entry_class_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Batches of a class that carries no support payments; their entries are rejected."""
    batches = ach_file.batches.filter(~pl.col("sec_code").is_in(SUPPORTED_CLASSES))
    return [
        record_finding(
            line,
            "Standard Entry Class",
            code="entry_class",
            reason=f"Entry class {sec_code!r} is not CCD, CTX or PPD; the batch's payments"
            " cannot be read. Ask the sender to use CCD with one addenda.",
            text=sec_code,
        )
        for line, sec_code in batches.select("line", "sec_code").iter_rows()
    ]


def transaction_code_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Entries whose transaction code cannot be read, so that their direction is unknown."""
    wrong = ach_file.entries.filter(pl.col("transaction_code").is_null())
    reason = f"Transaction Code (bytes 2-3) must be two digits; {_SEND_AGAIN}"
    return _entry_findings(
        wrong, field="Transaction Code", code="transaction_code", reason=reason
    )


def debit_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Debits: an inbound support file brings money and never takes it."""
    wrong = ach_file.entries.filter((pl.col("kind") == PAYMENT) & ~pl.col("is_credit"))
    reason = (
        "The entry is a debit; a support payment is a credit (transaction code 22 or 32)."
        " Ask the sender to reverse it and pay by credit."
    )
    return _entry_findings(wrong, field="Transaction Code", code="debit", reason=reason)


def routing_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Routing numbers whose check digit is wrong (weights 3, 7, 1)."""
    numbers = ach_file.entries["routing_number"].unique().to_list()
    wrong_numbers = [number for number in numbers if not is_routing_number(number)]
    wrong = ach_file.entries.filter(pl.col("routing_number").is_in(wrong_numbers))
    reason = f"The routing number (bytes 4-12) fails its check digit; {_SEND_AGAIN}"
    return _entry_findings(wrong, field="Check Digit", code="routing_number", reason=reason)


def amount_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Amounts that are not ten digits; a sign or a point is no digit."""
    wrong = ach_file.entries.filter(pl.col("amount_cents").is_null())
    reason = f"Amount (bytes 30-39) must be ten digits of cents, no sign; {_SEND_AGAIN}"
    return _entry_findings(wrong, field="Amount", code="amount", reason=reason)


def zero_amount_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Entries of nothing that are no notice of ended employment.

    Only a zero-dollar transaction code with DED09 = Y says something without money.
    """
    notices = _of_entry(ach_file, pl.col("employment_terminated").all().alias("is_notice"))
    entries = _payment_entries(ach_file).join(notices, on="entry", how="left")
    is_zero_code = pl.col("transaction_code").is_in(ZERO_DOLLAR_CODES)
    is_notice = is_zero_code & pl.col("is_notice").fill_null(value=False)
    wrong = entries.filter((pl.col("amount_cents") == 0) & ~is_notice)
    reason = (
        "The amount is zero, but the entry is no termination notice (transaction code 24 and"
        f" DED09 = Y); {_SEND_AGAIN}"
    )
    return _entry_findings(wrong, field="Amount", code="zero_amount", reason=reason)


def zero_code_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Zero-dollar transaction codes that carry money all the same."""
    is_zero_code = pl.col("transaction_code").is_in(ZERO_DOLLAR_CODES)
    wrong = ach_file.entries.filter(is_zero_code & (pl.col("amount_cents") > 0))
    reason = f"A zero-dollar transaction code stands with an amount; {_SEND_AGAIN}"
    return _entry_findings(wrong, field="Amount", code="zero_code", reason=reason)


def prenote_amount_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Account tests that carry money, which they never may."""
    wrong = ach_file.entries.filter((pl.col("kind") == PRENOTE) & (pl.col("amount_cents") > 0))
    reason = f"An account test (prenote) stands with an amount; {_SEND_AGAIN}"
    return _entry_findings(wrong, field="Amount", code="prenote_amount", reason=reason)


def amount_limit_findings(ach_file: AchFile, terms: Terms) -> list[Finding]:
    """Payments larger than anyone is believed to owe."""
    wrong = ach_file.remittances.filter(pl.col("amount_cents") > terms.amount_limit_cents)
    return [
        record_finding(
            line,
            "DED04 Payment Amount",
            code="ded_amount_limit",
            reason=f"The payment of {format_dollars(amount)} is above the limit of"
            f" {format_dollars(terms.amount_limit_cents)}; confirm it with the sender.",
        )
        for line, amount in wrong.select("addenda_line", "amount_cents").iter_rows()
    ]


def pay_date_findings(ach_file: AchFile, terms: Terms) -> list[Finding]:
    """Payments withheld on a day after the file arrived."""
    wrong = ach_file.remittances.filter(pl.col("collected_on") > terms.received_on)
    return [
        record_finding(
            line,
            "DED03 Pay Date",
            code="ded_future_date",
            reason=f"The pay date {day} lies after {terms.received_on}, the day the file"
            f" arrived; {_SEND_AGAIN}",
        )
        for line, day in wrong.select("addenda_line", "collected_on").iter_rows()
    ]


def zero_segment_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Segments of zero inside an entry with money that say nothing about employment."""
    amounts = ach_file.entries.select("entry", pl.col("amount_cents").alias("entry_cents"))
    wrong = ach_file.remittances.join(amounts, on="entry").filter(
        (pl.col("amount_cents") == 0)
        & (pl.col("entry_cents") > 0)
        & ~pl.col("employment_terminated").fill_null(value=True)
    )
    reason = f"The amount is zero and DED09 does not say Y; {_SEND_AGAIN}"
    return [
        record_finding(line, "DED04 Payment Amount", code="ded_zero_amount", reason=reason)
        for line in wrong["addenda_line"]
    ]


def missing_segment_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Payments that do not say whose they are."""
    entries = _payment_entries(ach_file).filter(pl.col("is_credit"))
    wrong = entries.join(ach_file.remittances, on="entry", how="anti", maintain_order="left")
    reason = (
        "The entry carries no DED segment, so nobody can tell whose payment it is."
        " Ask the sender for the remittance and post it by hand."
    )
    return _entry_findings(wrong, field="DED segment", code="ded_missing", reason=reason)


def entry_total_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Entries whose amount is not the sum of their DED segments.

    With cost recovery (RI, RT, RO) the sending state keeps its fee, so less may arrive than
    the parent paid; never more.
    """
    sums = _of_entry(
        ach_file,
        pl.col("amount_cents").sum().alias("ded_cents"),
        pl.col("amount_cents").is_null().any().alias("is_open"),
        pl.col("application").is_in(COST_RECOVERY).any().alias("has_fee"),
        pl.len().alias("segments"),
    )
    entries = ach_file.entries.join(sums, on="entry", how="inner", maintain_order="left")
    has_fee = pl.col("has_fee").fill_null(value=False)
    is_different = (
        pl.when(has_fee)
        .then(pl.col("amount_cents") > pl.col("ded_cents"))
        .otherwise(pl.col("amount_cents") != pl.col("ded_cents"))
    )
    # A single unreadable segment is already a finding of its own.
    is_unproven = pl.col("is_open") & (pl.col("segments") > 1)
    wrong = entries.filter(is_unproven | (is_different & ~pl.col("is_open")))
    return [
        record_finding(
            line,
            "Amount",
            code="entry_amount",
            reason=f"The entry brings {format_dollars(amount)}, its DED segments tell of"
            f" {format_dollars(told)}{' and more that cannot be read' if is_open else ''};"
            f" {_SEND_AGAIN}",
        )
        for line, amount, told, is_open in wrong.select(
            "line", "amount_cents", "ded_cents", "is_open"
        ).iter_rows()
    ]


def addenda_count_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Entries whose addenda are not as many as their class and indicator say."""
    entries = ach_file.entries.filter(pl.col("sec_code").is_in(SUPPORTED_CLASSES))
    is_ctx = pl.col("sec_code") == "CTX"
    has_addenda = pl.when(pl.col("addenda_count") > 0).then(pl.lit("1")).otherwise(pl.lit("0"))
    is_wrong = (
        (pl.col("addenda_indicator") != has_addenda)
        | (~is_ctx & (pl.col("addenda_count") > 1))
        | (is_ctx & pl.col("addenda_count").ne_missing(pl.col("declared_addenda_count")))
    )
    # A returned CTX entry keeps the count of the entry as it was sent.
    wrong = entries.filter(is_wrong & ~(is_ctx & (pl.col("kind") == RETURN)))
    reason = (
        "The addenda that follow are not those the entry announces: CCD and PPD take one, CTX"
        f" as many as bytes 55-58 say; {_SEND_AGAIN}"
    )
    return _entry_findings(
        wrong, field="Addenda Record Indicator", code="addenda_count", reason=reason
    )


def addenda_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Addenda that are of another type, out of sequence, or belong to another entry."""
    traces = ach_file.entries.select("entry", "trace_number", "kind", "sec_code")
    addenda = ach_file.addenda.join(traces, on="entry", how="left", maintain_order="left")
    addenda = addenda.filter(
        (pl.col("kind") != RETURN) & pl.col("sec_code").is_in(SUPPORTED_CLASSES)
    )
    is_other_type = pl.col("type_code") != "05"
    is_other_entry = pl.col("entry_sequence_number") != pl.col("trace_number").str.slice(-7)
    is_out_of_turn = pl.col("sequence_number").ne_missing(pl.col("position"))
    wrong = addenda.filter(is_other_type | is_other_entry | is_out_of_turn)
    reason = (
        "The addenda is not type 05, not numbered in turn (bytes 84-87), or does not repeat"
        f" the last seven digits of its entry's trace number (bytes 88-94); {_SEND_AGAIN}"
    )
    return [
        record_finding(line, "Addenda Sequence Number", code="addenda", reason=reason)
        for line in wrong["line"]
    ]


def trace_number_findings(ach_file: AchFile, _terms: Terms) -> list[Finding]:
    """Trace numbers that are no fifteen digits or stand twice in one batch."""
    is_repeated = ~pl.struct("batch", "trace_number").is_first_distinct()
    is_unreadable = ~pl.col("trace_number").str.contains("^[0-9]{15}$")
    wrong = ach_file.entries.filter(is_repeated | is_unreadable)
    reason = (
        "The trace number (bytes 80-94) is not fifteen digits or stands twice in the batch;"
        f" {_SEND_AGAIN}"
    )
    return _entry_findings(wrong, field="Trace Number", code="trace_number", reason=reason)


FILE_CHECKS = (
    totals.block_findings,
    totals.batch_number_findings,
    totals.batch_pair_findings,
    totals.service_class_findings,
    totals.batch_total_findings,
    totals.file_total_findings,
)
RECORD_CHECKS: tuple[Check, ...] = (
    entry_class_findings,
    transaction_code_findings,
    debit_findings,
    routing_findings,
    amount_findings,
    zero_amount_findings,
    zero_code_findings,
    prenote_amount_findings,
    amount_limit_findings,
    pay_date_findings,
    zero_segment_findings,
    missing_segment_findings,
    entry_total_findings,
    addenda_count_findings,
    addenda_findings,
    trace_number_findings,
)


def _entry_findings(
    entries: pl.DataFrame, *, field: str, code: str, reason: str
) -> list[Finding]:
    """The same finding for every given entry, with its own record as text."""
    return [
        record_finding(line, field, code=code, reason=reason, text=text)
        for line, text in entries.select("line", "entry_text").iter_rows()
    ]


def _payment_entries(ach_file: AchFile) -> pl.DataFrame:
    """Entries that must say whose payment they are."""
    return ach_file.entries.filter(
        (pl.col("kind") == PAYMENT) & pl.col("sec_code").is_in(SUPPORTED_CLASSES)
    )


def _of_entry(ach_file: AchFile, *sums: pl.Expr) -> pl.DataFrame:
    """Sums over the DED segments of each entry."""
    return ach_file.remittances.group_by("entry").agg(*sums)
