"""What partners send back: kept by its content, read, and acted on once.

A second arrival of the same bytes changes nothing. An answer about somebody who was never
submitted, or about what was told anew since, is a finding for a person; the others go on.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from posse.apps.enforcement.choices import MatchSource
from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import FileRetry, InboundFile
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.formats.findings import Finding, has_fatal, in_line_order
from posse.services.business_dates import refusal_of_far_day
from posse.services.enforcement.files.answer_kinds import ANSWER_SUFFIXES, fein_in, kind_of
from posse.services.enforcement.files.answer_readings import (
    Acted,
    Arrival,
    Reading,
    reading_of,
)
from posse.services.money_in.receipts import do_write_findings
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job
from posse.services.withholding.employers import checked_fein

ANSWERS_STEP = "answers"


@dataclass(frozen=True)
class TakenFile:
    """What became of a partner's file; ``taken_count`` are the records acted on.

    For a file that came before (``is_repeat``) nothing was done now.
    """

    name: str
    sha256: str
    state: str
    is_repeat: bool
    count: int
    taken_count: int
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the file as a whole was refused, now or when it first came."""
        return self.state == FileState.REFUSED


def do_take_offset_rejects(
    *, path: Path, on: date, by: str, today: date | None = None
) -> TakenFile:
    """Submissions that the federal office rejected or warned of; each is a finding.

    Raises: OSError; AnotherJobRuns; ValueError where the day cannot be meant.
    """
    return _do_take_by_hand(path, FileKind.OFFSET_REJECTS, on=on, by=by, today=today)


def do_take_offset_collections(
    *, path: Path, on: date, by: str, today: date | None = None
) -> TakenFile:
    """Money taken, or taken back; each record is a finding from which a person posts it.

    Raises: as for rejects.
    Source: CS-9.2-TOP-JOINT-3, CS-9.2-TOP-JOINT-6.
    """
    return _do_take_by_hand(path, FileKind.OFFSET_COLLECTIONS, on=on, by=by, today=today)


def do_take_matches(
    *, path: Path, source: str, on: date, by: str, today: date | None = None
) -> TakenFile:
    """Accounts, claims, property or prizes that a partner found; each becomes a match.

    Raises: as for rejects; ValueError for a source that is none.
    Source: CS-9.2-MSFIDM-6, CS-9.2-FIDM-5, CS-9.2-INS-4, CS-9.2-UCP-2.
    """
    kind = FileKind(MatchSource(source).value)
    return _do_take_by_hand(path, kind, on=on, by=by, today=today)


def do_take_new_hires(
    *, path: Path, on: date, by: str, today: date | None = None, fein: str = ""
) -> TakenFile:
    """Hires that were reported; each of a paying parent becomes an income source.

    The file is the national directory's, or that of the employer with ``fein`` in the
    State's own layout, which does not say whose it is.
    Raises: as for rejects.
    Source: 45 CFR 303.100(e)(2).
    """
    kind = FileKind.EMPLOYER_HIRES if fein else FileKind.NEW_HIRES
    number = checked_fein(fein) if fein else ""
    return _do_take_by_hand(path, kind, on=on, by=by, today=today, fein=number)


def do_take_named(*, path: Path, on: date, by: str, today: date | None = None) -> TakenFile:
    """Any answer, by what its name says that it is, as a night would take it in.

    Raises: as for rejects; ValueError where the name says nothing.
    """
    kind = kind_of(path.name)
    if kind is None:
        endings = ", ".join(sorted(ANSWER_SUFFIXES))
        raise ValueError(f"the name says no kind of answer; it must end with one of {endings}")
    return _do_take_by_hand(path, kind, on=on, by=by, today=today)


