"""What a person does about a finding of a partner's file: post, take back, or say why nothing.

Each finding is answered once; what was done stays with it.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.payments.choices import FileKind, FileState, ReversalReason
from posse.apps.payments.models import FileFinding, FindingAnswer, InboundFile, Receipt
from posse.formats.federal_offset import read_collections
from posse.formats.record_lines import lines_of
from posse.services.corrections.kinds import reversal_asked
from posse.services.corrections.proposing import do_correct
from posse.services.enforcement.files.offset_money import cents_of, offsets_of
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.register.entries import check_open_day, required
from posse.units.money import format_dollars

NOTE_LENGTH = 300
PAYOR = "Federal offset"


@dataclass(frozen=True)
class OffsetRecord:
    """One record of money of an offset; of the two amounts one is zero. Units: cents."""

    case: Case | None
    collected_cents: int
    adjusted_cents: int


def offset_record(finding: FileFinding) -> OffsetRecord | None:
    """The record that a finding is about; None where it brings no money of an offset."""
    file = finding.file
    if file.kind != FileKind.OFFSET_COLLECTIONS or finding.line is None or finding.is_fatal:
        return None
    lines = lines_of(bytes(InboundFile.objects.get(pk=file.pk).content))
    read = read_collections(lines[finding.line - 1].encode("latin-1") + b"\n")
    if not read.records:
        return None
    _, record = read.records[0]
    collected, adjusted, _ = cents_of(record)
    case = Case.objects.filter(number=str(record["case_id"])).first()
    return OffsetRecord(case, collected, abs(adjusted))


@transaction.atomic
def do_answer_finding(*, finding: FileFinding, note: str, on: date, by: str) -> FindingAnswer:
    """Say what was done about a finding, or why nothing is to be done.

    Raises: ValueError in words where it was answered already.
    """
    check_open_day(on)
    # Locked, so that two people at two screens cannot both post its money.
    locked = FileFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    earlier = FindingAnswer.objects.filter(finding=locked).first()
    if earlier is not None:
        raise ValueError(f"{earlier.recorded_by} answered it already: {earlier.note}")
    return FindingAnswer.objects.create(
        finding=locked,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_post_offset(  # noqa: PLR0913 - one argument a column of the receipt
    *,
    finding: FileFinding,
    source: str,
    note: str,
    on: date,
    by: str,
    is_joint_return: bool = False,
    has_injured_spouse_form: bool = False,
    release_affidavit_on: date | None = None,
    notice_on: date | None = None,
) -> Receipt:
    """Post what an offset collected, as received on the day on which its file came.

    The record does not tell a tax refund from another payment, so a person says it.
    Raises: ValueError in words.
    Source: CS-9.2-FAOP-COL-2, CS-9.2-TOP-JOINT-6, 45 CFR 302.51(a)(4).
    """
    record = offset_record(finding)
    if record is None or not record.collected_cents:
        raise ValueError("this record brings no money that could be posted")
    if record.case is None:
        raise ValueError("the record names no case of this office; post it from a case by hand")
    _do_check_open(finding)
    receipt = do_post_receipt(
        case=record.case,
        amount_cents=record.collected_cents,
        source=source,
        collected_on=finding.file.received_on,
        payor_name=PAYOR,
        note=note,
        finding=finding,
        is_joint_return=is_joint_return,
        has_injured_spouse_form=has_injured_spouse_form,
        release_affidavit_on=release_affidavit_on,
        notice_on=notice_on,
        on=on,
        by=by,
    )
    do_answer_finding(finding=finding, note=f"Posted as receipt R{receipt.pk}", on=on, by=by)
    return receipt


@transaction.atomic
def do_take_back_offset(
    *, finding: FileFinding, receipt: Receipt, note: str, on: date, user: User
) -> str:
    """Take back of a receipt what Treasury took back; the words of what became of it.

    What was paid out of it becomes a receivable; a large amount waits for a second person.
    Raises: ValueError in words.
    Source: 42 USC 664(a)(3)(C).
    """
    record = offset_record(finding)
    if record is None or not record.adjusted_cents:
        raise ValueError("this record takes nothing back")
    if receipt.pk not in {found.pk for found in receipts_to_take_back(finding)}:
        raise ValueError("this receipt is no offset of the record's parent")
    _do_check_open(finding)
    asked = reversal_asked(
        receipt=receipt,
        reason=ReversalReason.TREASURY,
        note=note,
        amount_cents=record.adjusted_cents,
    )
    words = do_correct(asked, user=user, on=on).words
    amount = format_dollars(record.adjusted_cents)
    do_answer_finding(
        finding=finding,
        note=f"{amount} of receipt R{receipt.pk}: {words}"[:NOTE_LENGTH],
        on=on,
        by=str(user.get_username()),
    )
    return words


def _do_check_open(finding: FileFinding) -> None:
    """Refuse a second answer before any money moves."""
    FileFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    refusal = refusal_of_answer(finding)
    if refusal:
        raise ValueError(refusal)


def receipts_to_take_back(finding: FileFinding) -> list[Receipt]:
    """The offsets of the parent whom a record is about, the latest first."""
    record = offset_record(finding)
    if record is None or record.case is None or record.case.obligor_id is None:
        return []
    return offsets_of(record.case.obligor_id)


def refusal_of_answer(finding: FileFinding) -> str:
    """Why nothing is to be done about a finding any more; empty where something is."""
    earlier = FindingAnswer.objects.filter(finding=finding).first()
    if earlier is not None:
        return f"{earlier.recorded_by} answered it: {earlier.note}."
    if (
        finding.retry_id is None
        and finding.file.retries.filter(state=FileState.ACCEPTED).exists()
    ):
        return "The file was accepted at a later trial."
    return ""
