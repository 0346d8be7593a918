"""The law in force for this installation."""

from functools import lru_cache

from django.conf import settings

from posse.rules.guidance import Guidance, guidance_for
from posse.rules.library.shelves import Library, library
from posse.rules.parameters import Law, load_law
from posse.rules.reference_guide import Guide, load_guide


@lru_cache(maxsize=8)
def law_of(profile: str) -> Law:
    """The law under a named profile, read once."""
    return load_law(profile)


def current_law() -> Law:
    """The law under this installation's profile."""
    return law_of(settings.POSSE_PROFILE)


def guidance_on(act: str) -> tuple[Guidance, ...]:
    """What the law of this installation asks of whoever does an act, in order."""
    return guidance_for(act, settings.POSSE_PROFILE)


def law_library() -> Library:
    """The law of this installation as anybody may read it."""
    return library(settings.POSSE_PROFILE)


def reference_guide() -> Guide:
    """What this installation's State answers other States in the reference guide."""
    return load_guide(settings.POSSE_PROFILE)
