"""Registers the tables of staff."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.staff"
    label = "staff"
