"""Addresses of the online application; none of them holds anything about anybody."""

from django.urls import URLPattern, path

from posse.web.family.apply import asking, beginning, finishing

apply_urls: list[URLPattern] = [
    path("apply/", beginning.apply, name="apply"),
    path("apply/start/", beginning.start, name="apply-start"),
    path("apply/return/", beginning.come_back, name="apply-return"),
    path("apply/leave/", beginning.leave, name="apply-leave"),
    path("apply/close/", beginning.close, name="apply-close"),
    path("apply/by-mail/", beginning.by_mail, name="apply-by-mail"),
    path("apply/code/", beginning.code, name="apply-code"),
    path("apply/remind/", beginning.remind, name="apply-remind"),
    path("apply/questions/<slug:key>/", asking.question, name="apply-question"),
    path("apply/questions/<slug:key>/<int:place>/", asking.question, name="apply-question-of"),
    path("apply/people/<slug:of>/", asking.more, name="apply-more"),
    path("apply/people/<slug:of>/remove/", asking.remove, name="apply-remove"),
    path("apply/papers/", finishing.papers, name="apply-papers"),
    path("apply/check/", finishing.check, name="apply-check"),
    path("apply/sign/", finishing.sign, name="apply-sign"),
    path("apply/done/", finishing.done, name="apply-done"),
    path("apply/signed.pdf", finishing.signed_pdf, name="apply-signed"),
]
