"""What all tests share: the record of the clauses they cite, and the same draws each run."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as installation
from hypothesis import settings

if TYPE_CHECKING:
    from tests.demo import StandingDemo
    from tests.office import StandingOffice

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
    # What tests write need not outlast a power cut; processes that they start read it too.
    os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")
    # Passwords are to be guessed slowly, which every made-up user of the tests would pay for.
    installation.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def standing_office(
    django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator["StandingOffice"]:
    """The office that pages are tried on, made once in each process of the tests."""
    # Imported here because tables can only be named once Django stands.
    from tests.office import office_standing

    with office_standing(django_db_blocker, tmp_path_factory.mktemp("home")) as standing:
        yield standing


@pytest.fixture(scope="session")
def standing_demo(
    django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator["StandingDemo"]:
    """The demo, made once in each process of the tests."""
    # Imported here as the office is.
    from tests.demo import demo_standing

    with demo_standing(django_db_blocker, tmp_path_factory.mktemp("demo")) as standing:
        yield standing


@pytest.fixture(scope="module")
def demo(standing_demo, django_db_blocker) -> Iterator["StandingDemo"]:
    """The demo, in whose database a module's tests write; each one's changes are undone."""
    from tests.databases import database_used

    with django_db_blocker.unblock(), database_used(standing_demo.database):
        yield standing_demo
