"""Registers the tables of families in the child care program."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.care"
    label = "care"
