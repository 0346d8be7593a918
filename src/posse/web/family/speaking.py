"""In which language a family reads, and pages rendered in it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from posse.rules.texts import LANGUAGES, filled, words

LANGUAGE = "language"


def language_of(request: HttpRequest) -> str:
    """The language chosen in this session, else the browser's, else English."""
    chosen = request.session.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return str(chosen)
    wanted = request.headers.get("Accept-Language", "").strip().lower()[:2]
    return wanted if wanted in LANGUAGES else "en"


def said(request: HttpRequest, key: str, **values: Any) -> str:
    """A sentence in the reader's language, for messages and errors."""
    sentence = words(key, language=language_of(request), count=values.get("count"))
    return filled(sentence, values)


def family_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the reader's language that no browser keeps."""
    language = language_of(request)
    shown = {
        "language": language,
        "other_language": "en" if language == "es" else "es",
        "is_translated": language != "en",
        **context,
    }
    response = render(request, template, shown, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and lead back to the page on which it was chosen."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if chosen in LANGUAGES:
        request.session[LANGUAGE] = chosen
    is_here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_here else "/")
