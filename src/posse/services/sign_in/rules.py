"""When a name is locked and when a session ends, by the law of this installation."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings

from posse.rules.parameters import Law
from posse.services.law import law_of

_TOPIC = "support.sign_in"


@dataclass(frozen=True)
class SignInRules:
    """The rules of one day."""

    failures_max: int
    lock_lasts: timedelta
    idle_lasts: timedelta
    session_lasts: timedelta


def sign_in_rules(*, on: date) -> SignInRules:
    """The rules of a day under this installation's profile."""
    return _rules_of(settings.POSSE_PROFILE, on)


@lru_cache(maxsize=8)
def _rules_of(profile: str, on: date) -> SignInRules:
    law = law_of(profile)
    return SignInRules(
        failures_max=_count(law, "failures_max", on=on),
        lock_lasts=timedelta(minutes=_count(law, "locked_minutes", on=on)),
        idle_lasts=timedelta(minutes=_count(law, "idle_minutes", on=on)),
        session_lasts=timedelta(hours=_count(law, "session_hours", on=on)),
    )


def _count(law: Law, key: str, *, on: date) -> int:
    return int(law.value(f"{_TOPIC}.{key}", on=on))
