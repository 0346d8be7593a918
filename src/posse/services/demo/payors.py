"""Payors of the demo that kept the money: two are told, and one of them is before the court.

Which they are follows from the payments of the demo's month; nobody is chosen.
"""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.withholding.choices import NonComplianceState
from posse.apps.withholding.models import NonCompliance
from posse.services.withholding.non_compliance import (
    NOT_SENT,
    Hearing,
    do_record_service,
    do_tell_payor,
    first_hearing_day,
    missed_pay_of,
)
from posse.units.days import add_business_days

TOLD_MAX = 2
PLACE = "District Court, 309 Example Street"
# Not on the first possible day, so that the payor has time after the post came.
LATER_DAYS = 4


@transaction.atomic
def do_answer_payors(*, on: date, by: str) -> int:
    """What a worker does on a day about payors found before; how many steps were taken."""
    rows = NonCompliance.objects.filter(opened_on__lt=on).order_by("opened_on", "id")
    noticed = rows.filter(state=NonComplianceState.NOTICED)
    served_count = rows.filter(state=NonComplianceState.HEARING).count()
    steps = 0
    waiting = noticed.filter(events__effective_on__lt=on).distinct().first()
    if not served_count and waiting is not None:
        do_record_service(found=waiting, served_on=on, served_by="certified_mail", on=on, by=by)
        steps += 1
    if noticed.count() + served_count < TOLD_MAX:
        steps += _do_tell(on=on, by=by)
    return steps


def _do_tell(*, on: date, by: str) -> int:
    """The notice to the payor that was found first and still has not sent the money."""
    found = NonCompliance.objects.filter(opened_on__lt=on, state=NonComplianceState.FOUND)
    hearing_on = add_business_days(first_hearing_day(on=on) + timedelta(days=LATER_DAYS), 0)
    for row in found.order_by("opened_on", "id"):
        if missed_pay_of(row, on=on):
            hearing = Hearing(hearing_on, "9:30 a.m.", PLACE)
            do_tell_payor(found=row, violation=NOT_SENT, hearing=hearing, on=on, by=by)
            return 1
    return 0
