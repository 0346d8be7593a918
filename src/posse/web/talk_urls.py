"""Addresses of what families and workers exchange: the parent's pages, and the worker's."""

from django.urls import URLPattern, path

from posse.web.family.portal import changes, messages, papers
from posse.web.views import talking

family_talk_urls: list[URLPattern] = [
    path("family/messages/", messages.conversations, name="family-messages"),
    path("family/messages/<int:thread_id>/", messages.conversation, name="family-thread"),
    path("family/changes/", changes.changes, name="family-changes"),
    path("family/changes/<slug:kind>/", changes.change, name="family-change"),
    path("family/documents/", papers.documents, name="family-documents"),
    path("family/documents/<int:document_id>/", papers.document, name="family-document"),
    path(
        "family/documents/<int:document_id>/pages/<int:place>/",
        papers.document_page,
        name="family-document-page",
    ),
    path("family/notices/", papers.notices, name="family-notices"),
    path("family/notices/<int:letter_id>.pdf", papers.notice, name="family-notice"),
    path("family/record/", papers.record, name="family-record"),
]

case_talk_urls: list[URLPattern] = [
    path("cases/<str:number>/messages/", talking.case_messages, name="case-messages"),
    path("cases/<str:number>/messages/write/", talking.write, name="case-message-write"),
    path(
        "cases/<str:number>/messages/<int:thread_id>/",
        talking.case_thread,
        name="case-thread",
    ),
    path(
        "cases/<str:number>/changes/<int:report_id>/",
        talking.case_change,
        name="case-change",
    ),
]
