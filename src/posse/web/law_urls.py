"""Addresses of the law: readable by anybody, and kept so that others may point at them."""

from django.urls import URLPattern, path

from posse.web.views.law import guide, leaves, lists

law_urls: list[URLPattern] = [
    path("law/", lists.law, name="law"),
    path("law.csv", lists.law_csv, name="law-csv"),
    path("law/definitions/", lists.definitions, name="law-definitions"),
    path("law/guide/", guide.guide, name="law-guide"),
    path("law/parameters/<str:key>/", leaves.parameter, name="law-parameter"),
    path("law/clauses/<str:id_>/", leaves.clause, name="law-clause"),
    path("law/readings/<str:id_>/", leaves.reading, name="law-reading"),
    path("law/citations/<str:citation>/", leaves.citation, name="law-citation"),
    path("law/examples/<path:address>/", leaves.example, name="law-example"),
]

urlpatterns = law_urls
