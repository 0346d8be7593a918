"""What the data interface offers, told by its own document, without foreign scripts."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.tokens.issuing import SCOPES
from posse.web.api.problems import TITLES
from posse.web.api.site import api, scope_of

METHODS = ("get", "post")


@require_GET
@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its scope and what it takes, and how errors are told."""
    schema = api.get_openapi_schema()
    context = {
        "operations": list(_operations(schema)),
        "scopes": SCOPES.items(),
        "problems": TITLES.items(),
    }
    return render(request, "interface/docs.html", context)


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for address, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                yield {
                    "id": told["operationId"],
                    "method": method.upper(),
                    "address": address,
                    "words": told.get("description", ""),
                    "scope": scope_of(told["operationId"]),
                    "takes": [_told(each) for each in told.get("parameters", ())],
                    "body": _body(schema, told),
                }


def _body(schema: dict[str, Any], told: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the body of a post."""
    content = told.get("requestBody", {}).get("content", {})
    shape = content.get("application/json", {}).get("schema", {})
    name = shape.get("$ref", "").rpartition("/")[2]
    fields = schema["components"]["schemas"].get(name, {}).get("properties", {})
    return [{"name": field, "type": each.get("type", "text")} for field, each in fields.items()]


def _told(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "is_required": parameter.get("required", False),
        "words": parameter["schema"].get("description", parameter.get("description", "")),
    }
