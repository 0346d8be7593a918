"""What partners send back: kept by its content, read, and acted on once.

A second arrival of the same bytes changes nothing. An answer about somebody who was never
submitted, or about what was told anew since, is a finding for a person; the others go on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from posse.apps.enforcement.choices import MatchSource
from posse.apps.payments.choices import FileState
from posse.apps.payments.models import InboundFile
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.formats.federal_offset import read_collections, read_rejects
from posse.formats.fidm import read_matches
from posse.formats.findings import Finding, file_finding, has_fatal, in_line_order
from posse.formats.insurance_match import read_insurance_matches
from posse.formats.layouts import load_table
from posse.formats.new_hire import Employer, read_employer_file, read_new_hires
from posse.formats.record_lines import PartnerFile
from posse.formats.tables import read_table
from posse.services.business_dates import refusal_of_far_day
from posse.services.enforcement.files.answer_findings import (
    collection_findings,
    reject_findings,
)
from posse.services.enforcement.files.at_partner import REJECTS_STEP
from posse.services.enforcement.files.told_matches import told_matches
from posse.services.enforcement.matches import do_take_match
from posse.services.money_in.receipts import do_write_findings
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job
from posse.services.withholding.employers import checked_fein
from posse.services.withholding.new_hires import do_take_hires

ANSWERS = {
    MatchSource.UNCLAIMED_PROPERTY: "unclaimed_property_answer",
    MatchSource.LOTTERY: "lottery_answer",
}


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


@dataclass(frozen=True)
class _Acted:
    """How many records were acted on, and what is to be told of the others."""

    taken_count: int
    findings: tuple[Finding, ...]


Act = Callable[[PartnerFile, Run], _Acted]


def do_take_offset_rejects(
    *, path: Path, on: date, by: str, today: date | None = None
) -> TakenFile:
    """Submissions that the federal office rejected or warned of; each is a finding.

    Raises: OSError; AnotherJobRuns; ValueError where the day cannot be meant.
    """
    return _do_take(
        path.read_bytes(),
        name=path.name,
        read=read_rejects,
        act=lambda file, run: _Acted(0, reject_findings(file, on=run.business_date)),
        step=REJECTS_STEP,
        on=on, by=by, today=today,
    )  # fmt: skip


def do_take_offset_collections(
    *, path: Path, on: date, by: str, today: date | None = None
) -> TakenFile:
    """Money taken, or taken back; each record is a finding from which a person posts it.

    Whether it is a tax refund, and of a joint return that must be held six months, is among
    the bytes that are not known; nothing is posted on a guess.
    Raises: as for rejects.
    Source: CS-9.2-TOP-JOINT-3, CS-9.2-TOP-JOINT-6.
    """
    return _do_take(
        path.read_bytes(),
        name=path.name,
        read=read_collections,
        act=lambda file, run: _Acted(0, collection_findings(file, on=run.business_date)),
        on=on, by=by, today=today,
    )  # fmt: skip


def do_take_matches(
    *, path: Path, source: str, on: date, by: str, today: date | None = None
) -> TakenFile:
    """Accounts, claims, property or prizes that a partner found; each becomes a match.

    Raises: as for rejects; ValueError for a source that is none.
    Source: CS-9.2-MSFIDM-6, CS-9.2-FIDM-5, CS-9.2-INS-4, CS-9.2-UCP-2.
    """
    chosen = MatchSource(source)
    return _do_take(
        path.read_bytes(),
        name=path.name,
        read=_reader(chosen, on=on),
        act=lambda file, run: _do_matches(file, chosen, run=run),
        on=on, by=by, today=today,
    )  # fmt: skip


def do_take_new_hires(
    *, path: Path, on: date, by: str, today: date | None = None, fein: str = ""
) -> TakenFile:
    """Hires that were reported; each of a paying parent becomes an income source.

    The file is the national directory's, or that of the employer with ``fein`` in the
    State's own layout, which does not say whose it is.
    Raises: as for rejects.
    Source: 45 CFR 303.100(e)(2).
    """
    content = path.read_bytes()
    told = (
        read_employer_file(content, employer=Employer(fein=checked_fein(fein)), received_on=on)
        if fein
        else read_new_hires(content, received_on=on)
    )

    def act(_file: PartnerFile, run: Run) -> _Acted:
        taken, findings = do_take_hires(told.hires, on=run.business_date, by=run.started_by)
        return _Acted(taken, tuple(findings))

    return _do_take(
        content,
        name=path.name,
        read=lambda _: PartnerFile((), told.findings, {}, told.count),
        act=act,
        on=on, by=by, today=today,
    )  # fmt: skip


def _reader(source: MatchSource, *, on: date) -> Callable[[bytes], PartnerFile]:
    if source in ANSWERS:
        return lambda content: _dated(read_table(load_table(ANSWERS[source]), content), on=on)
    if source == MatchSource.INSURANCE:
        return lambda content: read_insurance_matches(content, received_on=on)
    return read_matches


def _dated(file: PartnerFile, *, on: date) -> PartnerFile:
    """A table of a day after its arrival is refused."""
    created_on = str(file.control.get("created_on", ""))
    if not created_on or date.fromisoformat(created_on) <= on:
        return file
    reason = f"The file is dated {created_on}, after the day on which it came."
    finding = file_finding(1, "File", code="day", reason=reason)
    return PartnerFile((), (finding,), file.control, file.count)


@transaction.atomic
def _do_matches(file: PartnerFile, source: MatchSource, *, run: Run) -> _Acted:
    """A match of each record; what is nobody's is told."""
    taken_count, findings = 0, []
    for line, told in told_matches(file, source, on=run.business_date):
        taken = do_take_match(told=told, on=run.business_date, by=run.started_by)
        if taken.finding:
            reason = f"{told.institution or 'The partner'}: {taken.finding}."
            findings.append(Finding(line, "Match", "match", reason, is_fatal=False))
        else:
            taken_count += 1
    return _Acted(taken_count, tuple(findings))


