"""Registers the tables of the online application."""

from django.apps import AppConfig


class OnlineConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.online"
    label = "online"
