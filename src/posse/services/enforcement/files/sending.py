"""A day's files to partners: made once, kept byte for byte, the same when asked for again."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import SendingFinding
from posse.apps.payments.models import OutboundFile
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.formats.findings import Finding
from posse.services.business_dates import refusal_of_far_day
from posse.services.enforcement.files.certifying import do_certify_told
from posse.services.enforcement.files.kinds import (
    CREDIT,
    FIDM,
    LOTTERY,
    OFFSET,
    REMEDIES_OF_FILE,
    TAX_OFFSET,
    UNCLAIMED_PROPERTY,
)
from posse.services.enforcement.files.making import LeftOut, Made, make
from posse.services.enforcement.files.told_standings import do_move_told
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job

PARTNERS = (FIDM, UNCLAIMED_PROPERTY, LOTTERY)
SUFFIXES = {OFFSET: "fop", CREDIT: "m2", FIDM: "fidm"}
SUBMIT_STEP = "submit"
REASON_LENGTH, FIELD_LENGTH = 300, 60


@dataclass(frozen=True)
class SentFile:
    """A file as it is kept; ``findings`` are what was left out of it when it was made.

    ``was_made`` is false where it was made before, and is the same bytes now.
    """

    file: OutboundFile
    findings: tuple[Finding, ...]
    was_made: bool


def do_write_offset_file(*, on: date, by: str, today: date | None = None) -> SentFile:
    """What the federal office must be told since the last file: adds, changes, deletes.

    Raises: AnotherJobRuns; ValueError where the day cannot be meant or a later file exists.
    Source: CS-9.2-TOP-DIST-2, CS-9.2-TOP-REV-11, CS-9.2-MSFIDM-2, CS-9.2-INS-2.
    """
    return do_send_by_hand(OFFSET, on=on, by=by, today=today)


def do_write_credit_file(*, on: date, by: str, today: date | None = None) -> SentFile:
    """The month's accounts for the credit bureaus.

    Raises: AnotherJobRuns; ValueError as for the offset file; EmptyValue where no bureau's
    number is known.
    Source: CS-9.2-CBR-1, CS-9.2-CBR-SUB-6.
    """
    return do_send_by_hand(CREDIT, on=on, by=by, today=today)


def do_write_match_inquiry(
    *, on: date, partner: str, by: str, today: date | None = None
) -> SentFile:
    """Whom a partner is asked to look for: ``fidm``, ``unclaimed_property`` or ``lottery``.

    Raises: AnotherJobRuns; ValueError as for the offset file, or for another partner.
    Source: CS-9.2-FIDM-3, CS-9.2-UCP-1.
    """
    if partner not in PARTNERS:
        raise ValueError(f"{partner!r} is asked by no file; there are {', '.join(PARTNERS)}")
    return do_send_by_hand(partner, on=on, by=by, today=today)


def do_send_by_hand(kind: str, *, on: date, by: str, today: date | None) -> SentFile:
    """A file that somebody asks for on a day, in a run of its own.

    Raises: AnotherJobRuns; ValueError; LawError and RecordError as in making it.
    """
    with exclusive_job(), transaction.atomic():
        earlier = OutboundFile.objects.filter(kind=kind, business_date=on).first()
        if earlier is not None:
            return SentFile(earlier, (), was_made=False)
        refusal = refusal_of_far_day(on, today=today) or refusal_of_old_news(kind, on=on)
        if refusal:
            raise ValueError(refusal)
        run = do_start_run(
            key=f"submit:{kind}:{on}", kind=RunKind.ISSUE, business_date=on, by=by
        )
        sent = do_send(kind, run=run)
        do_finish_run(run)
    return sent


@transaction.atomic
def do_send(kind: str, *, run: Run) -> SentFile:
    """Make a run's file of a kind, and move what it tells: all of it, or nothing.

    Raises: LawError and RecordError as in making it.
    Source: CS-9.2-GEN-2, CS-9.2-TOP-DIST-2, CS-9.2-CBR-1, CS-9.2-FIDM-3, CS-9.2-UCP-1.
    """
    made = make(kind, on=run.business_date)
    file = _do_keep_file(kind, made, run=run)
    _do_tell(kind, made, file=file, run=run)
    return SentFile(file, tuple(each.finding for each in made.left_out), was_made=True)


@transaction.atomic
def do_send_news(kind: str, *, run: Run) -> SentFile | None:
    """The same where there is anything to tell; a partner gets no empty file by itself.

    Raises: LawError and RecordError as in making it.
    """
    made = make(kind, on=run.business_date)
    file = _do_keep_file(kind, made, run=run) if made.count else None
    if file is None:
        _do_note(kind, made, run=run)
    _do_tell(kind, made, file=file, run=run)
    left_out = tuple(each.finding for each in made.left_out)
    return SentFile(file, left_out, was_made=True) if file else None


def _do_tell(kind: str, made: Made, *, file: OutboundFile | None, run: Run) -> None:
    """Keep whom a file left out, and bring the remedies in step with what it tells."""
    on, by = run.business_date, run.started_by
    do_keep_findings(made.left_out, kind=kind, file=file, on=on, by=by)
    deleted = do_move_told(
        made.told,
        remedies=REMEDIES_OF_FILE[kind],
        is_list=kind != OFFSET,
        file=_name(kind, on=on),
        on=on,
        by=by,
    )
    if kind == OFFSET:
        certified = made.told.filter(remedy=TAX_OFFSET)
        do_certify_told(certified, changed={*made.told_of, *deleted}, on=on, by=by)


def refusal_of_old_news(kind: str, *, on: date) -> str:
    """Why a day's file comes too late, in words: each tells what changed since the last."""
    later = OutboundFile.objects.filter(kind=kind, business_date__gt=on).first()
    if later is None:
        return ""
    return (
        f"the file of {later.business_date} to the same partner exists; an earlier one"
        " would tell it old news"
    )