def _do_take(
    content: bytes,
    *,
    name: str,
    read: Callable[[bytes], PartnerFile],
    act: Act,
    on: date,
    by: str,
    today: date | None,
    step: str = "receive",
) -> TakenFile:
    """Keep a file, act on its good records, and keep what is wrong with the others."""
    refusal = refusal_of_far_day(on, today=today)
    if refusal:
        raise ValueError(refusal)
    digest = sha256(content).hexdigest()
    with exclusive_job(), transaction.atomic():
        earlier = InboundFile.objects.filter(sha256=digest).defer("content").first()
        if earlier is not None:
            return TakenFile(
                name=name, sha256=digest, state=str(earlier.final_state), is_repeat=True,
                count=earlier.entry_count, taken_count=0, findings=(),
            )  # fmt: skip
        told = read(content)
        state = FileState.REFUSED if has_fatal(told.findings) else FileState.ACCEPTED
        run = do_start_run(
            key=f"receive:{digest}:{on}", kind=RunKind.RECEIVE, business_date=on, by=by
        )
        file = InboundFile.objects.create(
            sha256=digest,
            name=name[-200:],
            content=content,
            received_on=on,
            state=state,
            run=run,
            entry_count=told.count,
        )
        acted = act(told, run) if state == FileState.ACCEPTED else _Acted(0, ())
        findings = tuple(in_line_order([*told.findings, *acted.findings]))
        do_write_findings(file, findings)
        _do_close(run, step=step, name=name, told=told, acted=replace(acted, findings=findings))
    return TakenFile(
        name=name, sha256=digest, state=str(state), is_repeat=False,
        count=told.count, taken_count=acted.taken_count, findings=findings,
    )  # fmt: skip


def _do_close(run: Run, *, step: str, name: str, told: PartnerFile, acted: _Acted) -> None:
    if run.state == RunState.FINISHED:
        return
    do_record_step(
        run=run,
        name=step,
        part=name,
        in_count=told.count,
        out_count=acted.taken_count,
        rejected_count=len({found.line for found in acted.findings}),
    )
    do_finish_run(run)
