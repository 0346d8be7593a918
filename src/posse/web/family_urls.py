"""Addresses of the pages that families share: the first page, and the choice of language."""

from django.urls import URLPattern, path

from posse.web.apply_urls import apply_urls
from posse.web.care_apply_urls import care_apply_urls
from posse.web.family import home, speaking
from posse.web.portal_urls import portal_urls
from posse.web.talk_urls import family_talk_urls

urlpatterns: list[URLPattern] = [
    path("public/", home.public_home, name="public-home"),
    path("language/", speaking.choose_language, name="choose-language"),
    *apply_urls,
    *care_apply_urls,
    *family_talk_urls,
    *portal_urls,
]
