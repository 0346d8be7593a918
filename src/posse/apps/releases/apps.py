"""Registers the tables of releases of child care records."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.releases"
    label = "releases"
