"""What became of an inbound file, for the command line, the nightly job and the screens."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from posse.apps.payments.choices import FileState
from posse.formats.findings import Finding
from posse.units.money import format_cents


@dataclass(frozen=True)
class ReceiveOutcome:
    """A file's totals, its findings, and what was posted of it (or would be, by a check).

    ``receipt`` counts are payments taken in, of which ``suspended`` ones could not be
    given to an obligor; ``rejected`` ones are not posted at all. For a file that came
    before (``is_repeat``) nothing is posted, so the counts are zero unless it was only
    checked, and ``first_received_on`` says when it came.
    """

    name: str
    sha256: str
    state: str
    received_on: date
    is_repeat: bool = False
    first_received_on: date | None = None
    file_id: int | None = None
    entry_count: int = 0
    credit_cents: int = 0
    receipt_count: int = 0
    receipt_cents: int = 0
    suspended_count: int = 0
    suspended_cents: int = 0
    rejected_count: int = 0
    rejected_cents: int = 0
    notice_count: int = 0
    return_count: int = 0
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_refused(self) -> bool:
        """Whether the file as a whole was refused, now or when it first came."""
        return self.state == FileState.REFUSED

    @property
    def words(self) -> str:
        """The outcome in two words: what a person looks for first."""
        if self.is_repeat:
            return "already received"
        return "refused" if self.is_refused else "accepted"

    def to_json(self) -> dict[str, Any]:
        """The outcome for a program: money as text, dates as YYYY-MM-DD."""
        first = self.first_received_on
        return {
            "name": self.name,
            "sha256": self.sha256,
            "outcome": self.words,
            "state": self.state,
            "received_on": self.received_on.isoformat(),
            "is_repeat": self.is_repeat,
            "first_received_on": first.isoformat() if first else None,
            "entries": self.entry_count,
            "credits": format_cents(self.credit_cents),
            "receipts": {
                "count": self.receipt_count,
                "amount": format_cents(self.receipt_cents),
            },
            "suspended": {
                "count": self.suspended_count,
                "amount": format_cents(self.suspended_cents),
            },
            "rejected": {
                "count": self.rejected_count,
                "amount": format_cents(self.rejected_cents),
            },
            "termination_notices": self.notice_count,
            "returned_entries": self.return_count,
            "findings": [vars(finding) for finding in self.findings],
        }
