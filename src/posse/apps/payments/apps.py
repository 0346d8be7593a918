"""Registers the tables of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.payments"
    label = "payments"
