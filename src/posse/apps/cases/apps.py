"""Registers the tables of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.cases"
    label = "cases"
