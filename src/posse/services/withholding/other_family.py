"""Whether a parent supports another family, by which the federal ceiling differs."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from posse.apps.people.models import Participant
from posse.apps.withholding.choices import ToldBy
from posse.apps.withholding.models import OtherFamily
from posse.services.matching.merged import members_for, same_person_as, survivors_for
from posse.services.register.entries import check_open_day, check_order_of_dates, required

NOTE_LENGTH = 300


@transaction.atomic
def do_tell_of_other_family(
    *,
    obligor: Participant,
    is_supported: bool,
    since: date,
    told_by: str,
    note: str,
    on: date,
    by: str,
) -> OtherFamily:
    """That a parent supports another spouse or child, or no longer does.

    Raises: ValueError in words, also where it is known already.
    Source: 15 USC 1673(b)(2).
    """
    check_open_day(on)
    check_order_of_dates(since, on, earlier_what="the beginning", later_what="today")
    # Two words on one parent wait for each other at the parent's row.
    Participant.objects.select_for_update().get(pk=obligor.pk)
    if supports_other_family(obligor.pk, on=since) == is_supported:
        raise ValueError("that is known already")
    return OtherFamily.objects.create(
        obligor=obligor,
        is_supported=is_supported,
        told_by=ToldBy(told_by),
        note=required(note, what="who it is, and how you know", length_max=NOTE_LENGTH),
        effective_on=since,
        recorded_on=on,
        recorded_by=by,
    )


def told_of_other_family(obligor: int, *, on: date) -> OtherFamily | None:
    """The latest word on a parent's other family on a day, under whichever record."""
    rows = OtherFamily.objects.filter(obligor__in=same_person_as(obligor), effective_on__lte=on)
    return rows.order_by("effective_on", "id").last()


def supports_other_family(obligor: int, *, on: date) -> bool:
    """Whether a parent is known to support another family on a day.

    Source: 15 USC 1673(b)(2).
    """
    told = told_of_other_family(obligor, on=on)
    return told is not None and told.is_supported


def obligors_with_other_family(obligors: Collection[int], *, on: date) -> set[int]:
    """Of some parents, those known to support another family on a day.

    Source: 15 USC 1673(b)(2).
    """
    if not OtherFamily.objects.filter(effective_on__lte=on).exists():
        return set()
    stands = survivors_for(obligors)
    members = members_for(stands.values())
    everybody = {each for group in members.values() for each in group}
    rows = OtherFamily.objects.filter(obligor__in=everybody, effective_on__lte=on)
    told = {row.obligor_id: row for row in rows.order_by("effective_on", "id")}
    found = set()
    for parent, stand in stands.items():
        words = [told[each] for each in members[stand] if each in told]
        if words and max(words, key=lambda row: (row.effective_on, row.pk)).is_supported:
            found.add(parent)
    return found
