"""The office that page tests look at, made once; each test's changes are undone."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from tests.databases import database_used
from tests.office import Office, user_name


@pytest.fixture(scope="module")
def office(standing_office, django_db_blocker) -> Iterator[Office]:
    with django_db_blocker.unblock(), database_used(standing_office.database):
        yield standing_office.office


@pytest.fixture
def client_of(office, db) -> Callable[[str], Client]:
    """A client signed in with a role."""
    from django.contrib.auth.models import User

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=user_name(role)))
        return client

    return sign_in


@pytest.fixture
def clerk(client_of) -> Client:
    return client_of("sdu clerk")
