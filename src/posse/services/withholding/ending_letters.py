"""Letters when a payor's income ends: to the clerk of court, and to who gets the support.

The payor owes the clerk its word within 30 days; where its word came to the disbursement unit,
the clerk is told by this letter (reading A-51). The parent reads that payments will stop, and
never where the other one worked.

Source: CS-IRG-G13, CS-IRG-G14.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Max

from posse.apps.payments.choices import Source
from posse.apps.payments.models import Receipt
from posse.apps.records.models import Letter
from posse.apps.withholding.choices import ToldBy
from posse.apps.withholding.models import SourceEnd, WithholdingOrder
from posse.rules.support.withholding import PREFIX
from posse.services.enforcement.noticing import LETTERS_A_NIGHT
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.outreach.preferences import languages_of
from posse.services.withholding.order_values import Register, register_of
from posse.units.days import day_words

NOTICE = "employment_ended"
CLERK, PARENT = "clerk", "parent"
# Ends of these days are looked at, so that nights that were missed are caught up.
LOOK_BACK_DAYS = 40


def do_tell_of_ended_income(*, on: date, by: str, at_most: int | None = None) -> int:
    """Write each letter about an end that a payor told of, once; how many were written.

    Source: CS-IRG-G13.
    """
    requests = list(_requests(on=on))
    known = Letter.objects.filter(key__in=[each.key for each in requests])
    told = set(known.values_list("key", flat=True))
    limit = int(current_law().value(LETTERS_A_NIGHT, on=on))
    limit = limit if at_most is None else min(limit, at_most)
    # A night that was killed goes on with the room that it had left.
    room = max(limit - Letter.objects.filter(kind=NOTICE, effective_on=on).count(), 0)
    new = [each for each in requests if each.key not in told][:room]
    return len(do_issue_notices(notice=NOTICE, requests=new, on=on, by=by))


def _requests(*, on: date) -> Iterator[NoticeRequest]:
    """Two letters for each case whose order is at a payor that told of an end."""
    ends = SourceEnd.objects.filter(
        told_by=ToldBy.PAYOR, told_on__gt=on - timedelta(days=LOOK_BACK_DAYS), told_on__lte=on
    )
    by_source = {end.source_id: end for end in ends}
    rows = WithholdingOrder.objects.filter(income_source__in=by_source, letter__isnull=False)
    rows = rows.select_related("case", "income_source__employer").order_by("pk")
    orders = {(row.case_id, row.income_source_id): row for row in rows}
    register = register_of((order.case for order in orders.values()), on=on)
    languages = languages_of({order.case.obligee_id for order in orders.values()})
    last_days = _last_days({order.income_source.obligor_id for order in orders.values()})
    for order in orders.values():
        end = by_source[order.income_source_id]
        last_day = last_days.get(order.income_source.obligor_id)
        yield from _two(order, end, register, last_day=last_day, languages=languages, on=on)


def _two(
    order: WithholdingOrder,
    end: SourceEnd,
    register: Register,
    *,
    last_day: date | None,
    languages: dict[int, str],
    on: date,
) -> Iterator[NoticeRequest]:
    case = order.case
    support = register.orders.get(case.pk)
    about = f"Income ended on {day_words(end.ended_on)}, as the payor told."
    county = register.counties.get(case.county_fips, "")
    values = {
        "employee_name": register.name(case.obligor_id),
        "payor_name": order.income_source.payor,
        "order_number": support.number if support else case.number,
        "ended_on": end.ended_on,
        "told_on": end.told_on,
        "last_payment_on": last_day,
        "new_payor": None,
        "notice_days": int(current_law().value(f"{PREFIX}end_notice_days", on=on)),
    }
    yield NoticeRequest(
        key=f"{NOTICE}:{end.pk}:{case.pk}:{CLERK}",
        case=case,
        values={**values, "recipient": CLERK, "is_clerk": True},
        about=about,
        name=f"Clerk of District Court, {county} County"
        if county
        else "Clerk of District Court",
    )
    yield NoticeRequest(
        key=f"{NOTICE}:{end.pk}:{case.pk}:{PARENT}",
        case=case,
        values={**values, "recipient": PARENT, "is_clerk": False},
        about=about,
        participant_id=case.obligee_id,
        language=languages.get(case.obligee_id, "en"),
    )


def _last_days(obligors: Iterable[int]) -> dict[int, date]:
    """The last day on which anything was withheld from each parent."""
    rows = Receipt.objects.filter(
        obligor__in=obligors, source=Source.INCOME_WITHHOLDING, withheld_on__isnull=False
    )
    counted = rows.order_by().values_list("obligor").annotate(last=Max("withheld_on"))
    return {obligor: last for obligor, last in counted if obligor is not None}
