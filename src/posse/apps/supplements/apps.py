"""Registers the tables of supplements for children with special needs."""

from django.apps import AppConfig


class SupplementsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.supplements"
    label = "supplements"
