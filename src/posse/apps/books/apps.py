"""Registers the tables of books."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.apps.books"
    label = "books"
