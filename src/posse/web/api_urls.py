"""Addresses of the data interface, and of the page of its tokens."""

from django.urls import URLPattern, include, path

from posse.web.api.site import answered, api
from posse.web.views import interface, tokens

_patterns = [each for each in api.urls[0] if isinstance(each, URLPattern)]
for _pattern in _patterns:
    _pattern.callback = answered(_pattern.callback)
_patterns.append(path("docs/", interface.docs, name="docs"))

urlpatterns = [
    path("api/v1/", include((_patterns, "api"), namespace="api")),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="token-revoke"),
]
