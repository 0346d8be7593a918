"""Who is away, and who covers for them."""

from datetime import date

from django.db import transaction

from posse.apps.staff.models import Absence, StaffMember
from posse.services.register.entries import check_order_of_dates


@transaction.atomic
def do_record_absence(
    *,
    staff: StaffMember,
    starts_on: date,
    ends_on: date,
    on: date,
    by: str,
    cover: StaffMember | None = None,
    is_withdrawn: bool = False,
) -> Absence:
    """That somebody is away, or no longer will be. Raises: ValueError."""
    check_order_of_dates(
        starts_on, ends_on, earlier_what="the first day", later_what="the last day"
    )
    if cover is not None and cover.pk == staff.pk:
        raise ValueError("somebody else must cover")
    return Absence.objects.create(
        staff=staff,
        ends_on=ends_on,
        cover=cover,
        is_withdrawn=is_withdrawn,
        effective_on=starts_on,
        recorded_on=on,
        recorded_by=by,
    )


def covers_on(day: date) -> dict[int, int | None]:
    """Whoever is away on a day, and who covers: ids of staff; nobody where it is empty."""
    rows = Absence.objects.filter(effective_on__lte=day).order_by("id")
    latest = {(row.staff_id, row.effective_on): row for row in rows}
    away = [row for row in latest.values() if row.ends_on >= day and not row.is_withdrawn]
    return {row.staff_id: row.cover_id for row in sorted(away, key=lambda row: row.pk)}
