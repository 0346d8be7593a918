"""The law in force for this installation."""

from functools import lru_cache

from django.conf import settings

from posse.rules.parameters import Law, load_law


@lru_cache(maxsize=8)
def law_of(profile: str) -> Law:
    """The law under a named profile, read once."""
    return load_law(profile)


def current_law() -> Law:
    """The law under this installation's profile."""
    return law_of(settings.POSSE_PROFILE)
