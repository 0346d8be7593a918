"""Addresses of the child care program for staff."""

from django.urls import URLPattern, path

from posse.web.views import portal_access
from posse.web.views.care import (
    applications,
    cases,
    changes,
    disqualifications,
    due,
    federal,
    power,
    proofs,
    providers,
    releases,
    runs,
    simulations,
    supplements,
    writing,
)

care_urls: list[URLPattern] = [
    path("care/", cases.care_cases, name="care-cases"),
    path("care/applications/", applications.care_applications, name="care-applications"),
    path(
        "care/applications.csv",
        applications.care_applications_csv,
        name="care-applications-csv",
    ),
    path("care/applications/new/", cases.take_application, name="care-take"),
    path("care/applications/write/", writing.care_form_begin, name="care-form-begin"),
    path("care/cases/<str:number>/form/", writing.care_form_begin, name="care-form-of-case"),
    path("care/runs/", runs.care_runs, name="care-runs"),
    path("care/runs.csv", runs.care_mass_csv, name="care-mass-csv"),
    path("care/simulations/", simulations.care_simulations, name="care-simulations"),
    path("care/reports/", federal.care_reports, name="care-reports"),
    path("care/reports/<int:year>/", federal.care_report_year, name="care-report-year"),
    path(
        "care/reports/<str:month>/<slug:part>.csv",
        federal.care_report_csv,
        name="care-report-csv",
    ),
    path("care/supplements/", supplements.care_supplements, name="care-supplements"),
    path("care/supplements.csv", supplements.care_supplements_csv, name="care-supplements-csv"),
    path(
        "care/cases/<str:number>/supplements/new/",
        supplements.care_supplement_ask,
        name="care-supplement-ask",
    ),
    path(
        "care/supplements/<int:supplement_id>/",
        supplements.care_supplement,
        name="care-supplement",
    ),
    path(
        "care/supplements/<int:supplement_id>/acts/<slug:act>/",
        supplements.care_supplement_act,
        name="care-supplement-act",
    ),
    path("care/releases/", releases.care_releases, name="care-releases"),
    path("care/releases/new/", releases.care_release_ask, name="care-release-ask"),
    path(
        "care/cases/<str:number>/releases/new/",
        releases.care_release_ask,
        name="care-release-of-case",
    ),
    path("care/releases/<int:request_id>/", releases.care_release, name="care-release"),
    path(
        "care/releases/<int:request_id>/acts/<slug:act>/",
        releases.care_release_act,
        name="care-release-act",
    ),
    path("care/due/", due.care_due, name="care-due"),
    path("care/due.csv", due.care_due_csv, name="care-due-csv"),
    path("care/reviews/", due.care_reviews, name="care-reviews"),
    path("care/reviews.csv", due.care_reviews_csv, name="care-reviews-csv"),
    path(
        "care/cases/<str:number>/disqualifications/",
        disqualifications.care_disqualifications,
        name="care-disqualifications",
    ),
    path(
        "care/cases/<str:number>/disqualifications/<int:row_id>/acts/<slug:act>/",
        disqualifications.care_disqualification_act,
        name="care-disqualification-act",
    ),
    path("care/cases/<str:number>/power/", power.care_power, name="care-power"),
    path(
        "care/cases/<str:number>/power/<int:power_id>/acts/tell/",
        power.care_power_act,
        name="care-power-act",
    ),
    path("care/providers/", providers.care_providers, name="care-providers"),
    path("care/providers/add/", providers.care_provider_add, name="care-provider-add"),
    path("care/providers/<str:number>/", providers.care_provider, name="care-provider"),
    path(
        "care/providers/<str:number>/acts/<slug:act>/",
        providers.care_provider_act,
        name="care-provider-act",
    ),
    path("care/changes/", changes.care_changes, name="care-changes"),
    path("care/changes.csv", changes.care_changes_csv, name="care-changes-csv"),
    path("care/cases/<str:number>/", cases.care_case, name="care-case"),
    path(
        "care/cases/<str:number>/changes/", changes.care_case_changes, name="care-case-changes"
    ),
    path(
        "care/cases/<str:number>/changes/<int:change_id>/acts/<slug:act>/",
        changes.care_change_act,
        name="care-change-act",
    ),
    path(
        "care/applications/<str:number>/",
        applications.care_application,
        name="care-application",
    ),
    path(
        "care/applications/<str:number>/form/<slug:part>/",
        writing.care_form_part,
        name="care-form-part",
    ),
    path(
        "care/applications/<str:number>/acts/<slug:act>/",
        applications.care_application_act,
        name="care-application-act",
    ),
    path("care/documents/", proofs.care_papers, name="care-papers"),
    path("care/documents/<int:document_id>/", proofs.care_paper, name="care-paper"),
    path("care/alerts/", proofs.care_alerts, name="care-alerts"),
    path("care/alerts.csv", proofs.care_alerts_csv, name="care-alerts-csv"),
    path("care/cases/<str:number>/proofs/", proofs.care_proofs, name="care-proofs"),
    path("care/cases/<str:number>/papers/add/", proofs.care_paper_add, name="care-paper-add"),
    path(
        "care/cases/<str:number>/proofs/<slug:act>/",
        proofs.care_proof_act,
        name="care-proof-act",
    ),
    path(
        "care/cases/<str:number>/proofs/<int:evidence_id>/reject/",
        proofs.care_proof_reject,
        name="care-proof-reject",
    ),
    path("care/cases/<str:number>/acts/<slug:act>/", cases.care_act, name="care-act"),
    path(
        "care/cases/<str:number>/people/<int:participant_id>/portal/",
        portal_access.care_portal_access,
        name="care-portal-access",
    ),
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
