"""How an authorization ends before its last day, and what was presumed with a decision.

Source: CC-1504-C-2, CC-401-G, CC-1316-A-1.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.subsidy.choices import EndReason
from posse.apps.subsidy.models import (
    Authorization,
    AuthorizationEnd,
    CarePeriod,
    Determination,
)
from posse.services.care.authorizing import Refused


@transaction.atomic
def do_end_presumptive(
    care_case: CareCase,
    *,
    reason: str,
    on: date,
    by: str,
    children: Collection[int] | None = None,
) -> list[AuthorizationEnd]:
    """End what is presumed of some or all children, on the day of the decision.

    Source: CC-401-G, CC-1316-A-1.
    """
    running = care_case.authorizations.filter(
        is_presumptive=True, ends_on__gte=on, end__isnull=True
    )
    if children is not None:
        running = running.filter(child__in=children)
    return [do_end_authorization(row, reason=reason, on=on, by=by) for row in running]


@transaction.atomic
def do_end_authorization(
    row: Authorization,
    *,
    reason: str,
    on: date,
    by: str,
    last_day: date | None = None,
    words: str = "",
    determination: Determination | None = None,
) -> AuthorizationEnd:
    """End an authorization with a day, once. Raises: Refused. Source: CC-1504-C-2."""
    Authorization.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if AuthorizationEnd.objects.filter(authorization=row).exists():
        raise Refused("this authorization has ended already")
    return AuthorizationEnd.objects.create(
        care_case=row.care_case,
        authorization=row,
        reason=EndReason(reason),
        words=words[:300],
        determination=determination,
        effective_on=max(last_day or on, row.effective_on),
        recorded_on=on,
        recorded_by=by,
    )


def do_end_period(period: CarePeriod, *, last_day: date, on: date, by: str) -> CarePeriod:
    """End the months of a unit before their time, so that what follows is no part of them.

    Source: CC-1501-B-3.1, CC-1601-I.
    """
    return CarePeriod.objects.create(
        care_case=period.care_case,
        unit=period.unit,
        step=period.step,
        determination=period.determination,
        replaces=period,
        effective_on=period.effective_on,
        ends_on=max(last_day, period.effective_on),
        recorded_on=on,
        recorded_by=by,
    )
