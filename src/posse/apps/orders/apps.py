"""Registers the tables of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.orders"
    label = "orders"
