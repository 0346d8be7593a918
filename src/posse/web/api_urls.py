"""Addresses of the data interface."""

from django.urls import URLPattern, include, path

from posse.web.api.site import answered, api
from posse.web.views import interface

_patterns = [each for each in api.urls[0] if isinstance(each, URLPattern)]
for _pattern in _patterns:
    _pattern.callback = answered(_pattern.callback)
_patterns.append(path("docs/", interface.docs, name="docs"))

urlpatterns = [path("api/v1/", include((_patterns, "api"), namespace="api"))]
