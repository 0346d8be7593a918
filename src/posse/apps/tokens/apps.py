"""Registers the tables of tokens."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.tokens"
    label = "tokens"
