"""The office's side of the portal: messages of a case, an answer, a change that was told."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.services.access import RECORD_CASES, may
from posse.services.pages.talking import report_page_for
from posse.services.portal.changes import report_of_case, reports_for_case
from posse.services.portal.messages import (
    messages_of,
    parents_reached,
    thread_of_case,
    threads_for_case,
)
from posse.services.portal.sending import name_of
from posse.web.acts.talk_acts import ANSWER, WRITE, deciding_on
from posse.web.doors import case_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_page
from posse.web.workday import acting_date


def talk_url(number: str) -> str:
    """Where a case tells what its parents wrote and told."""
    return reverse("case-messages", args=[number])


@require_GET
@staff_page
def case_messages(request: HttpRequest, number: str) -> HttpResponse:
    """Conversations with the parents of a case, and changes that they told."""
    case = case_for_user(request.user, number)
    context = {
        "case": case,
        "conversations": threads_for_case(case),
        "reports": [
            (each, name_of(each.participant_id)) for each in reports_for_case(case)[:50]
        ],
        "parents": parents_reached(case),
        "may_write": may(request.user, RECORD_CASES),
    }
    return render(request, "talk/case.html", context)


@FORM_METHODS
@staff_page
def case_thread(request: HttpRequest, number: str, thread_id: int) -> HttpResponse:
    """One conversation, and the answer."""
    case = case_for_user(request.user, number)
    thread = thread_of_case(case, thread_id)
    if thread is None:
        raise Http404(f"Case {number} has no conversation {thread_id}.")
    context = {
        "about_template": "talk/_thread.html",
        "told": messages_of(thread),
        "with_whom": name_of(thread.participant_id),
    }
    acting = Acting(ANSWER, thread, f"Messages of case {number}", talk_url(number),
                    heading=thread.subject, context=context)  # fmt: skip
    return act_page(request, acting)


@FORM_METHODS
@staff_page
def write(request: HttpRequest, number: str) -> HttpResponse:
    """A first message to a parent."""
    case = case_for_user(request.user, number)
    over = "" if parents_reached(case) else "No parent of this case has an account."
    acting = Acting(WRITE, case, f"Messages of case {number}", talk_url(number),
                    context={"over": over})  # fmt: skip
    return act_page(request, acting)


@FORM_METHODS
@staff_page
def case_change(request: HttpRequest, number: str, report_id: int) -> HttpResponse:
    """What a parent told, beside what the register knows, and the decision."""
    case = case_for_user(request.user, number)
    report = report_of_case(case, report_id)
    if report is None:
        raise Http404(f"Case {number} has no report {report_id}.")
    page = report_page_for(report, request.user, on=acting_date())
    over = "" if report.decided_at is None else "This report is decided."
    context = {
        "about_template": "talk/_change.html",
        "told": page,
        "case": case,
        "over": over if request.method == "GET" else "",
    }
    heading = f"{report.get_kind_display()}: told by {page.name}"
    acting = Acting(deciding_on(report.kind), page, f"Messages of case {number}",
                    talk_url(number), heading=heading, context=context)  # fmt: skip
    return act_page(request, acting)
