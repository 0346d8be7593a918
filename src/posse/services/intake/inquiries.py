"""The log of who asked about services, and of what was handed out or sent in time."""

from datetime import date
from types import MappingProxyType

from django.db import transaction

from posse.apps.intake.choices import AskedBy, PacketKind, PacketWay, Wanted
from posse.apps.intake.models import Inquiry, Packet, Referral
from posse.services.intake.timing import (
    IN_PERSON_RULE,
    RECORDED_RULE,
    due_day,
    inquiry_url,
    referral_url,
)
from posse.services.intake.watching import do_stop_watching, do_watch_inquiry
from posse.services.register.entries import check_order_of_dates, required

# How long each may be.
TEXTS = MappingProxyType({
    "phone": 20, "email": 254, "line_1": 60, "line_2": 60, "city": 40, "state": 2,
    "zip_code": 10, "note": 1000,
})  # fmt: skip


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
    inquiry = Inquiry.objects.create(
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
    do_watch_inquiry(inquiry, on=on, by=by)
    return inquiry


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
    packet = Packet.objects.create(
        inquiry=inquiry,
        referral=referral,
        kind=PacketKind(kind),
        way="" if declined else PacketWay(way),
        note=note.strip()[:300],
        sent_on=sent_on,
        recorded_on=on,
        recorded_by=by,
    )
    url = inquiry_url(inquiry) if inquiry else referral_url(referral) if referral else ""
    do_stop_watching(
        url, outcome=str(packet.get_kind_display()), is_cancelled=declined, on=on, by=by
    )
    return packet
