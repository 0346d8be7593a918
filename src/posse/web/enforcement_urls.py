"""Addresses of enforcement: the remedies of all parents, reviews, and matches."""

from django.urls import URLPattern, path

from posse.web.views import enforcement, matches

enforcement_urls: list[URLPattern] = [
    path("enforcement/", enforcement.enforcement, name="enforcement"),
    path("reviews/<int:review_id>/", enforcement.review, name="review"),
    path("reviews/<int:review_id>/acts/<slug:act>/", enforcement.review_act, name="review-act"),
    path("matches/<int:match_id>/", matches.match, name="match"),
    path("matches/<int:match_id>/acts/<slug:act>/", matches.match_act, name="match-act"),
]