def _do_take_by_hand(
    path: Path, kind: FileKind, *, on: date, by: str, today: date | None, fein: str = ""
) -> TakenFile:
    """Take in one file outside the nightly job, as a run of its own."""
    content = path.read_bytes()
    refusal = refusal_of_far_day(on, today=today)
    if refusal:
        raise ValueError(refusal)
    with exclusive_job(), transaction.atomic():
        earlier = _earlier(content, name=path.name)
        if earlier is not None:
            return earlier
        key = f"receive:{sha256(content).hexdigest()}:{on}"
        run = do_start_run(key=key, kind=RunKind.RECEIVE, business_date=on, by=by)
        taken = do_take_answer(
            content=content, name=path.name, kind=kind, received_on=on, run=run, fein=fein
        )
        if run.state != RunState.FINISHED:
            do_record_answer_step(run=run, taken=taken, part=path.name)
            do_finish_run(run)
    return taken


@transaction.atomic
def do_take_answer(
    *, content: bytes, name: str, kind: FileKind, received_on: date, run: Run, fein: str = ""
) -> TakenFile:
    """Keep a partner's file, act on its good records, and keep what is wrong with the others.

    A file that was refused changes nothing. One that came before does nothing again.
    """
    earlier = _earlier(content, name=name)
    if earlier is not None:
        return earlier
    arrival = Arrival(
        name=name,
        received_on=received_on,
        on=run.business_date,
        by=run.started_by,
        fein=fein or fein_in(name),
    )
    reading = reading_of(kind, content, arrival)
    acted = _acted(reading)
    file = InboundFile.objects.create(
        sha256=sha256(content).hexdigest(),
        name=name[-200:],
        kind=kind,
        content=content,
        received_on=received_on,
        state=_state(reading),
        run=run,
        entry_count=reading.count,
        credit_cents=_credit_cents(reading),
    )
    taken = _told(file, reading, acted)
    do_write_findings(file, taken.findings)
    return taken


@transaction.atomic
def do_read_partner_again(*, file: InboundFile, note: str, run: Run) -> TakenFile:
    """Read a refused answer once more, and act on it where it is good now."""
    arrival = Arrival(
        name=file.name,
        received_on=file.received_on,
        on=run.business_date,
        by=run.started_by,
        fein=fein_in(file.name),
    )
    reading = reading_of(FileKind(file.kind), bytes(file.content), arrival)
    acted = _acted(reading)
    taken = _told(file, reading, acted)
    retry = FileRetry.objects.create(
        file=file,
        note=note,
        state=taken.state,
        run=run,
        entry_count=reading.count,
        credit_cents=_credit_cents(reading),
        effective_on=file.received_on,
        recorded_on=run.business_date,
        recorded_by=run.started_by,
    )
    do_write_findings(file, taken.findings, retry=retry)
    return taken


def do_record_answer_step(*, run: Run, taken: TakenFile, part: str) -> None:
    """The step of a run that took in one partner's file."""
    do_record_step(
        run=run,
        name=ANSWERS_STEP,
        part=part,
        in_count=taken.count,
        out_count=taken.taken_count,
        rejected_count=len({found.line for found in taken.findings}),
        checksum=taken.sha256,
    )


def _acted(reading: Reading) -> Acted:
    return Acted(0, ()) if has_fatal(reading.findings) else reading.act()


def _state(reading: Reading) -> FileState:
    return FileState.REFUSED if has_fatal(reading.findings) else FileState.ACCEPTED


def _credit_cents(reading: Reading) -> int:
    return 0 if has_fatal(reading.findings) else reading.credit_cents


def _told(file: InboundFile, reading: Reading, acted: Acted) -> TakenFile:
    findings = tuple(in_line_order([*reading.findings, *acted.findings]))
    return TakenFile(
        name=file.name,
        sha256=file.sha256,
        state=str(_state(reading)),
        is_repeat=False,
        count=reading.count,
        taken_count=acted.taken_count,
        findings=findings,
    )


def _earlier(content: bytes, *, name: str) -> TakenFile | None:
    """What became of a file of the same bytes that came before; None where none did."""
    digest = sha256(content).hexdigest()
    earlier = InboundFile.objects.filter(sha256=digest).defer("content").first()
    if earlier is None:
        return None
    return TakenFile(
        name=name,
        sha256=digest,
        state=str(earlier.final_state),
        is_repeat=True,
        count=earlier.entry_count,
        taken_count=0,
        findings=(),
    )
