"""Registers the tables of instruments."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.instruments"
    label = "instruments"
