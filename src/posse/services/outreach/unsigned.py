"""The reminder of an application that was begun online and never signed.

An applicant is nobody in the register yet, so the wish hangs on the application. One reminder
goes out, some days after anything was saved last, and names nothing but the last day of the
code. Where an answer speaks of danger it goes only to what only the applicant reads.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max

from posse.apps.intake.choices import ApplicationState, Channel
from posse.apps.intake.models import Application
from posse.apps.outreach.choices import ReminderChannel
from posse.apps.outreach.models import ApplicantWish, SentMessage
from posse.services.intake.safety import is_told_in_danger
from posse.services.law import current_law
from posse.services.outreach.preferences import EMAIL_LENGTH, written_phone

KIND = "form_waits"
DAYS = "support.outreach.unsigned_days"


@transaction.atomic
def do_wish_reminder(
    *, application: Application, to: str, is_safe: bool, language: str, on: date
) -> ApplicantWish:
    """Keep where an applicant wants to be reminded. Raises: ValueError for no such address."""
    channel, address = way_of(to)
    if not address:
        raise ValueError("neither an e-mail address nor a telephone number")
    return ApplicantWish.objects.create(
        application=application,
        channel=channel,
        address=address,
        is_safe=is_safe,
        is_on=True,
        language=language,
        recorded_on=on,
    )


def way_of(to: str) -> tuple[ReminderChannel, str]:
    """An e-mail address or a telephone number as it is written, or an empty one."""
    typed = to.strip()
    if "@" not in typed:
        return ReminderChannel.TEXT, written_phone(typed)
    try:
        validate_email(typed)
    except ValidationError:
        return ReminderChannel.EMAIL, ""
    return ReminderChannel.EMAIL, typed if len(typed) <= EMAIL_LENGTH else ""


def wish_of(application: int) -> ApplicantWish | None:
    """Where an applicant wants to be reminded now, if anywhere."""
    last = ApplicantWish.objects.filter(application=application).last()
    return last if last and last.is_on else None


@transaction.atomic
def do_end_wish(*, application: int, on: date) -> bool:
    """The applicant wants no reminder any more; whether one was wanted."""
    known = wish_of(application)
    if known is None:
        return False
    ApplicantWish.objects.create(
        application=known.application,
        channel=known.channel,
        address=known.address,
        is_safe=known.is_safe,
        is_on=False,
        language=known.language,
        recorded_on=on,
    )
    return True


def do_end_wishes_of_phone(phone: str, *, on: date) -> int:
    """End the wishes of all applications that name a telephone; how many there were."""
    rows = ApplicantWish.objects.filter(address=phone, channel=ReminderChannel.TEXT)
    found = set(rows.values_list("application", flat=True))
    own = [each for each in found if (known := wish_of(each)) and known.address == phone]
    return sum(do_end_wish(application=each, on=on) for each in own)


@transaction.atomic
def do_decide_unsigned(*, on: date) -> int:
    """Keep a reminder of each application that waits long enough and whose code still works."""
    days = int(current_law().value(DAYS, on=on))
    waiting = (
        Application.objects.filter(
            state=ApplicationState.DRAFT,
            channel=Channel.ONLINE,
            reminder_wishes__is_on=True,
            reminders=None,
            return_codes__expires_on__gte=on,
        )
        .annotate(saved_on=Max("events__recorded_on"), ends_on=Max("return_codes__expires_on"))
        .filter(saved_on__lte=on - timedelta(days=days))
        .order_by("pk")
    )
    new = [
        _decided(application, wish, ends_on=application.ends_on, on=on)
        for application in waiting
        if (wish := wish_of(application.pk)) and _is_safe(wish)
    ]
    return len(SentMessage.objects.bulk_create(new))


def _decided(
    application: Application, wish: ApplicantWish, *, ends_on: date, on: date
) -> SentMessage:
    return SentMessage(
        application=application,
        channel=wish.channel,
        kind=KIND,
        about=f"application {application.pk}",
        text_key=f"outreach.{wish.channel}_{KIND}",
        language=wish.language,
        address=wish.address,
        about_on=ends_on,
        useful_through=ends_on,
        sent_on=on,
    )


def _is_safe(wish: ApplicantWish) -> bool:
    """Source: 42 USC 654(26); CS-6.3-FV-2."""
    return wish.is_safe or not is_told_in_danger(wish.application.answers)


def is_reminder_wanted(message: SentMessage, *, on: date) -> bool:
    """Whether the application still waits, and the applicant wants it there and is safe."""
    application = message.application
    wish = wish_of(application.pk) if application else None
    return bool(
        application
        and wish
        and application.state == ApplicationState.DRAFT
        and on <= message.useful_through
        and (wish.channel, wish.address) == (message.channel, message.address)
        and _is_safe(wish)
    )
