"""Documents issued out of the books: each issue is a run that keeps what went out by hash."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.notices.payment_record.data import PaymentRecord
from posse.services.books.payment_record import payment_record_for_case
from posse.services.books.proof_findings import open_findings
from posse.services.register.entries import EARLIEST_DATE
from posse.services.runs import do_finish_run, do_record_step, do_start_run

STEP = "payment record"


class CannotIssue(Exception):  # noqa: N818 - the name says what is wrong
    """Why a document cannot be issued, in words for whoever asked for it."""


@dataclass(frozen=True)
class Issued:
    """A document as it went out, and the run that says so."""

    name: str
    content: bytes
    record: PaymentRecord
    run: Run


@transaction.atomic
def do_issue_payment_record(
    *, case: Case, first: date, last: date, known_on: date, issued_on: date, by: str
) -> Issued:
    """A certified payment record, and the fact that it was issued, by whom, with its hash.

    Each copy is a run of its own, whose step keeps the SHA-256 of the PDF.
    Raises: CannotIssue where the days do not follow each other or the books are in doubt.
    """
    _check(case, first=first, last=last, known_on=known_on, issued_on=issued_on)
    # Two copies at one moment wait for each other here, so that each has its number.
    Case.objects.select_for_update().get(pk=case.pk)
    record = payment_record_for_case(
        case, first=first, last=last, known_on=known_on, issued_on=issued_on
    )
    content = record.to_pdf()
    key = f"issue:{STEP}:{case.number}"
    copy = Run.objects.filter(key__startswith=f"{key}:").count() + 1
    run = do_start_run(key=f"{key}:{copy}", kind=RunKind.ISSUE, business_date=issued_on, by=by)
    do_record_step(
        run=run,
        name=STEP,
        part=f"case {case.number}, {first} to {last}, as known on {known_on}",
        out_count=1,
        amount_cents=record.past_due_cents,
        checksum=hashlib.sha256(content).hexdigest(),
    )
    do_finish_run(run)
    return Issued(f"payment-record-{case.number}-{last}.pdf", content, record, run)


def _check(case: Case, *, first: date, last: date, known_on: date, issued_on: date) -> None:
    if not EARLIEST_DATE < first <= last <= known_on <= issued_on:
        raise CannotIssue(
            "The period must begin before it ends, end by the day on which it is known, and "
            f"be known by {issued_on}, the business date of the books."
        )
    # Nothing is certified that a second calculation does not confirm.
    if any(finding.obligor == case.obligor_id for finding in open_findings()):
        raise CannotIssue(
            "The nightly proof found these books to differ from a second calculation; "
            "nothing is certified until they agree."
        )
