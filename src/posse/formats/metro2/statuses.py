"""Which status an account has: the nine of the policy as the bureaus' codes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from posse.formats.metro2.model import CODES

CURRENT, SATISFIED, COLLECTION_SATISFIED, DELETED = "11", "13", "62", "DA"
# Days past due from which on, the longest first; below 30 the account is in good standing.
# Source: CS-9.2-CBR-STATUS-1 to CS-9.2-CBR-STATUS-7.
PAST_DUE = ((180, "84"), (150, "83"), (120, "82"), (90, "80"), (60, "78"), (30, "71"))
REPORTED = (CURRENT, *(code for _, code in PAST_DUE), SATISFIED, COLLECTION_SATISFIED, DELETED)
# What a month's status becomes in the profile of the 24 months before this one.
IN_HISTORY = {CURRENT: "0", "71": "1", "78": "2", "80": "3", "82": "4", "83": "5", "84": "6"}
HISTORY_LENGTH = 24
NO_HISTORY, NOT_REPORTED, NOTHING_OWED = "B", "D", "E"
INVESTIGATED, DISAGREES, RESOLVED, REMOVED = "XB", "XC", "XH", "XR"

Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int64]


def statuses(
    days_past_due: Days, *, is_satisfied: Bools, is_deleted: Bools, was_collection: Bools
) -> npt.NDArray[np.str_]:
    """The status code of each account; deleting goes before satisfying, that before age.

    Shapes: all are [account]. ``was_collection``: it stands at the bureaus as a collection.
    Source: CS-9.2-CBR-STATUS-1 to CS-9.2-CBR-STATUS-9, CS-9.2-CBR-SUB-10.
    """
    ages = [days_past_due >= days for days, _ in PAST_DUE]
    chosen = np.select(
        [is_deleted, is_satisfied & was_collection, is_satisfied, *ages],
        [DELETED, COLLECTION_SATISFIED, SATISFIED, *(code for _, code in PAST_DUE)],
        default=CURRENT,
    )
    return chosen.astype(np.str_)


def rating() -> pl.Expr:
    """The payment rating: 0 where the account is satisfied, blank where it is not.

    A rating belongs to few statuses; that 13 takes one is read from a state that reports.
    """
    is_satisfied = pl.col("status") == SATISFIED
    return pl.when(is_satisfied).then(pl.lit("0")).otherwise(pl.lit(" "))


def with_history(accounts: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """``accounts`` with the payment profile that follows from what was reported last month.

    Columns: ``account_number``; ``last`` has also ``status``, ``history``, ``balance_cents``
    as :func:`~posse.formats.metro2.reading.read_credit_file` gives them. An account that was
    not reported before has no history; the profile's first place is the month before.
    """
    code = pl.col("status").replace_strict(IN_HISTORY, default=NOT_REPORTED)
    is_free = (pl.col("status") == CURRENT) & (pl.col("balance_cents") == 0)
    newest = pl.when(is_free).then(pl.lit(NOTHING_OWED)).otherwise(code)
    before = last.select(
        "account_number", history=(newest + pl.col("history")).str.slice(0, HISTORY_LENGTH)
    )
    joined = accounts.drop("history", strict=False).join(
        before, on="account_number", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("history").fill_null(NO_HISTORY * HISTORY_LENGTH))


def dispute_code(*, is_open: bool, is_decided: bool = False, agrees: bool = True) -> str:
    """The compliance condition of a disputed account; empty where there was no dispute.

    Under investigation XB; decided XH, or XC where the parent still disagrees.

    Examples:
        >>> dispute_code(is_open=True)
        'XB'
        >>> dispute_code(is_open=False, is_decided=True, agrees=False)
        'XC'
    """
    if is_open:
        return INVESTIGATED
    if not is_decided:
        return ""
    return RESOLVED if agrees else DISAGREES


def words_of(status: str) -> str:
    """A status in words, or the code itself where no chart has it."""
    known = CODES["account_status"].get(status)
    return known.words if known else status


def dispute_codes() -> Sequence[str]:
    """The conditions that a dispute may set or remove, and none at all."""
    return ("", INVESTIGATED, DISAGREES, RESOLVED, REMOVED)
