"""Metro 2: a month's child support accounts as the credit bureaus take them.

Character format: a header, one record an account (the 426-byte base, then its segments in the
order J1, J2, K1 to K4, L1, N1) and a trailer that counts them, one to a line. ``statuses`` says
which of the nine statuses an account has, ``writing`` makes the file, ``reading`` checks one
and tells what was reported last. Amounts are whole dollars, cents cut off; dates MMDDYYYY.

Bureaus' ids, and whether a bureau wants account type 93 or 50, are agreed with each of them.
Source: CS-9.2-CBR-1, CS-9.2-CBR-STATUS-1 to CS-9.2-CBR-STATUS-9.
"""

from posse.formats.metro2.model import Furnisher
from posse.formats.metro2.reading import CreditFile, read_credit_file
from posse.formats.metro2.statuses import (
    COLLECTION_SATISFIED,
    CURRENT,
    DELETED,
    SATISFIED,
    dispute_code,
    statuses,
    with_history,
)
from posse.formats.metro2.writing import ACCOUNT_COLUMNS, write_credit_file

__all__ = [
    "ACCOUNT_COLUMNS",
    "COLLECTION_SATISFIED",
    "CURRENT",
    "DELETED",
    "SATISFIED",
    "CreditFile",
    "Furnisher",
    "dispute_code",
    "read_credit_file",
    "statuses",
    "with_history",
    "write_credit_file",
]
