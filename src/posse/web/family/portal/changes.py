"""A parent tells what changed: what can be told, the form of each, and what became of it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.cases.models import Case
from posse.apps.portal.choices import ChangeKind
from posse.apps.portal.models import ChangeReport
from posse.services.doors.addresses import protections
from posse.services.portal.accounts import cases_of
from posse.services.portal.change_forms import FORMS, Asked, Fault, answers_and_faults
from posse.services.portal.changes import AT_ONCE, OF_PERSON, do_report_change, reports_of
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import answer_by, working_case
from posse.web.family.doors import PortalRequest, portal_page
from posse.web.family.portal.choosing import (
    case_choice,
    chosen_case,
    day_said,
    refused_words,
)
from posse.web.family.speaking import family_page, said
from posse.web.workday import acting_date, local, now

TOPIC = "portal_talk"
# How a browser asks for an answer of each kind.
INPUTS: dict[str, dict[str, str]] = {
    "day": {"type": "date"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "email": {"type": "email", "inputmode": "email"},
    "zip": {"inputmode": "numeric"},
    "dollars": {"inputmode": "numeric"},
    "state": {"autocapitalize": "characters"},
}
SHOWN = 20
NO_FAULTS: Mapping[str, Fault] = MappingProxyType({})


@require_GET
@portal_page
def changes(request: PortalRequest) -> HttpResponse:
    """What can be told, and what this parent told before."""
    is_hidden = bool(protections([request.account.participant_id], on=acting_date()))
    context = {
        "kinds": [(kind, f"{TOPIC}.kind_{kind}") for kind in ChangeKind.values],
        "reports": [
            _report(request, each, is_hidden=is_hidden)
            for each in reports_of(request.account)[:SHOWN]
        ],
    }
    return family_page(request, "family/portal/changes.html", context)


@require_http_methods(["GET", "POST"])
@portal_page
def change(request: PortalRequest, kind: str) -> HttpResponse:
    """The form of one kind of change; what was typed stays until it can be kept."""
    if kind not in FORMS:
        raise Http404("There is no such page.")
    typed = {asked.key: request.POST.get(asked.key, "") for asked in FORMS[kind]}
    answers, faults = answers_and_faults(kind, typed, on=acting_date())
    if request.method == "GET":
        return _form(request, kind, typed)
    if faults:
        return _form(request, kind, typed, faults=faults)
    try:
        do_report_change(account=request.account, case=_case(request, kind), kind=kind,
                         answers=answers, at=now(), on=acting_date())  # fmt: skip
    except PortalRefusal as refusal:
        return _form(request, kind, typed, refusal=refused_words(request, refusal))
    messages.success(request, _thanks(request, kind))
    return redirect("family-changes")


def _case(request: PortalRequest, kind: str) -> Case:
    if kind in OF_PERSON:
        return working_case(cases_of(request.account), on=acting_date())
    return chosen_case(request)


def _thanks(request: HttpRequest, kind: str) -> str:
    if kind in AT_ONCE:
        return said(request, f"{TOPIC}.change_now")
    due = day_said(request, answer_by(kind, on=acting_date()))
    return said(request, f"{TOPIC}.change_later", day=due)


def _form(
    request: PortalRequest,
    kind: str,
    typed: dict[str, str],
    *,
    faults: Mapping[str, Fault] = NO_FAULTS,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "kind": kind,
        "title_key": f"{TOPIC}.kind_{kind}",
        "why_key": f"{TOPIC}.why_{kind}",
        "questions": [
            _question(request, asked, typed[asked.key], fault=faults.get(asked.key))
            for asked in FORMS[kind]
        ],
        "fault_count": len(faults),
        "refusal": refusal,
        **({} if kind in OF_PERSON else case_choice(request)),
    }
    status = 422 if faults or refusal else 200
    return family_page(request, "family/portal/change.html", context, status=status)


def _question(
    request: HttpRequest, asked: Asked, value: str, *, fault: Fault | None
) -> dict[str, Any]:
    told = {
        "name": asked.key,
        "label": said(request, f"{TOPIC}.q_{asked.key}"),
        "hint": said(request, f"{TOPIC}.h_{asked.key}") if asked.has_hint else "",
        "choices": [(each, said(request, f"{TOPIC}.c_{each}")) for each in asked.choices],
        "is_needed": asked.is_needed,
        "is_long": asked.kind == "words",
        "value": value,
        "longest": asked.length_max,
        "input": {"autocomplete": asked.autocomplete, **INPUTS.get(asked.kind, {})},
        "error": "",
    }
    if fault is not None:
        told["error"] = said(request, f"{TOPIC}.{fault.key}", most=fault.length_max)
    return told


def _report(request: HttpRequest, report: ChangeReport, *, is_hidden: bool) -> dict[str, Any]:
    """A report with what was told; of somebody in danger nothing that leads to them."""
    decided = local(report.decided_at).date() if report.decided_at else None
    return {
        "report": report,
        "title_key": f"{TOPIC}.kind_{report.kind}",
        "told_day": day_said(request, local(report.reported_at).date()),
        "decided_day": day_said(request, decided) if decided else "",
        "state_key": f"{TOPIC}.state_{report.state}",
        "rows": [] if is_hidden else _rows(request, report),
    }


def _rows(request: HttpRequest, report: ChangeReport) -> list[tuple[str, str]]:
    return [
        (said(request, f"{TOPIC}.q_{asked.key}"), _answer(request, asked, text))
        for asked in FORMS[report.kind]
        if (text := report.answers.get(asked.key, ""))
    ]


def _answer(request: HttpRequest, asked: Asked, text: str) -> str:
    if asked.kind == "day":
        return day_said(request, date.fromisoformat(text))
    return said(request, f"{TOPIC}.c_{text}") if asked.choices else text
