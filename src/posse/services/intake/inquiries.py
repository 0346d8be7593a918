"""The log of who asked about services, and of what was handed out or sent in time."""

from datetime import date
from types import MappingProxyType

import numpy as np
from django.db import transaction

from posse.apps.intake.choices import AskedBy, PacketKind, PacketWay, Wanted
from posse.apps.intake.models import Inquiry, Packet, Referral
from posse.rules.support.deadlines import deadlines
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required
from posse.units.days import day_from_number, day_number

IN_PERSON_RULE, RECORDED_RULE, REFERRAL_RULE, OPENING_RULE = "TF001", "TF002", "TF003", "TF005"
# How long each may be.
TEXTS = MappingProxyType({
    "phone": 20, "email": 254, "line_1": 60, "line_2": 60, "city": 40, "state": 2,
    "zip_code": 10, "note": 1000,
})  # fmt: skip


def due_day(rule: str, event_on: date) -> date:
    """The last day for what a time frame asks, from the day of its event."""
    found = deadlines([rule], np.array([day_number(event_on)], np.int64), law=current_law())
    return day_from_number(int(found.due_days[0]))


@transaction.atomic
def do_log_inquiry(  # noqa: PLR0913 - one argument a column
    *,
    asked_by: str,
    wanted: str,
    name: str,
    asked_on: date,
    on: date,
    by: str,
    language: str = "en",
    county_fips: str = "",
    form_key: str = "",
    **texts: str,
) -> Inquiry:
    """That somebody asked; the same form posted again is the inquiry that was logged.

    Asked in person, an application is handed over that day; else it goes out within the
    time frame. Source: 45 CFR 303.2(a)(2).
    """
    earlier = Inquiry.objects.filter(form_key=form_key).first() if form_key else None
    if earlier:
        return earlier
    check_order_of_dates(asked_on, on, earlier_what="the day of asking", later_what="today")
    way = AskedBy(asked_by)
    rule = IN_PERSON_RULE if way == AskedBy.IN_PERSON else RECORDED_RULE
    _check_texts(texts)
    return Inquiry.objects.create(
        asked_on=asked_on,
        asked_by=way,
        wanted=Wanted(wanted),
        name=required(name, what="the name", length_max=80),
        language=language,
        county_fips=county_fips,
        rule=rule,
        due_on=due_day(rule, asked_on),
        form_key=form_key,
        recorded_on=on,
        recorded_by=by,
        **{field: texts.get(field, "").strip() for field in TEXTS},
    )


def _check_texts(texts: dict[str, str]) -> None:
    strangers = sorted(set(texts) - set(TEXTS))
    if strangers:
        raise ValueError(f"an inquiry has no field {', '.join(strangers)}")
    for field, text in texts.items():
        if len(text.strip()) > TEXTS[field]:
            raise ValueError(f"{field} is longer than {TEXTS[field]} characters")


@transaction.atomic
def do_record_packet(
    *,
    kind: str,
    way: str,
    sent_on: date,
    on: date,
    by: str,
    inquiry: Inquiry | None = None,
    referral: Referral | None = None,
    note: str = "",
) -> Packet:
    """What was handed out or sent for an inquiry or a referral, or that nothing was wanted.

    Source: 45 CFR 303.2(a)(2).
    """
    asked_on = inquiry.asked_on if inquiry else referral.referred_on if referral else None
    check_order_of_dates(
        asked_on, sent_on, earlier_what="the day of asking", later_what="sending"
    )
    check_order_of_dates(sent_on, on, earlier_what="the day of sending", later_what="today")
    declined = PacketKind(kind) == PacketKind.DECLINED
    if declined and way:
        raise ValueError("nothing was sent, so there is no way of sending")
    if declined and not note.strip():
        raise ValueError("say in a note why nothing was wanted")
    return Packet.objects.create(
        inquiry=inquiry,
        referral=referral,
        kind=PacketKind(kind),
        way="" if declined else PacketWay(way),
        note=note.strip()[:300],
        sent_on=sent_on,
        recorded_on=on,
        recorded_by=by,
    )
