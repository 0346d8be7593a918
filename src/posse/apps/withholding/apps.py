"""Registers the tables of income withholding."""

from django.apps import AppConfig


class WithholdingConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.withholding"
    label = "withholding"
