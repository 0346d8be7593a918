"""Federal tax information: that money came out of a federal tax refund is such itself.

Who has no need of it sees the amount without its source; who has it, is warned, and each
view is logged. Source: 26 USC 6103; 45 CFR 303.21.
"""

from collections.abc import Iterable

from posse.apps.cases.models import Case
from posse.apps.doors.choices import Answer, Door
from posse.apps.payments.choices import FileKind, Source
from posse.apps.payments.models import InboundFile, Receipt
from posse.services.access import READ_TAX_INFORMATION, Visitor, may
from posse.services.doors.viewings import do_log_viewing

TAX_SOURCES = frozenset({str(Source.FEDERAL_TAX_REFUND_OFFSET)})
RESTRICTED = "Source restricted"


def is_tax_information(source: str) -> bool:
    """Whether a source of money is federal tax information."""
    return source in TAX_SOURCES


def refusal_of_receipt(viewer: Visitor, receipt: Receipt, *, page: str = "") -> str:
    """Why a receipt is closed to a viewer; an attempt and a view are both logged."""
    if not is_tax_information(receipt.source):
        return ""
    is_allowed = may(viewer, READ_TAX_INFORMATION)
    do_log_viewing(
        user=viewer,
        door=Door.TAX_INFORMATION,
        answer=Answer.OPENED if is_allowed else Answer.REFUSED,
        case=receipt.case,
        subject=f"receipt R{receipt.pk}",
        page=page,
    )
    if is_allowed:
        return ""
    return "This receipt is restricted to whoever needs its source. The attempt is logged."


def refusal_of_file(viewer: Visitor, file: InboundFile, *, page: str = "") -> str:
    """Why a file is closed to a viewer: one of offsets may tell of tax refunds.

    Which of its records do is among the bytes that are not known, so all of it counts.
    """
    if file.kind != FileKind.OFFSET_COLLECTIONS:
        return ""
    is_allowed = may(viewer, READ_TAX_INFORMATION)
    do_log_viewing(
        user=viewer,
        door=Door.TAX_INFORMATION,
        answer=Answer.OPENED if is_allowed else Answer.REFUSED,
        subject=f"file {file.pk} of offsets",
        page=page,
    )
    if is_allowed:
        return ""
    return "This file may tell of tax refunds; it is restricted. The attempt is logged."


def do_log_tax_list(
    *, viewer: Visitor, sources: Iterable[str], case: Case, page: str = ""
) -> bool:
    """Log that a list showed federal tax information, where it did; whether it did."""
    if not any(map(is_tax_information, sources)) or not may(viewer, READ_TAX_INFORMATION):
        return False
    do_log_viewing(
        user=viewer,
        door=Door.TAX_INFORMATION,
        case=case,
        subject=f"receipts of case {case.number}",
        page=page,
    )
    return True
