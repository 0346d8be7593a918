"""A new installation's tables, made all at once, are those that the migrations make."""

import os

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from tests.processes import address, process

from posse.config.tables import make_own_tables

# Django's own command, which goes through every migration.
ONE_BY_ONE = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0)
"""
CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable, column_default,
               character_maximum_length, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "migrations": "SELECT app, name FROM django_migrations",
}


def catalogue(name):
    with psycopg.connect(address(name)) as reader:
        return {what: set(reader.execute(query)) for what, query in CATALOGUE.items()}


@pytest.fixture
def made_one_by_one(tmp_path, django_db_setup, django_db_blocker):
    """The name of a database whose tables came by one migration after another."""
    name = f"test_migrated_{os.getpid()}"
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        running = process(name, tmp_path, "-c", ONE_BY_ONE)
        output, _ = running.communicate(timeout=600)
        assert running.returncode == 0, output
        yield name
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.django_db
def test_both_ways_make_the_same_tables(made_one_by_one):
    at_once = catalogue(connection.settings_dict["NAME"])
    one_by_one = catalogue(made_one_by_one)
    for what, found in one_by_one.items():
        assert at_once[what] == found, what
    assert len(one_by_one["triggers"]) > 200


@pytest.mark.django_db
def test_an_installation_with_tables_goes_on_by_its_migrations():
    done = MigrationRecorder(connection).applied_migrations()
    assert not make_own_tables(connection)
    call_command("migrate", verbosity=0)
    assert MigrationRecorder(connection).applied_migrations() == done
