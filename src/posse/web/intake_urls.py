"""Addresses of intake."""

from django.urls import URLPattern, path

from posse.web.views.intake import applications, editing, inquiries, reliability, searching

intake_urls: list[URLPattern] = [
    path("intake/applications/", applications.applications, name="applications"),
    path("intake/applications.csv", applications.applications_csv, name="applications-csv"),
    path("intake/applications/new/", applications.new_application, name="new-application"),
    path("intake/application/<str:number>/", applications.application, name="application"),
    path("intake/application/<str:number>/file/", applications.file, name="application-file"),
    path("intake/application/<str:number>/end/", applications.end, name="application-end"),
    path(
        "intake/application/<str:number>/take-over/",
        applications.take_over,
        name="application-take-over",
    ),
    path(
        "intake/application/<str:number>/part/<slug:part>/",
        editing.edit,
        name="application-part",
    ),
    path("intake/application/<str:number>/add/", editing.add, name="application-add"),
    path(
        "intake/application/<str:number>/search/<int:place>/",
        searching.search_for_case,
        name="application-search",
    ),
    path(
        "intake/application/<str:number>/case/<int:place>/",
        searching.to_case,
        name="application-case",
    ),
    path("intake/inquiries/", inquiries.inquiries, name="inquiries"),
    path("intake/inquiries/new/", inquiries.new_inquiry, name="new-inquiry"),
    path("intake/inquiry/<int:inquiry_id>/", inquiries.inquiry, name="inquiry"),
    path("intake/referrals/", inquiries.referrals, name="referrals"),
    path("intake/referral/<int:referral_id>/", inquiries.referral, name="referral"),
    path("intake/reliability/", reliability.worklist, name="reliability"),
    path("intake/reliability.csv", reliability.worklist_csv, name="reliability-csv"),
    path("cases/<str:number>/reliability/", reliability.case_children, name="case-reliability"),
    path("cases/<str:number>/told/", reliability.told, name="case-told"),
    path(
        "cases/<str:number>/paternity/<int:child_id>/",
        reliability.record,
        name="record-paternity",
    ),
]
