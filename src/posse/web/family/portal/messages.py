"""A parent's messages with the office: the conversations, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from posse.apps.portal.models import Message
from posse.services.portal.messages import (
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    Conversation,
    do_begin_thread,
    do_write_in_thread,
    messages_of,
    own_thread,
    threads_of,
)
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import answer_by
from posse.web.family.doors import PortalRequest, portal_page
from posse.web.family.portal.choosing import (
    case_choice,
    chosen_case,
    day_said,
    moment_said,
    refused_words,
)
from posse.web.family.speaking import family_page, said
from posse.web.workday import acting_date, local, now

LENGTHS = {"subject_length": SUBJECT_LENGTH, "text_length": TEXT_LENGTH}


@require_http_methods(["GET", "POST"])
@portal_page
def conversations(request: PortalRequest) -> HttpResponse:
    """Every conversation of this parent, and a form to begin one."""
    typed = {name: request.POST.get(name, "") for name in ("subject", "text")}
    context = {"typed": typed, **LENGTHS, **case_choice(request)}
    if request.method == "POST":
        try:
            case = chosen_case(request)
            thread = do_begin_thread(account=request.account, case=case, at=now(),
                                     on=acting_date(), **typed)  # fmt: skip
        except PortalRefusal as refusal:
            context["refusal"] = refused_words(request, refusal)
        else:
            return _sent(request, thread.pk)
    context["conversations"] = [_line(request, each) for each in threads_of(request.account)]
    status = 422 if "refusal" in context else 200
    return family_page(request, "family/portal/messages.html", context, status=status)


@require_http_methods(["GET", "POST"])
@portal_page
def conversation(request: PortalRequest, thread_id: int) -> HttpResponse:
    """One conversation, and a form to go on with it."""
    thread = own_thread(request.account, thread_id)
    if thread is None:
        raise Http404("There is no such page.")
    context: dict[str, Any] = {"thread": thread, **LENGTHS}
    if request.method == "POST":
        context["typed"] = {"text": request.POST.get("text", "")}
        try:
            do_write_in_thread(account=request.account, thread=thread, at=now(),
                               on=acting_date(), **context["typed"])  # fmt: skip
        except PortalRefusal as refusal:
            context["refusal"] = refused_words(request, refusal)
        else:
            return _sent(request, thread.pk)
    context["told"] = [_told(request, each) for each in messages_of(thread)]
    status = 422 if "refusal" in context else 200
    return family_page(request, "family/portal/thread.html", context, status=status)


def _sent(request: HttpRequest, thread_id: int) -> HttpResponse:
    due = day_said(request, answer_by("message", on=acting_date()))
    messages.success(request, said(request, "portal_talk.message_sent", day=due))
    return redirect("family-thread", thread_id)


def _line(request: HttpRequest, told: Conversation) -> dict[str, Any]:
    return {
        "thread": told.thread,
        "count": told.count,
        "day": day_said(request, local(told.latest.at).date()),
        "waits": told.waits_for_office,
    }


def _told(request: HttpRequest, message: Message) -> dict[str, Any]:
    day, hour = moment_said(request, message.at)
    return {
        "message": message,
        "day": day,
        "time": hour,
        "name": message.author.get_full_name() or message.author.get_username(),
    }
