"""Registers the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.web"
    label = "web"
