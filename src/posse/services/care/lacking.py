"""Charts of child care that end before the next one is entered, told in good time.

A day whose chart is empty is refused, so whoever keeps the law files is asked before it.
Source: CC-906-A, CC-1101-A, CC-200-statewide-maximum-limit.
"""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.work.models import Task
from posse.rules.law_files import DatedValue
from posse.services.law import current_law
from posse.services.work.tasks import do_finish_task, do_open_task
from posse.units.days import day_words

PROGRAM = "childcare."
# The task that asks for a chart.
ASKED = "care_chart_missing"
# The agency's choice: time enough to get the next chart and to have it read over.
DAYS_AHEAD = 60
CHARTS = "/care/runs/"


def lacking_charts(*, on: date) -> list[DatedValue]:
    """What is empty on a day or within the days ahead, the first day first.

    Source: CC-906-A.
    """
    law = current_law()
    found = []
    for key in sorted(law.parameters):
        if not key.startswith(PROGRAM):
            continue
        begun = [
            each
            for each in law.history(key)
            if each.effective_from <= on + timedelta(days=DAYS_AHEAD)
        ]
        if begun and begun[-1].value is None:
            found.append(begun[-1])
    return sorted(found, key=lambda each: (each.effective_from, each.key))


@transaction.atomic
def do_ask_for_charts(*, on: date, by: str) -> int:
    """Open a task for each chart that ends, once, and close those that were entered.

    Source: CC-906-A.
    """
    subjects = {_subject(each): each for each in lacking_charts(on=on)}
    told = Task.objects.filter(kind=ASKED)
    for task in told.filter(closed_on__isnull=True).order_by("id"):
        if task.subject not in subjects:
            do_finish_task(task=task, outcome="The chart was entered", on=on, by=by)
    known = set(told.values_list("subject", flat=True))
    missing = {words: each for words, each in subjects.items() if words not in known}
    for words, each in missing.items():
        do_open_task(
            kind=ASKED, subject=words, due_on=each.effective_from, url=CHARTS, on=on, by=by
        )
    return len(missing)


def _subject(value: DatedValue) -> str:
    """What is asked of whoever keeps the law files."""
    return f"Enter from {day_words(value.effective_from)} on: {value.label}"[:200]
