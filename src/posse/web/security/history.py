"""Who changed a row, on which page and why, for the versions that the database keeps."""

from typing import Any

import pghistory
from django.http import HttpRequest, HttpResponse

from posse.services.history.context import changed_by
from posse.web.security.headers import Respond

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
TOLD_IN = ("reason", "note", "why")


class HistoryContext:
    """Tell the database, for the length of a request that may write, who writes and why."""

    def __init__(self, respond: Respond) -> None:
        """Keep what answers."""
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the context; reading changes nothing and needs none."""
        if request.method in READING:
            return self.respond(request)
        with changed_by(request.user.get_username(), page=request.path):
            return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, *_asked: Any) -> None:  # noqa: ARG002
        """Add why, as the form says it, else by the name of the page."""
        if request.method in READING:
            return
        said = next((request.POST[name] for name in TOLD_IN if request.POST.get(name)), "")
        match = request.resolver_match
        name = (
            " ".join([match.url_name or "", *map(str, match.kwargs.values())]) if match else ""
        )
        pghistory.context(why=(said or name)[:300])
