"""The cases a user looked at last, kept in the session."""

from django.http import HttpRequest

VISITED = "last_cases"
VISITED_MAX = 8


def remember_case(request: HttpRequest, number: str) -> None:
    """Put a case first among those looked at."""
    others = [other for other in request.session.get(VISITED, []) if other != number]
    request.session[VISITED] = [number, *others][:VISITED_MAX]


def last_cases(request: HttpRequest) -> list[str]:
    """Numbers of the cases looked at last, the latest first."""
    return list(request.session.get(VISITED, []))
