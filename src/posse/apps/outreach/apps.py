"""Registers the tables of outreach."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.outreach"
    label = "outreach"
