"""Which files go to partners on a day by the law's schedules, and their sending at night."""

from datetime import date

from django.db import transaction

from posse.apps.enforcement.models import SendingFinding
from posse.apps.payments.models import OutboundFile
from posse.apps.runs.models import Run
from posse.formats.codec import RecordError
from posse.formats.findings import file_finding
from posse.rules.errors import LawError
from posse.rules.support.remedies.register import remedies
from posse.rules.support.remedies.schedules import SUBMIT, cycle_of, last_run, next_run
from posse.services.business_dates import last_closed_day
from posse.services.enforcement.files.kinds import REMEDIES_OF_FILE, WORDS
from posse.services.enforcement.files.making import LeftOut
from posse.services.enforcement.files.sending import (
    SUBMIT_STEP,
    do_keep_findings,
    do_send_news,
    refusal_of_old_news,
)
from posse.services.law import current_law
from posse.services.runs import do_record_step

NOT_MADE = "not_made"


def kinds_due(*, on: date) -> list[str]:
    """The files whose day has come since the last night: on their day, or after a missed one.

    Source: CS-9.2-TOP-DIST-2, CS-9.2-CBR-1, CS-9.2-FIDM-3, CS-9.2-UCP-1.
    """
    register = {each.name: each for each in remedies(current_law(), on=on)}
    closed = last_closed_day()
    due = []
    for kind, names in REMEDIES_OF_FILE.items():
        cycles = (cycle_of(register[name], SUBMIT) for name in names if name in register)
        days = [last_run(cycle, on=on) for cycle in cycles if cycle]
        day = max(filter(None, days), default=None)
        is_new = day == on or (day is not None and closed is not None and closed < day)
        if is_new and not _is_sent(kind, since=day):
            due.append(kind)
    return due


def _is_sent(kind: str, *, since: date | None) -> bool:
    """Whether somebody or a night told the partner since a day."""
    return OutboundFile.objects.filter(kind=kind, business_date__gte=since).exists()


def next_days(*, on: date) -> dict[str, date]:
    """By kind of file, its next day after a day.

    Source: CS-9.2-TOP-DIST-2, CS-9.2-CBR-1.
    """
    register = {each.name: each for each in remedies(current_law(), on=on)}
    found = {}
    for kind, names in REMEDIES_OF_FILE.items():
        cycles = (cycle_of(register[name], SUBMIT) for name in names if name in register)
        days = [next_run(cycle, on=on) for cycle in cycles if cycle]
        if days:
            found[kind] = min(days)
    return found


def do_send_due(run: Run) -> list[str]:
    """Write each file that is due in a night, once; what could not be written, in words.

    A partner who is asked and told nothing gets no file. Each file is one transaction: killed
    between two of them, the night goes on with the next. What stands in the way of one is kept
    as a finding, and the others go out.
    """
    on = run.business_date
    for kind in kinds_due(on=on):
        _do_send_or_say(kind, run=run)
    refused = SendingFinding.objects.filter(business_date=on, code=NOT_MADE).order_by("id")
    return [f"No file to {WORDS[each.kind]} went out: {each.reason}" for each in refused]


def _do_send_or_say(kind: str, *, run: Run) -> None:
    if run.steps.filter(name=SUBMIT_STEP, part=kind).exists():
        return
    refusal = refusal_of_old_news(kind, on=run.business_date)
    if not refusal:
        try:
            do_send_news(kind, run=run)
        except (LawError, RecordError) as error:
            refusal = str(error)
    if refusal:
        _do_say(kind, refusal, run=run)


@transaction.atomic
def _do_say(kind: str, reason: str, *, run: Run) -> None:
    """Keep why no file of a kind went out."""
    finding = file_finding(None, "File", code=NOT_MADE, reason=reason)
    do_keep_findings(
        (LeftOut("", finding),), kind=kind, file=None, on=run.business_date, by=run.started_by
    )
    do_record_step(run=run, name=SUBMIT_STEP, part=kind, in_count=1, rejected_count=1)
