"""Which provider a child goes to, from when, on which days and for how long."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.subsidy.models import CareArrangement, CareProvider

HOUR, HUNDREDTHS, HOURS_A_DAY = 60, 100, 24


@dataclass(frozen=True)
class Arranged:
    """What is agreed. Units: hundredths of hours, cents of a month.

    ``weekdays`` marks the days from Monday on; ``drop_off`` is a time such as 08:00, empty
    where nobody told it.
    """

    begins_on: date
    weekdays: str
    hours_day: int
    days_month: int
    told_on: date
    ends_on: date | None = None
    drop_off: str = ""
    other_cents: int = 0
    is_change: bool = False
    has_extension: bool = False


@transaction.atomic
def do_arrange_care(
    *,
    care_case: CareCase,
    child: Participant,
    provider: CareProvider,
    asked: Arranged,
    on: date,
    by: str,
    replaces_id: int | None = None,
) -> CareArrangement:
    """That a child goes to a provider, in place of an earlier arrangement where one is named.

    Raises: ValueError in words. Source: CC-100-E, CC-402-E, CC-1202-E-3.
    """
    if not 0 < asked.hours_day <= HOURS_A_DAY * HUNDREDTHS:
        raise ValueError("care of a day is more than nothing and at most 24 hours")
    if asked.ends_on is not None and asked.ends_on < asked.begins_on:
        raise ValueError("care ends after it begins")
    earlier = CareArrangement.objects.filter(pk=replaces_id or 0, child=child).first()
    if earlier is not None and hasattr(earlier, "replaced_by"):
        raise ValueError("this arrangement was replaced already")
    return CareArrangement.objects.create(
        care_case=care_case,
        child=child,
        provider=provider,
        days_month=asked.days_month,
        hours_day=asked.hours_day,
        weekdays=asked.weekdays,
        drop_off_minute=minute_of(asked.drop_off),
        other_cents=asked.other_cents,
        ends_on=asked.ends_on,
        told_on=asked.told_on,
        is_change=asked.is_change,
        has_extension=asked.has_extension,
        replaces=earlier,
        effective_on=asked.begins_on,
        recorded_on=on,
        recorded_by=by,
    )


def provider_by_number(number: str) -> CareProvider | None:
    """The provider with a number."""
    return CareProvider.objects.filter(number=number).first()


def minute_of(text: str) -> int | None:
    """Minutes after midnight of a time such as 08:00; None for none. Raises: ValueError."""
    plain = text.strip()
    if not plain:
        return None
    hours, _, minutes = plain.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal()):
        raise ValueError(f"{plain} is no time such as 08:00")
    if int(hours) >= HOURS_A_DAY or int(minutes) >= HOUR:
        raise ValueError(f"{plain} is no time of day")
    return int(hours) * HOUR + int(minutes)
