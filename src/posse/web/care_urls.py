"""Addresses of the child care program for staff."""

from django.urls import URLPattern, path

from posse.web.views.care import cases, runs

care_urls: list[URLPattern] = [
    path("care/", cases.care_cases, name="care-cases"),
    path("care/applications/new/", cases.take_application, name="care-take"),
    path("care/runs/", runs.care_runs, name="care-runs"),
    path("care/cases/<str:number>/", cases.care_case, name="care-case"),
    path("care/cases/<str:number>/acts/<slug:act>/", cases.care_act, name="care-act"),
    path(
        "care/cases/<str:number>/people/<int:participant_id>/acts/<slug:act>/",
        cases.care_person_act,
        name="care-person-act",
    ),
    path(
        "care/cases/<str:number>/applications/<str:application>/acts/<slug:act>/",
        cases.decision_act,
        name="care-decision",
    ),
    path(
        "care/cases/<str:number>/authorizations/<int:authorization_id>/acts/<slug:act>/",
        cases.authorization_act,
        name="authorization-act",
    ),
]
