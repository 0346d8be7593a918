"""Registers the tables of intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.intake"
    label = "intake"