def _name(kind: str, *, on: date) -> str:
    slug = kind.replace(" ", "-").replace("_", "-")
    return f"{slug}-{on}.{SUFFIXES.get(kind, 'csv')}"


def _do_keep_file(kind: str, made: Made, *, run: Run) -> OutboundFile:
    """The file's row, and its step in the run."""
    on = run.business_date
    file = OutboundFile.objects.create(
        kind=kind,
        business_date=on,
        name=_name(kind, on=on),
        content=made.content,
        sha256=sha256(made.content).hexdigest(),
        entry_count=made.count,
        amount_cents=made.amount_cents,
        run=run,
    )
    _do_note(file.name, made, run=run, checksum=file.sha256)
    return file


def _do_note(part: str, made: Made, *, run: Run, checksum: str = "") -> None:
    """What a file came to, as a step of the run."""
    do_record_step(
        run=run,
        name=SUBMIT_STEP,
        part=part,
        in_count=made.count + len(made.left_out),
        out_count=made.count,
        rejected_count=len(made.left_out),
        amount_cents=made.amount_cents,
        checksum=checksum,
    )


def do_keep_findings(
    left_out: tuple[LeftOut, ...], *, kind: str, file: OutboundFile | None, on: date, by: str
) -> None:
    """Keep whom a file left out, or why there is none, for the list of what was sent."""
    numbers = {each.case for each in left_out if each.case}
    cases = dict(Case.objects.filter(number__in=numbers).values_list("number", "pk"))
    SendingFinding.objects.bulk_create(
        [
            SendingFinding(
                kind=kind,
                business_date=on,
                file=file,
                case_id=cases.get(each.case),
                field=each.finding.field[:FIELD_LENGTH],
                code=each.finding.code,
                reason=each.finding.reason[:REASON_LENGTH],
                recorded_by=by,
            )
            for each in left_out
        ],
        batch_size=2_000,
    )
