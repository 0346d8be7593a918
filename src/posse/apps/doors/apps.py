"""Registers the tables of doors."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.doors"
    label = "doors"
