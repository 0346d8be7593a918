"""The data interface put together: resources, problems, and the headers of every answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from posse.web.api import cases, money, tasks
from posse.web.api.problems import problem_response, tell_problems, with_problems
from posse.web.api.tokens import Scoped


class Interface(NinjaAPI):
    """An interface whose document tells its problems too."""

    def get_openapi_schema(self, **more: Any) -> Any:
        """The document; the keywords are the library's."""
        return with_problems(super().get_openapi_schema(**more))


api = Interface(
    title="Posse",
    version="1",
    description="Cases, participants, payments and tasks, by the doors of the pages.",
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
tell_problems(api)
api.add_router("", cases.router)
api.add_router("", money.router)
api.add_router("", tasks.router)


def answered(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of the interface with its headers, behind no sign-in: a token is asked instead."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem_response(405, f"It answers to {allowed}.")
            response["Allow"] = allowed
        rate = getattr(request, "rate", None)
        if rate is not None:
            response["RateLimit-Limit"] = str(rate.limit)
            response["RateLimit-Remaining"] = str(rate.left)
            response["RateLimit-Reset"] = str(rate.reset_seconds)
            if rate.is_over:
                response["Retry-After"] = str(rate.reset_seconds)
        response["Cache-Control"] = "no-store, private"
        return response

    answer.login_required = False  # type: ignore[attr-defined]
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def scope_of(operation_id: str) -> str:
    """The scope that an operation asks of a token."""
    return SCOPE_OF[operation_id]


def _scopes() -> dict[str, str]:
    """The scope of each operation, by its id."""
    operations = [
        operation
        for router in (cases.router, money.router, tasks.router)
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    return {
        str(operation.operation_id): callback.scope
        for operation in operations
        for callback in operation.auth_callbacks
        if isinstance(callback, Scoped)
    }


SCOPE_OF = _scopes()
