"""A payment posted by hand: one that came in no file, or in a record that was rejected."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from posse.apps.cases.models import Case
from posse.apps.payments.choices import Source
from posse.apps.payments.models import FileFinding, Receipt
from posse.apps.people.models import Participant
from posse.rules.errors import LawError
from posse.services.books.refold import do_mark_for_fold
from posse.services.law import current_law
from posse.services.money_in.holds import do_hold_by_rule
from posse.services.register.entries import (
    check_amount,
    check_open_day,
    check_order_of_dates,
    required,
)

NOTE_LENGTH = 300
FILE_NAME_LENGTH = 80
LIMIT = "support.receipts.hand_amount_limit"


@transaction.atomic
def do_post_receipt(  # noqa: PLR0913 - one argument a column
    *,
    case: Case,
    amount_cents: int,
    source: str,
    collected_on: date,
    payor_name: str,
    note: str,
    on: date,
    by: str,
    withheld_on: date | None = None,
    finding: FileFinding | None = None,
    is_joint_return: bool = False,
    has_injured_spouse_form: bool = False,
    release_affidavit_on: date | None = None,
    notice_on: date | None = None,
) -> Receipt:
    """Post a payment for the obligor of a case; the next nightly job applies it.

    ``collected_on`` is the day the disbursement unit got it. ``finding`` is the rejected
    record of a file that it puts right: it counts as that file's money then. ``notice_on``
    is the day of the notice of an offset or levy, from which holds count.

    Raises: ValueError in words.
    """
    check_open_day(on)
    source = Source(source)
    _check_days(collected_on, withheld_on=withheld_on, notice_on=notice_on, on=on)
    _check_amount(amount_cents, collected_on)
    if is_joint_return and source != Source.FEDERAL_TAX_REFUND_OFFSET:
        raise ValueError("only a federal tax refund can come from a joint return")
    obligor = _obligor(case)
    receipt = Receipt.objects.create(
        **_record_put_right(finding, case),
        case=case,
        obligor=obligor,
        source=source,
        amount_cents=amount_cents,
        payor_name=payor_name.strip()[:60],
        withheld_on=withheld_on,
        is_joint_return=is_joint_return,
        has_injured_spouse_form=has_injured_spouse_form,
        release_affidavit_on=release_affidavit_on,
        notice_on=notice_on,
        note=_note(note, finding),
        effective_on=collected_on,
        recorded_on=on,
        recorded_by=by,
    )
    do_hold_by_rule(receipt=receipt, on=on, by=by)
    do_mark_for_fold([obligor.pk])
    return receipt


def _check_days(
    collected_on: date, *, withheld_on: date | None, notice_on: date | None, on: date
) -> None:
    check_order_of_dates(
        collected_on, on, earlier_what="the day of collection", later_what="today"
    )
    check_order_of_dates(
        withheld_on,
        collected_on,
        earlier_what="the withholding",
        later_what="the day of collection",
    )
    check_order_of_dates(notice_on, on, earlier_what="the notice", later_what="today")


def _check_amount(amount_cents: int, collected_on: date) -> None:
    try:
        limit_cents = current_law().value(LIMIT, on=collected_on)
    except LawError as error:
        raise ValueError(f"nothing is known of the law on {collected_on}: {error}") from error
    check_amount(amount_cents, what="the payment", cents_min=1, cents_max=limit_cents)


def _obligor(case: Case) -> Participant:
    if case.obligor is None:
        raise ValueError(
            f"case {case.number} has no identified noncustodial parent to be credited"
        )
    return case.obligor


def _note(note: str, finding: FileFinding | None) -> str:
    text = note.strip()
    if finding is not None:
        place = f"line {finding.line}" if finding.line else "as a whole"
        text = f"{finding.file.name[-FILE_NAME_LENGTH:]}, {place}: {text}"
    elif not text:
        raise ValueError("say in a note how the payment came")
    return required(text, what="the note", length_max=NOTE_LENGTH)


def _record_put_right(finding: FileFinding | None, case: Case) -> dict[str, object]:
    """File, line and free segment of the record that a receipt by hand puts right.

    Raises: ValueError where the record was put right for this case already.
    """
    if finding is None:
        return {}
    same_line = Receipt.objects.filter(file=finding.file, line=finding.line)
    earlier = same_line.filter(finding__isnull=False, case=case).first()
    if earlier is not None:
        raise ValueError(
            f"line {finding.line} of {finding.file.name} was posted by hand for case"
            f" {case.number} already, as receipt R{earlier.pk}"
        )
    taken = same_line.aggregate(last=Max("segment"))["last"] or 0
    return {
        "finding": finding,
        "file": finding.file,
        "line": finding.line,
        "segment": taken + 1,
    }
