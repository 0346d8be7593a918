"""Databases that stand beside the one tests write to: copies of it, and the change to them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from tests.processes import address


def database_name() -> str:
    """The database that Django writes to now."""
    return str(connection.settings_dict["NAME"])


@contextmanager
def database_copied(source: str, *, name: str) -> Iterator[str]:
    """A copy of a database, which must have no other visitor; dropped at the end."""
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    yield name
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def database_used(name: str) -> Iterator[None]:
    """Django, and every thread that connects meanwhile, writes to another database."""
    before = database_name()
    _change_to(name)
    yield
    _change_to(before)


@contextmanager
def numbered_from_one(*, name: str) -> Iterator[str]:
    """An empty database whose rows will be numbered from one, whatever tests did before."""
    connection.close()
    with database_copied(database_name(), name=name):
        with database_used(name):
            call_command("flush", interactive=False, verbosity=0)
        yield name


def _change_to(name: str) -> None:
    connection.close()
    # Threads read the same settings when they connect.
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
