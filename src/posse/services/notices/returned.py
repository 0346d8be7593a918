"""Letters that came back: recorded once, and a task for whoever has the case."""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.records.choices import ReturnReason
from posse.apps.records.models import Letter, ReturnedMail
from posse.services.law import current_law
from posse.services.register.entries import check_open_day
from posse.services.work.tasks import do_open_task
from posse.units.days import day_words

NOTE_LENGTH = 200
TASK = "mail_came_back"
DAYS = "support.mail.returned_task_days"


@transaction.atomic
def do_record_returned_mail(
    *, letter: Letter, reason: str, on: date, by: str, note: str = ""
) -> ReturnedMail:
    """That a letter came back. The case's worker gets a task to find the right address.

    Raises: ValueError when it was recorded before, or it never went by post.
    """
    check_open_day(on)
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    earlier = ReturnedMail.objects.filter(letter=letter).first()
    if earlier is not None:
        raise ValueError(
            f"that this letter came back was recorded on {day_words(earlier.recorded_on)}"
        )
    if not letter.address:
        raise ValueError("this letter was not sent by post, so it cannot have come back")
    if on < letter.effective_on:
        raise ValueError("a letter comes back after it was sent")
    row = ReturnedMail.objects.create(
        letter=letter,
        reason=ReturnReason(reason),
        note=note.strip()[:NOTE_LENGTH],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
    days = int(current_law().value(DAYS, on=on))
    do_open_task(
        kind=TASK,
        case=letter.case,
        county_fips=letter.care_case.county_fips if letter.care_case else "",
        subject=f"{letter.get_kind_display()}: {row.get_reason_display().lower()}",
        due_on=on + timedelta(days=days),
        on=on,
        by=by,
        url=f"/letters/{letter.pk}/",
    )
    return row
