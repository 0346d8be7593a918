"""Addresses of the application for child care online; none holds anything about anybody."""

from django.urls import URLPattern, path

from posse.web.family.care_apply import asking, finishing

BASE = "apply/child-care/"
care_apply_urls: list[URLPattern] = [
    path(BASE, asking.care_apply, name="care-apply"),
    path(f"{BASE}start/", asking.start, name="care-apply-start"),
    path(f"{BASE}code/", asking.code, name="care-apply-code"),
    path(f"{BASE}questions/<slug:key>/", asking.question, name="care-apply-question"),
    path(
        f"{BASE}questions/<slug:key>/<int:place>/",
        asking.question,
        name="care-apply-question-of",
    ),
    path(f"{BASE}people/<slug:of>/", asking.more, name="care-apply-more"),
    path(f"{BASE}people/<slug:of>/remove/", asking.remove, name="care-apply-remove"),
    path(f"{BASE}papers/", finishing.papers, name="care-apply-papers"),
    path(f"{BASE}check/", finishing.check, name="care-apply-check"),
    path(f"{BASE}sign/", finishing.sign, name="care-apply-sign"),
    path(f"{BASE}done/", finishing.done, name="care-apply-done"),
    path(f"{BASE}signed.pdf", finishing.signed_pdf, name="care-apply-signed"),
]
