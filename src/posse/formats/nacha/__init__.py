"""The bank's payment file (ACH): employers' payments in, payments to families out.

Reading takes three steps, each of which can be looked at on its own::

    ach_file = read_ach(content)
    findings = checks(ach_file, received_on=day, amount_limit_cents=10_000_00)
    frame = payment_frame(ach_file, findings)     # or payments(ach_file, findings)

``read_ach`` never raises for bad bytes. ``findings`` holds everything that is wrong with the
file, those of reading included; when one of them is fatal ``payment_frame`` is empty, else it
leaves out the rejected records and keeps the good ones. Its columns are the fields of
:class:`Payment`. Returned entries stand in ``ach_file.returns``, account tests (prenotes) only
in ``ach_file.entries``. A mainframe's file goes through :func:`from_code_page` first.

``write_credits`` writes CCD and PPD credits, with a DED addenda where one is given
(:func:`ded_segment` builds it); ``write_ach`` writes a file that was read. CTX is read but not
written: the envelope of its X12 820 is not known.
"""

from posse.formats.nacha.checks import checks
from posse.formats.nacha.ded import ded_segment, name_element, read_ded
from posse.formats.nacha.lines import from_code_page
from posse.formats.nacha.model import AchFile
from posse.formats.nacha.payments import Payment, payment_frame, payments
from posse.formats.nacha.reading import read_ach
from posse.formats.nacha.writing import CreditBatch, FileHeader, write_ach, write_credits

__all__ = [
    "AchFile",
    "CreditBatch",
    "FileHeader",
    "Payment",
    "checks",
    "ded_segment",
    "from_code_page",
    "name_element",
    "payment_frame",
    "payments",
    "read_ach",
    "read_ded",
    "write_ach",
    "write_credits",
]
