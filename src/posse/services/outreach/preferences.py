"""How a person wants to be reminded: read, changed, and ended without signing in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import phonenumbers
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from posse.apps.outreach.choices import ReminderChannel
from posse.apps.outreach.models import ContactPreference
from posse.apps.people.models import ConfidentialAddress, FamilyViolence, Participant
from posse.rules.texts import LANGUAGES
from posse.services.matching.merged import members_for, same_person_as, survivors_for

SALT = "posse.outreach.stop"
# Whose reminders a link ends: those of a person, or of an unsigned application.
PERSON, APPLICATION = "person", "application"
STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "ALTO", "PARAR"}
COUNTRY = "US"
EMAIL_LENGTH = 254


@dataclass(frozen=True)
class Wishes:
    """What a person chose, as typed."""

    language: str
    email: str = ""
    email_reminders: bool = False
    email_is_safe: bool = False
    phone: str = ""
    text_reminders: bool = False
    text_is_safe: bool = False
    kinds_off: tuple[str, ...] = ()


def faults_of(wishes: Wishes) -> dict[str, str]:
    """What is wrong with wishes: the field, and the sentence that says it."""
    faults = {}
    if wishes.email_reminders or wishes.email:
        try:
            validate_email(wishes.email)
        except ValidationError:
            faults["email"] = "outreach.e_email"
        if len(wishes.email) > EMAIL_LENGTH:
            faults["email"] = "outreach.e_email"
    if (wishes.text_reminders or wishes.phone) and not written_phone(wishes.phone):
        faults["phone"] = "outreach.e_phone"
    return faults


@transaction.atomic
def do_set_preferences(
    *, participant: Participant, wishes: Wishes, on: date, by: str
) -> ContactPreference:
    """Keep what a person chose. Raises: ValueError for faults."""
    if faults_of(wishes) or wishes.language not in LANGUAGES:
        raise ValueError("the wishes have faults; look at faults_of first")
    return ContactPreference.objects.create(
        participant=participant,
        language=wishes.language,
        email=wishes.email,
        email_reminders=wishes.email_reminders,
        email_is_safe=wishes.email_is_safe,
        phone=written_phone(wishes.phone),
        text_reminders=wishes.text_reminders,
        text_is_safe=wishes.text_is_safe,
        kinds_off=sorted(wishes.kinds_off),
        effective_on=on,
        recorded_on=on,
        recorded_by=by[:80],
    )


def preference_of(participant: int) -> ContactPreference | None:
    """What governs for a person, or nothing where nobody ever chose."""
    rows = ContactPreference.objects.filter(participant__in=same_person_as(participant))
    return rows.order_by("pk").last()


def languages_of(participants: Iterable[int]) -> dict[int, str]:
    """The language that each of some people chose; who never chose is left out."""
    rows = ContactPreference.objects.filter(participant__in=list(participants)).order_by("pk")
    return dict(rows.values_list("participant", "language"))


@transaction.atomic
def do_stop_reminders(*, participant: int, on: date, by: str) -> bool:
    """End all reminders to a person; whether there were any."""
    known = preference_of(participant)
    if known is None or not (known.email_reminders or known.text_reminders):
        return False
    ContactPreference.objects.create(
        participant=known.participant,
        language=known.language,
        email=known.email,
        email_is_safe=known.email_is_safe,
        phone=known.phone,
        text_is_safe=known.text_is_safe,
        kinds_off=known.kinds_off,
        effective_on=on,
        recorded_on=on,
        recorded_by=by[:80],
    )
    return True


def stop_token(number: int, *, of: str = PERSON) -> str:
    """What a link of an e-mail carries, so that only its reader can end the reminders."""
    return signing.Signer(salt=SALT).sign_object({of: number})


def person_of_token(token: str, *, of: str = PERSON) -> int | None:
    """Whom a link stops reminders for; nothing for a link that is not from this house."""
    try:
        return int(signing.Signer(salt=SALT).unsign_object(token)[of])
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None


def do_take_answer(*, phone: str, text: str, on: date) -> int:
    """Act on what was written back: a stop word ends all reminders to everybody of the number.

    How many people it ended them for.
    """
    number = written_phone(phone)
    if not number or not is_stop_word(text):
        return 0
    people = set(
        ContactPreference.objects.filter(phone=number).values_list("participant", flat=True)
    )
    survivors = set(survivors_for(people).values()) if people else set()
    latest = {each: preference_of(each) for each in survivors}
    own = [each for each, known in latest.items() if known and known.phone == number]
    return sum(do_stop_reminders(participant=each, on=on, by="stop word") for each in own)


def is_stop_word(text: str) -> bool:
    """Whether what was written back asks for an end."""
    word = "".join(filter(str.isalpha, text.split(maxsplit=1)[0])) if text.split() else ""
    return word.upper() in STOP_WORDS


def governing_preferences() -> dict[int, ContactPreference]:
    """The latest preference of each person who wants anything, by who stands for the person."""
    latest = ContactPreference.objects.order_by("participant", "-pk").distinct("participant")
    rows = sorted(latest, key=lambda row: row.pk)
    survivors = survivors_for(row.participant_id for row in rows) if rows else {}
    found = {survivors[row.participant_id]: row for row in rows}
    return {
        person: row
        for person, row in found.items()
        if row.email_reminders or row.text_reminders
    }


def persons_in_danger(participants: Iterable[int]) -> dict[int, datetime]:
    """Who of these is marked for family violence or has a secret address, and since when.

    The moment is that at which the office learned of it last.
    """
    people = list(participants)
    members = members_for(people) if people else {}
    rows = {each for same in members.values() for each in same}
    since: dict[int, datetime] = {}
    for table in (FamilyViolence, ConfidentialAddress):
        marks = table._default_manager.filter(participant__in=rows)  # noqa: SLF001 - Django's documented name
        latest = marks.order_by("participant", "-effective_on", "-pk").distinct("participant")
        for mark in latest:
            if mark.is_on:
                known = since.get(mark.participant_id, mark.recorded_at)
                since[mark.participant_id] = max(known, mark.recorded_at)
    return {
        person: max(since[each] for each in same if each in since)
        for person, same in members.items()
        if any(each in since for each in same)
    }


def ways_open(
    preference: ContactPreference, *, danger_since: datetime | None
) -> list[tuple[ReminderChannel, str]]:
    """By which ways a person may be written to, and where.

    Who is in danger must have said of the way, since the office learned of it, that nobody
    else reads it. Source: 42 USC 654(26); CS-6.3-FV-2.
    """
    is_free = danger_since is None
    is_after = danger_since is None or preference.recorded_at >= danger_since
    ways = []
    if preference.email_reminders and (is_free or (preference.email_is_safe and is_after)):
        ways.append((ReminderChannel.EMAIL, preference.email))
    if preference.text_reminders and (is_free or (preference.text_is_safe and is_after)):
        ways.append((ReminderChannel.TEXT, preference.phone))
    return ways


def written_phone(text: str) -> str:
    """A telephone number of the country in its one form of writing, or nothing."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or number.country_code != 1:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
