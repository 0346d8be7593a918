"""Registers the tables of people entered twice."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.matching"
    label = "matching"
