"""Registers the tables of proofs in the child care program."""

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.proofs"
    label = "proofs"
