"""Registers the tables of recovery."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.recovery"
    label = "recovery"
