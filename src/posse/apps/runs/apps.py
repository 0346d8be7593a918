"""Registers the tables of runs."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.runs"
    label = "runs"
