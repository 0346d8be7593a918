"""Registers the tables of work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.work"
    label = "work"
