"""Addresses of enforcement: the remedies of all parents, reviews, and matches."""

from django.urls import URLPattern, path

from posse.web.views import (
    agreements,
    answers,
    enforcement,
    income,
    matches,
    remedy_lists,
    resting,
    sent,
    state_requests,
)

enforcement_urls: list[URLPattern] = [
    path("enforcement/", remedy_lists.enforcement, name="enforcement"),
    path("enforcement.csv", remedy_lists.enforcement_csv, name="enforcement-csv"),
    path("enforcement/money.csv", remedy_lists.collected_csv, name="collected-csv"),
    path("enforcement/<slug:name>/", remedy_lists.remedy_list, name="remedy-list"),
    path("enforcement/<slug:name>.csv", remedy_lists.remedy_list_csv, name="remedy-list-csv"),
    path("answers/", answers.answers, name="answers"),
    path("answers.csv", answers.answers_csv, name="answers-csv"),
    path("sent/", sent.sent, name="sent"),
    path("sent.csv", sent.sent_csv, name="sent-csv"),
    path("sent/<int:file_id>/", sent.sent_file, name="sent-file"),
    path("sent/<int:file_id>/again/", sent.sent_again, name="sent-again"),
    path("sent/<slug:kind>/write/", sent.sent_write, name="sent-write"),
    path("findings/<int:finding_id>/acts/<slug:act>/", answers.finding_act, name="finding-act"),
    path("reviews/<int:review_id>/", enforcement.review, name="review"),
    path("reviews/<int:review_id>/acts/<slug:act>/", enforcement.review_act, name="review-act"),
    path("matches/<int:match_id>/", matches.match, name="match"),
    path("matches/<int:match_id>/acts/<slug:act>/", matches.match_act, name="match-act"),
    path("cases/<str:number>/rest/<slug:act>/", resting.resting_act, name="resting-act"),
    path("suppressions/<int:suppression_id>/lift/", resting.lift, name="lift"),
    path("states/", state_requests.state_requests, name="state-requests"),
    path("states.csv", state_requests.state_requests_csv, name="state-requests-csv"),
    path("states/new/", state_requests.state_request_new, name="state-request-new"),
    path("states/<int:request_id>/", state_requests.state_request, name="state-request"),
    path(
        "states/<int:request_id>.csv",
        state_requests.state_request_csv,
        name="state-request-csv",
    ),
    path(
        "states/<int:request_id>/acts/<slug:act>/",
        state_requests.state_request_act,
        name="state-request-act",
    ),
    path(
        "states/found/<int:match_id>/acts/<slug:act>/",
        state_requests.state_match_act,
        name="state-match-act",
    ),
    path("institutions/", agreements.institutions, name="institutions"),
    path("institutions.csv", agreements.institutions_csv, name="institutions-csv"),
    path("institutions/new/", agreements.institution_new, name="institution-new"),
    path(
        "institutions/<int:agreement_id>/acts/<slug:act>/",
        agreements.institution_act,
        name="institution-act",
    ),
    path("withholding/", income.withholding, name="withholding"),
    path("cases/<str:number>/income/<slug:act>/", income.income_act, name="income-act"),
    path(
        "cases/<str:number>/income/<int:source_id>/<slug:act>/",
        income.source_act,
        name="source-act",
    ),
    path(
        "employers/<int:employer_id>/acts/<slug:act>/", income.employer_act, name="employer-act"
    ),
    path("withholding/<int:trouble_id>/", income.trouble, name="trouble"),
    path(
        "withholding/<int:trouble_id>/acts/<slug:act>/", income.trouble_act, name="trouble-act"
    ),
]
