"""Addresses of closing."""

from django.urls import URLPattern, path

from posse.web.views.closure import pages

closure_urls: list[URLPattern] = [
    path("closures/", pages.closures, name="closures"),
    path("closures.csv", pages.closures_csv, name="closures-csv"),
    path("cases/<str:number>/closure/<slug:act>/", pages.closure_act, name="closure-act"),
    path("closure-notices/<int:notice_id>/answer/", pages.answer, name="closure-answer"),
]
