"""Registers the tables of the child care subsidy."""

from django.apps import AppConfig


class SubsidyConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.subsidy"
    label = "subsidy"
