"""What all tests share: the record of the clauses they cite, and the same draws each run."""

import os

from django.conf import settings as installation
from hypothesis import settings

pytest_plugins = ["clause_record"]

# A red build is about the change, not about the draw; thousands of fresh draws are for
# the night (HYPOTHESIS_PROFILE=nightly).
# How long one case takes says more of the machine than of the law.
settings.register_profile("quick", derandomize=True, deadline=None)
settings.register_profile("nightly", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    """Pages are tried by people with a password alone; tests of the second step ask for it."""
    installation.POSSE_SECOND_FACTOR = "offered"
