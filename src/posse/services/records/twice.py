"""A form that is sent twice is one row: what was recorded a moment ago is found again."""

from datetime import timedelta
from typing import TypeVar

from django.db.models import Model
from django.db.models.functions import Now

# Longer than anybody waits before pressing a button again, shorter than another act takes.
MOMENT = timedelta(seconds=60)

Row = TypeVar("Row", bound=Model)


def just_recorded(model: type[Row], **fields: object) -> Row | None:
    """A row with these very fields that was recorded within the last moment, or None."""
    rows = model._default_manager.filter(**fields, recorded_at__gte=Now() - MOMENT)  # noqa: SLF001 - Django's documented name
    return rows.order_by("pk").last()
