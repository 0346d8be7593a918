"""Registers the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app as Django knows it."""

    name = "posse.web"
    label = "web"

    def ready(self) -> None:
        """Hear of second steps that failed."""
        # Imported here because tables exist only once Django is started.
        from allauth.mfa import signals  # noqa: PLC0415

        from posse.web.security import second_factor  # noqa: PLC0415

        signals.authentication_failed.connect(second_factor.note_failed)
