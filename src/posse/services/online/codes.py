"""Codes by which an applicant comes back to what was saved.

A code alone opens nothing: the applicant's date of birth goes with it, wrong dates are
counted, and a code rests after too many of them. The database keeps a keyed hash.
"""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from posse.apps.care.models import CareApplication
from posse.apps.intake.choices import Channel
from posse.apps.intake.models import Application
from posse.apps.online.models import ReturnCode, Visit, VisitKind
from posse.services.law import current_law
from posse.services.online.refusals import OnlineRefusal
from posse.services.online.visits import failures_of, keyed_hash

# Without the letters and digits that are easily taken for each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 3, 4
TOPIC = "support.online"


@transaction.atomic
def do_make_code(*, application: Application | CareApplication, on: date) -> tuple[str, date]:
    """A new code and the day on which it ends; it is told once and kept nowhere."""
    if not _born(application):
        raise OnlineRefusal("r_birth_first")
    code = new_code()
    expires_on = on + timedelta(days=_count("code_lasts_days", on=on))
    of = application if isinstance(application, Application) else None
    ReturnCode.objects.create(
        application=of,
        care_application=application if isinstance(application, CareApplication) else None,
        code_hash=_hash(code),
        made_on=on,
        expires_on=expires_on,
    )
    return code, expires_on


def new_code() -> str:
    """A code that is easily read from paper and cannot be guessed."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def do_come_back(
    *, code: str, birth_date: date | None, address: str, at: datetime, on: date
) -> Application | CareApplication:
    """The application of a code and date of birth, of either program.

    A wrong code, a wrong date and a code that has ended are refused in the same words, so
    that nobody learns which it was. Raises: OnlineRefusal.
    """
    found = ReturnCode.objects.select_related("application", "care_application").filter(
        code_hash=_hash(code)
    )
    known = found.first()
    if known is None:
        raise OnlineRefusal("r_not_found")
    rests = timedelta(minutes=_count("code_rests_minutes", on=on))
    is_right = _is_right(known, birth_date, address=address, at=at, rests=rests, on=on)
    if not is_right or on > known.expires_on:
        raise OnlineRefusal("r_not_found")
    return _of(known)


@transaction.atomic
def _is_right(
    known: ReturnCode,
    birth_date: date | None,
    *,
    address: str,
    at: datetime,
    rests: timedelta,
    on: date,
) -> bool:
    """Whether the date fits; a wrong one is kept even though nothing is opened."""
    ReturnCode.objects.select_for_update().get(pk=known.pk)
    if failures_of(known, since=at - rests) >= _count("code_failures_max", on=on):
        raise OnlineRefusal("r_code_rests")
    is_right = birth_date is not None and _born(_of(known)) == birth_date.isoformat()
    _do_note_try(known, address=address, at=at, has_failed=not is_right)
    return is_right


def _do_note_try(known: ReturnCode, *, address: str, at: datetime, has_failed: bool) -> None:
    Visit.objects.create(
        kind=VisitKind.RETURN,
        address_hash=keyed_hash(address, what="address of a code"),
        code=known,
        has_failed=has_failed,
        at=at,
    )


def _of(code: ReturnCode) -> Application | CareApplication:
    found = code.application or code.care_application
    assert found is not None, "a code is of one application"
    return found


def _born(application: Application | CareApplication) -> str:
    is_online = application.channel == Channel.ONLINE
    is_care = isinstance(application, CareApplication)
    told = application.answers.get("applicant" if is_care else "custodial") or {}
    return str(told.get("birth_date", "")) if is_online else ""


def _hash(code: str) -> str:
    plain = "".join(each for each in code.upper() if each.isalnum())
    return keyed_hash(plain, what="code")


def _count(name: str, *, on: date) -> int:
    return int(current_law().value(f"{TOPIC}.{name}", on=on))
