"""Money in: a bank's payment file becomes receipts, notices and findings.

A file is known by its content, so a second arrival posts nothing. A bad file posts
nothing either; of a good file the bad records are reported and the good ones posted.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import polars as pl
from django.db import transaction

from posse.apps.payments.choices import FileState, Source
from posse.apps.payments.models import FileRetry, InboundFile
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.formats.findings import Finding, has_fatal, in_line_order, record_finding
from posse.formats.nacha import AchFile, checks, payment_frame, read_ach
from posse.formats.nacha.model import COST_RECOVERY, PAYMENT
from posse.services.books.refold import do_mark_for_fold
from posse.services.bulk import write_frame
from posse.services.business_dates import refusal_of_closed_day, refusal_of_far_day
from posse.services.law import current_law
from posse.services.money_in.identification import identified, with_employers
from posse.services.money_in.receive_outcome import ReceiveOutcome
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job
from posse.units.money import format_dollars

# Withholding stays withholding when another state's employer does it (II) or another
# state keeps its fee (RI). What else comes through another state is named only "tax
# offset" or "other" (IT, IO, RT, RO), so it is kept as what is certain of it: received
# from another state. It is a state's offset, never the federal one, which has its own file.
SOURCE_OF_APPLICATION = {
    "CS": Source.INCOME_WITHHOLDING,
    "II": Source.INCOME_WITHHOLDING,
    "RI": Source.INCOME_WITHHOLDING,
    "IT": Source.OTHER_STATE,
    "RT": Source.OTHER_STATE,
    "IO": Source.OTHER_STATE,
    "RO": Source.OTHER_STATE,
}
RECEIVE_STEP = "receive"
TEXTS = ("remittance_id", "obligor_ssn", "obligor_name", "payor_name", "payor_id", "fips")


@dataclass(frozen=True)
class _Examined:
    """A file as read and checked; ``payments`` are those that may be posted."""

    ach_file: AchFile
    findings: tuple[Finding, ...]
    payments: pl.DataFrame
    returns: pl.DataFrame


def _examined(content: bytes, *, received_on: date) -> _Examined:
    ach_file = read_ach(content)
    findings = checks(
        ach_file,
        received_on=received_on,
        amount_limit_cents=current_law().value("support.receipts.amount_limit", on=received_on),
    )
    findings += _cost_recovery_findings(ach_file)
    is_refused = has_fatal(findings)
    rejected_lines = [finding.line for finding in findings]
    returns = ach_file.returns.filter(~pl.col("line").is_in(rejected_lines))
    return _Examined(
        ach_file=ach_file,
        findings=tuple(in_line_order(findings)),
        payments=payment_frame(ach_file, findings),
        returns=returns.clear() if is_refused else returns,
    )


def _cost_recovery_findings(ach_file: AchFile) -> list[Finding]:
    """Entries of which the sending state kept a fee: less arrived than the parent paid.

    The parent is credited in full, but who bears the fee is not settled by any source at
    hand; posting either amount would invent an answer.
    """
    told = ach_file.remittances.group_by("entry").agg(
        told_cents=pl.col("amount_cents").sum(),
        has_fee=pl.col("application").is_in(COST_RECOVERY).any(),
    )
    wrong = ach_file.entries.join(told, on="entry", maintain_order="left").filter(
        pl.col("has_fee") & (pl.col("amount_cents") < pl.col("told_cents"))
    )
    return [
        record_finding(
            line,
            "DED01 Application Identifier",
            code="cost_recovery",
            reason=f"The entry brings {format_dollars(amount)} of the {format_dollars(paid)}"
            " the parent paid; the sending state kept a fee. Post it by hand once it is"
            " settled who bears the fee.",
            text=text,
        )
        for line, amount, paid, text in wrong.select(
            "line", "amount_cents", "told_cents", "entry_text"
        ).iter_rows()
    ]


def check_file(*, content: bytes, name: str, received_on: date) -> ReceiveOutcome:
    """What receiving the file would give: totals and findings; nothing is written."""
    digest = sha256(content).hexdigest()
    examined = _examined(content, received_on=received_on)
    rows = _decided(examined, on=received_on)
    outcome = _outcome(examined, rows, name=name, digest=digest, received_on=received_on)
    earlier = _earlier(digest)
    if earlier is None:
        return outcome
    return replace(
        outcome, is_repeat=True, first_received_on=earlier.received_on, file_id=earlier.pk
    )


@transaction.atomic
def do_receive_file(
    *, content: bytes, name: str, received_on: date, run: Run
) -> ReceiveOutcome:
    """Keep the file, post its good records as receipts, and mark whose books they change.

    ``received_on`` is the date of collection, the day of receipt by the disbursement
    unit; what is learned is recorded on the run's business date.
    Source: 45 CFR 302.51(a)(4).
    """
    digest = sha256(content).hexdigest()
    earlier = _earlier(digest)
    if earlier:
        return _repeat(earlier, name=name, received_on=received_on)
    examined = _examined(content, received_on=received_on)
    rows = _decided(examined, on=run.business_date)
    outcome = _outcome(examined, rows, name=name, digest=digest, received_on=received_on)
    file = InboundFile.objects.create(
        sha256=digest,
        name=name[-200:],
        content=content,
        received_on=received_on,
        state=outcome.state,
        run=run,
        entry_count=outcome.entry_count,
        credit_cents=outcome.credit_cents,
    )
    do_write_findings(file, examined.findings)
    _do_post(file, examined, rows, run=run)
    return replace(outcome, file_id=file.pk)


def do_read_again(*, file: InboundFile, note: str, run: Run) -> ReceiveOutcome:
    """Read a refused file once more, and post its good records where it is good now.

    The day of receipt stays the one on which the file came in.
    Source: 45 CFR 302.51(a)(4).
    """
    examined = _examined(bytes(file.content), received_on=file.received_on)
    rows = _decided(examined, on=run.business_date)
    outcome = _outcome(
        examined, rows, name=file.name, digest=file.sha256, received_on=file.received_on
    )
    retry = do_record_retry(outcome, file=file, note=note, run=run)
    do_write_findings(file, examined.findings, retry=retry)
    _do_post(file, examined, rows, run=run)
    return replace(outcome, file_id=file.pk)


def do_record_retry(
    outcome: ReceiveOutcome, *, file: InboundFile, note: str, run: Run
) -> FileRetry:
    """The fact that a refused file was tried again, with what became of it."""
    return FileRetry.objects.create(
        file=file,
        note=note,
        state=outcome.state,
        run=run,
        entry_count=outcome.entry_count,
        credit_cents=outcome.credit_cents,
        effective_on=file.received_on,
        recorded_on=run.business_date,
        recorded_by=run.started_by,
    )


def _do_post(file: InboundFile, examined: _Examined, rows: pl.DataFrame, *, run: Run) -> None:
    """Receipts, notices and returns of a file; of a refused one there are none."""
    _do_write_receipts(file, rows, run=run)
    _do_write_notices(file, rows, run=run)
    _do_write_returns(file, examined.returns, run=run)
    do_mark_for_fold(rows["obligor"].drop_nulls().unique())


def do_receive_by_hand(
    *, content: bytes, name: str, on: date, by: str, today: date
) -> ReceiveOutcome:
    """Take in one file outside the nightly job, as a run of its own.

    Raises: AnotherJobRuns; ValueError when nothing can be recorded on this day.
    """
    with exclusive_job():
        refusal = refusal_of_closed_day(on) or refusal_of_far_day(on, today=today)
        if refusal:
            raise ValueError(refusal)
        with transaction.atomic():
            run = do_start_run(
                key=f"receive:{sha256(content).hexdigest()}:{on}",
                kind=RunKind.RECEIVE,
                business_date=on,
                by=by,
            )
            outcome = do_receive_file(content=content, name=name, received_on=on, run=run)
            if run.state != RunState.FINISHED:
                do_record_receive_step(run=run, outcome=outcome, part=name)
                do_finish_run(run)
    return outcome


def do_record_receive_step(*, run: Run, outcome: ReceiveOutcome, part: str) -> None:
    """The step of a run that took in one file."""
    do_record_step(
        run=run,
        name=RECEIVE_STEP,
        part=part,
        in_count=outcome.entry_count,
        out_count=outcome.receipt_count,
        rejected_count=outcome.rejected_count,
        amount_cents=outcome.receipt_cents,
        checksum=outcome.sha256,
    )


def _earlier(digest: str) -> InboundFile | None:
    return InboundFile.objects.filter(sha256=digest).defer("content").first()


def _repeat(earlier: InboundFile, *, name: str, received_on: date) -> ReceiveOutcome:
    return ReceiveOutcome(
        name=name,
        sha256=earlier.sha256,
        state=earlier.final_state,
        received_on=received_on,
        is_repeat=True,
        first_received_on=earlier.received_on,
        file_id=earlier.pk,
        entry_count=earlier.entry_count,
        credit_cents=earlier.credit_cents,
    )


def _decided(examined: _Examined, *, on: date) -> pl.DataFrame:
    """The payments with their obligor or reason, their employer and their source."""
    texts = examined.payments.with_columns(pl.col(*TEXTS).fill_null(""))
    source = pl.col("application").replace_strict(
        {code: str(source) for code, source in SOURCE_OF_APPLICATION.items()},
        return_dtype=pl.String,
    )
    return with_employers(identified(texts, on=on)).with_columns(source=source)


def _outcome(
    examined: _Examined, rows: pl.DataFrame, *, name: str, digest: str, received_on: date
) -> ReceiveOutcome:
    ach_file = examined.ach_file
    receipts = rows.filter(pl.col("amount_cents") > 0)
    suspended = receipts.filter(pl.col("obligor").is_null())
    receipt_cents = int(receipts["amount_cents"].sum())
    payments = ach_file.entries.filter((pl.col("kind") == PAYMENT) & pl.col("is_credit"))
    # An entry without a readable segment counts as one record, like one with a single one.
    bare = payments.join(ach_file.remittances, on="entry", how="anti").height
    return ReceiveOutcome(
        name=name,
        sha256=digest,
        state=FileState.REFUSED if has_fatal(examined.findings) else FileState.ACCEPTED,
        received_on=received_on,
        entry_count=ach_file.entry_count,
        credit_cents=ach_file.credit_cents,
        receipt_count=receipts.height,
        receipt_cents=receipt_cents,
        suspended_count=suspended.height,
        suspended_cents=int(suspended["amount_cents"].sum()),
        rejected_count=ach_file.remittances.height + bare - rows.height,
        rejected_cents=int(payments["amount_cents"].sum() or 0) - receipt_cents,
        notice_count=int(rows["employment_terminated"].sum()),
        return_count=examined.returns.height,
        findings=examined.findings,
    )


def _recorded(run: Run) -> dict[str, pl.Expr]:
    """Who learned of a fact, and on which business date."""
    return {"recorded_on": pl.lit(run.business_date), "recorded_by": pl.lit(run.started_by)}


def do_write_findings(
    file: InboundFile, findings: tuple[Finding, ...], *, retry: FileRetry | None = None
) -> None:
    """Keep what was wrong in a file, as it first came or as it was tried again."""
    # A text column takes any character but NUL, which a damaged file may hold.
    rows = [
        (file.pk, retry.pk if retry else None, found.line, found.field[:60], found.code[:60],
         found.reason, found.is_fatal, found.text.replace("\0", " "))
        for found in findings
    ]  # fmt: skip
    schema = {
        "file_id": pl.Int64, "retry_id": pl.Int64, "line": pl.Int64, "field": pl.String,
        "code": pl.String, "reason": pl.String, "is_fatal": pl.Boolean, "text": pl.String,
    }  # fmt: skip
    write_frame("payments_filefinding", pl.DataFrame(rows, schema=schema, orient="row"))


def _do_write_receipts(file: InboundFile, rows: pl.DataFrame, *, run: Run) -> None:
    write_frame(
        "payments_receipt",
        rows.filter(pl.col("amount_cents") > 0).select(
            *TEXTS,
            "line",
            "source",
            "amount_cents",
            "trace_number",
            "suspense_reason",
            file_id=pl.lit(file.pk),
            segment="segment_number",
            withheld_on="collected_on",
            obligor_id="obligor",
            case_id="case",
            effective_on=pl.lit(file.received_on),
            **_recorded(run),
        ),
    )


def _do_write_notices(file: InboundFile, rows: pl.DataFrame, *, run: Run) -> None:
    """Keep each notice; where person and employer are known, the employment ends."""
    notices = rows.filter("employment_terminated")
    write_frame(
        "payments_terminationnotice",
        notices.select(
            "line",
            "remittance_id",
            "payor_name",
            file_id=pl.lit(file.pk),
            segment="segment_number",
            participant_id="obligor",
            employer_id="employer",
            effective_on="collected_on",
            **_recorded(run),
        ),
    )
    known = notices.drop_nulls(["obligor", "employer"])
    write_frame(
        "people_employment",
        known.unique(["obligor", "employer"], keep="last", maintain_order=True).select(
            participant_id="obligor",
            employer_id="employer",
            employer_name=pl.lit(""),
            is_ended=pl.lit(value=True),
            effective_on="collected_on",
            **_recorded(run),
        ),
    )


def _do_write_returns(file: InboundFile, returns: pl.DataFrame, *, run: Run) -> None:
    write_frame(
        "payments_returnedentry",
        returns.select(
            "line",
            "original_trace_number",
            "amount_cents",
            return_code="return_reason_code",
            file_id=pl.lit(file.pk),
            effective_on=pl.lit(file.received_on),
            **_recorded(run),
        ),
    )
