"""Registers the tables of enforcement."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.enforcement"
    label = "enforcement"
