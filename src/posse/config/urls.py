"""Addresses of the site: the pages of :mod:`posse.web` and the record browser."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("posse.web.urls"))]
