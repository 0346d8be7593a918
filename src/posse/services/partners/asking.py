"""Asking institutions that let a quarter pass: a task for each, closed when it matched."""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.work.models import Task
from posse.services.law import current_law
from posse.services.partners.agreements import unmatched
from posse.services.work.tasks import do_finish_task, do_open_task

KIND = "institution_match"
DAYS = "support.institutions.ask_days"


@transaction.atomic
def do_ask_unmatched(*, on: date, by: str) -> int:
    """Open a task for each institution whose quarter passed, once a quarter; how many.

    A task whose institution matched since, or whose agreement ended, is closed.
    Source: CS-9.2-FIDM-3.
    """
    wanted = {
        f"/institutions/{row.agreement.pk}/acts/matched/": (
            f"Ask {row.agreement.name} for its accounts. {row.finding}"
        )
        for row in unmatched(on=on)
    }
    told = Task.objects.filter(kind=KIND)
    for task in told.filter(closed_on__isnull=True):
        if wanted.get(task.url) != task.subject:
            do_finish_task(task=task, outcome="It matched, or need not", on=on, by=by)
    days: int = current_law().value(DAYS, on=on)
    known = set(told.values_list("url", "subject"))
    missing = [(url, words) for url, words in wanted.items() if (url, words) not in known]
    for url, words in missing:
        due_on = on + timedelta(days=days)
        do_open_task(kind=KIND, subject=words, url=url, due_on=due_on, on=on, by=by)
    return len(missing)
