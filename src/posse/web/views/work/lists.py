"""The first page of the day and the lists of tasks behind it."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.access import READ_CASES, may
from posse.services.pages.overview import cases_with_names
from posse.services.pages.worklists import (
    COUNT_MAX,
    GROUPS,
    MINE,
    SORT_WORDS,
    Asked,
    TaskLine,
    counted,
    counties_for_choice,
    group_of,
    grouped,
    lines_of,
    listed,
    measures_of,
    teams_for_choice,
    workers_for_choice,
)
from posse.web.asking import asked_address
from posse.web.doors import office_page, staff_page
from posse.web.exports import csv_response
from posse.web.views.visited import last_cases
from posse.web.views.work.asked import (
    QUEUES,
    asked_of,
    bare_of,
    other_queues,
    queues_for,
    viewer_of,
)
from posse.web.workday import acting_date

LINES_A_GROUP, ROWS_A_PAGE, CSV_MAX = 15, 50, 50_000
HEADER = ["Due", "When", "What", "For whom", "Case", "Rule", "Citations", "Who has it", "Team",
          "County", "Opened", "Escalated"]  # fmt: skip


@require_GET
@office_page
def home(request: HttpRequest) -> HttpResponse:
    """What is due, grouped by deadline, with the measures of one's own caseload."""
    viewer, on = viewer_of(request), acting_date()
    asked = bare_of(request, queue=MINE)
    if not may(request.user, READ_CASES):
        groups = grouped(asked, limit=ROWS_A_PAGE) if viewer else []
        return render(request, "home_bare.html", {"groups": groups})
    context = {
        "viewer": viewer,
        "on": on,
        "groups": grouped(asked, limit=LINES_A_GROUP) if viewer else [],
        "measures": measures_of(viewer, on=on) if viewer else [],
        "queues": queues_for(request, here=MINE),
        "other_queues": other_queues(),
        "cases": cases_with_names(last_cases(request)),
    }
    return render(request, "work/home.html", context)


@require_GET
@staff_page
def work(request: HttpRequest) -> HttpResponse:
    """A queue of tasks, narrowed and sorted."""
    asked = asked_of(request)
    rows = listed(asked)
    # Beyond the limit nobody pages; the filters narrow, and the CSV has it all.
    page = Paginator(rows[: COUNT_MAX + 1], ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "title": QUEUES[asked.queue],
        "page": page,
        "lines": lines_of(list(page.object_list), on=asked.on),
        "count": page.paginator.count,
        "count_words": counted(page.paginator.count),
        "keep": asked_address(request),
        "queues": queues_for(request, here=asked.queue),
        **_choices(asked),
    }
    return render(request, "work/list.html", context)


def _choices(asked: Asked) -> dict[str, Any]:
    return {
        "groups": GROUPS.items(),
        "sorts": SORT_WORDS.items(),
        "workers": workers_for_choice(),
        "teams": teams_for_choice(),
        "counties": counties_for_choice(on=asked.on),
        "narrowed": any([asked.worker, asked.team, asked.county, asked.rule, asked.group]),
    }


@require_GET
@staff_page
def work_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV."""
    asked = asked_of(request)
    lines = lines_of(list(listed(asked)[:CSV_MAX]), on=asked.on)
    return csv_response("tasks.csv", HEADER, _cells(lines, asked))


def _cells(lines: list[TaskLine], asked: Asked) -> Iterator[list[object]]:
    for line in lines:
        task = line.task
        yield [
            task.due_on,
            GROUPS[group_of(task, on=asked.on)],
            line.what,
            line.for_whom,
            task.case.number if task.case else "",
            task.rule,
            ", ".join(line.told.cites),
            line.worker,
            task.team.name if task.team else "",
            task.county_fips,
            task.opened_on,
            task.escalated_on,
        ]
