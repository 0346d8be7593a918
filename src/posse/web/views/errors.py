"""What a page says when it is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from posse.services.access import BREAK_GLASS, may
from posse.web.doors import CaseClosed


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Why a door stayed closed, and what opens it where something does."""
    number = exception.number if isinstance(exception, CaseClosed) else ""
    context = {
        "exception": str(exception),
        "is_closed": isinstance(exception, CaseClosed),
        "emergency_number": number if may(request.user, BREAK_GLASS) else "",
    }
    return render(request, "403.html", context, status=403)
