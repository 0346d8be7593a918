"""Registers the tables of closing."""

from django.apps import AppConfig


class ClosureConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.closure"
    label = "closure"
