"""The tables of a new installation, made in one go from what the models say.

The migrations of a program that has grown would make them too, one change after another:
that takes a minute, because Django draws all models anew for each change. They remain for
installations that have tables already, and a test holds both ways to the same result.
"""

from collections.abc import Iterable
from functools import partial

import pgtrigger
from django.apps import AppConfig, apps
from django.db import router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

OWN_PACKAGE = "posse."


def make_own_tables(connection: BaseDatabaseWrapper) -> bool:
    """Make the tables and triggers of the program, where none of its migrations ran yet.

    Whether it did. All of it in one transaction, with every migration noted as done:
    stopped anywhere, it starts again.
    """
    own = _own_apps()
    executor = MigrationExecutor(connection)
    if any(label in own for label, _ in executor.loader.applied_migrations):
        return False
    # Tables of libraries come first, and as their makers mean them: some migrate data.
    executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] not in own])
    with transaction.atomic(using=connection.alias):
        _make_tables(connection, own.values())
        pgtrigger.install(database=connection.alias)
        recorder = MigrationRecorder(connection)
        for label, name in executor.loader.disk_migrations:
            if label in own:
                recorder.record_applied(label, name)
    return True


def _make_tables(connection: BaseDatabaseWrapper, own: Iterable[AppConfig]) -> None:
    """Make every table; the keys between them follow when all of them stand."""
    migratable = partial(router.get_migratable_models, db=connection.alias)
    models = [model for each in own for model in migratable(each)]
    with connection.schema_editor() as editor:
        for model in models:
            if model._meta.can_migrate(connection):  # noqa: SLF001 - as Django names it
                editor.create_model(model)


def _own_apps() -> dict[str, AppConfig]:
    return {
        each.label: each for each in apps.get_app_configs() if each.name.startswith(OWN_PACKAGE)
    }
