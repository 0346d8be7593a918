"""The night's reminders: decided in the database first, then handed to the gateway.

Killed anywhere, the next run goes on: what is decided is not decided again, and what was not
handed over is handed over then, under the same name and in the same words.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from posse.apps.outreach.choices import HandoverOutcome, ReminderChannel
from posse.apps.outreach.models import ContactPreference, Handover, SentMessage
from posse.notices.days_in_words import near_day_in
from posse.rules.texts import filled, words
from posse.services.law import current_law
from posse.services.matching.merged import members_for, survivor_of
from posse.services.outreach.gateway import (
    FolderGateway,
    Gateway,
    GatewayRefuses,
    Outgoing,
)
from posse.services.outreach.preferences import (
    APPLICATION,
    do_take_answer,
    governing_preferences,
    is_stop_word,
    persons_in_danger,
    preference_of,
    stop_token,
    ways_open,
    written_phone,
)
from posse.services.outreach.triggers import TOPIC, TRIGGERS, Cause
from posse.services.outreach.unsigned import (
    do_decide_unsigned,
    do_end_wishes_of_phone,
    is_reminder_wanted,
)


@dataclass(frozen=True)
class ReminderCounts:
    """How many reminders a run decided, handed over, withdrew, and left waiting."""

    decided_count: int
    sent_count: int
    withdrawn_count: int
    waiting_count: int


def folder_gateway() -> FolderGateway:
    """The gateway of this installation."""
    return FolderGateway(settings.POSSE_HOME / "outbox" / "messages")


def do_send_reminders(*, on: date, gateway: Gateway | None = None) -> ReminderCounts:
    """Act on answers, decide the day's reminders, hand over what waits; twice changes nothing.

    Not one transaction: a file in a folder cannot be taken back, so each handover is kept as
    soon as it happened.
    """
    gateway = gateway or folder_gateway()
    _do_take_answers(gateway, on=on)
    decided = _do_decide(on=on) + do_decide_unsigned(on=on)
    sent, withdrawn, waiting = _do_hand_over(gateway, on=on)
    return ReminderCounts(decided, sent, withdrawn, waiting)


def _do_take_answers(gateway: Gateway, *, on: date) -> None:
    for answer in list(gateway.answers()):
        do_take_answer(phone=answer.phone, text=answer.text, on=on)
        if is_stop_word(answer.text):
            do_end_wishes_of_phone(written_phone(answer.phone), on=on)
        gateway.settle(answer)


@transaction.atomic
def _do_decide(*, on: date) -> int:
    """Keep each reminder of the day that is new, wanted and allowed."""
    preferences = governing_preferences()
    if not preferences:
        return 0
    # What is of a merged record is of the person who stands for it.
    person_of = {row: each for each, rows in members_for(preferences).items() for row in rows}
    in_danger = persons_in_danger(preferences)
    limit = int(current_law().value(f"{TOPIC}.texts_a_day_max", on=on))
    texts = _texts_of_day(on)
    told = _told(on)
    new: list[SentMessage] = []
    for kind, cause in _causes(person_of, on=on):
        person = person_of[cause.participant]
        preference = preferences[person]
        for way in _ways(preference, kind, danger_since=in_danger.get(person)):
            key = (person, cause.about, way[0], kind)
            is_text = way[0] == ReminderChannel.TEXT
            if key in told or (is_text and texts[person] >= limit):
                continue
            texts[person] += is_text
            told.add(key)
            new.append(_decided(kind, cause, preference, person=person, way=way, on=on))
    return len(SentMessage.objects.bulk_create(new))


def _ways(
    preference: ContactPreference, kind: str, *, danger_since: datetime | None
) -> list[tuple[ReminderChannel, str]]:
    """By which ways a person may be reminded of a kind of thing."""
    if kind in preference.kinds_off:
        return []
    return ways_open(preference, danger_since=danger_since)


def _causes(person_of: dict[int, int], *, on: date) -> list[tuple[str, Cause]]:
    """What there is to tell, in the order of the law's table; a thing is told by one kind."""
    found: list[tuple[str, Cause]] = []
    seen: set[tuple[int, str]] = set()
    for row in current_law().value(f"{TOPIC}.reminders", on=on):
        for cause in TRIGGERS[row["trigger"]](person_of.keys(), int(row["days"]), on):
            key = (cause.participant, cause.about)
            if key not in seen:
                seen.add(key)
                found.append((row["kind"], cause))
    return found


