"""The federal offset programme's file: what is certified, and what comes back.

One file serves the tax refund, administrative offset, passport denial, the multistate account
match and the insurance match; an exclusion keeps a parent out of one of them. ``submission``
writes and reads it, ``answers`` reads rejects, the reconciliation and collections. Wire code
page and transport lie outside: the partner takes EBCDIC, and says which.

Source: CS-9.2-MSFIDM-2, CS-9.2-INS-2.
"""

from posse.formats.federal_offset.answers import (
    read_collections,
    read_reconciliation,
    read_rejects,
    rejected_adds,
)
from posse.formats.federal_offset.submission import (
    ADD,
    DELETE,
    EXCLUSIONS,
    MODIFY,
    NON_TANF,
    REPLACE_EXCLUSIONS,
    TANF,
    Submissions,
    after_file,
    read_submissions,
    standing_at_partner,
    write_submissions,
)

__all__ = [
    "ADD",
    "DELETE",
    "EXCLUSIONS",
    "MODIFY",
    "NON_TANF",
    "REPLACE_EXCLUSIONS",
    "TANF",
    "Submissions",
    "after_file",
    "read_collections",
    "read_reconciliation",
    "read_rejects",
    "read_submissions",
    "rejected_adds",
    "standing_at_partner",
    "write_submissions",
]
