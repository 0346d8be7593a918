"""Card loads, the warrant register, positive pay, and the bank's answers about warrants.

All four layouts are this project's own, marked ``own``: no card programme's or bank's chart
is public. Each partner's chart takes its place when it is agreed; nothing else changes.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from posse.formats.framed import Frame, FramedFile, read_framed, write_framed
from posse.formats.nacha.writing import plain_text

CARD_LOAD = Frame.named("card_load")
WARRANT_REGISTER = Frame.named("warrant_register")
POSITIVE_PAY = Frame.named("positive_pay")
WARRANT_ANSWER = Frame.named("warrant_answer")

ISSUED, VOID = "I", "V"
PAID, STOPPED = "P", "S"
# How files of answers are told from others that lie in the inbox.
ANSWER_SUFFIX = ".wans"
# How such a file opens, by its layout: a header record of its kind.
ANSWER_OPENING = b"HWANS"


@dataclass(frozen=True)
class Drawn:
    """The account on which warrants are drawn, and who draws them."""

    account_number: str
    unit_name: str


def write_card_load(
    loads: pl.DataFrame, *, program_id: str, created_on: date, effective_on: date
) -> bytes:
    """The file that loads cards.

    Columns: ``load_number`` (digits), ``card_reference``, ``amount_cents``, ``payee_name``.
    Raises: RecordError when a value does not fit its field.
    """
    return write_framed(
        CARD_LOAD,
        header={
            "program_id": program_id,
            "created_on": _day(created_on),
            "effective_on": _day(effective_on),
        },
        details={
            "load_number": loads["load_number"].cast(pl.Int64).to_numpy(),
            "card_reference": loads["card_reference"].to_list(),
            "amount": loads["amount_cents"].to_numpy(),
            "payee_name": _texts(loads["payee_name"], 60),
        },
        trailer=_totals(loads),
    )


def write_warrant_register(warrants: pl.DataFrame, *, drawn: Drawn, created_on: date) -> bytes:
    """The file from which warrants are printed and mailed.

    Columns: ``number``, ``issued_on``, ``amount_cents``, ``payee_name``, ``line_1``,
    ``line_2``, ``city``, ``state``, ``zip_code``.
    Raises: RecordError when a value does not fit its field.
    """
    texts = {"payee_name": 60, "line_1": 60, "line_2": 60, "city": 40, "state": 2}
    return write_framed(
        WARRANT_REGISTER,
        header={
            "created_on": _day(created_on),
            "unit_name": plain_text(drawn.unit_name, 23),
        },
        details={
            "warrant_number": warrants["number"].to_numpy(),
            "issue_date": _days(warrants["issued_on"]),
            "amount": warrants["amount_cents"].to_numpy(),
            "zip_code": warrants["zip_code"].to_list(),
            **{name: _texts(warrants[name], length) for name, length in texts.items()},
        },
        trailer=_totals(warrants),
    )


def write_positive_pay(marks: pl.DataFrame, *, drawn: Drawn, created_on: date) -> bytes:
    """The file by which the bank knows which warrants to pay and which not.

    Columns: ``number``, ``issued_on``, ``amount_cents``, ``status`` (I or V),
    ``payee_name``.
    Raises: RecordError when a value does not fit its field.
    """
    return write_framed(
        POSITIVE_PAY,
        header={"account_number": drawn.account_number, "created_on": _day(created_on)},
        details={
            "account_number": drawn.account_number,
            "warrant_number": marks["number"].to_numpy(),
            "issue_date": _days(marks["issued_on"]),
            "amount": marks["amount_cents"].to_numpy(),
            "status": marks["status"].to_list(),
            "payee_name": _texts(marks["payee_name"], 60),
        },
        trailer={
            **_totals(marks),
            "void_count": marks.filter(pl.col("status") == VOID).height,
        },
    )


def write_warrant_answer(answers: pl.DataFrame, *, account: str, created_on: date) -> bytes:
    """The bank's answers: what it paid and what it stopped.

    Columns: ``number``, ``amount_cents``, ``answered_on``, ``status`` (P or S).
    Raises: RecordError when a value does not fit its field.
    """
    return write_framed(
        WARRANT_ANSWER,
        header={"account_number": account, "created_on": _day(created_on)},
        details={
            "account_number": account,
            "warrant_number": answers["number"].to_numpy(),
            "amount": answers["amount_cents"].to_numpy(),
            "answered_on": _days(answers["answered_on"]),
            "status": answers["status"].to_list(),
        },
        trailer=_totals(answers),
    )


def is_warrant_answer(content: bytes) -> bool:
    """Whether a file opens as one of answers does, whatever it is called."""
    return content.startswith(ANSWER_OPENING)


def read_warrant_answer(content: bytes) -> FramedFile:
    """The bank's answers by their line, and what is wrong with the file."""
    return read_framed(WARRANT_ANSWER, content)


def _totals(rows: pl.DataFrame) -> dict[str, str | int | None]:
    return {"record_count": rows.height, "total_amount": int(rows["amount_cents"].sum())}


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _days(days: pl.Series) -> list[str]:
    return [_day(day) for day in days]


def _texts(texts: pl.Series, length: int) -> list[str]:
    return [plain_text(text or "", length) for text in texts]
