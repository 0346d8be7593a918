"""The access log: who looked at what behind which door, and why."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.apps.doors.choices import Answer, Door
from posse.services.pages.viewings import VIEWINGS_MAX, Asked
from posse.services.pages.viewings import viewings as fitting
from posse.web.doors import access_page
from posse.web.exports import csv_response
from posse.web.fields import Day
from posse.web.workday import local

HEADER = ["When", "Who", "Door", "Answer", "Case", "Person", "What", "Reason", "Page"]


class LogForm(forms.Form):
    """What narrows the log."""

    user = forms.CharField(label="Name at sign-in", required=False, max_length=150)
    case = forms.CharField(label="Case", required=False, max_length=20)
    door = forms.ChoiceField(
        label="Door", required=False, choices=[("", "All doors"), *Door.choices]
    )
    answer = forms.ChoiceField(
        label="Answer", required=False, choices=[("", "All answers"), *Answer.choices]
    )
    first = Day(label="From", required=False)
    last = Day(label="To", required=False)


@require_GET
@access_page
def viewings(request: HttpRequest) -> HttpResponse:
    """The latest views and refusals that fit."""
    form = _form(request)
    found = fitting(_asked(form))
    context = {
        "form": form,
        "rows": found[:VIEWINGS_MAX],
        "count": found.count(),
        "rows_max": VIEWINGS_MAX,
        "asked": request.GET.urlencode(),
    }
    return render(request, "access/viewings.html", context)


@require_GET
@access_page
def viewings_csv(request: HttpRequest) -> HttpResponse:
    """All views and refusals that fit, as CSV."""
    rows = fitting(_asked(_form(request))).iterator(chunk_size=2_000)
    cells = (
        [
            f"{local(row.at):%Y-%m-%d %H:%M:%S}",
            row.user.get_username() if row.user else "",
            row.get_door_display(),
            row.get_answer_display(),
            row.case.number if row.case else "",
            row.participant_id or "",
            *(row.subject, row.reason, row.page),
        ]
        for row in rows
    )
    return csv_response("access-log.csv", HEADER, cells)


def _form(request: HttpRequest) -> LogForm:
    form = LogForm(request.GET)
    for name, field in form.fields.items():
        kind = "usa-select" if name in {"door", "answer"} else "usa-input"
        field.widget.attrs["class"] = kind
    return form


def _asked(form: LogForm) -> Asked:
    """What the form asks; nonsense narrows nothing and is said beside its field."""
    form.is_valid()
    return Asked(**form.cleaned_data)