def _texts_of_day(on: date) -> Counter[int]:
    """How many texts were decided for each person on a date."""
    rows = SentMessage.objects.filter(sent_on=on, channel=ReminderChannel.TEXT)
    return Counter(rows.values_list("participant", flat=True))


def _told(on: date) -> set[tuple[int, str, str, str]]:
    """What anybody was reminded of that may still be of use."""
    rows = SentMessage.objects.filter(
        useful_through__gte=on, participant__isnull=False
    ).values_list("participant", "about", "channel", "kind")
    return set(rows)


def _decided(
    kind: str,
    cause: Cause,
    preference: ContactPreference,
    *,
    person: int,
    way: tuple[ReminderChannel, str],
    on: date,
) -> SentMessage:
    channel, address = way
    return SentMessage(
        participant_id=person,
        case_id=cause.case,
        channel=channel,
        kind=kind,
        about=cause.about,
        text_key=f"outreach.{channel}_{kind}",
        language=preference.language,
        address=address,
        about_on=cause.about_on,
        useful_through=cause.useful_through,
        sent_on=on,
    )


def _do_hand_over(gateway: Gateway, *, on: date) -> tuple[int, int, int]:
    """Hand over what waits. Returns: how many were sent, withdrawn, and wait on."""
    waiting = list(SentMessage.objects.filter(handover=None).order_by("pk"))
    sent = withdrawn = 0
    for message in waiting:
        if not _is_wanted(message, on=on):
            Handover.objects.create(message=message, outcome=HandoverOutcome.WITHDRAWN, on=on)
            withdrawn += 1
            continue
        try:
            _do_send(message, gateway, on=on)
        except GatewayRefuses:
            break
        Handover.objects.create(message=message, outcome=HandoverOutcome.SENT, on=on)
        sent += 1
    return sent, withdrawn, len(waiting) - sent - withdrawn


def _is_wanted(message: SentMessage, *, on: date) -> bool:
    """Whether it is still of use, and the person still wants it there and is safe with it."""
    if message.participant_id is None:
        return is_reminder_wanted(message, on=on)
    person = survivor_of(message.participant_id)
    preference = preference_of(person)
    if (
        preference is None
        or on > message.useful_through
        or message.kind in preference.kinds_off
    ):
        return False
    since = persons_in_danger([person]).get(person)
    return (message.channel, message.address) in ways_open(preference, danger_since=since)


def _do_send(message: SentMessage, gateway: Gateway, *, on: date) -> None:
    outgoing = outgoing_of(message, on=on)
    if message.channel == ReminderChannel.TEXT:
        gateway.send_text(outgoing)
    else:
        gateway.send_email(outgoing)


def outgoing_of(message: SentMessage, *, on: date) -> Outgoing:
    """A reminder in its final words; the same row under the same law gives the same words."""
    language = message.language
    day = near_day_in(message.about_on, on=message.sent_on, language=language)
    body = filled(words(message.text_key, language=language), {"day": day})
    if message.channel == ReminderChannel.TEXT:
        law = current_law()
        return Outgoing(
            message.pk, message.address, body, message.sent_on,
            quiet_from_hour=int(law.value(f"{TOPIC}.quiet_from_hour", on=on)),
            quiet_until_hour=int(law.value(f"{TOPIC}.quiet_until_hour", on=on)),
        )  # fmt: skip
    stop, way_in = _stop_link(message), _way_in(message)
    end = filled(words("outreach.email_stop", language=language), {"link": stop})
    subject = words("outreach.subject", language=language)
    return Outgoing(
        message.pk, message.address, f"{body}\n\n{way_in}\n\n{end}\n", message.sent_on,
        subject=subject, stop_link=stop,
    )  # fmt: skip


def _stop_link(message: SentMessage) -> str:
    if message.participant_id is None:
        token = stop_token(message.application_id or 0, of=APPLICATION)
    else:
        token = stop_token(message.participant_id)
    return link_to("family-stop", token)


def _way_in(message: SentMessage) -> str:
    """Where to sign in, or to come back to a form by its code."""
    is_person = message.participant_id is not None
    name, page = (
        ("email_sign_in", "family-home") if is_person else ("email_come_back", "apply-return")
    )
    text = words(f"outreach.{name}", language=message.language)
    return filled(text, {"link": link_to(page)})


def link_to(name: str, *args: str) -> str:
    """A page's whole address, for those who read it outside of a browser."""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=args)}"
