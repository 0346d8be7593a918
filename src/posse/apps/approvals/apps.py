"""Registers the tables of approvals."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.approvals"
    label = "approvals"
