"""Registers the tables of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.people"
    label = "people"
