"""More time for a provider's license, where a supervisor gives it.

Source: CC-1202-D-1, CC-1202-E-4-c (ambiguities 1.03 and 1.04).
"""

from datetime import date

from django.db import transaction

from posse.apps.care.choices import CareStep
from posse.apps.care.models import CareApplication, CareApplicationEvent
from posse.apps.subsidy.models import CareArrangement
from posse.services.care.applying import case_of, locked
from posse.services.care.authorizing import Refused
from posse.services.care.pending import Clock, clock_of


@transaction.atomic
def do_give_license_time(
    application: CareApplication, *, words: str, on: date, by: str
) -> Clock:
    """Let an application wait longer for its provider's license, once, and say why.

    What the provider does within the longer time counts from the application on, so the
    arrangements with it bear the extension too. Raises: Refused in words.
    Source: CC-1202-D-1, CC-1202-E-4-c (ambiguities 1.03 and 1.04).
    """
    application = locked(application)
    if application.events.filter(step=CareStep.EXTENDED).exists():
        raise Refused("more time was given already")
    clock = clock_of(application, on=on)
    if not clock.is_license_open:
        raise Refused("more time is given where nothing but a provider's license is open")
    if not words.strip():
        raise Refused("say why more time is given")
    _do_extend_arrangements(application, clock, on=on, by=by)
    CareApplicationEvent.objects.create(
        application=application,
        step=CareStep.EXTENDED,
        version=application.version,
        note=words.strip()[:1000],
        recorded_on=on,
        recorded_by=by,
    )
    return clock_of(application, on=on)


def _do_extend_arrangements(
    application: CareApplication, clock: Clock, *, on: date, by: str
) -> None:
    rows = case_of(application).arrangements.filter(
        provider__in=clock.providers, replaced_by__isnull=True, is_withdrawn=False,
        has_extension=False,
    )  # fmt: skip
    for row in list(rows):
        CareArrangement.objects.create(
            care_case=row.care_case,
            child=row.child,
            provider=row.provider,
            days_month=row.days_month,
            hours_day=row.hours_day,
            weekdays=row.weekdays,
            drop_off_minute=row.drop_off_minute,
            other_cents=row.other_cents,
            ends_on=row.ends_on,
            told_on=row.told_on,
            is_change=row.is_change,
            has_extension=True,
            replaces=row,
            effective_on=row.effective_on,
            recorded_on=on,
            recorded_by=by,
        )
