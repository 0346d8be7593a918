"""Addresses of one remedy of a case, and of what is done there."""

from django.urls import URLPattern, path

from posse.web.views import remedies

remedy_urls: list[URLPattern] = [
    path("cases/<str:number>/remedies/<slug:remedy>/", remedies.remedy, name="remedy"),
    path(
        "cases/<str:number>/remedies/<slug:remedy>/acts/<slug:act>/",
        remedies.remedy_act,
        name="remedy-act",
    ),
]
