"""The events table: what each event opens, alerts and closes, and changes laid over it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.services.law import current_law
from posse.services.pages.event_table import lines_of_event, parts_of_table
from posse.services.work.events import latest_change
from posse.services.work.tables import event_table as table_in_force
from posse.web.acts.event_acts import CHANGE, LineToChange
from posse.web.acts.work_acts import PARTS
from posse.web.doors import staff_page
from posse.web.exports import csv_response
from posse.web.views.acting import Acting, act_page
from posse.web.workday import acting_date


@require_GET
@staff_page
def events_table(request: HttpRequest) -> HttpResponse:
    """Every event with what it does, as in force today."""
    context = {
        "parts": parts_of_table(PARTS, on=acting_date()),
        "no_task": table_in_force().no_task.items(),
        "profile": current_law().title,
        "on": acting_date(),
    }
    return render(request, "work/events_table.html", context)


@require_GET
@staff_page
def events_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The same table as CSV."""
    on = acting_date()
    header = ["Event", "In words", "Does", "Rule", "What", "Time", "Citations",
              "Reminds before", "In force", "Sure of the event",
              "Sure of the time"]  # fmt: skip
    cells = (
        [
            line.row.event, event.words, line.row.effect, line.row.rule, line.told.words,
            line.told.limit, ", ".join(line.told.cites), line.alert_days,
            "yes" if line.is_on else "no", line.row.opening.sure, line.told.sure,
        ]
        for event in table_in_force().events.values()
        for line in lines_of_event(event.name, on=on)
    )  # fmt: skip
    return csv_response("events.csv", header, cells)


@require_http_methods(["GET", "POST"])
@staff_page
def event_rules(request: HttpRequest, event: str) -> HttpResponse:
    """One event: its lines with their whole history, and the form that changes one."""
    found = table_in_force().events.get(event)
    if found is None:
        raise Http404(f"The events table has no event {event}.")
    subject = LineToChange(found, latest_change(event), request.GET.get("rule", ""))
    acting = Acting(
        CHANGE,
        subject,
        "Events table",
        reverse("events-table"),
        heading=found.words,
        context={
            "about_template": "work/_event_lines.html",
            "lines": lines_of_event(event, on=acting_date()),
            "on": acting_date(),
        },
    )
    return act_page(request, acting)
