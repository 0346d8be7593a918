"""Registers the tables of the parents' portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.portal"
    label = "portal"
