"""The app of partners."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Requests of other States, and agreements with financial institutions."""

    name = "posse.apps.partners"
    label = "partners"
