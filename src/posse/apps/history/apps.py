"""Registers what is kept of earlier versions."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.history"
    label = "history"
