"""Registers the tables of the case record."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.records"
    label = "records"
