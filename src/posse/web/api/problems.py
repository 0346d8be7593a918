"""Errors of the data interface, each as ``application/problem+json`` (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

TITLES: Mapping[int, str] = {
    400: "The request could not be read",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not found",
    405: "This address does not answer to that method",
    409: "It cannot be done as things stand",
    412: "Somebody changed it meanwhile",
    422: "Something in the request is wrong",
    428: "Say which version was seen",
    429: "Too many requests in this minute",
}


MEDIA_TYPE = "application/problem+json"
SHAPE: Mapping[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "now": {"type": "object"},
    },
}
ALWAYS, AT_CHANGES = (400, 401, 403, 404, 422, 429), (409, 412, 428)


class Problem(Exception):  # noqa: N818 - the name the standard gives it
    """Something to tell the program instead of an answer."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more


def problem_response(status: int, detail: str, **more: Any) -> HttpResponse:
    """The answer that tells a problem."""
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    response = HttpResponse(
        json.dumps({**body, **more}, default=str),
        status=status,
        content_type=MEDIA_TYPE,
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="posse"'
    return response


def with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """The document of an interface, with the problems each operation may tell."""
    schema["components"]["schemas"]["Problem"] = dict(SHAPE)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            statuses = ALWAYS + (AT_CHANGES if method == "post" else ())
            operation["responses"] |= {
                str(status): {"description": TITLES[status], "content": content}
                for status in statuses
            }
    return schema


def tell_problems(api: NinjaAPI) -> None:
    """Have every error of an interface told as a problem."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(PermissionDenied, _refused)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)


def _problem(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001 - ninja's shape
    return problem_response(error.status, error.detail, **error.more)


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem_response(401, "Send a token that is neither expired nor revoked.")


def _refused(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem_response(403, str(error) or "Your role does not include this.")


def _missing(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    return problem_response(404, str(error))


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    places = [
        {"where": ".".join(str(part) for part in each["loc"]), "reason": each["msg"]}
        for each in error.errors
    ]
    return problem_response(422, "See the places named in “errors”.", errors=places)


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    status = error.status_code if error.status_code in TITLES else 400
    return problem_response(status, str(error))
