"""Runs: what a job did, step by step, and the lock that keeps two jobs apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run, RunStep
from posse.services.law import current_law

# Any number will do as long as nothing else in the database locks it.
JOB_LOCK = 2_056_001
LOCK_NOT_AVAILABLE = "55P03"


class AnotherJobRuns(Exception):  # noqa: N818 - the name says what is wrong
    """A job that writes the books is running already."""


@contextmanager
def exclusive_job(*, patience_seconds: int = 3) -> Iterator[None]:
    """Be the only job that writes the books, across all processes and machines.

    The lock is the database's, so that it ends with the process that holds it, however it
    ends. The patience covers the moment in which the database notices such an end.

    Raises: AnotherJobRuns.
    """
    _lock(patience_seconds)
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [JOB_LOCK])


def _lock(patience_seconds: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{int(patience_seconds)}s'")
            cursor.execute("SELECT pg_advisory_lock(%s)", [JOB_LOCK])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        raise AnotherJobRuns(
            "Another job is posting to the books right now. Nothing was done;"
            " wait until it has ended and run the command again."
        ) from error


def do_start_run(*, key: str, kind: RunKind, business_date: date, by: str) -> Run:
    """The run of this key: a new one, or the one that was begun before."""
    run, _ = Run.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "business_date": business_date,
            "started_by": by,
            "law_fingerprint": current_law().fingerprint,
        },
    )
    return run


def do_record_step(
    *,
    run: Run,
    name: str,
    part: str = "",
    in_count: int = 0,
    out_count: int = 0,
    rejected_count: int = 0,
    amount_cents: int = 0,
    checksum: str = "",
) -> RunStep:
    """One committed piece of a run; call it in the transaction that does the piece.

    Raises: IntegrityError when the piece is recorded already.
    """
    return RunStep.objects.create(
        run=run,
        name=name,
        part=part[:120],
        in_count=in_count,
        out_count=out_count,
        rejected_count=rejected_count,
        amount_cents=amount_cents,
        checksum=checksum,
    )


def do_finish_run(run: Run) -> None:
    """Say that nothing of the run is left to do."""
    Run.objects.filter(pk=run.pk).update(state=RunState.FINISHED, finished_at=Now())
    run.refresh_from_db()
