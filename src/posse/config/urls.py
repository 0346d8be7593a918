"""Addresses of the site: the pages of :mod:`posse.web`."""

from django.urls import include, path

urlpatterns = [
    path("", include("posse.web.account_urls")),
    path("", include("posse.web.law_urls")),
    path("", include("posse.web.api_urls")),
    path("", include("posse.web.family_urls")),
    path("", include("posse.web.urls")),
]

handler403 = "posse.web.views.errors.refused"
handler404 = "posse.web.views.errors.not_found"
