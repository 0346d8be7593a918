"""The writer of what is known of a person and has no table of its own, such as a telephone."""

from datetime import date

from django.db import transaction

from posse.apps.intake.models import Detail
from posse.apps.people.models import Participant
from posse.services.register.entries import required

VALUE_LENGTH = 1_000


@transaction.atomic
def do_record_detail(
    *,
    participant: Participant,
    field: str,
    value: str,
    on: date,
    by: str,
    effective_on: date | None = None,
) -> Detail:
    """That this is so of a person from a day on; ``field`` is a question's key of intake."""
    return Detail.objects.create(
        participant=participant,
        field=field,
        value=required(value, what=field.replace("_", " "), length_max=VALUE_LENGTH),
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
    )


def latest_detail(participants: tuple[int, ...], field: str, *, on: date) -> Detail | None:
    """The answer in force on a day of somebody who may stand under several records."""
    rows = Detail.objects.filter(
        participant__in=participants, field=field, effective_on__lte=on
    )
    return rows.order_by("effective_on", "id").last()
