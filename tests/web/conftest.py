"""The office that page tests look at, made once a module; each test's changes are undone."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from tests.office import Office, standing_office, user_name


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Office]:
    with standing_office(django_db_blocker, tmp_path_factory.mktemp("home")) as office:
        yield office


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
